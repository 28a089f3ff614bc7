/* SPDX-License-Identifier: EUPL-1.2 */
/* The reading rules: what is shown while several entries survive (DESIGN 3). Computed, never stored; the same on every
 * laptop, since it looks at nothing but the record and the table. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

typedef struct {
  KtRecord *record;
  KtEntryItem *items;
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
    if (!kt_text_equal (entries->items[0].value, entries->items[i].value))
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

static KtEntryItem *
first_entry (const Entries *entries)
{
  KtEntryItem *first = &entries->items[0];
  KtEntry best, entry;

  kt_entry_fill (entries->record, first, &best);
  for (guint i = 1; i < entries->n; i++)
    {
      kt_entry_fill (entries->record, &entries->items[i], &entry);
      if (!comes_first (&entry, &best))
        continue;
      best = entry;
      first = &entries->items[i];
    }
  return first;
}

/* ---- agreed ---- */

/* The entry whose `from` all have; NULL when they have not one in common. */
static KtEntryItem *
common_start (const Entries *entries)
{
  for (guint i = 0; i < entries->n; i++)
    if (entries->items[i].from.text == NULL || !kt_text_equal (entries->items[0].from, entries->items[i].from))
      return NULL;
  return entries->n < 2 ? NULL : &entries->items[0];
}

/* An entry with the one value agreed with the family; NULL when there is none, or several. */
static KtEntryItem *
only_agreed (const Entries *entries)
{
  KtEntryItem *found = NULL;

  for (guint i = 0; i < entries->n; i++)
    {
      KtEntryItem *item = &entries->items[i];
      KtEntry entry;

      kt_entry_fill (entries->record, item, &entry);
      if (entry.agreed && found != NULL && !kt_text_equal (item->value, found->value))
        return NULL;
      if (entry.agreed)
        found = item;
    }
  return found;
}

static json_object *
read_agreed (const Entries *entries)
{
  KtEntryItem *agreed = only_agreed (entries), *start = agreed == NULL ? common_start (entries) : NULL;

  if (start != NULL)
    return kt_entry_get_from (start);
  return kt_entry_get_value (agreed != NULL ? agreed : first_entry (entries));
}

KtText
kt_record_last_agreed (KtRecord *record, const char *key)
{
  Entries entries = find_entries (record, key);
  KtEntryItem *item;

  if (entries.n == 0)
    return (KtText) { NULL, 0 };
  item = only_agreed (&entries);
  if (item != NULL)
    return item->value;
  item = common_start (&entries);
  if (item == NULL)
    item = first_entry (&entries);
  return item->from.text != NULL ? item->from : item->value;
}

/* ---- narrow, worried, done ---- */

/* A choice's place in the table, a number's worth (dates: is_lower()). What this version does not know ranks lowest: the
 * careful reading for an audience or a worry, and never "done". */
static gint64
rank (const KtField *field, json_object *value)
{
  if (json_object_is_type (value, json_type_string) && field->choices != NULL)
    for (int i = 0; field->choices[i] != NULL; i++)
      if (strcmp (field->choices[i], json_object_get_string (value)) == 0)
        return i;
  return json_object_is_type (value, json_type_int) ? json_object_get_int64 (value) : G_MININT64;
}

gboolean
kt_date_ends_before (const char *a, const char *b)
{
  int order = strncmp (a, b, MIN (strlen (a), strlen (b)));

  return order != 0 ? order < 0 : strlen (a) > strlen (b);
}

static gboolean
is_lower (const KtField *field, json_object *a, json_object *b)
{
  if (field->kind == KT_KIND_DATE && json_object_is_type (a, json_type_string) && json_object_is_type (b, json_type_string))
    return kt_date_ends_before (json_object_get_string (a), json_object_get_string (b));
  return rank (field, a) < rank (field, b);
}

static json_object *
read_ranked (const Entries *entries, const KtField *field, gboolean highest)
{
  json_object *best = kt_entry_get_value (&entries->items[0]);

  for (guint i = 1; i < entries->n; i++)
    {
      json_object *value = kt_entry_get_value (&entries->items[i]);

      if (highest ? is_lower (field, best, value) : is_lower (field, value, best))
        best = value;
    }
  return best;
}

/* ---- deleted ---- */

/* Whether a removal had seen this much of a device. */
static gboolean
has_seen (const KtEntryItem *removal, const KtClockItem *item)
{
  KtCanonical in;
  KtText device = { NULL, 0 };
  gint64 counter = 0;

  if (removal->saw.text == NULL)
    return FALSE;
  kt_canonical_init (&in, removal->saw.text, removal->saw.len);
  kt_canonical_open (&in, '{');
  while (kt_canonical_member (&in, &device) && kt_canonical_int (&in, &counter))
    if (kt_text_is (device, item->device))
      return counter >= item->counter;
  return FALSE;
}

static gboolean
somebody_has_seen (const Entries *removals, const KtClockItem *item)
{
  for (guint i = 0; i < removals->n; i++)
    if (has_seen (&removals->items[i], item))
      return TRUE;
  return FALSE;
}

/* An edit beats a removal it did not see: a removal holds only while everything in the record's clock was seen by
 * those who removed it. `saw` is the clock of the body a removal left behind. */
gboolean
kt_record_is_deleted (KtRecord *record)
{
  Entries entries = find_entries (record, "deleted");

  for (guint i = 0; i < entries.n; i++)
    if (!kt_text_is (entries.items[i].value, "true"))
      return FALSE;
  for (guint i = 0; entries.n > 0 && i < record->n_clock; i++)
    if (!somebody_has_seen (&entries, &record->clock[i]))
      return FALSE;
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
    return kt_entry_get_value (&entries.items[0]);
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
      return kt_entry_get_value (first_entry (&entries));
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
    if (*entries.items[i].value.text == '"')
      g_ptr_array_add (values, (gpointer) json_object_get_string (kt_entry_get_value (&entries.items[i])));
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
    if (g_strcmp0 (json_object_get_string (kt_entry_get_value (&entries.items[i])), value) == 0)
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
  KtEntryItem *start = common_start (&entries);

  return start != NULL ? kt_entry_get_from (start) : NULL;
}
