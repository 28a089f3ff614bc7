/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

gboolean
kt_store_get_setting (KtStore *store, const char *key, char **value, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT value FROM settings WHERE key = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, key);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *value = row ? kt_column_dup (query, 0) : NULL;
  return TRUE;
}

static gboolean
write_setting (KtStore *store, const char *key, const char *value, GError **error)
{
  const char *sql = value != NULL ? "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2"
                                  : "DELETE FROM settings WHERE key = ?1";
  g_autoptr (KtStatement) write = kt_store_statement (store, sql, error);

  if (write == NULL)
    return FALSE;
  kt_bind_text (write, 1, key);
  if (value != NULL)
    kt_bind_text (write, 2, value);
  return kt_statement_run (store, write, error);
}

gboolean
kt_store_set_setting (KtStore *store, const char *key, const char *value, GError **error)
{
  if (!kt_store_begin (store, error))
    return FALSE;
  return kt_store_end (store, write_setting (store, key, value, error), error);
}
