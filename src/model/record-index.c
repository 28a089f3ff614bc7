/* SPDX-License-Identifier: EUPL-1.2 */
/* One walk over canonical bytes fills the index. Texts that must end in a NUL (ids, keys, dots) are gathered in one
 * buffer; while it grows, their places are kept as offsets in the pointers, and made pointers at the end. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

#define UNSET ((const char *) GSIZE_TO_POINTER (G_MAXSIZE)) /* no offset */

typedef struct {
  KtCanonical in;
  KtRecord *record;
  GString *strings;
  GArray *clock, *fields, *entries, *edits, *carried;
} Index;

/* ---- Texts ---- */

/* The offset of a copy of inside, as a pointer that is to become one. */
static const char *
keep (Index *index, KtText inside)
{
  gsize offset = index->strings->len;

  kt_text_append_plain (inside, index->strings);
  g_string_append_c (index->strings, '\0');
  return GSIZE_TO_POINTER (offset);
}

static const char *
kept (Index *index, const char *offset)
{
  return index->strings->str + GPOINTER_TO_SIZE (offset);
}

/* No device or dot needs an escape: what has one is not ours. */
static gboolean
is_simple (KtText inside)
{
  return inside.len > 0 && memchr (inside.text, '\\', inside.len) == NULL;
}

/* The text of the value that begins at from and ends here. */
static KtText
text_since (Index *index, const char *from)
{
  return (KtText) { from, (gsize) (index->in.p - from) };
}

/* ---- clock, edits ---- */

static gboolean
read_clock (Index *index)
{
  KtText device = { NULL, 0 };

  if (!kt_canonical_open (&index->in, '{'))
    return FALSE;
  while (kt_canonical_member (&index->in, &device))
    {
      KtClockItem item = { NULL, 0 };

      if (!is_simple (device) || !kt_canonical_int (&index->in, &item.counter) || item.counter < 1)
        return FALSE;
      item.device = keep (index, device);
      g_array_append_val (index->clock, item);
    }
  return kt_canonical_close (&index->in, '}');
}

static gboolean
read_edits (Index *index)
{
  KtText dot = { NULL, 0 };

  if (!kt_canonical_open (&index->in, '{'))
    return FALSE;
  while (kt_canonical_member (&index->in, &dot))
    {
      const char *from = index->in.p;
      KtEditItem item = { NULL };

      if (from >= index->in.end || *from != '{' || !kt_canonical_skip (&index->in))
        return FALSE;
      item.dot = keep (index, dot);
      item.text = text_since (index, from);
      g_array_append_val (index->edits, item);
    }
  return kt_canonical_close (&index->in, '}');
}

/* ---- fields ---- */

static gboolean
is_covered (Index *index, const char *dot, const KtEntryItem *item)
{
  for (guint i = 0; i < index->clock->len; i++)
    {
      const KtClockItem *clock = &g_array_index (index->clock, KtClockItem, i);
      const char *device = kept (index, clock->device);

      if (strncmp (device, dot, item->device_len) == 0 && device[item->device_len] == '\0')
        return clock->counter >= item->counter;
    }
  return FALSE;
}

static gboolean
read_dot (Index *index, KtEntryItem *item)
{
  KtText dot;

  if (!kt_canonical_string (&index->in, &dot) || !is_simple (dot))
    return FALSE;
  item->dot = keep (index, dot);
  return kt_dot_split (kept (index, item->dot), &item->device_len, &item->counter) &&
         is_covered (index, kept (index, item->dot), item);
}

/* {"dot","from"?,"saw"?,"v", keys of newer apps}. */
static gboolean
read_entry (Index *index, KtEntryItem *item)
{
  const char *from = index->in.p;
  KtText key = { NULL, 0 };
  gboolean has_dot = FALSE;

  if (!kt_canonical_open (&index->in, '{'))
    return FALSE;
  while (kt_canonical_member (&index->in, &key))
    {
      const char *start = index->in.p;
      gboolean is_dot = kt_text_is (key, "dot");

      if (is_dot ? !read_dot (index, item) : !kt_canonical_skip (&index->in))
        return FALSE;
      has_dot = has_dot || is_dot;
      if (kt_text_is (key, "v"))
        item->value = text_since (index, start);
      else if (kt_text_is (key, "from"))
        item->from = text_since (index, start);
      else if (kt_text_is (key, "saw"))
        item->saw = text_since (index, start);
    }
  if (!kt_canonical_close (&index->in, '}'))
    return FALSE;
  item->object = text_since (index, from);
  return has_dot && item->value.text != NULL && *item->value.text != 'n'; /* null */
}

/* Entries lie in the order of their dots, each dot once: what makes a join a merge of two lists. */
static gboolean
read_field (Index *index, KtFieldItem *field)
{
  guint n = 0;

  if (!kt_canonical_open (&index->in, '['))
    return FALSE;
  while (kt_canonical_item (&index->in, &n))
    {
      KtEntryItem item = { NULL }, *last;

      if (!read_entry (index, &item))
        return FALSE;
      last = n > 1 ? &g_array_index (index->entries, KtEntryItem, index->entries->len - 1) : NULL;
      if (last != NULL && strcmp (kept (index, last->dot), kept (index, item.dot)) >= 0)
        return FALSE;
      g_array_append_val (index->entries, item);
    }
  field->n = n;
  return kt_canonical_close (&index->in, ']') && n > 0;
}

static gboolean
read_fields (Index *index)
{
  KtText key = { NULL, 0 };

  if (!kt_canonical_open (&index->in, '{'))
    return FALSE;
  while (kt_canonical_member (&index->in, &key))
    {
      KtFieldItem field = { NULL, index->entries->len, 0 };

      field.key = keep (index, key);
      if (!read_field (index, &field))
        return FALSE;
      g_array_append_val (index->fields, field);
    }
  return kt_canonical_close (&index->in, '}');
}

/* ---- The whole body ---- */

static gboolean
read_hash (Index *index)
{
  KtText hash;

  if (!kt_canonical_string (&index->in, &hash) || hash.len != KT_HASH_LEN)
    return FALSE;
  index->record->hash_at = (gsize) (hash.text - index->record->bytes);
  return TRUE;
}

static gboolean
read_identity (Index *index, const char **place)
{
  KtText inside;

  if (!kt_canonical_string (&index->in, &inside) || inside.len == 0 || kt_text_has_nul (inside))
    return FALSE;
  *place = keep (index, inside);
  return TRUE;
}

static gboolean
read_carried (Index *index, KtText key)
{
  KtRecord *record = index->record;
  const char *from = index->in.p;
  KtCarriedItem item = { NULL };
  gboolean fine;

  if (kt_text_is (key, "_id"))
    fine = read_identity (index, &record->id);
  else if (kt_text_is (key, "type"))
    fine = read_identity (index, &record->type_name);
  else if (kt_text_is (key, "family"))
    fine = read_identity (index, &record->family);
  else
    fine = (key.len == 0 || *key.text != '_') && kt_canonical_skip (&index->in);
  item.key = keep (index, key);
  item.text = text_since (index, from);
  g_array_append_val (index->carried, item);
  return fine;
}

/* One of the three members an edit writes: the nth. */
static gboolean
read_written (Index *index, guint nth, gboolean (*read) (Index *index))
{
  const char *from = index->in.p;

  if (!read (index))
    return FALSE;
  index->record->written[nth] = text_since (index, from);
  return TRUE;
}

static gboolean
read_member (Index *index, KtText key)
{
  if (kt_text_is (key, "clock"))
    return read_written (index, 0, read_clock);
  if (kt_text_is (key, "edits"))
    return read_written (index, 1, read_edits);
  if (kt_text_is (key, "fields")) /* its entries are held against the clock, which has come before */
    return read_written (index, 2, read_fields);
  if (kt_text_is (key, "hash"))
    return read_hash (index);
  return read_carried (index, key);
}

static gboolean
read_body (Index *index)
{
  KtRecord *record = index->record;
  KtText key = { NULL, 0 };

  record->id = record->type_name = record->family = UNSET;
  record->hash_at = 0;
  memset (record->written, 0, sizeof record->written);
  if (!kt_canonical_open (&index->in, '{'))
    return FALSE;
  while (kt_canonical_member (&index->in, &key))
    if (!read_member (index, key))
      return FALSE;
  if (!kt_canonical_close (&index->in, '}') || !kt_canonical_is_done (&index->in))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (record->written); i++)
    if (record->written[i].text == NULL)
      return FALSE;
  return record->hash_at > 0 && record->id != UNSET && record->type_name != UNSET;
}

/* ---- One block for all ---- */

static gpointer
place (char **next, GArray *items)
{
  gsize size = items->len * g_array_get_element_size (items);
  gpointer copy = size > 0 ? memcpy (*next, items->data, size) : *next;

  *next += size;
  return copy;
}

#define MAKE_POINTERS(strings, items, n, member) \
  for (guint i = 0; i < (n); i++) \
  (items)[i].member = (strings) + GPOINTER_TO_SIZE ((items)[i].member)

static void
settle (Index *index)
{
  KtRecord *record = index->record;
  GArray *all[] = { index->clock, index->fields, index->entries, index->edits, index->carried };
  gsize size = index->strings->len;
  char *next, *strings;

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    size += all[i]->len * g_array_get_element_size (all[i]);
  record->index = next = g_malloc (size);
  record->n_clock = index->clock->len;
  record->n_fields = index->fields->len;
  record->n_entries = index->entries->len;
  record->n_edits = index->edits->len;
  record->n_carried = index->carried->len;
  record->clock = place (&next, index->clock);
  record->fields = place (&next, index->fields);
  record->entries = place (&next, index->entries);
  record->edits = place (&next, index->edits);
  record->carried = place (&next, index->carried);
  strings = memcpy (next, index->strings->str, index->strings->len);
  MAKE_POINTERS (strings, record->clock, record->n_clock, device);
  MAKE_POINTERS (strings, record->fields, record->n_fields, key);
  MAKE_POINTERS (strings, record->entries, record->n_entries, dot);
  MAKE_POINTERS (strings, record->edits, record->n_edits, dot);
  MAKE_POINTERS (strings, record->carried, record->n_carried, key);
  record->id = strings + GPOINTER_TO_SIZE (record->id);
  record->type_name = strings + GPOINTER_TO_SIZE (record->type_name);
  record->family = record->family == UNSET ? NULL : strings + GPOINTER_TO_SIZE (record->family);
}

gboolean
kt_record_index (KtRecord *record)
{
  g_autoptr (GString) strings = g_string_sized_new (512);
  g_autoptr (GArray) clock = g_array_sized_new (FALSE, FALSE, sizeof (KtClockItem), 8);
  g_autoptr (GArray) fields = g_array_sized_new (FALSE, FALSE, sizeof (KtFieldItem), 16);
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (KtEntryItem), 16);
  g_autoptr (GArray) edits = g_array_sized_new (FALSE, FALSE, sizeof (KtEditItem), 16);
  g_autoptr (GArray) carried = g_array_sized_new (FALSE, FALSE, sizeof (KtCarriedItem), 8);
  Index index = {
    .record = record,
    .strings = strings,
    .clock = clock,
    .fields = fields,
    .entries = entries,
    .edits = edits,
    .carried = carried,
  };

  kt_canonical_init (&index.in, record->bytes, record->len);
  if (!read_body (&index))
    return FALSE;
  settle (&index);
  return TRUE;
}

void
kt_record_clear_index (KtRecord *record)
{
  for (guint i = 0; record->index != NULL && i < record->n_entries; i++)
    {
      json_object_put (record->entries[i].lazy_value);
      json_object_put (record->entries[i].lazy_from);
    }
  for (guint i = 0; record->index != NULL && i < record->n_edits; i++)
    json_object_put (record->edits[i].lazy);
  g_clear_pointer (&record->index, g_free);
}
