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
has_text (GPtrArray *texts, KtText text)
{
  for (guint i = 0; i < texts->len; i++)
    if (kt_text_is (text, g_ptr_array_index (texts, i)))
      return TRUE;
  return FALSE;
}

/* The entries of a field the author saw. */
static KtEntryItem *
seen_entries (KtEdit *edit, const char *key, guint *n)
{
  int field = edit->seen != NULL ? kt_record_find_field (edit->seen, key) : -1;

  *n = field >= 0 ? edit->seen->fields[field].n : 0;
  return field >= 0 ? &edit->seen->entries[edit->seen->fields[field].first] : NULL;
}

static gboolean
was_seen (KtEdit *edit, const char *key, const char *text)
{
  guint n;
  KtEntryItem *entries = seen_entries (edit, key, &n);

  for (guint i = 0; i < n; i++)
    if (kt_text_is (entries[i].value, text))
      return TRUE;
  return FALSE;
}

/* The elements of a list, canonical, each once. */
static GPtrArray *
list_elements (json_object *value)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; value != NULL && i < json_object_array_length (value); i++)
    {
      g_autofree char *text = kt_value_dup_canonical (json_object_array_get_idx (value, i));

      if (!has_text (texts, (KtText) { text, strlen (text) }))
        g_ptr_array_add (texts, g_steal_pointer (&text));
    }
  return texts;
}

/* A list is a set: what was seen and is not in value goes, what was not seen and is comes. */
static void
plan_list (KtEdit *edit, KtChange *change, json_object *value)
{
  const char *key = change->field->key;
  g_autoptr (GPtrArray) wanted = list_elements (value);
  guint n;
  KtEntryItem *entries = seen_entries (edit, key, &n);

  for (guint i = 0; i < n; i++)
    if (!has_text (wanted, entries[i].value))
      g_ptr_array_add (change->covered, (gpointer) entries[i].dot);
  for (guint i = 0; i < wanted->len; i++)
    if (!was_seen (edit, key, g_ptr_array_index (wanted, i)))
      g_ptr_array_add (change->added, g_strdup (g_ptr_array_index (wanted, i)));
}

/* The value as seen makes no entry, unless it is new that the family agreed to it. */
static gboolean
is_as_seen (KtEdit *edit, const KtField *field, const char *text)
{
  guint n;
  KtEntryItem *entries = seen_entries (edit, field->key, &n);
  KtEntry entry;

  if (n != 1 || text == NULL)
    return n == 0 && text == NULL;
  kt_entry_fill (edit->seen, entries, &entry);
  if (field->rule == KT_RULE_AGREED && edit->info->agreed && !entry.agreed)
    return FALSE;
  return kt_text_is (entries->value, text);
}

static void
plan_single (KtEdit *edit, KtChange *change, json_object *value)
{
  const KtField *field = change->field;
  g_autofree char *text = value != NULL ? kt_value_dup_canonical (value) : NULL;
  guint n;
  KtEntryItem *entries = seen_entries (edit, field->key, &n);

  if (is_as_seen (edit, field, text))
    return;
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (change->covered, (gpointer) entries[i].dot);
  if (text != NULL)
    g_ptr_array_add (change->added, g_steal_pointer (&text));
  if (n > 0 && (field->rule == KT_RULE_AGREED || field->kind == KT_KIND_OWN_WORDS))
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
      KtChange change = { kt_type_find_field (edit->type, key), g_ptr_array_new (), g_ptr_array_new_with_free_func (g_free) };

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
