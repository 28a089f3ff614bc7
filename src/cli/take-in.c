/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include "cli/take-in.h"

#include <string.h>

typedef struct {
  const char *worker_id;
  GPtrArray *items;
  gboolean clear_absent;
  GHashTable *families; /* ids made or named in the bundle itself */
  GHashTable *nonces;   /* nonce → id of every append-only record here; NULL until the first is asked for */
  KtTakenIn *taken;
} TakeIn;

static gboolean G_GNUC_PRINTF (4, 5)
    refuse (GError **error, guint index, const char *id, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, KT_BUNDLE_ERROR, KT_BUNDLE_ERROR_BAD, "docs[%u] (%s), %s", index, id, what);
  return FALSE;
}

/* 32 hex digits of what the item says. Returns: (transfer full). */
static char *
derive (const KtBundleItem *item, const char *what)
{
  g_autoptr (json_object) all = json_object_new_object ();
  g_autofree char *bytes = NULL, *hash = NULL;

  json_object_object_add (all, "what", json_object_new_string (what));
  json_object_object_add (all, "type", json_object_new_string (item->type->name));
  json_object_object_add (all, "id", item->id != NULL ? json_object_new_string (item->id) : NULL);
  json_object_object_add (all, "family", item->family != NULL ? json_object_new_string (item->family) : NULL);
  json_object_object_add (all, "fields", json_object_get (item->fields));
  bytes = kt_json_canonical (all, NULL);
  hash = kt_sha256_hex (bytes, -1);
  return g_strndup (hash, 32);
}

static void
count (TakeIn *in, const char *id, gboolean made, gboolean changed)
{
  *(made ? &in->taken->made : changed ? &in->taken->changed
                                      : &in->taken->unchanged) += 1;
  g_set_str (&in->taken->last_id, id);
}

static gboolean
says_the_same (KtRecord *record, const KtBundleItem *item)
{
  g_autoptr (json_object) plain = kt_record_to_plain (record), wanted = kt_json_copy (item->fields);
  g_autofree char *have = NULL, *want = NULL;

  json_object_object_del (plain, "_id");
  json_object_object_del (plain, "type");
  json_object_object_del (plain, "family");
  have = kt_json_canonical (plain, NULL);
  want = kt_json_canonical (wanted, NULL);
  return g_strcmp0 (have, want) == 0;
}

static gboolean
read_nonces (KtStore *store, TakeIn *in, GError **error)
{
  g_autoptr (GHashTable) nonces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (const KtType *const *type = kt_types (); *type != NULL; type++)
    {
      g_autoptr (GPtrArray) records = (*type)->append_only ? kt_store_list (store, (*type)->name, NULL, error) : NULL;

      if ((*type)->append_only && records == NULL)
        return FALSE;
      for (guint i = 0; records != NULL && i < records->len; i++)
        {
          char *nonce = kt_record_dup_nonce (records->pdata[i]);

          if (nonce != NULL)
            g_hash_table_replace (nonces, nonce, g_strdup (kt_record_get_id (records->pdata[i])));
        }
    }
  in->nonces = g_steal_pointer (&nonces);
  return TRUE;
}

/* Its id is a hash over bytes that only this device can sign, so the same item is known by its nonce, which is derived
 * from what it says. */
static gboolean
take_append_only (KtStore *store, TakeIn *in, guint index, const KtBundleItem *item, KtRecord *here, GError **error)
{
  g_autofree char *nonce = derive (item, "nonce"), *at = NULL;
  g_autoptr (KtRecord) record = NULL;
  const char *date = kt_json_get_string (item->fields, "date");
  KtEditInfo info = { .by = in->worker_id, .nonce = nonce };
  const char *made;

  if (here != NULL && !says_the_same (here, item))
    return refuse (error, index, item->id, "field _id: this is here already with other words, and is never changed");
  if (here != NULL)
    {
      count (in, item->id, FALSE, FALSE);
      return TRUE;
    }
  if (in->nonces == NULL && !read_nonces (store, in, error))
    return FALSE;
  made = g_hash_table_lookup (in->nonces, nonce);
  if (made != NULL)
    {
      count (in, made, FALSE, FALSE);
      return TRUE;
    }
  at = g_strdup_printf ("%.10sT00:00:00Z", date != NULL && strlen (date) >= 10 ? date : "1970-01-01");
  info.at = at;
  kt_store_fill_in (store, &info);
  record = kt_record_new (item->type, NULL, item->family, &info, item->fields, error);
  if (record == NULL || !kt_store_adopt (store, record, NULL, error))
    return FALSE;
  g_hash_table_insert (in->nonces, g_strdup (nonce), g_strdup (kt_record_get_id (record)));
  count (in, kt_record_get_id (record), TRUE, FALSE);
  return TRUE;
}

/* The fields to set; with clear_absent, null for what the record has and the document does not name. */
static json_object *
make_changes (TakeIn *in, const KtBundleItem *item, KtRecord *here)
{
  json_object *changes = kt_json_copy (item->fields);
  g_autoptr (json_object) plain = here != NULL && in->clear_absent ? kt_record_to_plain (here) : NULL;

  for (const KtField *field = item->type->fields; plain != NULL && field->key != NULL; field++)
    if (json_object_object_get_ex (plain, field->key, NULL) && !json_object_object_get_ex (changes, field->key, NULL))
      json_object_object_add (changes, field->key, NULL);
  return changes;
}

static gboolean
take_editable (KtStore *store, TakeIn *in, const KtBundleItem *item, const char *id, KtRecord *here, GError **error)
{
  KtEditInfo info = { .by = in->worker_id };
  g_autoptr (json_object) changes = make_changes (in, item, here);
  const char *family = strcmp (item->type->name, "family") == 0 ? id : item->family;
  g_autoptr (KtRecord) kept = kt_store_save (store, item->type->name, id, family, NULL, &info, changes, error);

  if (kept == NULL)
    return FALSE;
  count (in, id, here == NULL, here != NULL && !kt_record_equal (here, kept));
  return TRUE;
}

static gboolean
check_place (KtStore *store, TakeIn *in, guint index, const KtBundleItem *item, const char *id, KtRecord *here,
             GError **error)
{
  g_autoptr (KtRecord) family = NULL;

  if (here != NULL && g_strcmp0 (kt_record_get_family (here), item->family != NULL ? item->family : id) != 0)
    return refuse (error, index, id, "field family: a record never moves to another family");
  if (here != NULL || item->family == NULL || g_hash_table_contains (in->families, item->family))
    return TRUE;
  family = kt_store_load (store, item->family, NULL);
  return family != NULL || refuse (error, index, id, "field family: no such family, here or in this file");
}

static gboolean
take_item (KtStore *store, TakeIn *in, guint index, GError **error)
{
  const KtBundleItem *item = in->items->pdata[index];
  g_autofree char *tail = derive (item, "id");
  g_autofree char *id = item->id != NULL ? g_strdup (item->id) : g_strconcat (item->type->name, ":", tail, NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (KtRecord) here = kt_store_load (store, id, &failure);

  if (failure != NULL && !g_error_matches (failure, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!check_place (store, in, index, item, id, here, error))
    return FALSE;
  if (item->type->append_only)
    return take_append_only (store, in, index, item, here, error);
  return take_editable (store, in, item, id, here, error);
}

static gboolean
take_all (KtStore *store, gpointer data, GError **error)
{
  TakeIn *in = data;

  g_clear_pointer (&in->nonces, g_hash_table_unref);
  g_free (in->taken->last_id);
  *in->taken = (KtTakenIn) { 0 };
  for (guint i = 0; i < in->items->len; i++)
    if (!take_item (store, in, i, error))
      return FALSE;
  return TRUE;
}

gboolean
kt_take_in (KtStore *store, const char *worker_id, GPtrArray *items, gboolean clear_absent, KtTakenIn *taken,
            GError **error)
{
  g_autoptr (GHashTable) families = g_hash_table_new (g_str_hash, g_str_equal);
  TakeIn in = { worker_id, items, clear_absent, families, NULL, taken };
  gboolean ok;

  for (guint i = 0; i < items->len; i++)
    {
      const KtBundleItem *item = items->pdata[i];
      if (item->id != NULL && strcmp (item->type->name, "family") == 0)
        g_hash_table_add (families, item->id);
    }
  ok = kt_store_transaction (store, take_all, &in, error);
  g_clear_pointer (&in.nonces, g_hash_table_unref);
  return ok;
}
