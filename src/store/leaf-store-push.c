/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits to be sent, and what became of it. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "model/family-index.h"
#include "model/leaf-rule.h"

#include <string.h>

/* ---- Listing ---- */

/* A revision of the record being read. */
typedef struct {
  char *rev, *parent;
  gboolean leaf, deleted;
  KtState state;
  char *bytes;             /* of a leaf that waits and is no tombstone */
} Read;

typedef struct {
  GPtrArray *out;          /* KtPendingRev */
  GArray *group;           /* Read: every revision of the record being read */
  gint64 doc;              /* it */
  char *id;
  gint64 left;             /* bytes */
} Listing;

static void
clear_read (gpointer data)
{
  Read *item = data;

  g_free (item->rev);
  g_free (item->parent);
  g_free (item->bytes);
}

static const char *
hash_of (const char *rev)
{
  const char *dash = strchr (rev, '-');

  return dash != NULL ? dash + 1 : rev;
}

static const Read *
find_read (GArray *group, const char *rev)
{
  for (guint i = 0; i < group->len; i++)
    if (strcmp (g_array_index (group, Read, i).rev, rev) == 0)
      return &g_array_index (group, Read, i);
  return NULL;
}

/* Down to the nearest revision known to be at the server, or as far as it is known here. */
static GStrv
list_ancestry (GArray *group, const Read *leaf)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  const Read *at = leaf;

  g_strv_builder_add (ids, hash_of (leaf->rev));
  while (at != NULL && at->parent != NULL)
    {
      g_strv_builder_add (ids, hash_of (at->parent));
      at = find_read (group, at->parent);
      if (at != NULL && at->state != KT_STATE_HERE)
        break;
    }
  return g_strv_builder_end (ids);
}

static gboolean
waits (const Read *item)
{
  return item->leaf && item->state == KT_STATE_HERE;
}

/* bodies: live leaves that wait; all: every leaf. */
static void
count_leaves (GArray *group, guint *bodies, guint *all)
{
  *bodies = *all = 0;
  for (guint i = 0; i < group->len; i++)
    {
      const Read *item = &g_array_index (group, Read, i);

      *bodies += waits (item) && !item->deleted;
      *all += item->leaf;
    }
}

static void
list_one (Listing *listing, Read *item, gboolean alone)
{
  KtPendingRev *rev = g_new0 (KtPendingRev, 1);

  rev->doc = listing->doc;
  rev->id = g_strdup (listing->id);
  rev->ids = list_ancestry (listing->group, item);
  rev->start = kt_rev_generation (item->rev);
  rev->deleted = item->deleted;
  rev->alone = alone;
  rev->rev = g_strdup (item->rev);
  rev->bytes = g_steal_pointer (&item->bytes);
  listing->left -= 200 + (rev->bytes != NULL ? (gint64) strlen (rev->bytes) : 0);
  g_ptr_array_add (listing->out, rev);
}

/* A record's tombstones go only when no body of it waits any more. */
static void
close_group (Listing *listing)
{
  guint bodies, all;

  count_leaves (listing->group, &bodies, &all);
  for (guint i = listing->group->len; i > 0; i--)
    {
      Read *item = &g_array_index (listing->group, Read, i - 1);

      if (!waits (item) || (item->deleted && bodies > 0))
        continue;
      list_one (listing, item, all == 1);
    }
  g_array_set_size (listing->group, 0);
}

static char *
read_bytes (KtStatement *query, KtHolds holds)
{
  int column = holds == KT_HOLDS_DOC ? 7 : 6;
  const char *bytes = sqlite3_column_blob (query, column);

  return g_strndup (bytes != NULL ? bytes : "", sqlite3_column_bytes (query, column));
}

static void
read_rev (KtStatement *query, Listing *listing)
{
  Read item = { 0 };

  item.rev = kt_column_dup (query, 1);
  item.parent = kt_column_dup (query, 2);
  item.leaf = sqlite3_column_int (query, 3);
  item.deleted = sqlite3_column_int (query, 4);
  item.state = sqlite3_column_int (query, 8);
  if (waits (&item) && !item.deleted)
    item.bytes = read_bytes (query, sqlite3_column_int (query, 5));
  g_array_append_val (listing->group, item);
}

/* One record; none of it when it was sent or erased since it was listed. */
static gboolean
read_waiting_doc (KtStore *store, Listing *listing, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT docs.id, rev, parent, leaf, revs.deleted, holds, revs.body, bodies.body, revs.state"
      " FROM docs LEFT JOIN bodies ON bodies.doc = docs.doc CROSS JOIN revs ON revs.doc = docs.doc WHERE docs.doc = ?1 AND docs.state = 0",
      error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, listing->doc);
  while (kt_statement_next (store, query, &ok, error))
    {
      if (listing->id == NULL)
        listing->id = kt_column_dup (query, 0);
      read_rev (query, listing);
    }
  if (!ok)
    return FALSE;
  close_group (listing);
  g_clear_pointer (&listing->id, g_free);
  return TRUE;
}

GArray *
kt_store_list_waiting (KtStore *store, const char *database, GError **error)
{
  g_autoptr (GArray) docs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT doc FROM docs WHERE db = (SELECT db FROM databases WHERE name = ?1) AND state = 0 ORDER BY doc", error);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, database);
  while (kt_statement_next (store, query, &ok, error))
    {
      gint64 doc = sqlite3_column_int64 (query, 0);

      g_array_append_val (docs, doc);
    }
  return ok ? g_steal_pointer (&docs) : NULL;
}

/* By what is read here, whichever of its leaves waits. */
static gboolean
says_no (KtStatement *query)
{
  g_autoptr (KtRecord) consent = kt_record_parse (kt_column_text (query, 1), -1, NULL, NULL);

  return consent != NULL && kt_consent_is_no (consent);
}

GArray *
kt_store_list_waiting_noes (KtStore *store, const char *database, GError **error)
{
  g_autoptr (GArray) docs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT doc, body FROM docs WHERE db = (SELECT db FROM databases WHERE name = ?1)"
      " AND type = (SELECT name FROM names WHERE text = 'consent') AND state = 0 AND body IS NOT NULL ORDER BY doc",
      error);
  gboolean row;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, database);
  while (TRUE)
    {
      gint64 doc;

      if (!kt_statement_step (store, query, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&docs);
      doc = sqlite3_column_int64 (query, 0);
      if (says_no (query))
        g_array_append_val (docs, doc);
    }
}

GPtrArray *
kt_store_read_waiting (KtStore *store, GArray *docs, guint *next, guint limit, gint64 max_bytes, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pending_rev_free);
  g_autoptr (GArray) group = g_array_new (FALSE, FALSE, sizeof (Read));
  Listing listing = { .out = out, .group = group, .left = max_bytes };

  g_array_set_clear_func (group, clear_read);
  while (*next < docs->len && out->len < limit && listing.left > 0)
    {
      listing.doc = g_array_index (docs, gint64, (*next)++);
      if (!read_waiting_doc (store, &listing, error))
        return NULL;
    }
  return g_steal_pointer (&out);
}

GPtrArray *
kt_store_list_pending (KtStore *store, const char *database, guint limit, gint64 max_bytes, GError **error)
{
  g_autoptr (GArray) docs = kt_store_list_waiting (store, database, error);
  guint next = 0;

  return docs != NULL ? kt_store_read_waiting (store, docs, &next, limit, max_bytes, error) : NULL;
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
    "UPDATE chunks SET state = 2 WHERE db = ?1 AND state = 1 AND state <> 2",
    "UPDATE chunks SET listed = 2 WHERE db = ?1 AND len IS NULL AND listed = 1",
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

/* What the feed has listed, or a mark was left behind, is no longer among them. */
static gboolean
any_sent (KtStore *store, gboolean *any, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT EXISTS (SELECT 1 FROM docs CROSS JOIN revs ON revs.doc = docs.doc"
      " WHERE docs.state IN (0, 1) AND revs.state = 1 AND leaf)"
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

/* ---- A restored server ---- */

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
    if (!run_for_database (store, sql, db, error))
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

static gboolean
run_forget (KtStore *store, gpointer data, GError **error)
{
  static const char *const sql[] = {
    "UPDATE revs SET state = 0 WHERE state <> 0 AND doc IN (SELECT doc FROM docs WHERE db = ?1)",
    "UPDATE docs SET state = 0 WHERE db = ?1 AND state IN (1, 2)",
    "UPDATE chunks SET listed = 0, under = NULL, state = CASE WHEN len IS NULL THEN 2 ELSE 0 END WHERE db = ?1",
    NULL
  };
  Mark *mark = data;
  gint64 db;

  return kt_store_need_database (store, mark->database, &db, error) && drop_remains (store, db, error) &&
         give_leaves (store, db, error) && run_for_database (store, sql, db, error) &&
         kt_store_put_checkpoint (store, db, mark->checkpoint, error);
}

gboolean
kt_store_forget_server (KtStore *store, const char *database, const char *checkpoint, GError **error)
{
  Mark mark = { database, checkpoint };

  return kt_store_transaction (store, run_forget, &mark, error);
}
