/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-lists"
#include "lists/search-results.h"

/* More than a person reads: a better word is sooner typed than the fortieth hit found. */
#define MOST 40

G_DEFINE_FINAL_TYPE (KtSearchItem, kt_search_item, G_TYPE_OBJECT)

static void
kt_search_item_finalize (GObject *object)
{
  KtSearchItem *self = KT_SEARCH_ITEM (object);

  g_free (self->id);
  g_free (self->family);
  g_free (self->family_name);
  g_free (self->snippet);
  G_OBJECT_CLASS (kt_search_item_parent_class)->finalize (object);
}

static void
kt_search_item_class_init (KtSearchItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_search_item_finalize;
}

static void
kt_search_item_init (KtSearchItem *self)
{
}

/* names: family id → name, so that each is read once a search. */
static const char *
find_family_name (KtStore *store, GHashTable *names, const char *id)
{
  const char *known = g_hash_table_lookup (names, id);
  g_autoptr (KtRecord) family = known == NULL ? kt_store_load (store, id, NULL) : NULL;
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;

  if (known != NULL)
    return known;
  known = g_strdup (name != NULL ? name : "");
  g_hash_table_insert (names, g_strdup (id), (gpointer) known);
  return known;
}

static KtSearchItem *
new_item (KtStore *store, GHashTable *names, const KtHit *hit)
{
  KtSearchItem *item = g_object_new (KT_TYPE_SEARCH_ITEM, NULL);
  const KtType *type = kt_type_find (hit->type);
  const KtField *field = type != NULL && hit->field != NULL ? kt_type_find_field (type, hit->field) : NULL;
  gboolean is_family = g_strcmp0 (hit->type, "family") == 0;

  item->id = g_strdup (hit->id);
  item->family = g_strdup (is_family ? hit->id : hit->family);
  item->family_name = g_strdup (item->family != NULL ? find_family_name (store, names, item->family) : "");
  item->type = is_family || type == NULL ? NULL : type->label;
  item->field = field != NULL ? field->label : NULL;
  item->snippet = g_strdup (hit->snippet);
  return item;
}

gboolean
kt_search_results_load (KtStore *store, const char *words, GListStore *families, GListStore *hits, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) first = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) rest = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (*words != '\0')
    {
      found = kt_store_search (store, words, NULL, MOST, error);
      if (found == NULL)
        return FALSE;
    }
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const KtHit *hit = found->pdata[i];

      if (g_strcmp0 (hit->type, "family") == 0)
        g_ptr_array_add (first, new_item (store, names, hit));
      else if (hit->family != NULL)
        g_ptr_array_add (rest, new_item (store, names, hit));
    }
  g_list_store_splice (families, 0, g_list_model_get_n_items (G_LIST_MODEL (families)), first->pdata, first->len);
  g_list_store_splice (hits, 0, g_list_model_get_n_items (G_LIST_MODEL (hits)), rest->pdata, rest->len);
  return TRUE;
}
