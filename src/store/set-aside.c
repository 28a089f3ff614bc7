/* SPDX-License-Identifier: EUPL-1.2 */
/* Set aside: what the server refused, and what came in and could not be taken in. Never deleted, never in the way. */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

void
kt_set_aside_free (KtSetAside *item)
{
  g_free (item->id);
  g_free (item->rev);
  g_free (item->database);
  g_free (item->reason);
  g_free (item->at);
  g_free (item->bytes);
  g_free (item);
}

static KtSetAside *
read_item (KtStatement *query)
{
  KtSetAside *item = g_new0 (KtSetAside, 1);

  item->id = kt_column_dup (query, 0);
  item->rev = kt_column_dup (query, 1);
  item->database = kt_column_dup (query, 2);
  item->reason = kt_column_dup (query, 3);
  item->at = kt_column_dup (query, 4);
  if (sqlite3_column_type (query, 5) != SQLITE_NULL)
    item->bytes = g_strndup (sqlite3_column_blob (query, 5), sqlite3_column_bytes (query, 5));
  return item;
}

GPtrArray *
kt_store_list_set_aside (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT id, rev, databases.name, reason, at, bytes FROM set_aside JOIN databases USING (db) ORDER BY at, id, rev",
      error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_set_aside_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  while (kt_statement_next (store, query, &ok, error))
    g_ptr_array_add (items, read_item (query));
  return ok ? g_steal_pointer (&items) : NULL;
}
