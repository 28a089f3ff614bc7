/* SPDX-License-Identifier: EUPL-1.2 */
/* What the leaf rule asks for after a pull (model/leaf-rule.h), as revisions that wait to be sent. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-taking.h"

#include "model/leaf-rule.h"

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
write_tombstone (KtLeafTaking *taking, const KtLeafWrite *write, GError **error)
{
  KtStore *store = taking->page->store;
  gint64 doc = taking->row.doc;

  if (!kt_leaf_tree_has_child (taking->revs, write->rev, FALSE))
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

gboolean
kt_leaf_write_back (KtLeafTaking *taking, GError **error)
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
