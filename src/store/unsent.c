/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/unsent.h"

/* A column as a member, unless it is NULL. */
static void
add_column (json_object *object, const char *key, KtStatement *query, int column)
{
  int len = sqlite3_column_bytes (query, column);

  if (sqlite3_column_type (query, column) != SQLITE_NULL)
    json_object_object_add (object, key, json_object_new_string_len (sqlite3_column_blob (query, column), len));
}

/* Each row as an object with the columns' names as keys. */
static gboolean
collect_rows (KtStore *store, const char *sql, const char *text, json_object *array, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, text);
  while (kt_statement_next (store, query, &ok, error))
    {
      json_object *item = json_object_new_object ();

      for (int i = 0; i < sqlite3_column_count (query); i++)
        add_column (item, sqlite3_column_name (query, i), query, i);
      json_object_array_add (array, item);
    }
  return ok;
}

gboolean
kt_store_collect_unsent (KtStore *store, const char *id, json_object **found, GError **error)
{
  g_autoptr (json_object) leaves = json_object_new_array (), aside = json_object_new_array ();
  g_autoptr (json_object) bodies = json_object_new_array ();
  json_object *unsent;

  *found = NULL;
  if (!collect_rows (store,
                     "SELECT rev, revs.body AS bytes FROM revs JOIN docs USING (doc)"
                     " WHERE id = ?1 AND leaf = 1 AND revs.state = 0",
                     id, leaves, error) ||
      !collect_rows (store, "SELECT rev, reason, bytes FROM set_aside WHERE id = ?1 AND incoming = 0", id, aside, error) ||
      !collect_rows (store, "SELECT id AS _id, body AS bytes FROM docs LEFT JOIN bodies USING (doc) WHERE id = ?1",
                     id, bodies, error))
    return FALSE;
  if (json_object_array_length (leaves) == 0 && json_object_array_length (aside) == 0)
    return TRUE;
  unsent = json_object_array_length (bodies) > 0 ? json_object_get (json_object_array_get_idx (bodies, 0))
                                                 : json_object_new_object ();
  json_object_object_add (unsent, "_id", json_object_new_string (id));
  json_object_object_add (unsent, "leaves", g_steal_pointer (&leaves));
  json_object_object_add (unsent, "aside", g_steal_pointer (&aside));
  *found = unsent;
  return TRUE;
}

gboolean
kt_store_collect_drafts (KtStore *store, const char *part, json_object **found, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT key, text FROM drafts WHERE instr (key, ?1) > 0", error);
  gboolean ok;

  *found = NULL;
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, part);
  while (kt_statement_next (store, query, &ok, error))
    {
      if (*found == NULL)
        *found = json_object_new_object ();
      add_column (*found, kt_column_text (query, 0), query, 1);
    }
  if (!ok)
    g_clear_pointer (found, json_object_put);
  return ok;
}
