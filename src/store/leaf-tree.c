/* SPDX-License-Identifier: EUPL-1.2 */
/* Our revision tree against the server's list of leaves. The list is complete for one record at one moment, so what is
 * known to be there and not listed has children there; unless its own ancestor is listed: then the server lost it. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "model/leaf-rule.h"

#include <string.h>

KtRev *
kt_leaf_tree_find (GPtrArray *revs, const char *rev)
{
  for (guint i = 0; i < revs->len; i++)
    if (strcmp (((KtRev *) revs->pdata[i])->rev, rev) == 0)
      return revs->pdata[i];
  return NULL;
}

KtRev *
kt_leaf_tree_find_buried (GPtrArray *revs, const char *rev)
{
  int generation = kt_rev_generation (rev);

  for (guint i = 0; i < revs->len; i++)
    {
      KtRev *item = revs->pdata[i];
      g_autofree char *tombstone = NULL;

      if (item->deleted || kt_rev_generation (item->rev) != generation - 1)
        continue;
      tombstone = kt_rev_for_tombstone (item->rev);
      if (strcmp (tombstone, rev) == 0)
        return item;
    }
  return NULL;
}

gboolean
kt_leaf_tree_has_child (GPtrArray *revs, const char *rev, gboolean waiting)
{
  for (guint i = 0; i < revs->len; i++)
    {
      const KtRev *item = revs->pdata[i];

      if (g_strcmp0 (item->parent, rev) == 0 && (!waiting || item->state == KT_STATE_HERE))
        return TRUE;
    }
  return FALSE;
}

gboolean
kt_leaf_tree_contradicts (GPtrArray *revs, const char *rev)
{
  for (guint i = 0; i < revs->len; i++)
    {
      const KtRev *item = revs->pdata[i];

      if (item->parent != NULL && item->state != KT_STATE_HERE && strcmp (item->parent, rev) == 0)
        return TRUE;
    }
  return FALSE;
}

static KtRev *
find_parent (GPtrArray *revs, const KtRev *rev)
{
  return rev->parent != NULL ? kt_leaf_tree_find (revs, rev->parent) : NULL;
}

static gboolean
move_state (KtStore *store, gint64 doc, KtRev *rev, KtState state, KtTreeNews *news, GError **error)
{
  rev->state = state;
  news->changed = TRUE;
  return kt_store_set_rev_state (store, doc, rev->rev, state, error);
}

gboolean
kt_leaf_tree_confirm (KtStore *store, gint64 doc, GPtrArray *revs, KtRev *rev, KtTreeNews *news, GError **error)
{
  /* Listed is no more than sent, until a mark is left: the server may go back before that. */
  for (; rev != NULL && rev->state == KT_STATE_HERE; rev = find_parent (revs, rev))
    if (!move_state (store, doc, rev, KT_STATE_SENT, news, error))
      return FALSE;
  return TRUE;
}

/* The nearest ancestor of leaf (itself excluded) that the server lists as a leaf. */
static KtRev *
find_listed_ancestor (GPtrArray *revs, const KtRev *leaf, const char *const *server_leaves)
{
  KtRev *rev;

  for (rev = find_parent (revs, leaf); rev != NULL; rev = find_parent (revs, rev))
    if (g_strv_contains (server_leaves, rev->rev))
      return rev;
  return NULL;
}

/* Everything from leaf up to the listed ancestor is not there any more: it waits to be sent again. */
static gboolean
take_back (KtStore *store, gint64 doc, GPtrArray *revs, KtRev *leaf, const KtRev *ancestor, KtTreeNews *news,
           GError **error)
{
  for (KtRev *rev = leaf; rev != NULL && rev != ancestor; rev = find_parent (revs, rev))
    if (rev->state != KT_STATE_HERE && !move_state (store, doc, rev, KT_STATE_HERE, news, error))
      return FALSE;
  return TRUE;
}

static gboolean
end_superseded (KtStore *store, gint64 doc, KtRev *leaf, KtTreeNews *news, GError **error)
{
  leaf->leaf = FALSE;
  news->changed = TRUE;
  return kt_store_end_leaf (store, doc, leaf->rev, error);
}

static gboolean
judge_own_leaf (KtStore *store, gint64 doc, GPtrArray *revs, KtRev *leaf, const char *const *server_leaves,
                KtTreeNews *news, GError **error)
{
  const KtRev *ancestor;

  if (g_strv_contains (server_leaves, leaf->rev))
    return kt_leaf_tree_confirm (store, doc, revs, leaf, news, error);
  /* Also under a leaf that waits: what was sent in between, and is gone, would be left out of its ancestry, and it would
   * become a stem of its own. */
  ancestor = find_listed_ancestor (revs, leaf, server_leaves);
  if (ancestor != NULL)
    return take_back (store, doc, revs, leaf, ancestor, news, error);
  if (leaf->state == KT_STATE_HERE)
    return TRUE;
  /* While the leaf that superseded it is not readable here, it is still the best there is to build on. */
  return news->open || end_superseded (store, doc, leaf, news, error);
}

gboolean
kt_leaf_tree_reconcile (KtStore *store, gint64 doc, GPtrArray *revs, const char *const *server_leaves,
                        KtTreeNews *news, GError **error)
{
  for (guint i = 0; i < revs->len; i++)
    {
      KtRev *rev = revs->pdata[i];

      if (rev->leaf && !judge_own_leaf (store, doc, revs, rev, server_leaves, news, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_store_set_rev_parent (KtStore *store, gint64 doc, const char *rev, const char *parent, GError **error)
{
  g_autoptr (KtStatement) update =
      kt_store_statement (store, "UPDATE revs SET parent = ?3 WHERE doc = ?1 AND rev = ?2 AND parent IS NULL", error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  kt_bind_text (update, 2, rev);
  kt_bind_text (update, 3, parent);
  return kt_statement_run (store, update, error);
}

gboolean
kt_leaf_tree_cut_children (KtStore *store, gint64 doc, GPtrArray *revs, const char *rev, GError **error)
{
  g_autoptr (KtStatement) update =
      kt_store_statement (store, "UPDATE revs SET parent = NULL WHERE doc = ?1 AND parent = ?2", error);

  if (update == NULL)
    return FALSE;
  for (guint i = 0; i < revs->len; i++)
    if (g_strcmp0 (((KtRev *) revs->pdata[i])->parent, rev) == 0)
      g_clear_pointer (&((KtRev *) revs->pdata[i])->parent, g_free);
  kt_bind_int (update, 1, doc);
  kt_bind_text (update, 2, rev);
  return kt_statement_run (store, update, error);
}
