/* SPDX-License-Identifier: EUPL-1.2 */
/* A server that went back in time: nothing is taken to be there any more. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "model/leaf-rule.h"

/* What says only what the old server knew: tombstones of leaves that were never seen here (sent alone they would be
 * first revisions of nothing, and their id be taken when the leaf comes back), and skeletons nobody stands on. One round
 * takes the ends off, so until none is left. */
static gboolean
drop_remains (KtStore *store, gint64 db, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM revs WHERE state <> 0 AND (leaf = 0 OR (deleted AND parent IS NULL))"
    " AND doc IN (SELECT doc FROM docs JOIN bodies USING (doc) WHERE db = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM revs AS child WHERE child.doc = revs.doc AND child.parent = revs.rev)",
    NULL
  };

  do
    if (!kt_store_run_for_database (store, sql, db, error))
      return FALSE;
  while (sqlite3_changes (store->db) > 0);
  return TRUE;
}

/* The numbers of the records in db that have no leaf at all. */
static GArray *
list_leafless (KtStore *store, gint64 db, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT doc FROM docs JOIN bodies USING (doc) WHERE db = ?1"
      " AND NOT EXISTS (SELECT 1 FROM revs WHERE revs.doc = docs.doc AND leaf)",
      error);
  g_autoptr (GArray) docs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, db);
  while (kt_statement_next (store, query, &ok, error))
    {
      gint64 doc = sqlite3_column_int64 (query, 0);

      g_array_append_val (docs, doc);
    }
  return ok ? g_steal_pointer (&docs) : NULL;
}

static gboolean
begin_anew (KtStore *store, gint64 doc, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT body FROM bodies WHERE doc = ?1", error);
  g_autofree char *rev = NULL;
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, doc);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  rev = kt_rev_for_body (NULL, NULL, kt_column_text (query, 0));
  return kt_store_add_rev (store, doc, rev, NULL, FALSE, KT_STATE_HERE, KT_HOLDS_DOC, NULL, 0, NULL, error);
}

/* The old server had later revisions of it than this store; they went with it, and what is here would never be sent. */
static gboolean
give_leaves (KtStore *store, gint64 db, GError **error)
{
  g_autoptr (GArray) docs = list_leafless (store, db, error);

  for (guint i = 0; docs != NULL && i < docs->len; i++)
    if (!begin_anew (store, g_array_index (docs, gint64, i), error))
      return FALSE;
  return docs != NULL;
}

typedef struct {
  const char *database, *checkpoint;
} Forget;

static gboolean
run_forget (KtStore *store, gpointer data, GError **error)
{
  static const char *const sql[] = {
    "UPDATE revs SET state = 0 WHERE state <> 0 AND doc IN (SELECT doc FROM docs WHERE db = ?1)",
    "UPDATE docs SET state = 0 WHERE db = ?1 AND state IN (1, 2)",
    "UPDATE chunks SET listed = 0, under = NULL, state = CASE WHEN len IS NULL THEN 2 ELSE 0 END WHERE db = ?1",
    NULL
  };
  Forget *forget = data;
  gint64 db;

  return kt_store_need_database (store, forget->database, &db, error) && drop_remains (store, db, error) &&
         give_leaves (store, db, error) && kt_store_run_for_database (store, sql, db, error) &&
         kt_store_put_checkpoint (store, db, forget->checkpoint, error);
}

gboolean
kt_store_forget_server (KtStore *store, const char *database, const char *checkpoint, GError **error)
{
  Forget forget = { database, checkpoint };

  return kt_store_transaction (store, run_forget, &forget, error);
}
