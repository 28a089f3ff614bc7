/* SPDX-License-Identifier: EUPL-1.2 */
/* Takes pulled rows in. A record's body becomes the join of what it was and of every leaf that came; then the tree is
 * brought in agreement with the server's list of leaves, and what the leaf rule asks for is written back as revisions
 * that wait to be sent (DESIGN 5, "Leaves"). One transaction a page. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "base/log.h"

#include "model/leaf-rule.h"
#include "model/picture.h"
#include "store/erase.h"
#include "store/picture-index.h"

#include <string.h>

typedef struct {
  KtStore *store;
  gint64 db;
  char *family;            /* (nullable) owned: of the database */
  KtPullResult *result;
} Page;

/* A live leaf that came and could be read. */
typedef struct {
  const KtPulledLeaf *leaf;
  KtRecord *record;        /* owned; NULL once joined */
  gboolean same;           /* its body is the joined one, and no foreign writer's */
  gboolean revive;         /* its revision is here already, as no leaf */
} Arrival;

typedef struct {
  Page *page;
  const KtPulledDoc *doc;
  KtDocRow row;
  GPtrArray *revs;         /* (element-type KtRev) all that was here; empty for a new record */
  GArray *arrivals;
  GHashTable *above;       /* (nullable) what lies above the server's leaves; borrowed from revs */
  KtTreeNews news;
} Taking;

static void
clear_arrival (gpointer data)
{
  kt_record_unref (((Arrival *) data)->record);
}

/* ---- What came ---- */

static const KtPulledLeaf *
find_pulled (const KtPulledDoc *doc, const char *rev)
{
  for (guint i = 0; i < doc->leaves->len; i++)
    if (strcmp (((KtPulledLeaf *) doc->leaves->pdata[i])->rev, rev) == 0)
      return doc->leaves->pdata[i];
  return NULL;
}

static gboolean
put_leaf_aside (Taking *taking, const KtPulledLeaf *leaf, const char *reason, GError **error)
{
  taking->news.open = TRUE;
  taking->page->result->set_aside++;
  return kt_store_put_aside (taking->page->store, taking->page->db, taking->doc->id, leaf->rev, TRUE, reason, leaf->bytes,
                             leaf->len, error);
}

/* Why a body cannot be this record's; NULL: it can. */
static const char *
find_fault (const Taking *taking, KtRecord *record)
{
  const char *family = kt_record_get_family (record);

  if (strcmp (kt_record_get_id (record), taking->doc->id) != 0)
    return "the body is another record's";
  if (taking->page->family != NULL && family != NULL && strcmp (family, taking->page->family) != 0)
    return "the record belongs to another family";
  if (taking->row.body != NULL && strcmp (kt_record_get_type_name (record), kt_record_get_type_name (taking->row.body)) != 0)
    return "the record was of another type";
  return NULL;
}

static gboolean
take_body (Taking *taking, const KtPulledLeaf *leaf, gboolean revive, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (KtRecord) record = kt_record_parse (leaf->bytes, (gssize) leaf->len, leaf->rev, &unreadable);
  const char *fault = record != NULL ? find_fault (taking, record) : unreadable->message;
  Arrival arrival;

  if (fault == NULL && !kt_record_validate (record, &unreadable))
    fault = unreadable->message;
  if (fault != NULL)
    return put_leaf_aside (taking, leaf, fault, error);
  arrival = (Arrival) { leaf, g_steal_pointer (&record), revive };
  g_array_append_val (taking->arrivals, arrival);
  return TRUE;
}

/* waiting: only a child that still waits to be sent counts. */
static gboolean
has_child (GPtrArray *revs, const char *rev, gboolean waiting)
{
  for (guint i = 0; i < revs->len; i++)
    {
      const KtRev *item = revs->pdata[i];

      if (g_strcmp0 (item->parent, rev) == 0 && (!waiting || item->state == KT_STATE_HERE))
        return TRUE;
    }
  return FALSE;
}

/* By name, because a thousand leaves walked one by one are a thousand million comparisons. */
static GHashTable *
list_above (const Taking *taking)
{
  g_autoptr (GHashTable) by_rev = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *above = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < taking->revs->len; i++)
    g_hash_table_insert (by_rev, ((KtRev *) taking->revs->pdata[i])->rev, taking->revs->pdata[i]);
  for (char **leaf = taking->doc->server_leaves; *leaf != NULL; leaf++)
    for (const KtRev *item = g_hash_table_lookup (by_rev, *leaf);
         item != NULL && item->parent != NULL && g_hash_table_add (above, item->parent);)
      item = g_hash_table_lookup (by_rev, item->parent);
  return above;
}

static gboolean
has_listed_descendant (Taking *taking, const char *rev)
{
  if (taking->above == NULL)
    taking->above = list_above (taking);
  return g_hash_table_contains (taking->above, rev);
}

/* A leaf there, and no leaf here. With a child of ours that still waits, or that the server lost, that is as it should
 * be. Else it was superseded here too early, or grew a second stem there: then it is a leaf again. */
static gboolean
take_inner (Taking *taking, KtRev *own, const KtPulledLeaf *leaf, GError **error)
{
  if (has_child (taking->revs, own->rev, TRUE) ||
      (has_child (taking->revs, own->rev, FALSE) && !has_listed_descendant (taking, own->rev)))
    return TRUE;
  g_clear_pointer (&taking->above, g_hash_table_unref);
  if ((own->deleted || leaf != NULL) &&
      !kt_leaf_tree_cut_children (taking->page->store, taking->row.doc, taking->revs, own->rev, error))
    return FALSE;
  if (own->deleted)
    {
      taking->news.changed = TRUE;
      return kt_store_revive_leaf (taking->page->store, taking->row.doc, own->rev, TRUE, KT_STATE_SERVER, NULL, 0, error);
    }
  if (leaf != NULL && leaf->bytes != NULL)
    return take_body (taking, leaf, TRUE, error);
  taking->news.open = TRUE;
  return TRUE;
}

static gboolean
take_tombstone (Taking *taking, const char *rev, KtRev *buried, GError **error)
{
  gboolean inner = buried != NULL && g_strv_contains ((const char *const *) taking->doc->server_leaves, buried->rev);
  KtStore *store = taking->page->store;

  if (taking->row.doc == 0)
    return TRUE; /* of a record that was never seen here nothing needs to be known */
  taking->news.changed = TRUE;
  if (buried != NULL && !inner)
    buried->leaf = FALSE;
  return kt_leaf_tree_confirm (store, taking->row.doc, taking->revs, buried, &taking->news, error) &&
         kt_store_add_rev (store, taking->row.doc, rev, buried != NULL && !inner ? buried->rev : NULL, TRUE,
                           KT_STATE_SERVER, KT_HOLDS_NOTHING, NULL, 0, NULL, error);
}

static gboolean
take_leaf (Taking *taking, const char *rev, GError **error)
{
  KtRev *own = kt_leaf_tree_find (taking->revs, rev);
  const KtPulledLeaf *leaf = find_pulled (taking->doc, rev);
  KtRev *buried;

  if (own != NULL)
    return own->leaf || take_inner (taking, own, leaf, error);
  buried = kt_leaf_tree_find_buried (taking->revs, rev);
  if (buried != NULL || (leaf != NULL && leaf->deleted))
    return take_tombstone (taking, rev, buried, error);
  if (leaf != NULL)
    return take_body (taking, leaf, FALSE, error);
  taking->news.open = TRUE;
  return TRUE;
}

/* ---- The body ---- */

/* A pulled clock that knows more of this device than the device does: this store is an old copy (DESIGN 5, rule 4). */
static gboolean
watch_own_counter (Taking *taking, KtRecord *record, GError **error)
{
  const char *device = kt_store_get_device (taking->page->store);
  gint64 known = taking->row.body != NULL ? kt_record_get_counter (taking->row.body, device) : 0;

  if (kt_record_get_counter (record, device) <= known)
    return TRUE;
  kt_log_event (G_LOG_LEVEL_INFO, "store.new-device", KT_LOG_END);
  return kt_store_renew_device (taking->page->store, error);
}

/* Halves of halves: of a thousand leaves each byte is joined ten times, and not five hundred. n: not 0. */
static KtRecord *
join_range (const Taking *taking, guint from, guint n)
{
  g_autoptr (KtRecord) first = NULL, second = NULL;

  if (n == 1)
    return kt_record_ref (g_array_index (taking->arrivals, Arrival, from).record);
  first = join_range (taking, from, n / 2);
  second = join_range (taking, from + n / 2, n - n / 2);
  return kt_record_join (first, second);
}

static KtRecord *
join_arrivals (const Taking *taking)
{
  KtRecord *had = taking->row.body;
  g_autoptr (KtRecord) came = taking->arrivals->len > 0 ? join_range (taking, 0, taking->arrivals->len) : NULL;

  if (came == NULL)
    return had != NULL ? kt_record_ref (had) : NULL;
  return had != NULL ? kt_record_join (had, came) : g_steal_pointer (&came);
}

/* What is needed of each arrival beside its bytes; the records themselves go, many take a lot of room. */
static gboolean
settle_arrivals (Taking *taking, KtRecord *joined, GError **error)
{
  for (guint i = 0; i < taking->arrivals->len; i++)
    {
      Arrival *arrival = &g_array_index (taking->arrivals, Arrival, i);

      if (!watch_own_counter (taking, arrival->record, error))
        return FALSE;
      arrival->same = !kt_record_is_foreign (arrival->record) && kt_record_equal (arrival->record, joined);
      g_clear_pointer (&arrival->record, kt_record_unref);
    }
  return TRUE;
}

static gboolean
is_disputed (KtRecord *record)
{
  g_auto (GStrv) fields = record != NULL ? kt_record_dup_disputed (record) : NULL;

  return fields != NULL && fields[0] != NULL;
}

static gboolean
keep_body (Taking *taking, GError **error)
{
  g_autoptr (KtRecord) joined = join_arrivals (taking);
  gboolean was;

  if (!settle_arrivals (taking, joined, error))
    return FALSE;
  if (joined == NULL || (taking->row.body != NULL && kt_record_equal (joined, taking->row.body)))
    {
      taking->page->result->unchanged++;
      return TRUE;
    }
  was = is_disputed (taking->row.body);
  if (taking->row.doc == 0)
    {
      taking->row.db = taking->page->db;
      taking->row.state = KT_STATE_SERVER;
    }
  taking->page->result->applied++;
  taking->page->result->disputed += !was && is_disputed (joined);
  return kt_store_put_body (taking->page->store, &taking->row, taking->doc->id, joined, error) &&
         kt_store_note_unchecked (taking->page->store, taking->row.doc, FALSE, error);
}

static gboolean
keep_arrival (Taking *taking, const Arrival *arrival, GError **error)
{
  KtStore *store = taking->page->store;
  const KtPulledLeaf *leaf = arrival->leaf;
  const char *bytes = arrival->same ? NULL : leaf->bytes;
  gsize len = arrival->same ? 0 : leaf->len;

  if (arrival->revive)
    return kt_store_revive_leaf (store, taking->row.doc, leaf->rev, FALSE, KT_STATE_SERVER, bytes, len, error);
  return kt_store_add_rev (store, taking->row.doc, leaf->rev, NULL, FALSE, KT_STATE_SERVER,
                           arrival->same ? KT_HOLDS_DOC : KT_HOLDS_OWN, bytes, len, NULL, error);
}

static gboolean
keep_arrivals (Taking *taking, GError **error)
{
  for (guint i = 0; i < taking->arrivals->len; i++)
    if (!keep_arrival (taking, &g_array_index (taking->arrivals, Arrival, i), error))
      return FALSE;
  return TRUE;
}

/* ---- Writing back ---- */

/* The body's own bytes for a leaf that equals it, else NULL: more the plan does not ask for. */
static const char *
leaf_bytes (const KtRev *rev, KtRecord *body)
{
  g_autoptr (KtRecord) record = NULL;

  if (rev->deleted)
    return NULL;
  if (rev->holds == KT_HOLDS_DOC)
    return kt_record_get_bytes (body);
  record = kt_record_parse (rev->bytes, (gssize) rev->len, rev->rev, NULL);
  return record != NULL && !kt_record_is_foreign (record) && kt_record_equal (record, body) ? kt_record_get_bytes (body) : NULL;
}

static KtLeafPlan *
make_plan (GPtrArray *revs, KtRecord *body)
{
  g_autofree KtLeaf *leaves = g_new0 (KtLeaf, revs->len + 1);

  for (guint i = 0; i < revs->len; i++)
    {
      const KtRev *rev = revs->pdata[i];

      leaves[i] = (KtLeaf) { rev->rev, rev->deleted, leaf_bytes (rev, body) };
    }
  return kt_leaf_plan (leaves, revs->len, body);
}

static gboolean
write_rev (KtStore *store, gint64 doc, const KtLeafWrite *write, gboolean deleted, GError **error)
{
  gboolean added;

  if (!kt_store_add_rev (store, doc, write->rev, write->parent, deleted, KT_STATE_HERE,
                         deleted ? KT_HOLDS_NOTHING : KT_HOLDS_DOC, NULL, 0, &added, error))
    return FALSE;
  if (added)
    return TRUE;
  /* It was written before, and the server lost it since; or it came without its history. */
  return (write->parent == NULL || (kt_store_end_leaf (store, doc, write->parent, error) &&
                                    kt_store_set_rev_parent (store, doc, write->rev, write->parent, error))) &&
         kt_store_revive_leaf (store, doc, write->rev, deleted, KT_STATE_HERE, NULL, 0, error);
}

/* The tombstone of a leaf on which something of ours stands already (a server that went back in time shows its leaf
 * again): it is sent with what stands on it, and is no leaf. */
static gboolean
write_tombstone (Taking *taking, const KtLeafWrite *write, GError **error)
{
  KtStore *store = taking->page->store;
  gint64 doc = taking->row.doc;

  if (!has_child (taking->revs, write->rev, FALSE))
    return write_rev (store, doc, write, TRUE, error);
  return kt_store_end_leaf (store, doc, write->parent, error) &&
         kt_store_set_rev_parent (store, doc, write->rev, write->parent, error) &&
         kt_store_set_rev_state (store, doc, write->rev, KT_STATE_HERE, error);
}

static gboolean
is_settled (GPtrArray *revs)
{
  guint live = 0;

  for (guint i = 0; i < revs->len; i++)
    {
      const KtRev *rev = revs->pdata[i];

      if (rev->deleted)
        continue;
      if (rev->holds != KT_HOLDS_DOC)
        return FALSE;
      live++;
    }
  return live == 1;
}

static gboolean
write_back (Taking *taking, GError **error)
{
  KtStore *store = taking->page->store;
  g_autoptr (GPtrArray) revs = kt_store_list_revs (store, taking->row.doc, TRUE, error);
  g_autoptr (KtLeafPlan) plan = NULL;

  if (revs == NULL)
    return FALSE;
  if (is_settled (revs))
    return TRUE;
  plan = make_plan (revs, taking->row.body);
  if (plan == NULL)
    return TRUE;
  taking->news.changed = TRUE;
  if (plan->write && !write_rev (store, taking->row.doc, &plan->body, FALSE, error))
    return FALSE;
  for (guint i = 0; i < plan->tombstones->len; i++)
    if (!write_tombstone (taking, plan->tombstones->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* ---- One row ---- */

static gboolean
take_changed (Taking *taking, GError **error)
{
  gboolean is_new = taking->row.doc == 0;

  for (char **rev = taking->doc->server_leaves; *rev != NULL; rev++)
    if (!take_leaf (taking, *rev, error))
      return FALSE;
  if (!keep_body (taking, error))
    return FALSE;
  if (taking->row.doc == 0)
    return TRUE;
  if (!keep_arrivals (taking, error) ||
      !kt_leaf_tree_reconcile (taking->page->store, taking->row.doc, taking->revs,
                               (const char *const *) taking->doc->server_leaves, &taking->news, error))
    return FALSE;
  if (taking->row.body != NULL && !taking->news.open && !write_back (taking, error))
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
put_stranger_aside (Taking *taking, GError **error)
{
  for (guint i = 0; i < taking->doc->leaves->len; i++)
    {
      const KtPulledLeaf *leaf = taking->doc->leaves->pdata[i];

      if (!leaf->deleted && !put_leaf_aside (taking, leaf, "the record belongs to another database", error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_known (Taking *taking, gint64 doc, GError **error)
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
take_new (Taking *taking, GError **error)
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
take_any (Taking *taking, GError **error)
{
  gint64 doc, db;

  if (!find_number (taking->page->store, taking->doc->id, &doc, &db, error))
    return FALSE;
  if (doc == 0)
    return take_new (taking, error);
  return db == taking->page->db ? take_known (taking, doc, error) : put_stranger_aside (taking, error);
}

static gboolean
take_doc (Page *page, const KtPulledDoc *doc, GError **error)
{
  Taking taking = { .page = page, .doc = doc };
  gboolean ok;

  taking.arrivals = g_array_new (FALSE, FALSE, sizeof (Arrival));
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
read_family (Page *page, GError **error)
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
take_piece (Page *page, const KtPulledDoc *doc, GError **error)
{
  const char *winner = doc->server_leaves[0];
  gboolean erased;

  page->result->unchanged++;
  if (!kt_store_is_erased (page->store, doc->id, &erased, error))
    return FALSE;
  return winner == NULL || erased || kt_store_note_chunk (page->store, page->db, doc->id, doc->deleted ? winner : NULL, error);
}

static gboolean
take_row (Page *page, const KtPulledDoc *doc, GError **error)
{
  return kt_is_chunk_id (doc->id) ? take_piece (page, doc, error) : take_doc (page, doc, error);
}

static gboolean
take_page (Page *page, const char *database, GPtrArray *docs, GError **error)
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
  Page page = { .store = store, .result = &news };
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
  return has_child (revs, rev, FALSE) && !kt_leaf_tree_contradicts (revs, rev);
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
