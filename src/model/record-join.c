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

/* The one with the greater canonical bytes; either may be absent. */
static KtText
greater (KtText a, KtText b)
{
  int order;

  if (a.text == NULL || b.text == NULL)
    return a.text != NULL ? a : b;
  order = memcmp (a.text, b.text, MIN (a.len, b.len));
  return order > 0 || (order == 0 && a.len >= b.len) ? a : b;
}

/* In a merge of two sorted lists: positive when the first is at its end, negative when the second is, else 0. */
static int
compare_ends (guint i, guint n, guint j, guint m)
{
  return i == n ? 1 : -(j == m);
}

static gboolean
has_seen (const KtRecord *record, const KtEntryItem *entry)
{
  return kt_clock_covers (record->clock, record->n_clock, entry->dot, entry->device_len, entry->counter);
}

static void
append_entry (Join *join, const KtEntryItem *entry, KtText object, gboolean *any)
{
  g_string_append_c (join->fields, *any ? ',' : '[');
  g_string_append_len (join->fields, object.text, (gssize) object.len);
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
      int order = compare_ends (i, n, j, m);

      if (order == 0)
        order = strcmp (x[i].dot, y[j].dot);

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
      int order = compare_ends (i, a->n_fields, j, b->n_fields);

      if (order == 0)
        order = strcmp (a->fields[i].key, b->fields[j].key);

      append_field (join, order <= 0 ? &a->fields[i] : NULL, order >= 0 ? &b->fields[j] : NULL);
      i += order <= 0;
      j += order >= 0;
    }
  g_string_append_c (join->fields, '}');
}

static KtText
edit_text (KtRecord *record, const char *dot)
{
  KtEditItem *edit = kt_record_find_edit (record, dot);

  return edit != NULL ? edit->text : (KtText) { NULL, 0 };
}

static void
append_edit (Join *join, GString *out, const char *dot)
{
  KtText text = greater (edit_text (join->a, dot), edit_text (join->b, dot));

  if (text.text == NULL || !g_hash_table_contains (join->dots, dot))
    return;
  if (out->len > 1)
    g_string_append_c (out, ',');
  kt_json_append_string (out, dot, strlen (dot));
  g_string_append_c (out, ':');
  g_string_append_len (out, text.text, (gssize) text.len);
}

/* The edits whose dots survive: two sorted lists merged. */
static char *
write_edits (Join *join)
{
  GString *out = g_string_new ("{");
  const KtRecord *a = join->a, *b = join->b;

  for (guint i = 0, j = 0; i < a->n_edits || j < b->n_edits;)
    {
      int order = compare_ends (i, a->n_edits, j, b->n_edits);

      if (order == 0)
        order = strcmp (a->edits[i].dot, b->edits[j].dot);
      append_edit (join, out, order <= 0 ? a->edits[i].dot : b->edits[j].dot);
      i += order <= 0;
      j += order >= 0;
    }
  g_string_append_c (out, '}');
  return g_string_free_and_steal (out);
}

/* Every other top-level key, from either side: `_id`, `type`, `family` and those of newer apps. */
static void
add_carried (GArray *parts, KtRecord *a, KtRecord *b)
{
  for (guint i = 0, j = 0; i < a->n_carried || j < b->n_carried;)
    {
      int order = compare_ends (i, a->n_carried, j, b->n_carried);
      KtCarriedItem item;

      if (order == 0)
        order = strcmp (a->carried[i].key, b->carried[j].key);
      item = order <= 0 ? a->carried[i] : b->carried[j];
      if (order == 0)
        item.text = greater (item.text, b->carried[j].text);
      kt_body_add_carried (parts, &item);
      i += order <= 0;
      j += order >= 0;
    }
}

static char *
write_clock (KtRecord *a, KtRecord *b)
{
  g_autoptr (GArray) clock = kt_clock_merge (a, b);
  GString *out = g_string_new (NULL);

  kt_body_append_clock (out, (const KtClockItem *) clock->data, clock->len);
  return g_string_free_and_steal (out);
}

static char *
write_join (KtRecord *a, KtRecord *b)
{
  g_autoptr (GString) fields = g_string_sized_new (1024);
  g_autoptr (GHashTable) dots = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autofree char *edits = NULL, *clock = write_clock (a, b);
  Join join = { a, b, fields, dots };

  append_fields (&join);
  edits = write_edits (&join);
  add_carried (parts, a, b);
  kt_body_add_part (parts, "clock", clock);
  kt_body_add_part (parts, "edits", edits);
  kt_body_add_part (parts, "fields", fields->str);
  return kt_body_write (parts);
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
