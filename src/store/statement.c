/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

/* Less room than this, and an I/O error is taken for a full disk: SQLite loses errno on some paths (shm, truncate). */
#define NO_ROOM_BYTES (64 * 1024)

static gboolean
disk_is_full (KtStore *store)
{
  int number = sqlite3_system_errno (store->db);
  struct statvfs fs;

  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    return TRUE;
  return statvfs (store->dir, &fs) == 0 && (guint64) fs.f_bavail * fs.f_frsize < NO_ROOM_BYTES;
}

static KtStoreError
code_of (KtStore *store, int result)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return KT_STORE_ERROR_FULL;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return disk_is_full (store) ? KT_STORE_ERROR_FULL : kt_store_error_from_errno (sqlite3_system_errno (store->db));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return KT_STORE_ERROR_READ_ONLY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return KT_STORE_ERROR_CORRUPT;
    case SQLITE_NOMEM:
      return KT_STORE_ERROR_NO_MEMORY;
    case SQLITE_INTERRUPT:
      return KT_STORE_ERROR_LOCKED;
    default:
      return KT_STORE_ERROR_FAILED;
    }
}

/* sqlite3_errmsg() stays out of the message: it can quote what was being stored. */
static gboolean
fail_with (KtStoreError code, int result, const char *doing, GError **error)
{
  g_set_error (error, KT_STORE_ERROR, (int) code, "%s: %s (%d)", doing, sqlite3_errstr (result), result);
  return FALSE;
}

gboolean
kt_store_fail (KtStore *store, const char *doing, GError **error)
{
  int result = sqlite3_extended_errcode (store->db);

  return fail_with (code_of (store, result), result, doing, error);
}

/* A page whose HMAC does not fit makes SQLCipher answer a bare SQLITE_ERROR. Our statements are fixed and have compiled,
 * so nothing else does. */
static gboolean
fail_step (KtStore *store, sqlite3_stmt *statement, GError **error)
{
  const char *doing = sqlite3_stmt_readonly (statement) ? "reading" : "writing";
  int result = sqlite3_extended_errcode (store->db);

  return fail_with (result == SQLITE_ERROR ? KT_STORE_ERROR_CORRUPT : code_of (store, result), result, doing, error);
}

KtStatement *
kt_store_statement (KtStore *store, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (store->statements, sql);

  if (statement != NULL)
    {
      g_assert (!sqlite3_stmt_busy (statement));
      return statement;
    }
  if (sqlite3_prepare_v3 (store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    {
      kt_store_fail (store, "preparing", error);
      return NULL;
    }
  g_hash_table_insert (store->statements, (gpointer) sql, statement);
  return statement;
}

void
kt_statement_done (KtStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

void
kt_bind_int (KtStatement *statement, int i, gint64 value)
{
  int result = sqlite3_bind_int64 (statement, i, value);

  g_assert (result == SQLITE_OK);
}

void
kt_bind_text (KtStatement *statement, int i, const char *text)
{
  int result = sqlite3_bind_text64 (statement, i, text, text == NULL ? 0 : strlen (text), SQLITE_STATIC, SQLITE_UTF8);

  g_assert (result == SQLITE_OK);
}

void
kt_bind_bytes (KtStatement *statement, int i, const char *bytes, gsize len)
{
  int result = sqlite3_bind_blob64 (statement, i, bytes, bytes == NULL ? 0 : len, SQLITE_STATIC);

  g_assert (result == SQLITE_OK);
}

gboolean
kt_statement_step (KtStore *store, KtStatement *statement, gboolean *row, GError **error)
{
  int result = sqlite3_step (statement);

  *row = result == SQLITE_ROW;
  if (result == SQLITE_ROW || result == SQLITE_DONE)
    return TRUE;
  return fail_step (store, statement, error);
}

gboolean
kt_statement_next (KtStore *store, KtStatement *statement, gboolean *ok, GError **error)
{
  gboolean row;

  *ok = kt_statement_step (store, statement, &row, error);
  return *ok && row;
}

GStrv
kt_store_list_texts (KtStore *store, const char *sql, const char *text, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  gboolean ok;

  if (query == NULL)
    return NULL;
  if (text != NULL)
    kt_bind_text (query, 1, text);
  while (kt_statement_next (store, query, &ok, error))
    for (int i = 0; i < sqlite3_column_count (query); i++)
      g_strv_builder_add (found, kt_column_text (query, i));
  return ok ? g_strv_builder_end (found) : NULL;
}

gboolean
kt_statement_run (KtStore *store, KtStatement *statement, GError **error)
{
  int result;

  do
    result = sqlite3_step (statement);
  while (result == SQLITE_ROW);
  if (result != SQLITE_DONE)
    fail_step (store, statement, error);
  sqlite3_reset (statement);
  return result == SQLITE_DONE;
}

const char *
kt_column_text (KtStatement *statement, int i)
{
  const char *text = (const char *) sqlite3_column_text (statement, i);

  return text != NULL ? text : "";
}

char *
kt_column_dup (KtStatement *statement, int i)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, i));
}

gboolean
kt_store_exec (KtStore *store, const char *sql, GError **error)
{
  if (sqlite3_exec (store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  return kt_store_fail (store, "running a statement", error);
}
