/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

#include <string.h>

void
kt_rev_free (KtRev *rev)
{
  g_free (rev->rev);
  g_free (rev->parent);
  g_free (rev->bytes);
  g_free (rev);
}

static KtRev *
read_rev (KtStatement *query)
{
  KtRev *rev = g_new0 (KtRev, 1);

  rev->rev = kt_column_dup (query, 0);
  rev->parent = kt_column_dup (query, 1);
  rev->leaf = sqlite3_column_int (query, 2);
  rev->deleted = sqlite3_column_int (query, 3);
  rev->state = sqlite3_column_int (query, 4);
  rev->holds = sqlite3_column_int (query, 5);
  if (sqlite3_column_type (query, 6) != SQLITE_NULL)
    {
      rev->len = sqlite3_column_bytes (query, 6);
      /* Bytes as received may hold anything; a NUL after them lets them be read as text. */
      rev->bytes = g_malloc (rev->len + 1);
      if (rev->len > 0)
        memcpy (rev->bytes, sqlite3_column_blob (query, 6), rev->len);
      rev->bytes[rev->len] = '\0';
    }
  return rev;
}

GPtrArray *
kt_store_list_revs (KtStore *store, gint64 doc, gboolean leaves_only, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT rev, parent, leaf, deleted, state, holds, body FROM revs WHERE doc = ?1 AND leaf >= ?2 ORDER BY rev", error);
  g_autoptr (GPtrArray) revs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_rev_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, doc);
  kt_bind_int (query, 2, leaves_only);
  while (kt_statement_next (store, query, &ok, error))
    g_ptr_array_add (revs, read_rev (query));
  return ok ? g_steal_pointer (&revs) : NULL;
}

gboolean
kt_store_end_leaf (KtStore *store, gint64 doc, const char *rev, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store, "UPDATE revs SET leaf = 0, holds = 0, body = NULL WHERE doc = ?1 AND rev = ?2 AND leaf = 1", error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  kt_bind_text (update, 2, rev);
  return kt_statement_run (store, update, error);
}

gboolean
kt_store_add_rev (KtStore *store, gint64 doc, const char *rev, const char *parent, gboolean deleted, KtState state,
                  KtHolds holds, const char *bytes, gsize len, gboolean *added, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO revs (doc, rev, parent, leaf, deleted, state, holds, body) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7)"
      " ON CONFLICT DO NOTHING",
      error);
  gboolean is_new;

  g_assert (deleted ? holds == KT_HOLDS_NOTHING : holds != KT_HOLDS_NOTHING);
  g_assert ((holds == KT_HOLDS_OWN) == (bytes != NULL));
  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, doc);
  kt_bind_text (insert, 2, rev);
  kt_bind_text (insert, 3, parent);
  kt_bind_int (insert, 4, deleted);
  kt_bind_int (insert, 5, state);
  kt_bind_int (insert, 6, holds);
  kt_bind_bytes (insert, 7, bytes, len);
  if (!kt_statement_run (store, insert, error))
    return FALSE;
  is_new = sqlite3_changes (store->db) > 0;
  if (added != NULL)
    *added = is_new;
  return !is_new || parent == NULL || kt_store_end_leaf (store, doc, parent, error);
}
