/* SPDX-License-Identifier: EUPL-1.2 */
/* What an edit changes: which entries it covers (only those its author had seen) and which values it adds. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/edit.h"

#include <string.h>

static void
clear_change (gpointer data)
{
  KtChange *change = data;

  g_ptr_array_unref (change->covered);
  g_ptr_array_unref (change->added);
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  return strcmp (((const KtChange *) a)->field->key, ((const KtChange *) b)->field->key);
}

static gboolean
same_value (json_object *a, json_object *b)
{
  g_autofree char *x = kt_value_dup_canonical (a), *y = kt_value_dup_canonical (b);

  return strcmp (x, y) == 0;
}

gboolean
kt_edit_check (const KtType *type, gboolean is_first, json_object *changes, GError **error)
{
  const char *message = NULL;

  json_object_object_foreach (changes, key, value)
    {
      const KtField *field = kt_type_find_field (type, key);

      if (field == NULL)
        message = "no such field";
      else if (kt_value_is_empty (value) ? field->required : !kt_field_check (field, value, TRUE, &message))
        message = message != NULL ? message : "may not be empty";
      if (message != NULL)
        {
          g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: %s", key, message);
          return FALSE;
        }
    }
  for (const KtField *field = type->fields; is_first && field->key != NULL; field++)
    if (field->required && json_object_object_get (changes, field->key) == NULL)
      {
        g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: missing", field->key);
        return FALSE;
      }
  return TRUE;
}

static gboolean
array_has (json_object *array, json_object *value)
{
  gsize n = json_object_is_type (array, json_type_array) ? json_object_array_length (array) : 0;

  for (gsize i = 0; i < n; i++)
    if (same_value (json_object_array_get_idx (array, i), value))
      return TRUE;
  return FALSE;
}

static gboolean
pointers_have (GPtrArray *values, json_object *value)
{
  for (guint i = 0; i < values->len; i++)
    if (same_value (g_ptr_array_index (values, i), value))
      return TRUE;
  return FALSE;
}

static gboolean
seen_has (KtRecord *seen, const char *key, json_object *value)
{
  KtEntry entry;

  for (guint i = 0; seen != NULL && kt_record_get_entry (seen, key, i, &entry); i++)
    if (same_value (entry.value, value))
      return TRUE;
  return FALSE;
}

/* A list is a set: what was seen and is not in value goes, what was not seen and is comes. */
static void
plan_list (KtEdit *edit, KtChange *change, json_object *value)
{
  const char *key = change->field->key;
  KtEntry entry;

  for (guint i = 0; edit->seen != NULL && kt_record_get_entry (edit->seen, key, i, &entry); i++)
    if (!array_has (value, entry.value))
      g_ptr_array_add (change->covered, (gpointer) entry.dot);
  for (gsize i = 0; value != NULL && i < json_object_array_length (value); i++)
    {
      json_object *item = json_object_array_get_idx (value, i);

      if (!seen_has (edit->seen, key, item) && !pointers_have (change->added, item))
        g_ptr_array_add (change->added, item);
    }
}

/* The value as seen makes no entry, unless it is new that the family agreed to it. */
static gboolean
is_as_seen (KtEdit *edit, const KtField *field, json_object *value)
{
  KtEntry entry;
  guint n = edit->seen != NULL ? kt_record_n_entries (edit->seen, field->key) : 0;

  if (n != 1 || value == NULL)
    return n == 0 && value == NULL;
  kt_record_get_entry (edit->seen, field->key, 0, &entry);
  if (field->rule == KT_RULE_AGREED && edit->info->agreed && !entry.agreed)
    return FALSE;
  return same_value (entry.value, value);
}

static void
plan_single (KtEdit *edit, KtChange *change, json_object *value)
{
  const KtField *field = change->field;
  KtEntry entry;

  if (is_as_seen (edit, field, value))
    return;
  for (guint i = 0; edit->seen != NULL && kt_record_get_entry (edit->seen, field->key, i, &entry); i++)
    g_ptr_array_add (change->covered, (gpointer) entry.dot);
  if (value != NULL)
    g_ptr_array_add (change->added, value);
  if (edit->seen != NULL && (field->rule == KT_RULE_AGREED || field->kind == KT_KIND_OWN_WORDS))
    change->from = kt_record_last_agreed (edit->seen, field->key);
}

void
kt_edit_plan (KtEdit *edit, json_object *changes)
{
  gint64 most = 1;

  edit->changes = g_array_new (FALSE, FALSE, sizeof (KtChange));
  g_array_set_clear_func (edit->changes, clear_change);
  json_object_object_foreach (changes, key, given)
    {
      json_object *value = kt_value_is_empty (given) ? NULL : given;
      KtChange change = { kt_type_find_field (edit->type, key), g_ptr_array_new (), g_ptr_array_new (), NULL };

      if (kt_field_is_list (change.field))
        plan_list (edit, &change, value);
      else
        plan_single (edit, &change, value);
      most = MAX (most, (gint64) change.added->len);
      if (change.added->len > 0 || change.covered->len > 0)
        g_array_append_val (edit->changes, change);
      else
        clear_change (&change);
    }
  g_array_sort (edit->changes, compare_changes);
  edit->first = (edit->current != NULL ? kt_record_get_counter (edit->current, edit->info->device) : 0) + 1;
  edit->last = edit->first + most - 1;
}
