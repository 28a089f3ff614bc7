/* SPDX-License-Identifier: EUPL-1.2 */
/* The reading rules: what is shown while several entries survive (DESIGN 3). Computed, never stored; the same on every
 * laptop, since it looks at nothing but the record and the table. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

typedef struct {
  KtRecord *record;
  const KtEntryItem *items;
  guint n;
} Entries;

static Entries
find_entries (KtRecord *record, const char *key)
{
  int field = kt_record_find_field (record, key);

  if (field < 0)
    return (Entries) { record, NULL, 0 };
  return (Entries) { record, &record->entries[record->fields[field].first], record->fields[field].n };
}

static const KtField *
find_field (KtRecord *record, const char *key)
{
  return record->type == NULL ? NULL : kt_type_find_field (record->type, key);
}

static gboolean
all_equal (const Entries *entries)
{
  for (guint i = 1; i < entries->n; i++)
    if (!json_object_equal (entries->items[0].value, entries->items[i].value))
      return FALSE;
  return TRUE;
}

/* ---- ask ---- */

/* Agreed with the family first, then the later one, then by dot. The clocks of laptops lie, but this only chooses what
 * is shown until people have decided. */
static gboolean
comes_first (const KtEntry *a, const KtEntry *b)
{
  int later;

  if (a->agreed != b->agreed)
    return a->agreed;
  later = g_strcmp0 (a->at, b->at);
  return later != 0 ? later > 0 : strcmp (a->dot, b->dot) < 0;
}

static KtEntry
first_entry (const Entries *entries)
{
  KtEntry best, entry;

  kt_entry_fill (entries->record, &entries->items[0], &best);
  for (guint i = 1; i < entries->n; i++)
    {
      kt_entry_fill (entries->record, &entries->items[i], &entry);
      if (comes_first (&entry, &best))
        best = entry;
    }
  return best;
}

static json_object *
read_ask (const Entries *entries)
{
  return first_entry (entries).value;
}

/* ---- agreed ---- */

static json_object *
common_start (const Entries *entries)
{
  for (guint i = 0; i < entries->n; i++)
    if (entries->items[i].from == NULL || !json_object_equal (entries->items[0].from, entries->items[i].from))
      return NULL;
  return entries->n < 2 ? NULL : entries->items[0].from;
}

/* The one value agreed with the family; NULL when there is none, or several. */
static json_object *
only_agreed (const Entries *entries)
{
  json_object *found = NULL;

  for (guint i = 0; i < entries->n; i++)
    {
      KtEntry entry;

      kt_entry_fill (entries->record, &entries->items[i], &entry);
      if (entry.agreed && found != NULL && !json_object_equal (entry.value, found))
        return NULL;
      if (entry.agreed)
        found = entry.value;
    }
  return found;
}

static json_object *
read_agreed (const Entries *entries)
{
  json_object *value = only_agreed (entries);

  if (value == NULL)
    value = common_start (entries);
  return value != NULL ? value : read_ask (entries);
}

json_object *
kt_record_last_agreed (KtRecord *record, const char *key)
{
  Entries entries = find_entries (record, key);
  json_object *value;
  KtEntry first;

  if (entries.n == 0)
    return NULL;
  value = only_agreed (&entries);
  if (value == NULL)
    value = common_start (&entries);
  if (value != NULL)
    return value;
  first = first_entry (&entries);
  return first.from != NULL ? first.from : first.value;
}

/* ---- narrow, worried, done ---- */

/* A choice's place in the table, a number's worth. What this version does not know ranks lowest: the careful reading
 * for an audience or a worry, and never "done". */
static gint64
rank (const KtField *field, json_object *value)
{
  if (json_object_is_type (value, json_type_string) && field->choices != NULL)
    for (int i = 0; field->choices[i] != NULL; i++)
      if (strcmp (field->choices[i], json_object_get_string (value)) == 0)
        return i;
  return json_object_is_type (value, json_type_int) ? json_object_get_int64 (value) : G_MININT64;
}

static json_object *
read_ranked (const Entries *entries, const KtField *field, gboolean highest)
{
  json_object *best = entries->items[0].value;

  for (guint i = 1; i < entries->n; i++)
    {
      gint64 mine = rank (field, entries->items[i].value), other = rank (field, best);

      if (highest ? mine > other : mine < other)
        best = entries->items[i].value;
    }
  return best;
}

/* ---- deleted ---- */

/* An edit beats a deletion it did not see: a removal holds only while everything in the record's clock was seen by
 * those who removed it. `saw` is the clock of the body a removal left behind. */
gboolean
kt_record_is_deleted (KtRecord *record)
{
  Entries entries = find_entries (record, "deleted");

  for (guint i = 0; i < entries.n; i++)
    if (!json_object_get_boolean (entries.items[i].value))
      return FALSE;
  for (guint c = 0; entries.n > 0 && c < record->n_clock; c++)
    {
      const KtClockItem *item = &record->clock[c];
      gboolean seen = FALSE;

      for (guint i = 0; !seen && i < entries.n; i++)
        seen = kt_json_get_int (kt_json_get_object (entries.items[i].object, "saw"), item->device, 0) >= item->counter;
      if (!seen)
        return FALSE;
    }
  return entries.n > 0;
}

/* ---- Reading ---- */

json_object *
kt_record_get (KtRecord *record, const char *key)
{
  const KtField *field = find_field (record, key);
  Entries entries = find_entries (record, key);

  if (entries.n == 0 || (strcmp (key, "deleted") == 0 && !kt_record_is_deleted (record)))
    return NULL;
  if (entries.n == 1 || all_equal (&entries))
    return entries.items[0].value;
  switch (field != NULL ? field->rule : KT_RULE_ASK)
    {
    case KT_RULE_AGREED:
      return read_agreed (&entries);
    case KT_RULE_NARROW:
    case KT_RULE_WORRIED:
      return read_ranked (&entries, field, FALSE);
    case KT_RULE_DONE:
      return read_ranked (&entries, field, TRUE);
    case KT_RULE_ASK:
    default:
      return read_ask (&entries);
    }
}

const char *
kt_record_get_text (KtRecord *record, const char *key)
{
  json_object *value = kt_record_get (record, key);

  return json_object_is_type (value, json_type_string) ? json_object_get_string (value) : NULL;
}

gint64
kt_record_get_int (KtRecord *record, const char *key, gint64 dflt)
{
  json_object *value = kt_record_get (record, key);

  return json_object_is_type (value, json_type_int) ? json_object_get_int64 (value) : dflt;
}

gboolean
kt_record_get_bool (KtRecord *record, const char *key)
{
  json_object *value = kt_record_get (record, key);

  return json_object_is_type (value, json_type_boolean) && json_object_get_boolean (value);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
kt_record_dup_list (KtRecord *record, const char *key)
{
  Entries entries = find_entries (record, key);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < entries.n; i++)
    if (json_object_is_type (entries.items[i].value, json_type_string))
      g_ptr_array_add (values, (gpointer) json_object_get_string (entries.items[i].value));
  g_ptr_array_sort (values, compare_strings);
  for (guint i = 0; i < values->len; i++)
    if (i == 0 || strcmp (values->pdata[i - 1], values->pdata[i]) != 0)
      g_strv_builder_add (builder, values->pdata[i]);
  return g_strv_builder_end (builder);
}

gboolean
kt_record_list_contains (KtRecord *record, const char *key, const char *value)
{
  Entries entries = find_entries (record, key);

  for (guint i = 0; i < entries.n; i++)
    if (g_strcmp0 (json_object_get_string (entries.items[i].value), value) == 0)
      return TRUE;
  return FALSE;
}

/* ---- Disputes ---- */

/* "deleted" settles itself (an edit beats it), and a list keeps all. */
gboolean
kt_record_is_disputed (KtRecord *record, const char *key)
{
  const KtField *field = find_field (record, key);
  Entries entries;

  if (field == NULL || kt_field_is_list (field) || strcmp (key, "deleted") == 0)
    return FALSE;
  entries = find_entries (record, key);
  return entries.n > 1 && !all_equal (&entries);
}

GStrv
kt_record_dup_disputed (KtRecord *record)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const KtField *field = record->type != NULL ? record->type->fields : NULL; field != NULL && field->key != NULL;
       field++)
    if (kt_record_is_disputed (record, field->key))
      g_strv_builder_add (builder, field->key);
  return g_strv_builder_end (builder);
}

json_object *
kt_record_get_common_start (KtRecord *record, const char *key)
{
  Entries entries = find_entries (record, key);

  return common_start (&entries);
}
