/* SPDX-License-Identifier: EUPL-1.2 */
/* The join. An entry stays when both have it, or when one has it and the other's clock does not cover its dot: then
 * the other never saw it. It looks at no table of types, only at dots, and where two sides could differ at all (a
 * top-level key of a newer app, the note of an edit) the greater canonical bytes win; so it is commutative,
 * associative and idempotent, on the bytes. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

typedef struct {
  KtRecord *a, *b;
  GString *fields;
  GHashTable *dots; /* borrowed: dots that survive somewhere */
} Join;

/* The one with the greater canonical bytes; either may be NULL (absent). */
static json_object *
greater (json_object *a, json_object *b)
{
  g_autofree char *x = NULL, *y = NULL;

  if (a == NULL || b == NULL)
    return a != NULL ? a : b;
  x = kt_value_dup_canonical (a);
  y = kt_value_dup_canonical (b);
  return strcmp (x, y) >= 0 ? a : b;
}

static gboolean
has_seen (const KtRecord *record, const KtEntryItem *entry)
{
  return kt_clock_covers (record->clock, record->n_clock, entry->dot, entry->device_len, entry->counter);
}

static void
append_entry (Join *join, const KtEntryItem *entry, json_object *object, gboolean *any)
{
  g_autoptr (GError) error = NULL;

  g_string_append_c (join->fields, *any ? ',' : '[');
  if (!kt_json_append_canonical (join->fields, object, &error))
    g_error ("a record holds what has no canonical form: %s", error->message);
  g_hash_table_add (join->dots, (gpointer) entry->dot);
  *any = TRUE;
}

/* Merges two lists sorted by dot. Returns whether an entry was left. */
static gboolean
append_entries (Join *join, const KtEntryItem *x, guint n, const KtEntryItem *y, guint m)
{
  gboolean any = FALSE;

  for (guint i = 0, j = 0; i < n || j < m;)
    {
      int order = i == n ? 1 : j == m ? -1
                                      : strcmp (x[i].dot, y[j].dot);

      if (order == 0)
        append_entry (join, &x[i], greater (x[i].object, y[j].object), &any);
      else if (order < 0 && !has_seen (join->b, &x[i]))
        append_entry (join, &x[i], x[i].object, &any);
      else if (order > 0 && !has_seen (join->a, &y[j]))
        append_entry (join, &y[j], y[j].object, &any);
      i += order <= 0;
      j += order >= 0;
    }
  if (any)
    g_string_append_c (join->fields, ']');
  return any;
}

static void
append_field (Join *join, const KtFieldItem *x, const KtFieldItem *y)
{
  const char *key = x != NULL ? x->key : y->key;
  gsize before = join->fields->len;

  if (before > 1)
    g_string_append_c (join->fields, ',');
  kt_json_append_string (join->fields, key, strlen (key));
  g_string_append_c (join->fields, ':');
  if (!append_entries (join, x != NULL ? &join->a->entries[x->first] : NULL, x != NULL ? x->n : 0,
                       y != NULL ? &join->b->entries[y->first] : NULL, y != NULL ? y->n : 0))
    g_string_truncate (join->fields, before);
}

static void
append_fields (Join *join)
{
  const KtRecord *a = join->a, *b = join->b;

  g_string_append_c (join->fields, '{');
  for (guint i = 0, j = 0; i < a->n_fields || j < b->n_fields;)
    {
      int order = i == a->n_fields ? 1 : j == b->n_fields ? -1
                                                          : strcmp (a->fields[i].key, b->fields[j].key);

      append_field (join, order <= 0 ? &a->fields[i] : NULL, order >= 0 ? &b->fields[j] : NULL);
      i += order <= 0;
      j += order >= 0;
    }
  g_string_append_c (join->fields, '}');
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The edits whose dots survive. */
static char *
write_edits (Join *join)
{
  g_autoptr (GString) out = g_string_new ("{");
  g_autoptr (GPtrArray) dots = g_hash_table_get_keys_as_ptr_array (join->dots);

  g_ptr_array_sort (dots, compare_keys);
  for (guint i = 0; i < dots->len; i++)
    {
      const char *dot = g_ptr_array_index (dots, i);
      json_object *edit = greater (kt_json_get_object (join->a->edits, dot), kt_json_get_object (join->b->edits, dot));
      g_autofree char *text = edit != NULL ? kt_value_dup_canonical (edit) : NULL;

      if (text == NULL)
        continue;
      if (out->len > 1)
        g_string_append_c (out, ',');
      kt_json_append_string (out, dot, strlen (dot));
      g_string_append_c (out, ':');
      g_string_append (out, text);
    }
  g_string_append_c (out, '}');
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* Every other top-level key, from either side: `_id`, `type`, `family` and those of newer apps. */
static void
add_other_parts (GArray *parts, KtRecord *a, KtRecord *b)
{
  json_object_object_foreach (a->tree, key, value)
    if (kt_body_is_carried_key (key))
      kt_body_add_part (parts, key, greater (value, json_object_object_get (b->tree, key)), NULL);
  json_object_object_foreach (b->tree, other, extra)
    if (kt_body_is_carried_key (other) && !json_object_object_get_ex (a->tree, other, NULL))
      kt_body_add_part (parts, other, extra, NULL);
}

static char *
write_clock (KtRecord *a, KtRecord *b)
{
  g_autoptr (GArray) clock = kt_clock_merge (a, b);
  g_autoptr (GString) out = g_string_new (NULL);

  kt_body_append_clock (out, (const KtClockItem *) clock->data, clock->len);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

static char *
write_join (KtRecord *a, KtRecord *b)
{
  g_autoptr (GString) fields = g_string_sized_new (1024);
  g_autoptr (GHashTable) dots = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autoptr (GError) error = NULL;
  g_autofree char *edits = NULL, *clock = write_clock (a, b);
  Join join = { a, b, fields, dots };
  char hash[65];
  char *bytes;

  append_fields (&join);
  edits = write_edits (&join);
  add_other_parts (parts, a, b);
  kt_body_add_part (parts, "clock", NULL, clock);
  kt_body_add_part (parts, "edits", NULL, edits);
  kt_body_add_part (parts, "fields", NULL, fields->str);
  bytes = kt_body_write ((KtBodyPart *) parts->data, parts->len, hash, &error);
  if (bytes == NULL)
    g_error ("a record holds what has no canonical form: %s", error->message);
  return bytes;
}

KtRecord *
kt_record_join (KtRecord *a, KtRecord *b)
{
  g_autofree char *bytes = NULL;

  g_return_val_if_fail (strcmp (a->id, b->id) == 0, NULL);
  if (kt_record_equal (a, b))
    return kt_record_ref (a);
  bytes = write_join (a, b);
  if (strcmp (bytes, a->bytes) == 0)
    return kt_record_ref (a);
  if (strcmp (bytes, b->bytes) == 0)
    return kt_record_ref (b);
  return kt_record_take_bytes (g_steal_pointer (&bytes), FALSE);
}

gboolean
kt_record_covers (KtRecord *a, KtRecord *b)
{
  g_autofree char *bytes = NULL;

  if (kt_record_equal (a, b))
    return TRUE;
  bytes = write_join (a, b);
  return strcmp (bytes, a->bytes) == 0;
}
