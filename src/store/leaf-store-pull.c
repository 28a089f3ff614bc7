/* SPDX-License-Identifier: EUPL-1.2 */
/* Takes pulled rows in. A record's body becomes the join of what it was and of every leaf that came; then the tree is
 * brought in agreement with the server's list of leaves, and what the leaf rule asks for is written back as revisions
 * that wait to be sent (DESIGN 5, "Leaves"). One transaction a page. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-taking.h"

#include "model/picture.h"
#include "store/erase.h"
#include "store/picture-index.h"

static void
clear_arrival (gpointer data)
{
  kt_record_unref (((KtLeafArrival *) data)->record);
}

/* ---- One row ---- */

static gboolean
take_changed (KtLeafTaking *taking, GError **error)
{
  gboolean is_new = taking->row.doc == 0;

  for (char **rev = taking->doc->server_leaves; *rev != NULL; rev++)
    if (!kt_leaf_take (taking, *rev, error))
      return FALSE;
  if (!kt_leaf_keep_body (taking, error))
    return FALSE;
  if (taking->row.doc == 0)
    return TRUE;
  if (!kt_leaf_keep_arrivals (taking, error) ||
      !kt_leaf_tree_reconcile (taking->page->store, taking->row.doc, taking->revs,
                               (const char *const *) taking->doc->server_leaves, &taking->news, error))
    return FALSE;
  if (taking->row.body != NULL && !taking->news.open && !kt_leaf_write_back (taking, error))
    return FALSE;
  if (is_new && !taking->news.changed)
    return TRUE;
  return kt_store_refresh_state (taking->page->store, taking->row.doc, error);
}

/* Whether the row says only what is known here: our own work coming back. */
static gboolean
is_known (GPtrArray *revs, const char *const *server_leaves)
{
  guint n = g_strv_length ((char **) server_leaves), listed = 0;

  for (guint i = 0; i < revs->len; i++)
    {
      const KtRev *rev = revs->pdata[i];

      if (!rev->leaf)
        continue;
      if (rev->state != KT_STATE_SERVER || !g_strv_contains (server_leaves, rev->rev))
        return FALSE;
      listed++;
    }
  return listed == n;
}

static gboolean
find_number (KtStore *store, const char *id, gint64 *doc, gint64 *db, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT doc, db FROM docs WHERE id = ?1", error);
  gboolean row;

  *doc = *db = 0;
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  if (row)
    {
      *doc = sqlite3_column_int64 (query, 0);
      *db = sqlite3_column_int64 (query, 1);
    }
  return TRUE;
}

/* A record lives in one database for ever: what stands under its id in another is not it, whatever its revision. */
static gboolean
put_stranger_aside (KtLeafTaking *taking, GError **error)
{
  for (guint i = 0; i < taking->doc->leaves->len; i++)
    {
      const KtPulledLeaf *leaf = taking->doc->leaves->pdata[i];

      if (!leaf->deleted && !kt_leaf_put_aside (taking, leaf, "the record belongs to another database", error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_known (KtLeafTaking *taking, gint64 doc, GError **error)
{
  taking->revs = kt_store_list_revs (taking->page->store, doc, FALSE, error);
  if (taking->revs == NULL)
    return FALSE;
  if (is_known (taking->revs, (const char *const *) taking->doc->server_leaves))
    {
      taking->page->result->unchanged++;
      return TRUE;
    }
  return kt_store_find_doc (taking->page->store, taking->doc->id, &taking->row, error) && take_changed (taking, error);
}

/* What was erased stays away, whatever a restored server or a late laptop shows. */
static gboolean
take_new (KtLeafTaking *taking, GError **error)
{
  gboolean erased;

  if (!kt_store_is_erased (taking->page->store, taking->doc->id, &erased, error))
    return FALSE;
  if (erased)
    return TRUE;
  taking->revs = g_ptr_array_new ();
  return take_changed (taking, error);
}

static gboolean
take_any (KtLeafTaking *taking, GError **error)
{
  gint64 doc, db;

  if (!find_number (taking->page->store, taking->doc->id, &doc, &db, error))
    return FALSE;
  if (doc == 0)
    return take_new (taking, error);
  return db == taking->page->db ? take_known (taking, doc, error) : put_stranger_aside (taking, error);
}

static gboolean
take_doc (KtLeafPage *page, const KtPulledDoc *doc, GError **error)
{
  KtLeafTaking taking = { .page = page, .doc = doc };
  gboolean ok;

  taking.arrivals = g_array_new (FALSE, FALSE, sizeof (KtLeafArrival));
  g_array_set_clear_func (taking.arrivals, clear_arrival);
  ok = take_any (&taking, error);
  kt_doc_row_clear (&taking.row);
  g_array_unref (taking.arrivals);
  g_clear_pointer (&taking.above, g_hash_table_unref);
  g_clear_pointer (&taking.revs, g_ptr_array_unref);
  return ok;
}

/* ---- A page ---- */

static gboolean
read_family (KtLeafPage *page, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (page->store, "SELECT family FROM databases WHERE db = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, page->db);
  if (!kt_statement_step (page->store, query, &row, error))
    return FALSE;
  page->family = row ? kt_column_dup (query, 0) : NULL;
  return TRUE;
}

/* The row of a piece says only whether the server has it. */
static gboolean
take_piece (KtLeafPage *page, const KtPulledDoc *doc, GError **error)
{
  const char *winner = doc->server_leaves[0];
  gboolean erased;

  page->result->unchanged++;
  if (!kt_store_is_erased (page->store, doc->id, &erased, error))
    return FALSE;
  return winner == NULL || erased || kt_store_note_chunk (page->store, page->db, doc->id, doc->deleted ? winner : NULL, error);
}

static gboolean
take_row (KtLeafPage *page, const KtPulledDoc *doc, GError **error)
{
  return kt_is_chunk_id (doc->id) ? take_piece (page, doc, error) : take_doc (page, doc, error);
}

static gboolean
take_page (KtLeafPage *page, const char *database, GPtrArray *docs, GError **error)
{
  if (!kt_store_need_database (page->store, database, &page->db, error) || !read_family (page, error))
    return FALSE;
  for (guint i = 0; i < docs->len; i++)
    if (!take_row (page, docs->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
kt_store_apply_pulled (KtStore *store, const char *database, GPtrArray *docs, KtPullResult *result, GError **error)
{
  KtPullResult news = { 0 };
  KtLeafPage page = { .store = store, .result = &news };
  gboolean ok;

  if (!kt_store_check_room (store, error) || !kt_store_begin (store, error))
    return FALSE;
  ok = kt_store_end (store, take_page (&page, database, docs, error), error);
  g_free (page.family);
  if (!ok)
    return FALSE;
  result->applied += news.applied;
  result->unchanged += news.unchanged;
  result->set_aside += news.set_aside;
  result->disputed += news.disputed;
  return TRUE;
}

/* ---- What need not be fetched ---- */

static gboolean
is_here (GPtrArray *revs, const char *rev)
{
  const KtRev *own = kt_leaf_tree_find (revs, rev);

  if (own == NULL)
    return kt_leaf_tree_find_buried (revs, rev) != NULL;
  if (own->leaf || own->deleted)
    return TRUE;
  return kt_leaf_tree_has_child (revs, rev, FALSE) && !kt_leaf_tree_contradicts (revs, rev);
}

gboolean
kt_store_has_rev (KtStore *store, const char *id, const char *rev, gboolean *has, GError **error)
{
  g_autoptr (GPtrArray) revs = NULL;
  gint64 doc, db;

  *has = kt_is_chunk_id (id);
  if (*has)
    return TRUE;
  if (!find_number (store, id, &doc, &db, error))
    return FALSE;
  if (doc != 0)
    {
      revs = kt_store_list_revs (store, doc, FALSE, error);
      if (revs == NULL)
        return FALSE;
      *has = is_here (revs, rev);
    }
  if (!*has && !kt_store_is_set_aside (store, id, rev, has, error))
    return FALSE;
  return *has || kt_store_is_erased (store, id, has, error);
}
