/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/bundle.h"

#include "base/id.h"
#include "model/record-body.h"

#include <string.h>

G_DEFINE_QUARK (kt-bundle-error-quark, kt_bundle_error)

typedef struct {
  guint index;
  const char *id; /* (nullable) */
  GError **error;
} Place;

static gboolean refuse (const Place *place, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (const Place *place, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  if (place->id != NULL)
    g_set_error (place->error, KT_BUNDLE_ERROR, KT_BUNDLE_ERROR_BAD, "docs[%u] (%s), %s", place->index, place->id, what);
  else
    g_set_error (place->error, KT_BUNDLE_ERROR, KT_BUNDLE_ERROR_BAD, "docs[%u], %s", place->index, what);
  return FALSE;
}

static void
free_item (gpointer data)
{
  KtBundleItem *item = data;

  g_free (item->id);
  g_free (item->family);
  json_object_put (item->fields);
  g_free (item);
}

/* ---- Reading ---- */

/* A member every document has: a text, if it is there. */
static gboolean
get_text (const Place *place, json_object *doc, const char *key, const char **text)
{
  json_object *value;

  *text = NULL;
  if (!json_object_object_get_ex (doc, key, &value))
    return TRUE;
  if (!json_object_is_type (value, json_type_string) || json_object_get_string_len (value) == 0)
    return refuse (place, "field %s: a text was expected", key);
  *text = json_object_get_string (value);
  return TRUE;
}

static gboolean
check_id (const Place *place, const KtType *type, const char *id)
{
  g_autofree char *prefix = id != NULL ? kt_id_dup_type (id) : NULL;

  if (id != NULL && (g_strcmp0 (prefix, type->name) != 0 || *kt_id_get_tail (id) == '\0'))
    return refuse (place, "field _id: must begin with \"%s:\"", type->name);
  return TRUE;
}

static gboolean
check_family (const Place *place, KtBundleItem *item)
{
  gboolean is_family = strcmp (item->type->name, "family") == 0;

  if (is_family && item->family != NULL && g_strcmp0 (item->family, item->id) != 0)
    return refuse (place, "field family: a family's own id was expected");
  if (!is_family && item->family == NULL)
    return refuse (place, "field family: missing");
  if (item->family != NULL && !g_str_has_prefix (item->family, "family:"))
    return refuse (place, "field family: not a family's id");
  return TRUE;
}

static gboolean
take_fields (const Place *place, KtBundleItem *item, json_object *doc)
{
  const char *message = NULL;

  json_object_object_foreach (doc, key, value)
    {
      const KtField *field = kt_type_find_field (item->type, key);

      if (strcmp (key, "_id") == 0 || strcmp (key, "type") == 0 || strcmp (key, "family") == 0 ||
          strcmp (key, KT_BUNDLE_DOUBTS) == 0)
        continue;
      if (field == NULL)
        return refuse (place, "field %s: type %s has no such field", key, item->type->name);
      if (kt_value_is_empty (value))
        continue;
      if (!kt_field_check (field, value, TRUE, &message))
        return refuse (place, "field %s: %s", key, message);
      json_object_object_add (item->fields, key, kt_json_copy (value));
    }
  for (const KtField *field = item->type->fields; field->key != NULL; field++)
    if (field->required && !json_object_object_get_ex (item->fields, field->key, NULL))
      return refuse (place, "field %s: missing", field->key);
  return TRUE;
}

static gboolean
fill_item (Place *place, KtBundleItem *item, json_object *doc)
{
  const char *id, *type, *family;

  if (!json_object_is_type (doc, json_type_object))
    return refuse (place, "an object was expected");
  if (!get_text (place, doc, "_id", &id))
    return FALSE;
  place->id = id;
  if (!get_text (place, doc, "type", &type) || !get_text (place, doc, "family", &family))
    return FALSE;
  if (type == NULL)
    return refuse (place, "field type: missing");
  item->type = kt_type_find (type);
  if (item->type == NULL)
    return refuse (place, "field type: there is no type %s", type);
  item->id = g_strdup (id);
  item->family = g_strdup (family);
  item->fields = json_object_new_object ();
  return check_id (place, item->type, id) && check_family (place, item) && take_fields (place, item, doc);
}

static gboolean
check_new_id (const Place *place, GHashTable *places, const char *id)
{
  gpointer first;

  if (id == NULL)
    return TRUE;
  if (g_hash_table_lookup_extended (places, id, NULL, &first))
    return refuse (place, "field _id: the same as that of docs[%u]", GPOINTER_TO_UINT (first));
  g_hash_table_insert (places, (gpointer) id, GUINT_TO_POINTER (place->index));
  return TRUE;
}

static json_object *
find_docs (json_object *bundle, GError **error)
{
  json_object *docs = kt_json_get_array (bundle, "docs");

  if (docs == NULL)
    g_set_error_literal (error, KT_BUNDLE_ERROR, KT_BUNDLE_ERROR_BAD, "docs: an object with a list \"docs\" was expected");
  return docs;
}

GPtrArray *
kt_bundle_parse (const char *bytes, gssize len, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (json_object) bundle = kt_json_parse (bytes, len, &problem);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  json_object *docs;

  if (bundle == NULL)
    {
      g_set_error (error, KT_BUNDLE_ERROR, KT_BUNDLE_ERROR_BAD, "%s", problem->message);
      return NULL;
    }
  docs = find_docs (bundle, error);
  if (docs == NULL)
    return NULL;
  for (gsize i = 0; i < json_object_array_length (docs); i++)
    {
      KtBundleItem *item = g_new0 (KtBundleItem, 1);
      Place place = { (guint) i, NULL, error };

      g_ptr_array_add (items, item);
      if (!fill_item (&place, item, json_object_array_get_idx (docs, i)) || !check_new_id (&place, places, item->id))
        return NULL;
    }
  return g_steal_pointer (&items);
}

/* ---- Writing ---- */

char *
kt_bundle_write (GPtrArray *records)
{
  g_autoptr (json_object) bundle = json_object_new_object ();
  json_object *docs = json_object_new_array ();

  json_object_object_add (bundle, "docs", docs);
  for (guint i = 0; i < records->len; i++)
    if (!kt_record_is_deleted (g_ptr_array_index (records, i)))
      json_object_array_add (docs, kt_record_to_plain (g_ptr_array_index (records, i)));
  return g_strdup (json_object_to_json_string_ext (bundle, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                                                               JSON_C_TO_STRING_NOSLASHESCAPE));
}
