/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafts live in the store itself, so that a save and the end of its draft are one transaction.
 *
 * A keystroke is a commit of its own in the write-ahead log, but without fsync: for its commit alone the connection is
 * set to synchronous=NORMAL, which in WAL mode keeps the file whole at a power cut and loses at most the last commits.
 * What the kernel has survives SIGKILL. kt_store_sync_drafts() fsyncs the log. A save in between does so too: its
 * fsync covers every draft before it in the same log. */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

typedef struct {
  const char *key, *text;
} Put;

static gboolean
write_draft (KtStore *store, gpointer data, GError **error)
{
  const Put *put = data;
  const char *sql = put->text != NULL
                        ? "INSERT INTO drafts (key, text) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET text = ?2"
                        : "DELETE FROM drafts WHERE key = ?1";
  g_autoptr (KtStatement) write = kt_store_statement (store, sql, error);

  if (write == NULL)
    return FALSE;
  kt_bind_text (write, 1, put->key);
  if (put->text != NULL)
    kt_bind_text (write, 2, put->text);
  return kt_statement_run (store, write, error);
}

gboolean
kt_store_put_draft (KtStore *store, const char *key, const char *text, GError **error)
{
  Put put = { key, text };
  gboolean ok;

  if (store->depth > 0)
    return kt_store_transaction (store, write_draft, &put, error);
  if (!kt_store_exec (store, "PRAGMA synchronous = NORMAL", error))
    return FALSE;
  ok = kt_store_transaction (store, write_draft, &put, error);
  return kt_store_exec (store, "PRAGMA synchronous = FULL", ok ? error : NULL) && ok;
}

char *
kt_store_get_draft (KtStore *store, const char *key, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT text FROM drafts WHERE key = ?1", error);
  gboolean row;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, key);
  if (!kt_statement_step (store, query, &row, error) || !row)
    return NULL;
  return kt_column_dup (query, 0);
}

GHashTable *
kt_store_list_drafts (KtStore *store, const char *prefix, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT key, text FROM drafts WHERE substr (key, 1, length (?1)) = ?1", error);
  g_autoptr (GHashTable) drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, prefix != NULL ? prefix : "");
  while (kt_statement_next (store, query, &ok, error))
    g_hash_table_insert (drafts, kt_column_dup (query, 0), kt_column_dup (query, 1));
  return ok ? g_steal_pointer (&drafts) : NULL;
}

gboolean
kt_store_sync_drafts (KtStore *store, GError **error)
{
  sqlite3_file *log = NULL;

  sqlite3_file_control (store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == NULL || log->pMethods == NULL)
    return TRUE;
  if (log->pMethods->xSync (log, SQLITE_SYNC_NORMAL) == SQLITE_OK)
    return TRUE;
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "drafts could not be made durable");
  return FALSE;
}
