/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-lists"
#include "lists/safe-list.h"

#include <string.h>

static void
unsafe_free (gpointer data)
{
  KtUnsafeRecord *unsafe = data;

  kt_record_unref (unsafe->record);
  g_free (unsafe->reason);
  g_free (unsafe);
}

static void
family_free (gpointer data)
{
  KtSafeFamily *family = data;

  g_free (family->id);
  g_free (family->name);
  kt_counts_clear (&family->counts);
  g_ptr_array_unref (family->records);
  g_free (family);
}

void
kt_safe_list_free (KtSafeList *list)
{
  kt_counts_clear (&list->counts);
  g_ptr_array_unref (list->families);
  g_free (list);
}

/* ---- One family ---- */

static const char *
find_reason (GPtrArray *aside, const char *id)
{
  for (guint i = 0; i < aside->len; i++)
    {
      const KtSetAside *item = g_ptr_array_index (aside, i);

      if (strcmp (item->id, id) == 0)
        return item->reason;
    }
  return NULL;
}

static gboolean
add_records (KtSafeFamily *family, KtStore *store, KtState state, GPtrArray *aside, GError **error)
{
  g_autoptr (GPtrArray) records = kt_store_list_state (store, state, family->id, error);

  family->waiting += records != NULL ? records->len : 0;
  for (guint i = 0; records != NULL && i < records->len && family->records->len < KT_SAFE_LIST_MOST; i++)
    {
      KtUnsafeRecord *unsafe = g_new0 (KtUnsafeRecord, 1);

      unsafe->record = kt_record_ref (records->pdata[i]);
      unsafe->state = state;
      if (state == KT_STATE_SET_ASIDE)
        unsafe->reason = g_strdup (find_reason (aside, kt_record_get_id (unsafe->record)));
      g_ptr_array_add (family->records, unsafe);
    }
  return records != NULL;
}

static gboolean
load_records (KtSafeFamily *family, KtStore *store, GPtrArray *aside, GError **error)
{
  const struct {
    KtState state;
    guint n;
  } parts[] = { { KT_STATE_SET_ASIDE, family->counts.set_aside },
                { KT_STATE_HERE, family->counts.here },
                { KT_STATE_SENT, family->counts.sent } };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].n > 0 && !add_records (family, store, parts[i].state, aside, error))
      return FALSE;
  return TRUE;
}

static gboolean
load_family (KtSafeList *list, KtStore *store, KtRecord *record, GPtrArray *aside, GError **error)
{
  KtSafeFamily *family = g_new0 (KtSafeFamily, 1);
  const char *name = kt_record_get_text (record, "name");

  family->id = g_strdup (kt_record_get_id (record));
  family->name = g_strdup (name != NULL ? name : "…");
  family->records = g_ptr_array_new_with_free_func (unsafe_free);
  g_ptr_array_add (list->families, family);
  return kt_store_count (store, family->id, &family->counts, error) && load_records (family, store, aside, error);
}

/* ---- All of them ---- */

static int
compare_families (gconstpointer a, gconstpointer b)
{
  const KtSafeFamily *one = a, *other = b;
  gboolean one_safe = one->waiting == 0, other_safe = other->waiting == 0;

  if (one_safe != other_safe)
    return one_safe - other_safe;
  return g_utf8_collate (one->name, other->name);
}

static gboolean
load_families (KtSafeList *list, KtStore *store, GPtrArray *aside, GError **error)
{
  g_autoptr (GPtrArray) records = kt_store_list (store, "family", NULL, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    if (!load_family (list, store, records->pdata[i], aside, error))
      return FALSE;
  g_ptr_array_sort_values (list->families, compare_families);
  return records != NULL;
}

/* What came in and could not be read is no record here. */
static guint
count_unreadable (KtStore *store, GPtrArray *aside)
{
  guint n = 0;

  for (guint i = 0; i < aside->len; i++)
    {
      g_autoptr (GError) absent = NULL;
      KtState state = kt_store_get_state (store, ((KtSetAside *) g_ptr_array_index (aside, i))->id, &absent);

      n += absent != NULL || state != KT_STATE_SET_ASIDE;
    }
  return n;
}

static gboolean
load (KtSafeList *list, KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) aside = kt_store_list_set_aside (store, error);
  g_autoptr (GHashTable) drafts = aside != NULL ? kt_store_list_drafts (store, "note:", error) : NULL;

  if (drafts == NULL || !kt_store_count (store, NULL, &list->counts, error) ||
      !load_families (list, store, aside, error))
    return FALSE;
  list->unfinished = g_hash_table_size (drafts);
  list->unreadable = count_unreadable (store, aside);
  for (guint i = 0; i < list->families->len; i++)
    list->waiting += ((KtSafeFamily *) g_ptr_array_index (list->families, i))->waiting;
  return TRUE;
}

KtSafeList *
kt_safe_list_load (KtStore *store, GError **error)
{
  g_autoptr (KtSafeList) list = g_new0 (KtSafeList, 1);

  list->families = g_ptr_array_new_with_free_func (family_free);
  return load (list, store, error) ? g_steal_pointer (&list) : NULL;
}
