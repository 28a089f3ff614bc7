/* SPDX-License-Identifier: EUPL-1.2 */
/* The plain form of a record: field → value, as read. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

/* A field this version does not know: one entry is a value, several are a list (its kind is not known here). */
static json_object *
plain_unknown (KtRecord *record, const KtFieldItem *field)
{
  json_object *array;

  if (field->n == 1)
    return kt_json_copy (kt_entry_get_value (&record->entries[field->first]));
  array = json_object_new_array ();
  for (guint i = 0; i < field->n; i++)
    json_object_array_add (array, kt_json_copy (kt_entry_get_value (&record->entries[field->first + i])));
  return array;
}

static json_object *
plain_value (KtRecord *record, const KtFieldItem *item)
{
  const KtField *field = record->type != NULL ? kt_type_find_field (record->type, item->key) : NULL;
  g_auto (GStrv) list = NULL;

  if (field == NULL)
    return plain_unknown (record, item);
  if (!kt_field_is_list (field))
    return kt_json_copy (kt_record_get (record, item->key));
  list = kt_record_dup_list (record, item->key);
  return kt_json_from_strv ((const char *const *) list);
}

json_object *
kt_record_to_plain (KtRecord *record)
{
  json_object *plain = json_object_new_object ();

  json_object_object_add (plain, "_id", json_object_new_string (record->id));
  json_object_object_add (plain, "type", json_object_new_string (record->type_name));
  if (record->family != NULL)
    json_object_object_add (plain, "family", json_object_new_string (record->family));
  for (guint i = 0; i < record->n_fields; i++)
    {
      json_object *value = plain_value (record, &record->fields[i]);

      if (value != NULL)
        json_object_object_add (plain, record->fields[i].key, value);
    }
  return plain;
}
