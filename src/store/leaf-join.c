/* SPDX-License-Identifier: EUPL-1.2 */
/* A record's body after a row came: the join of what it was and of every leaf that arrived. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-taking.h"

#include "base/log.h"

/* A pulled clock that knows more of this device than the device does: this store is an old copy (DESIGN 5, rule 4). */
static gboolean
watch_own_counter (KtLeafTaking *taking, KtRecord *record, GError **error)
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
join_range (const KtLeafTaking *taking, guint from, guint n)
{
  g_autoptr (KtRecord) first = NULL, second = NULL;

  if (n == 1)
    return kt_record_ref (g_array_index (taking->arrivals, KtLeafArrival, from).record);
  first = join_range (taking, from, n / 2);
  second = join_range (taking, from + n / 2, n - n / 2);
  return kt_record_join (first, second);
}

static KtRecord *
join_arrivals (const KtLeafTaking *taking)
{
  KtRecord *had = taking->row.body;
  g_autoptr (KtRecord) came = taking->arrivals->len > 0 ? join_range (taking, 0, taking->arrivals->len) : NULL;

  if (came == NULL)
    return had != NULL ? kt_record_ref (had) : NULL;
  return had != NULL ? kt_record_join (had, came) : g_steal_pointer (&came);
}

/* What is needed of each arrival beside its bytes; the records themselves go, many take a lot of room. */
static gboolean
settle_arrivals (KtLeafTaking *taking, KtRecord *joined, GError **error)
{
  for (guint i = 0; i < taking->arrivals->len; i++)
    {
      KtLeafArrival *arrival = &g_array_index (taking->arrivals, KtLeafArrival, i);

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

gboolean
kt_leaf_keep_body (KtLeafTaking *taking, GError **error)
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
keep_arrival (KtLeafTaking *taking, const KtLeafArrival *arrival, GError **error)
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

gboolean
kt_leaf_keep_arrivals (KtLeafTaking *taking, GError **error)
{
  for (guint i = 0; i < taking->arrivals->len; i++)
    if (!keep_arrival (taking, &g_array_index (taking->arrivals, KtLeafArrival, i), error))
      return FALSE;
  return TRUE;
}
