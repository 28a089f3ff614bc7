/* SPDX-License-Identifier: EUPL-1.2 */
/* What came for a record, leaf by leaf: new bodies, tombstones, and leaves that were here before. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-taking.h"

#include <string.h>

static const KtPulledLeaf *
find_pulled (const KtPulledDoc *doc, const char *rev)
{
  for (guint i = 0; i < doc->leaves->len; i++)
    if (strcmp (((KtPulledLeaf *) doc->leaves->pdata[i])->rev, rev) == 0)
      return doc->leaves->pdata[i];
  return NULL;
}

gboolean
kt_leaf_put_aside (KtLeafTaking *taking, const KtPulledLeaf *leaf, const char *reason, GError **error)
{
  taking->news.open = TRUE;
  taking->page->result->set_aside++;
  return kt_store_put_aside (taking->page->store, taking->page->db, taking->doc->id, leaf->rev, TRUE, reason, leaf->bytes,
                             leaf->len, error);
}

/* Why a body cannot be this record's; NULL: it can. */
static const char *
find_fault (const KtLeafTaking *taking, KtRecord *record)
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
take_body (KtLeafTaking *taking, const KtPulledLeaf *leaf, gboolean revive, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (KtRecord) record = kt_record_parse (leaf->bytes, (gssize) leaf->len, leaf->rev, &unreadable);
  const char *fault = record != NULL ? find_fault (taking, record) : unreadable->message;
  KtLeafArrival arrival;

  if (fault == NULL && !kt_record_validate (record, &unreadable))
    fault = unreadable->message;
  if (fault != NULL)
    return kt_leaf_put_aside (taking, leaf, fault, error);
  arrival = (KtLeafArrival) { leaf, g_steal_pointer (&record), revive };
  g_array_append_val (taking->arrivals, arrival);
  return TRUE;
}

/* By name, because a thousand leaves walked one by one are a thousand million comparisons. */
static GHashTable *
list_above (const KtLeafTaking *taking)
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
has_listed_descendant (KtLeafTaking *taking, const char *rev)
{
  if (taking->above == NULL)
    taking->above = list_above (taking);
  return g_hash_table_contains (taking->above, rev);
}

/* A leaf there, and no leaf here. With a child of ours that still waits, or that the server lost, that is as it should
 * be. Else it was superseded here too early, or grew a second stem there: then it is a leaf again. */
static gboolean
take_inner (KtLeafTaking *taking, KtRev *own, const KtPulledLeaf *leaf, GError **error)
{
  if (kt_leaf_tree_has_child (taking->revs, own->rev, TRUE) ||
      (kt_leaf_tree_has_child (taking->revs, own->rev, FALSE) && !has_listed_descendant (taking, own->rev)))
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
take_tombstone (KtLeafTaking *taking, const char *rev, KtRev *buried, GError **error)
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

gboolean
kt_leaf_take (KtLeafTaking *taking, const char *rev, GError **error)
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
