/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/connection.h"
#include "store/key-check.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MS 5000
static const char plain_magic[] = "SQLite format 3";

typedef struct {
  const char *set, *get, *want;
} Setting;
/* Read back one by one: a library built otherwise would ignore some of them without a word. */
static const Setting settings[] = {
  { "PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal" },
  { "PRAGMA synchronous = FULL", "PRAGMA synchronous", "2" },
  { "PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1" },
  { "PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2" },
  { "PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys", "0" },
  { "PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0" },
};

static gboolean
refuse_plain_file (const char *path, GError **error)
{
  char magic[sizeof plain_magic - 1];
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n = fd < 0 ? 0 : read (fd, magic, sizeof magic);

  if (fd >= 0)
    close (fd);
  if (n != sizeof magic || memcmp (magic, plain_magic, sizeof magic) != 0)
    return TRUE;
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_CORRUPT, "the store is not encrypted: it is not ours");
  return FALSE;
}

/* The raw key, as SQLCipher wants to hear it: no derivation, so opening takes no time. */
static gboolean
give_key (KtStore *store, KtSecret *key, GError **error)
{
  gsize hex_len = kt_secret_len (key) * 2 + 1;
  g_autoptr (KtSecret) spoken = kt_secret_new (hex_len + 3);
  char *text = (char *) kt_secret_bytes (spoken);

  memcpy (text, "x'", 2);
  sodium_bin2hex (text + 2, hex_len, kt_secret_bytes (key), kt_secret_len (key));
  text[hex_len + 1] = '\'';
  if (sqlite3_key (store->db, text, (int) hex_len + 2) == SQLITE_OK)
    return TRUE;
  return kt_store_fail (store, "giving the key", error);
}

static gboolean
read_pragma (KtStore *store, const char *sql, char **value, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  gboolean row;

  if (query == NULL || !kt_statement_step (store, query, &row, error))
    return FALSE;
  *value = row ? kt_column_dup (query, 0) : NULL;
  return TRUE;
}

static gboolean
prove_cipher (KtStore *store, GError **error)
{
  g_autofree char *version = NULL;

  if (!read_pragma (store, "PRAGMA cipher_version", &version, error))
    return FALSE;
  if (version != NULL && *version != '\0')
    return TRUE;
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "this SQLite does not encrypt");
  return FALSE;
}

/* The first page cannot be read: with another key it is a wrong key, with the right one the file is damaged. */
static gboolean
explain_unreadable (KtStore *store, KtSecret *key, GError **error)
{
  if (kt_key_check (store->dir, key) == KT_KEY_FITS)
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_CORRUPT, "the beginning of the store is damaged");
  else
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_WRONG_KEY, "this key does not open the store");
  return FALSE;
}

static gboolean
prove_key (KtStore *store, KtSecret *key, GError **error)
{
  int result = sqlite3_exec (store->db, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);

  if (result == SQLITE_OK)
    return TRUE;
  if (result == SQLITE_NOTADB)
    return explain_unreadable (store, key, error);
  return kt_store_fail (store, "reading the schema", error);
}

gboolean
kt_connection_open (KtStore *store, const char *path, KtSecret *key, int flags, GError **error)
{
  if (!refuse_plain_file (path, error))
    return FALSE;
  if (sqlite3_open_v2 (path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return kt_store_fail (store, "opening the store", error);
  sqlite3_extended_result_codes (store->db, 1);
  sqlite3_busy_timeout (store->db, BUSY_MS);
  /* Wiping every page SQLCipher has touched makes it six times slower; the keys themselves are ours to wipe. */
  if (!kt_store_exec (store, "PRAGMA cipher_memory_security = OFF", error) || !give_key (store, key, error))
    return FALSE;
  /* It would write to standard error; what matters comes back as an error. The first key given sets it to its default. */
  return kt_store_exec (store, "PRAGMA cipher_log_level = NONE", error) &&
         prove_cipher (store, error) && prove_key (store, key, error);
}

static gboolean
apply_setting (KtStore *store, const Setting *setting, GError **error)
{
  g_autofree char *value = NULL;

  if (!kt_store_exec (store, setting->set, error) || !read_pragma (store, setting->get, &value, error))
    return FALSE;
  if (g_strcmp0 (value, setting->want) == 0)
    return TRUE;
  g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "%s did not take", setting->set);
  return FALSE;
}

gboolean
kt_connection_configure (KtStore *store, GError **error)
{
  /* 16 MiB holds the indexes of 100,000 records; the reader gets by with half (memory budget, DESIGN 9). */
  const char *cache = store->mode == KT_STORE_WRITE ? "PRAGMA cache_size = -16384" : "PRAGMA cache_size = -8192";

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!(i == 0 && store->mode == KT_STORE_READ) && !apply_setting (store, &settings[i], error))
      return FALSE;
  return kt_store_exec (store, cache, error);
}

void
kt_connection_close (KtStore *store)
{
  int result;

  g_hash_table_remove_all (store->statements);
  if (store->db == NULL)
    return;
  result = sqlite3_close (store->db);
  /* A statement left open would keep the key in memory behind the lock screen. */
  g_assert (result == SQLITE_OK);
  store->db = NULL;
}
