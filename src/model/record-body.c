/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

/* ---- Writing ---- */

void
kt_body_add_part (GArray *parts, const char *key, const char *text)
{
  KtBodyPart part = { key, { text, strlen (text) } };

  g_array_append_val (parts, part);
}

void
kt_body_add_carried (GArray *parts, const KtCarriedItem *carried)
{
  KtBodyPart part = { carried->key, carried->text };

  g_array_append_val (parts, part);
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  return strcmp (((const KtBodyPart *) a)->key, ((const KtBodyPart *) b)->key);
}

static void
append_part (GString *out, const KtBodyPart *part)
{
  if (out->len > 1)
    g_string_append_c (out, ',');
  kt_json_append_string (out, part->key, strlen (part->key));
  g_string_append_c (out, ':');
  g_string_append_len (out, part->text.text, (gssize) part->text.len);
}

/* The parts, but for one (nullable), as canonical JSON. Returns where the member "hash" belongs. */
static gsize
append_parts (GString *out, GArray *parts, const char *but)
{
  gsize hash_at = 0;

  g_array_sort (parts, compare_parts);
  g_string_append_c (out, '{');
  for (guint i = 0; i < parts->len; i++)
    {
      const KtBodyPart *part = &g_array_index (parts, KtBodyPart, i);

      if (but != NULL && strcmp (part->key, but) == 0)
        continue;
      if (hash_at == 0 && strcmp (part->key, "hash") > 0)
        hash_at = out->len;
      append_part (out, part);
    }
  g_string_append_c (out, '}');
  return hash_at;
}

char *
kt_body_write (GArray *parts)
{
  g_autoptr (GString) out = g_string_sized_new (1400);
  /* `_id` sorts before "hash" and "type" behind it, so there is always a member on both sides */
  gsize hash_at = append_parts (out, parts, NULL);
  g_autofree char *hash = kt_sha256_hex (out->str, (gssize) out->len);
  g_autofree char *member = g_strconcat (KT_HASH_BEFORE, hash, KT_HASH_BEHIND, NULL);

  g_string_insert (out, (gssize) hash_at, member);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
kt_body_append_only_id (GArray *parts, const char *type)
{
  g_autoptr (GString) out = g_string_sized_new (1024);
  g_autofree char *hash = NULL;

  append_parts (out, parts, "_id");
  hash = kt_sha256_hex (out->str, (gssize) out->len);
  return g_strconcat (type, ":", hash, NULL);
}

void
kt_body_append_clock (GString *out, const KtClockItem *clock, guint n)
{
  char number[24];

  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      kt_json_append_string (out, clock[i].device, strlen (clock[i].device));
      g_snprintf (number, sizeof number, ":%" G_GINT64_FORMAT, clock[i].counter);
      g_string_append (out, number);
    }
  g_string_append_c (out, '}');
}

char *
kt_value_dup_canonical (json_object *value)
{
  g_autoptr (GError) error = NULL;
  char *text = kt_json_canonical (value, &error);

  if (text == NULL)
    g_error ("a checked value has no canonical form: %s", error->message);
  return text;
}

/* ---- Dots and clocks ---- */

gboolean
kt_dot_split (const char *dot, gsize *device_len, gint64 *counter)
{
  const char *colon = strrchr (dot, ':');
  gint64 value = 0;

  if (colon == NULL || colon == dot || colon[1] < '1' || colon[1] > '9' || strlen (colon + 1) > 18)
    return FALSE;
  for (const char *p = colon + 1; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p))
        return FALSE;
      value = value * 10 + (*p - '0');
    }
  *device_len = (gsize) (colon - dot);
  *counter = value;
  return TRUE;
}

gboolean
kt_clock_covers (const KtClockItem *clock, guint n, const char *device, gsize device_len, gint64 counter)
{
  for (guint i = 0; i < n; i++)
    if (strncmp (clock[i].device, device, device_len) == 0 && clock[i].device[device_len] == '\0')
      return clock[i].counter >= counter;
  return FALSE;
}

GArray *
kt_clock_merge (const KtRecord *a, const KtRecord *b)
{
  GArray *merged = g_array_sized_new (FALSE, FALSE, sizeof (KtClockItem), a->n_clock + b->n_clock + 1);
  guint i = 0, j = 0;

  while (i < a->n_clock || j < b->n_clock)
    {
      int order = i == a->n_clock ? 1 : -1;
      KtClockItem item;

      if (i < a->n_clock && j < b->n_clock)
        order = strcmp (a->clock[i].device, b->clock[j].device);
      item = order <= 0 ? a->clock[i] : b->clock[j];
      if (order == 0)
        item.counter = MAX (item.counter, b->clock[j].counter);
      i += order <= 0;
      j += order >= 0;
      g_array_append_val (merged, item);
    }
  return merged;
}

/* ---- Entries and their values ---- */

int
kt_record_find_field (const KtRecord *record, const char *key)
{
  for (guint i = 0; i < record->n_fields; i++)
    if (strcmp (record->fields[i].key, key) == 0)
      return (int) i;
  return -1;
}

KtEditItem *
kt_record_find_edit (const KtRecord *record, const char *dot)
{
  for (guint i = 0; i < record->n_edits; i++)
    if (strcmp (record->edits[i].dot, dot) == 0)
      return &record->edits[i];
  return NULL;
}

gboolean
kt_text_equal (KtText a, KtText b)
{
  return a.len == b.len && (a.len == 0 || memcmp (a.text, b.text, a.len) == 0);
}

static json_object *
make_value (KtText text)
{
  g_autoptr (GError) error = NULL;
  json_object *value;

  if (text.len == 4 && memcmp (text.text, "null", 4) == 0)
    return NULL;
  if (*text.text == '"' && memchr (text.text, '\\', text.len) == NULL)
    return json_object_new_string_len (text.text + 1, (int) text.len - 2);
  value = kt_json_parse (text.text, (gssize) text.len, &error);
  if (value == NULL)
    g_error ("a part of a canonical body cannot be read: %s", error->message);
  return value;
}

/* Two threads may both make it; the first one's is kept. */
static json_object *
get_lazy (gpointer *place, KtText text)
{
  json_object *value = g_atomic_pointer_get (place);

  if (value != NULL || text.text == NULL)
    return value;
  value = make_value (text);
  if (value != NULL && !g_atomic_pointer_compare_and_exchange (place, NULL, value))
    {
      json_object_put (value);
      value = g_atomic_pointer_get (place);
    }
  return value;
}

json_object *
kt_entry_get_value (KtEntryItem *entry)
{
  return get_lazy (&entry->lazy_value, entry->value);
}

json_object *
kt_entry_get_from (KtEntryItem *entry)
{
  return get_lazy (&entry->lazy_from, entry->from);
}

json_object *
kt_edit_get (KtEditItem *edit)
{
  return get_lazy (&edit->lazy, edit->text);
}
