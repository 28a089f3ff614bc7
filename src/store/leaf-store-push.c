/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits to be sent, and what became of it. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "model/leaf-rule.h"

#include <string.h>

/* ---- Listing ---- */

typedef struct {
  GPtrArray *out;          /* KtPendingRev */
  GPtrArray *group;        /* KtPendingRev of the record being read */
  gboolean bodies;         /* a body among them */
  guint limit;
  gint64 left;             /* bytes */
} Listing;

static const char *
hash_of (const char *rev)
{
  const char *dash = strchr (rev, '-');

  return dash != NULL ? dash + 1 : rev;
}

/* The next older revision of a chain. *known: it is at the server. Returns: (transfer full) (nullable). */
static char *
find_parent (KtStore *store, gint64 doc, const char *rev, gboolean *known, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT a.parent, coalesce (b.state, 0) FROM revs AS a LEFT JOIN revs AS b ON b.doc = a.doc AND b.rev = a.parent"
      " WHERE a.doc = ?1 AND a.rev = ?2",
      error);
  gboolean row;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, doc);
  kt_bind_text (query, 2, rev);
  if (!kt_statement_step (store, query, &row, error) || !row)
    return NULL;
  *known = sqlite3_column_int (query, 1) != KT_STATE_HERE;
  return kt_column_dup (query, 0);
}

static gboolean
read_ancestry (KtStore *store, KtPendingRev *rev, const char *parent, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr (GError) failure = NULL;
  g_autofree char *at = g_strdup (rev->rev);
  gboolean known = FALSE;

  g_strv_builder_add (ids, hash_of (at));
  while (parent != NULL && !known)
    {
      char *older = find_parent (store, rev->doc, at, &known, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (older == NULL)
        break;
      g_strv_builder_add (ids, hash_of (older));
      g_free (at);
      at = older;
    }
  rev->ids = g_strv_builder_end (ids);
  rev->start = kt_rev_generation (rev->rev);
  return TRUE;
}

static char *
read_bytes (KtStatement *query)
{
  gboolean of_doc = sqlite3_column_int (query, 5) == KT_HOLDS_DOC;
  int column = of_doc ? 7 : 6;
  const char *bytes = sqlite3_column_blob (query, column);

  return g_strndup (bytes != NULL ? bytes : "", sqlite3_column_bytes (query, column));
}

/* A record's tombstones go only when no body of it waits any more. */
static void
close_group (Listing *listing)
{
  for (guint i = 0; i < listing->group->len; i++)
    {
      KtPendingRev *rev = listing->group->pdata[i];

      if (rev->deleted && listing->bodies)
        kt_pending_rev_free (rev);
      else
        g_ptr_array_add (listing->out, rev);
    }
  g_ptr_array_set_size (listing->group, 0);
  listing->bodies = FALSE;
}

static gboolean
read_pending (KtStore *store, KtStatement *query, Listing *listing, GError **error)
{
  KtPendingRev *rev = g_new0 (KtPendingRev, 1);

  g_ptr_array_add (listing->group, rev);
  rev->doc = sqlite3_column_int64 (query, 0);
  rev->id = kt_column_dup (query, 1);
  rev->rev = kt_column_dup (query, 2);
  rev->deleted = sqlite3_column_int (query, 4);
  if (!rev->deleted)
    rev->bytes = read_bytes (query);
  listing->bodies |= !rev->deleted;
  listing->left -= 200 + (rev->bytes != NULL ? (gint64) strlen (rev->bytes) : 0);
  return read_ancestry (store, rev, (const char *) sqlite3_column_text (query, 3), error);
}

static gboolean
is_full (const Listing *listing)
{
  return listing->out->len + listing->group->len >= listing->limit || listing->left <= 0;
}

static gboolean
read_all_pending (KtStore *store, KtStatement *query, Listing *listing, GError **error)
{
  gint64 doc = 0;
  gboolean row;

  while (TRUE)
    {
      if (!kt_statement_step (store, query, &row, error))
        return FALSE;
      if (!row || sqlite3_column_int64 (query, 0) != doc)
        {
          gboolean full = is_full (listing);

          close_group (listing);
          if (!row || full)
            return TRUE;
          doc = sqlite3_column_int64 (query, 0);
        }
      if (!read_pending (store, query, listing, error))
        return FALSE;
    }
}

GPtrArray *
kt_store_list_pending (KtStore *store, const char *database, guint limit, gint64 max_bytes, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pending_rev_free);
  g_autoptr (GPtrArray) group = g_ptr_array_new ();
  g_autoptr (KtStatement) query = NULL;
  Listing listing = { out, group, FALSE, limit, max_bytes };
  gint64 db;

  if (!kt_store_need_database (store, database, &db, error))
    return NULL;
  query = kt_store_statement (
      store,
      "SELECT docs.doc, docs.id, rev, parent, revs.deleted, holds, revs.body, docs.body"
      " FROM docs JOIN revs ON revs.doc = docs.doc AND revs.leaf = 1 AND revs.state = 0"
      " WHERE docs.db = ?1 AND docs.state = 0 ORDER BY docs.doc",
      error);
  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, db);
  if (read_all_pending (store, query, &listing, error))
    return g_steal_pointer (&out);
  g_ptr_array_set_free_func (group, (GDestroyNotify) kt_pending_rev_free);
  return NULL;
}

/* ---- States ---- */

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

/* The revision and the ancestry that was sent along. */
static gboolean
raise_chain (KtStore *store, const KtPendingRev *rev, KtState state, GError **error)
{
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

static gboolean
run_mark_sent (KtStore *store, gpointer data, GError **error)
{
  GPtrArray *revs = data;

  for (guint i = 0; i < revs->len; i++)
    {
      const KtPendingRev *rev = revs->pdata[i];

      if (!raise_chain (store, rev, KT_STATE_SENT, error) || !kt_store_refresh_state (store, rev->doc, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_store_mark_sent (KtStore *store, GPtrArray *revs, GError **error)
{
  return kt_store_transaction (store, run_mark_sent, revs, error);
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

/* Statements with the database's number as their only parameter, one after another. */
static gboolean
run_for_database (KtStore *store, const char *const *sql, gint64 db, GError **error)
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
    "UPDATE docs SET state = 2 WHERE db = ?1 AND state = 1",
    NULL
  };
  Mark *mark = data;
  gint64 db;

  return kt_store_need_database (store, mark->database, &db, error) && run_for_database (store, sql, db, error) &&
         kt_store_put_checkpoint (store, db, mark->checkpoint, error);
}

gboolean
kt_store_mark_at_server (KtStore *store, const char *database, const char *checkpoint, GError **error)
{
  Mark mark = { database, checkpoint };

  return kt_store_transaction (store, run_mark_at_server, &mark, error);
}

/* ---- A restored server ---- */

/* What says only what the old server knew: tombstones of leaves that were never seen here (sent alone they would be
 * first revisions of nothing, and their id be taken when the leaf comes back), and skeletons nobody stands on. One round
 * takes the ends off, so until none is left. */
static gboolean
drop_remains (KtStore *store, gint64 db, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM revs WHERE state <> 0 AND (leaf = 0 OR (deleted AND parent IS NULL))"
    " AND doc IN (SELECT doc FROM docs WHERE db = ?1 AND body IS NOT NULL)"
    " AND NOT EXISTS (SELECT 1 FROM revs AS child WHERE child.doc = revs.doc AND child.parent = revs.rev)",
    NULL
  };

  do
    if (!run_for_database (store, sql, db, error))
      return FALSE;
  while (sqlite3_changes (store->db) > 0);
  return TRUE;
}

static gboolean
run_forget (KtStore *store, gpointer data, GError **error)
{
  static const char *const sql[] = {
    "UPDATE revs SET state = 0 WHERE state <> 0 AND doc IN (SELECT doc FROM docs WHERE db = ?1)",
    "UPDATE docs SET state = 0 WHERE db = ?1 AND state IN (1, 2)",
    NULL
  };
  Mark *mark = data;
  gint64 db;

  return kt_store_need_database (store, mark->database, &db, error) && drop_remains (store, db, error) &&
         run_for_database (store, sql, db, error) && kt_store_put_checkpoint (store, db, mark->checkpoint, error);
}

gboolean
kt_store_forget_server (KtStore *store, const char *database, const char *checkpoint, GError **error)
{
  Mark mark = { database, checkpoint };

  return kt_store_transaction (store, run_forget, &mark, error);
}
