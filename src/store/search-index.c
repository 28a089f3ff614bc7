/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/search-index.h"

static void
add_entries (GString *text, KtRecord *record, const KtField *field)
{
  guint n = kt_record_n_entries (record, field->key);

  for (guint i = 0; i < n; i++)
    {
      KtEntry entry;

      if (!kt_record_get_entry (record, field->key, i, &entry) || !json_object_is_type (entry.value, json_type_string))
        continue;
      g_string_append_len (text, json_object_get_string (entry.value), json_object_get_string_len (entry.value));
      g_string_append_c (text, '\n');
    }
}

char *
kt_search_text (KtRecord *record)
{
  const KtType *type = kt_record_get_type (record);
  GString *text = g_string_new (NULL);

  if (type != NULL && !kt_record_is_deleted (record))
    for (const KtField *field = type->fields; field->key != NULL; field++)
      if (field->searchable)
        add_entries (text, record, field);
  return g_string_free_and_steal (text);
}

static gboolean
run (KtStore *store, const char *sql, gint64 doc, const char *text, GError **error)
{
  g_autoptr (KtStatement) statement = kt_store_statement (store, sql, error);

  if (statement == NULL)
    return FALSE;
  kt_bind_int (statement, 1, doc);
  if (text != NULL)
    kt_bind_text (statement, 2, text);
  return kt_statement_run (store, statement, error);
}

gboolean
kt_search_index_put (KtStore *store, gint64 doc, const char *was, const char *text, GError **error)
{
  if (g_strcmp0 (was != NULL ? was : "", text) == 0)
    return TRUE;
  if (*text == '\0')
    return run (store, "DELETE FROM search WHERE rowid = ?1", doc, NULL, error);
  if (was == NULL || *was == '\0')
    return run (store, "INSERT INTO search (rowid, text) VALUES (?1, ?2)", doc, text, error);
  return run (store, "REPLACE INTO search (rowid, text) VALUES (?1, ?2)", doc, text, error);
}
