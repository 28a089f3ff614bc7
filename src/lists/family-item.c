/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-lists"
#include "lists/caseload.h"

G_DEFINE_FINAL_TYPE (KtFamilyItem, kt_family_item, G_TYPE_OBJECT)

static void
kt_family_item_finalize (GObject *object)
{
  KtFamilyItem *self = KT_FAMILY_ITEM (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->phase);
  g_free (self->intensity);
  g_free (self->review);
  g_free (self->visit);
  g_free (self->complete);
  G_OBJECT_CLASS (kt_family_item_parent_class)->finalize (object);
}

static void
kt_family_item_class_init (KtFamilyItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_family_item_finalize;
}

static void
kt_family_item_init (KtFamilyItem *self)
{
}

gboolean
kt_family_item_needs_attention (KtFamilyItem *item, const char *today)
{
  return item->disputed > 0 || item->set_aside > 0 || (item->review != NULL && g_strcmp0 (item->review, today) < 0);
}

gboolean
kt_family_item_equal (KtFamilyItem *a, KtFamilyItem *b)
{
  const char *texts[][2] = { { a->id, b->id },
                             { a->name, b->name },
                             { a->phase, b->phase },
                             { a->intensity, b->intensity },
                             { a->review, b->review },
                             { a->visit, b->visit },
                             { a->complete, b->complete } };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (texts[i][0], texts[i][1]) != 0)
      return FALSE;
  return a->here == b->here && a->sent == b->sent && a->set_aside == b->set_aside && a->disputed == b->disputed;
}

void
kt_family_items_splice (GListStore *store, GPtrArray *items)
{
  guint old = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint head = 0, tail = 0;

  /* What is the same at both ends stays; the stretch between is exchanged at once. */
  while (head < MIN (old, items->len))
    {
      g_autoptr (KtFamilyItem) item = g_list_model_get_item (G_LIST_MODEL (store), head);

      if (!kt_family_item_equal (item, items->pdata[head]))
        break;
      head++;
    }
  while (tail < MIN (old, items->len) - head)
    {
      g_autoptr (KtFamilyItem) item = g_list_model_get_item (G_LIST_MODEL (store), old - 1 - tail);

      if (!kt_family_item_equal (item, items->pdata[items->len - 1 - tail]))
        break;
      tail++;
    }
  if (head + tail < old || head + tail < items->len)
    g_list_store_splice (store, head, old - head - tail, items->pdata + head, items->len - head - tail);
}
