/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

#define HASH_LEN 64

gboolean
kt_body_is_known_key (const char *key)
{
  static const char *const known[] = { "_id", "clock", "edits", "family", "fields", "hash", "type", NULL };

  return g_strv_contains (known, key);
}

gboolean
kt_body_is_carried_key (const char *key)
{
  static const char *const written[] = { "clock", "edits", "fields", "hash", NULL };

  return key[0] == '_' ? strcmp (key, "_id") == 0 : !g_strv_contains (written, key);
}

void
kt_body_add_part (GArray *parts, const char *key, json_object *value, const char *text)
{
  KtBodyPart part = { key, value, text };

  g_array_append_val (parts, part);
}

char *
kt_value_dup_canonical (json_object *value)
{
  g_autoptr (GError) error = NULL;
  char *text = kt_json_canonical (value, &error);

  if (text == NULL)
    g_error ("a record holds what has no canonical form: %s", error->message);
  return text;
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  return strcmp (((const KtBodyPart *) a)->key, ((const KtBodyPart *) b)->key);
}

static gboolean
append_part (GString *out, const KtBodyPart *part, GError **error)
{
  if (out->len > 1)
    g_string_append_c (out, ',');
  kt_json_append_string (out, part->key, strlen (part->key));
  g_string_append_c (out, ':');
  if (part->text == NULL)
    return kt_json_append_canonical (out, part->value, error);
  g_string_append (out, part->text);
  return TRUE;
}

/* The parts without `hash`, and without `_id` when skip_id. *hash_at: where the member "hash" belongs. */
static gboolean
append_parts (GString *out, const KtBodyPart *parts, guint n, gboolean skip_id, gsize *hash_at, GError **error)
{
  *hash_at = 0;
  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    {
      if (skip_id && g_str_equal (parts[i].key, "_id"))
        continue;
      if (*hash_at == 0 && strcmp (parts[i].key, "hash") > 0)
        *hash_at = out->len;
      if (!append_part (out, &parts[i], error))
        return FALSE;
    }
  g_string_append_c (out, '}');
  return TRUE;
}

char *
kt_body_write (KtBodyPart *parts, guint n, char *hash_hex, GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (1400);
  g_autofree char *hash = NULL;
  char member[HASH_LEN + 12];
  gsize hash_at;

  qsort (parts, n, sizeof *parts, compare_parts);
  if (!append_parts (out, parts, n, FALSE, &hash_at, error))
    return NULL;
  hash = kt_sha256_hex (out->str, (gssize) out->len);
  memcpy (hash_hex, hash, HASH_LEN + 1);
  /* `_id` sorts before "hash" and "type" behind it, so there is always a member on both sides */
  g_snprintf (member, sizeof member, ",\"hash\":\"%s\"", hash);
  g_string_insert (out, (gssize) hash_at, member);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
kt_body_append_only_id (KtBodyPart *parts, guint n, const char *type, GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (1024);
  g_autofree char *hash = NULL;
  gsize hash_at;

  qsort (parts, n, sizeof *parts, compare_parts);
  if (!append_parts (out, parts, n, TRUE, &hash_at, error))
    return NULL;
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
      int order = i == a->n_clock ? 1 : j == b->n_clock ? -1
                                                        : strcmp (a->clock[i].device, b->clock[j].device);
      KtClockItem item = order <= 0 ? a->clock[i] : b->clock[j];

      if (order == 0)
        item.counter = MAX (item.counter, b->clock[j].counter);
      i += order <= 0;
      j += order >= 0;
      g_array_append_val (merged, item);
    }
  return merged;
}

int
kt_record_find_field (const KtRecord *record, const char *key)
{
  for (guint i = 0; i < record->n_fields; i++)
    if (strcmp (record->fields[i].key, key) == 0)
      return (int) i;
  return -1;
}

const KtEntryItem *
kt_record_find_dot (const KtRecord *record, const char *key, const char *dot)
{
  int field = kt_record_find_field (record, key);

  for (guint i = 0; field >= 0 && i < record->fields[field].n; i++)
    {
      const KtEntryItem *entry = &record->entries[record->fields[field].first + i];

      if (strcmp (entry->dot, dot) == 0)
        return entry;
    }
  return NULL;
}
