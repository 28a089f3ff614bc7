/* SPDX-License-Identifier: EUPL-1.2 */
/* What was set aside gets another chance: refused by the server, it waits to be sent again; not taken in, it is taken in
 * again from the bytes that were kept. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store.h"
#include "store/store-private.h"

static gboolean
forget (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) delete = kt_store_statement (store, "DELETE FROM set_aside WHERE id = ?1", error);

  if (delete == NULL)
    return FALSE;
  kt_bind_text (delete, 1, id);
  return kt_statement_run (store, delete, error);
}

typedef struct {
  char *database, *rev, *bytes;
  gsize len;
} Incoming;

static void
incoming_free (Incoming *incoming)
{
  g_free (incoming->database);
  g_free (incoming->rev);
  g_free (incoming->bytes);
  g_free (incoming);
}

static GPtrArray *
list_incoming (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT databases.name, rev, bytes FROM set_aside JOIN databases USING (db)"
      " WHERE id = ?1 AND incoming = 1 AND bytes IS NOT NULL ORDER BY rev",
      error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) incoming_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, id);
  while (kt_statement_next (store, query, &ok, error))
    {
      Incoming *incoming = g_new0 (Incoming, 1);

      g_ptr_array_add (list, incoming);
      incoming->database = kt_column_dup (query, 0);
      incoming->rev = kt_column_dup (query, 1);
      incoming->len = (gsize) sqlite3_column_bytes (query, 2);
      incoming->bytes = g_strndup (sqlite3_column_blob (query, 2), incoming->len);
    }
  return ok ? g_steal_pointer (&list) : NULL;
}

/* The leaves the server is known to have, this one among them: taking it in must not end any of the others. */
static GStrv
server_leaves (KtStore *store, const char *id, const char *rev, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) leaves = NULL;
  g_auto (KtDocRow) row = { 0 };

  if (!kt_store_find_doc (store, id, &row, error))
    return NULL;
  leaves = kt_store_list_revs (store, row.doc, TRUE, error);
  if (leaves == NULL)
    return NULL;
  for (guint i = 0; i < leaves->len; i++)
    {
      const KtRev *leaf = g_ptr_array_index (leaves, i);

      if (leaf->state != KT_STATE_HERE)
        g_strv_builder_add (builder, leaf->rev);
    }
  g_strv_builder_add (builder, rev);
  return g_strv_builder_end (builder);
}

static gboolean
take_in (KtStore *store, const char *id, const Incoming *incoming, GError **error)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  KtPulledDoc *doc = kt_pulled_doc_new (id);
  KtPullResult result = { 0 };

  g_ptr_array_add (docs, doc);
  kt_pulled_doc_add (doc, incoming->rev, FALSE, incoming->bytes, incoming->len);
  g_strfreev (doc->server_leaves);
  doc->server_leaves = server_leaves (store, id, incoming->rev, error);
  return doc->server_leaves != NULL && kt_store_apply_pulled (store, incoming->database, docs, &result, error);
}

static gboolean
refresh (KtStore *store, const char *id, GError **error)
{
  g_auto (KtDocRow) row = { 0 };

  return kt_store_find_doc (store, id, &row, error) && (row.doc == 0 || kt_store_refresh_state (store, row.doc, error));
}

static gboolean
run_retry (KtStore *store, gpointer data, GError **error)
{
  const char *id = data;
  g_autoptr (GPtrArray) list = list_incoming (store, id, error);

  if (list == NULL || !forget (store, id, error))
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!take_in (store, id, g_ptr_array_index (list, i), error))
      return FALSE;
  return refresh (store, id, error);
}

gboolean
kt_store_retry_set_aside (KtStore *store, const char *id, GError **error)
{
  return kt_store_transaction (store, run_retry, (gpointer) id, error);
}
