/* SPDX-License-Identifier: EUPL-1.2 */
/* What became of what was sent: here, sent, at the server. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

gboolean
kt_store_set_rev_state (KtStore *store, gint64 doc, const char *rev, KtState state, GError **error)
{
  g_autoptr (KtStatement) update =
      kt_store_statement (store, "UPDATE revs SET state = ?3 WHERE doc = ?1 AND rev = ?2", error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  kt_bind_text (update, 2, rev);
  kt_bind_int (update, 3, state);
  return kt_statement_run (store, update, error);
}

/* Upwards only: what has come back in the feed meanwhile is further than "sent" already. */
static gboolean
raise_state (KtStore *store, gint64 doc, const char *rev, KtState state, GError **error)
{
  g_autoptr (KtStatement) update =
      kt_store_statement (store, "UPDATE revs SET state = ?3 WHERE doc = ?1 AND rev = ?2 AND state < ?3", error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  kt_bind_text (update, 2, rev);
  kt_bind_int (update, 3, state);
  return kt_statement_run (store, update, error);
}

/* The whole chain of a record with one leaf: what came on top of it meanwhile has a higher generation. */
static gboolean
raise_all (KtStore *store, const KtPendingRev *rev, KtState state, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store, "UPDATE revs SET state = ?2 WHERE doc = ?1 AND state < ?2 AND CAST (rev AS INTEGER) <= ?3", error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, rev->doc);
  kt_bind_int (update, 2, state);
  kt_bind_int (update, 3, rev->start);
  return kt_statement_run (store, update, error);
}

/* The revision and the ancestry that was sent along. */
static gboolean
raise_chain (KtStore *store, const KtPendingRev *rev, KtState state, GError **error)
{
  if (rev->alone && rev->ids[0] != NULL && rev->ids[1] != NULL)
    return raise_all (store, rev, state, error);
  if (!raise_state (store, rev->doc, rev->rev, state, error))
    return FALSE;
  for (guint i = 1; rev->ids[0] != NULL && rev->ids[i] != NULL; i++)
    {
      g_autofree char *older = g_strdup_printf ("%d-%s", rev->start - (int) i, rev->ids[i]);

      if (!raise_state (store, rev->doc, older, state, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct {
  GPtrArray *revs;
  KtState state;
} Acknowledged;

static gboolean
run_mark_sent (KtStore *store, gpointer data, GError **error)
{
  const Acknowledged *acknowledged = data;

  for (guint i = 0; i < acknowledged->revs->len; i++)
    {
      const KtPendingRev *rev = acknowledged->revs->pdata[i];

      if (!raise_chain (store, rev, acknowledged->state, error) || !kt_store_refresh_state (store, rev->doc, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_store_mark_sent (KtStore *store, GPtrArray *revs, KtState state, GError **error)
{
  Acknowledged acknowledged = { revs, state };

  return kt_store_transaction (store, run_mark_sent, &acknowledged, error);
}

static gboolean
run_mark_inner (KtStore *store, gpointer data, GError **error)
{
  GPtrArray *revs = data;

  for (guint i = 0; i < revs->len; i++)
    {
      const KtPendingRev *rev = revs->pdata[i];

      if (!raise_chain (store, rev, KT_STATE_SERVER, error) ||
          !kt_store_end_leaf (store, rev->doc, rev->rev, error) ||
          !kt_store_refresh_state (store, rev->doc, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_store_mark_inner (KtStore *store, GPtrArray *revs, GError **error)
{
  return kt_store_transaction (store, run_mark_inner, revs, error);
}

gboolean
kt_store_run_for_database (KtStore *store, const char *const *sql, gint64 db, GError **error)
{
  for (gsize i = 0; sql[i] != NULL; i++)
    {
      g_autoptr (KtStatement) update = kt_store_statement (store, sql[i], error);

      if (update == NULL)
        return FALSE;
      kt_bind_int (update, 1, db);
      if (!kt_statement_run (store, update, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct {
  const char *database, *checkpoint;
} Mark;

static gboolean
run_mark_at_server (KtStore *store, gpointer data, GError **error)
{
  static const char *const sql[] = {
    "UPDATE revs SET state = 2 WHERE state = 1 AND doc IN (SELECT doc FROM docs WHERE db = ?1 AND state <> 2)",
    "UPDATE chunks SET state = 2 WHERE db = ?1 AND state = 1 AND state <> 2",
    "UPDATE chunks SET listed = 2 WHERE db = ?1 AND len IS NULL AND listed = 1",
    "UPDATE docs SET state = 2 WHERE db = ?1 AND state = 1",
    NULL
  };
  Mark *mark = data;
  gint64 db;

  return kt_store_need_database (store, mark->database, &db, error) && kt_store_run_for_database (store, sql, db, error) &&
         kt_store_put_checkpoint (store, db, mark->checkpoint, error);
}

gboolean
kt_store_mark_at_server (KtStore *store, const char *database, const char *checkpoint, GError **error)
{
  Mark mark = { database, checkpoint };

  return kt_store_transaction (store, run_mark_at_server, &mark, error);
}

/* What the feed has listed, or a mark was left behind, is no longer among them. */
static gboolean
any_sent (KtStore *store, gboolean *any, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT EXISTS (SELECT 1 FROM revs INDEXED BY revs_sent CROSS JOIN docs USING (doc)"
      " WHERE revs.state = 1 AND leaf AND docs.state IN (0, 1))"
      " OR EXISTS (SELECT 1 FROM chunks WHERE state = 1 AND state <> 2)",
      error);
  gboolean row;

  if (query == NULL || !kt_statement_step (store, query, &row, error))
    return FALSE;
  *any = sqlite3_column_int (query, 0);
  return TRUE;
}

static gboolean
run_doubt_sent (KtStore *store, gpointer data, GError **error)
{
  return kt_store_exec (store,
                        "UPDATE revs SET state = 0 WHERE state = 1 AND leaf"
                        " AND doc IN (SELECT doc FROM docs WHERE state IN (0, 1));"
                        "UPDATE chunks SET state = 0, listed = 0 WHERE state = 1 AND state <> 2;"
                        "UPDATE docs SET state = 0 WHERE state = 1"
                        " AND (EXISTS (SELECT 1 FROM revs WHERE revs.doc = docs.doc AND revs.state = 0)"
                        " OR (deleted = 0 AND EXISTS (SELECT 1 FROM picture_chunks JOIN chunks USING (chunk)"
                        " WHERE picture_chunks.doc = docs.doc AND chunks.state = 0)))",
                        error);
}

gboolean
kt_store_doubt_sent (KtStore *store, GError **error)
{
  gboolean any;

  if (!any_sent (store, &any, error))
    return FALSE;
  return !any || kt_store_transaction (store, run_doubt_sent, NULL, error);
}
