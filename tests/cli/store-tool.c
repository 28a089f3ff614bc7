/* SPDX-License-Identifier: EUPL-1.2 */
/* Does to a store what only a test would.
 *   store-tool newer DIR PASSPHRASE      as if a newer Keukentafel had written it
 *   store-tool stranger DIR PASSPHRASE   the devices that are known here turn out to be somebody else's
 *   store-tool full DIR PASSPHRASE       as if the last pass had found no room on the disk
 *   store-tool readable DIR PASSPHRASE WORD   whether any page of the file, free ones too, says WORD, now or at any point
 *                                        of the log beside it: "yes" or "no" */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "store/key-slots.h"
#include "store/store-private.h"

/* ---- Every page ---- */

#define PAGE_BYTES 4096
#define LOG_HEAD 32
#define FRAME_BYTES (24 + PAGE_BYTES)
#define MOST_POINTS 12

static gboolean
is_in_pages (KtStore *store, const char *word)
{
  sqlite3_int64 size = 0;
  unsigned char *pages = sqlite3_serialize (store->db, "main", &size, 0);
  gboolean found;

  g_assert_true (pages != NULL && size > PAGE_BYTES);
  found = memmem (pages, (gsize) size, word, strlen (word)) != NULL;
  sqlite3_free (pages);
  return found;
}

/* The store with its log as it was after so many frames. */
static gboolean
is_readable_at (const char *dir, KtSecret *key, const char *log, gsize frames, const char *word)
{
  g_autofree char *copy = g_dir_make_tmp ("store-tool-XXXXXX", NULL), *from = g_build_filename (dir, "store.db", NULL);
  g_autofree char *to = g_build_filename (copy, "store.db", NULL), *beside = g_build_filename (copy, "store.db-wal", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", copy), *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtStore) store = NULL;
  gboolean found;
  gsize len;

  g_assert_true (g_file_get_contents (from, &bytes, &len, NULL) && g_file_set_contents (to, bytes, (gssize) len, NULL));
  if (frames > 0)
    g_assert_true (g_file_set_contents (beside, log, (gssize) (LOG_HEAD + frames * FRAME_BYTES), NULL));
  store = kt_store_open (copy, key, KT_STORE_WRITE, &error);
  g_assert_no_error (error);
  found = is_in_pages (store, word);
  g_clear_pointer (&store, kt_store_close);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return found;
}

static gboolean
is_readable (const char *dir, KtSecret *key, const char *word)
{
  g_autofree char *path = g_build_filename (dir, "store.db-wal", NULL), *log = NULL;
  gsize len = 0, frames, step;
  gboolean found = FALSE;

  g_file_get_contents (path, &log, &len, NULL);
  frames = len > LOG_HEAD ? (len - LOG_HEAD) / FRAME_BYTES : 0;
  step = frames / MOST_POINTS + 1;
  for (gsize n = frames % step; n <= frames; n += step)
    found |= is_readable_at (dir, key, log, n, word);
  return found;
}

/* ---- The rest ---- */

static const char *
sql_for (const char *what)
{
  if (g_strcmp0 (what, "newer") == 0)
    return "PRAGMA user_version = 999";
  if (g_strcmp0 (what, "stranger") == 0)
    return "UPDATE device_keys SET worker = 'worker:0'; INSERT OR IGNORE INTO unchecked SELECT doc FROM docs";
  if (g_strcmp0 (what, "full") == 0)
    return "INSERT INTO settings (key, value) VALUES ('sync.full', '1')";
  return NULL;
}

static gboolean
change (const char *dir, KtSecret *key, const char *sql, GError **error)
{
  g_autoptr (KtStore) store = kt_store_open (dir, key, KT_STORE_WRITE, error);

  return store != NULL && kt_store_exec (store, sql, error);
}

int
main (int argc, char **argv)
{
  gboolean look = argc == 5 && strcmp (argv[1], "readable") == 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = NULL;

  if (!look && (argc != 4 || sql_for (argv[1]) == NULL))
    return 64;
  key = kt_key_slots_unlock (argv[2], argv[3], &error);
  if (key != NULL && look)
    puts (is_readable (argv[2], key, argv[4]) ? "yes" : "no");
  if (key != NULL && (look || change (argv[2], key, sql_for (argv[1]), &error)))
    return 0;
  fprintf (stderr, "store-tool: %s\n", error->message);
  return 1;
}
