/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening: the right key, one writer, readers beside it, and every kind of damage told as what it is. */
#include "store/key-slots.h"
#include "store/store-private.h"
#include "store/support.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARKER "Xylofoonspeler"
#define PAGE 4096

static char *
store_path (Fixture *f)
{
  return g_build_filename (f->dir, "store.db", NULL);
}

static void
fill (Fixture *f, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s number %u\"}", MARKER, i);
      g_autoptr (KtRecord) record = save (f->store, "note", NULL, i % 2 ? FAMILY_A : FAMILY_B, changes);
    }
}

static void
read_store (Fixture *f, char **bytes, gsize *len)
{
  g_autofree char *path = store_path (f);
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, bytes, len, &error);
  g_assert_no_error (error);
}

static void
write_store (Fixture *f, const char *bytes, gsize len)
{
  g_autofree char *path = store_path (f);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

/* ---- Keys ---- */

static void
expect_wrong_key (Fixture *f)
{
  g_autoptr (KtSecret) right = g_steal_pointer (&f->key);

  f->key = test_key (0x18);
  fixture_expect_open_error (f, KT_STORE_ERROR_WRONG_KEY);
  kt_secret_free (f->key);
  f->key = g_steal_pointer (&right);
}

static void
test_wrong_key (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  gsize n, m;

  fixture_close (f);
  read_store (f, &before, &n);
  expect_wrong_key (f);
  read_store (f, &after, &m);
  g_assert_cmpmem (before, n, after, m);
  fixture_reopen (f);
}

/* With slots beside it a store that cannot be read is known to be damaged, not opened with another key. */
static void
test_wrong_key_or_damaged (void)
{
  Fixture f = { .dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL) };
  g_autofree char *code = NULL, *bytes = NULL;
  gsize len;

  g_setenv ("KEUKENTAFEL_FAST_KDF", "1", TRUE);
  f.key = kt_key_slots_create (f.dir, "words", &code, NULL);
  fixture_reopen (&f);
  fixture_close (&f);
  expect_wrong_key (&f);
  read_store (&f, &bytes, &len);
  bytes[100] ^= 1;
  write_store (&f, bytes, len);
  fixture_expect_open_error (&f, KT_STORE_ERROR_CORRUPT);
  fixture_tear_down (&f, NULL);
}

/* ---- Damage ---- */

static void
test_cut_short (Fixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize len;

  fill (f, 60);
  fixture_close (f);
  read_store (f, &bytes, &len);
  g_assert_cmpuint (len, >, 20 * PAGE);
  for (gsize cut = PAGE; cut < len; cut += PAGE + 1234)
    {
      write_store (f, bytes, cut);
      fixture_expect_open_error (f, KT_STORE_ERROR_CORRUPT);
    }
  write_store (f, bytes, len - 1);
  fixture_expect_open_error (f, KT_STORE_ERROR_CORRUPT);
  write_store (f, bytes, 0);
  fixture_expect_open_error (f, KT_STORE_ERROR_CORRUPT);
  write_store (f, bytes, len);
  fixture_reopen (f);
  assert_sound (f->store);
}

static gboolean
damage_is_noticed (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  KtStore *store = kt_store_open (f->dir, f->key, KT_STORE_WRITE, &error);
  gboolean noticed;

  if (store == NULL)
    return error->code == KT_STORE_ERROR_CORRUPT || error->code == KT_STORE_ERROR_WRONG_KEY;
  problems = kt_store_check (store, &error);
  noticed = problems != NULL && problems->len > 0;
  kt_store_close (store);
  return noticed;
}

/* One bit, anywhere. */
static void
test_one_bit (Fixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize len;

  fill (f, 60);
  fixture_close (f);
  read_store (f, &bytes, &len);
  for (gsize offset = 0; offset < len; offset += 1777)
    {
      bytes[offset] ^= 0x10;
      write_store (f, bytes, len);
      if (!damage_is_noticed (f))
        g_error ("a changed bit at %" G_GSIZE_FORMAT " went unnoticed", offset);
      bytes[offset] ^= 0x10;
    }
  write_store (f, bytes, len);
  fixture_reopen (f);
  assert_sound (f->store);
}

/* Damage met while reading is an error that says so. */
static void
test_damage_met_while_reading (Fixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  fill (f, 200);
  fixture_close (f);
  read_store (f, &bytes, &len);
  for (gsize page = 16; page < len / PAGE; page++)
    bytes[page * PAGE + 50] ^= 1;
  write_store (f, bytes, len);
  f->store = kt_store_open (f->dir, f->key, KT_STORE_WRITE, &error);
  if (f->store != NULL)
    list = kt_store_list_all (f->store, &error);
  g_assert_null (list);
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_CORRUPT);
}

static void
test_not_encrypted (Fixture *f, gconstpointer data)
{
  g_autofree char *path = store_path (f);
  sqlite3 *plain;

  fixture_close (f);
  g_unlink (path);
  g_assert_cmpint (sqlite3_open (path, &plain), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (plain, "CREATE TABLE t (a)", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (plain);
  fixture_expect_open_error (f, KT_STORE_ERROR_CORRUPT);
}

static void
test_gone_with_its_log_left (Fixture *f, gconstpointer data)
{
  g_autofree char *path = store_path (f);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);

  fixture_close (f);
  g_unlink (path);
  g_assert_true (g_file_set_contents (wal, "something", -1, NULL));
  fixture_expect_open_error (f, KT_STORE_ERROR_CORRUPT);
}

static void
test_newer_schema (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize n, m;

  fill (f, 3);
  g_assert_true (kt_store_exec (f->store, "PRAGMA user_version = 999", &error));
  fixture_close (f);
  read_store (f, &before, &n);
  fixture_expect_open_error (f, KT_STORE_ERROR_NEWER_SCHEMA);
  g_assert_null (kt_store_open (f->dir, f->key, KT_STORE_READ, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NEWER_SCHEMA);
  read_store (f, &after, &m);
  g_assert_cmpmem (before, n, after, m);
}

/* ---- One writer ---- */

/* Returns: the code a second process gets, -1 when it could open. */
static int
open_in_another_process (Fixture *f)
{
  pid_t pid = fork ();
  int status;

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      g_autoptr (GError) error = NULL;
      KtStore *store = kt_store_open (f->dir, f->key, KT_STORE_WRITE, &error);

      _exit (store != NULL ? 100 : error->code);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status) == 100 ? -1 : WEXITSTATUS (status);
}

static void
test_one_writer (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (open_in_another_process (f), ==, KT_STORE_ERROR_IN_USE);
  fixture_expect_open_error (f, KT_STORE_ERROR_IN_USE);
  fixture_close (f);
  g_assert_cmpint (open_in_another_process (f), ==, -1);
  fixture_reopen (f);
}

static void
test_reader_beside_writer (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtStore) reader = kt_store_open (f->dir, f->key, KT_STORE_READ, &error);
  g_autoptr (KtRecord) made = NULL, read = NULL;
  g_autoptr (GPtrArray) list = NULL;

  g_assert_no_error (error);
  made = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  read = kt_store_load (reader, kt_record_get_id (made), &error);
  g_assert_true (kt_record_equal (made, read));
  list = kt_store_list_family (reader, FAMILY_A, &error);
  g_assert_cmpuint (list->len, ==, 1);
  /* Neither waits for the other: inside a write the reader has what was kept before it. */
  g_assert_true (kt_store_begin (f->store, &error));
  g_autoptr (KtRecord) unfinished = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"B\"}");
  g_assert_null (kt_store_load (reader, kt_record_get_id (unfinished), &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
  g_assert_true (kt_store_end (f->store, TRUE, NULL));
  assert_sound (reader);
}

static void
test_reader_without_store (void)
{
  g_autofree char *dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL);
  g_autoptr (KtSecret) key = test_key (1);
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_store_open (dir, key, KT_STORE_READ, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
  remove_folder (dir);
}

/* ---- What lies on the disk ---- */

static void
assert_folder_without (const char *dir, const char *words)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *bytes = NULL;
      gsize len;

      g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
      g_assert_null (memmem (bytes, len, words, strlen (words)));
      n++;
    }
  g_assert_cmpuint (n, >=, 3);
}

static void
assert_file_holds (const char *path, const char *words)
{
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  g_assert_nonnull (memmem (bytes, len, words, strlen (words)));
}

static void
test_no_plain_text (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = NULL;
  g_autofree char *control = g_build_filename (f->dir, "control", NULL);

  fill (f, 300);
  g_assert_true (kt_store_put_draft (f->store, "note:new", MARKER, NULL));
  hits = kt_store_search (f->store, MARKER, NULL, 50, NULL);
  g_assert_cmpuint (hits->len, ==, 50);
  assert_folder_without (f->dir, MARKER);
  assert_folder_without (f->dir, FAMILY_A + strlen ("family:"));
  assert_folder_without (f->dir, "CREATE TABLE");
  fixture_close (f);
  assert_folder_without (f->dir, MARKER);
  /* The search itself works. */
  g_assert_true (g_file_set_contents (control, "so " MARKER " is found", -1, NULL));
  assert_file_holds (control, MARKER);
}

static void
test_nobody_else_can_read (Fixture *f, gconstpointer data)
{
  const char *names[] = { "store.db", "store.db-wal", "store.db-shm", "lock", "reserve" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);
      GStatBuf st;

      g_assert_cmpint (g_stat (path, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
    }
}

static void
test_reserve_is_allocated (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "reserve", NULL);
  GStatBuf st;

  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_size, ==, 4 * 1024 * 1024);
  g_assert_cmpint (st.st_blocks * 512, >=, st.st_size);
}

/* ---- The connection ---- */

static char *
pragma (KtStore *store, const char *name)
{
  g_autofree char *sql = g_strconcat ("PRAGMA ", name, NULL);
  sqlite3_stmt *query;
  char *value;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db, sql, -1, &query, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (query), ==, SQLITE_ROW);
  value = g_strdup ((const char *) sqlite3_column_text (query, 0));
  sqlite3_finalize (query);
  return value;
}

static void
test_settings_of_the_connection (Fixture *f, gconstpointer data)
{
  const char *expected[][2] = {
    { "journal_mode", "wal" },
    { "synchronous", "2" },
    { "secure_delete", "1" },
    { "temp_store", "2" },
    { "cache_size", "-16384" },
    { "cipher_memory_security", "0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *value = pragma (f->store, expected[i][0]);

      g_assert_cmpstr (value, ==, expected[i][1]);
    }
  /* Typing changes synchronous for its own commit only. */
  g_assert_true (kt_store_put_draft (f->store, "note:new", "x", NULL));
  g_autofree char *synchronous = pragma (f->store, "synchronous");
  g_assert_cmpstr (synchronous, ==, "2");
}

static void
test_one_sqlite (void)
{
  g_autofree char *maps = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  g_assert_nonnull (strstr (maps, "libc.so"));
  g_assert_null (strstr (maps, "libsqlite3"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/store/open/wrong-key", test_wrong_key);
  g_test_add_func ("/store/open/wrong-key-or-damaged", test_wrong_key_or_damaged);
  add_test ("/store/open/cut-short", test_cut_short);
  add_test ("/store/open/one-bit", test_one_bit);
  add_test ("/store/open/damage-met-while-reading", test_damage_met_while_reading);
  add_test ("/store/open/not-encrypted", test_not_encrypted);
  add_test ("/store/open/gone-with-its-log-left", test_gone_with_its_log_left);
  add_test ("/store/open/newer-schema", test_newer_schema);
  add_test ("/store/open/one-writer", test_one_writer);
  add_test ("/store/open/reader-beside-writer", test_reader_beside_writer);
  g_test_add_func ("/store/open/reader-without-store", test_reader_without_store);
  add_test ("/store/open/no-plain-text", test_no_plain_text);
  add_test ("/store/open/nobody-else-can-read", test_nobody_else_can_read);
  add_test ("/store/open/reserve-is-allocated", test_reserve_is_allocated);
  add_test ("/store/open/settings-of-the-connection", test_settings_of_the_connection);
  g_test_add_func ("/store/open/one-sqlite", test_one_sqlite);
  return g_test_run ();
}
