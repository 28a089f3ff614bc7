/* SPDX-License-Identifier: EUPL-1.2 */
/* A foreign writer's body, taken in whole: every value becomes an entry of the device "rev:<rev>", which covers
 * nothing, so that what was there before stays beside it until a person decides. The same bytes and revision give the
 * same record on every laptop, whatever its tables know: an array is always a list of values. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

typedef struct {
  char *dot, *text; /* text: the value, canonical */
} Value;

typedef struct {
  GString *fields;
  const char *rev;
  gboolean shaped;
  gint64 counter;
} Foreign;

static void
clear_value (gpointer data)
{
  g_free (((Value *) data)->dot);
  g_free (((Value *) data)->text);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Value *) a)->text, ((const Value *) b)->text);
}

static int
compare_dots (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Value *) a)->dot, ((const Value *) b)->dot);
}

static gboolean
add_value (GArray *values, json_object *value, GError **error)
{
  Value item = { NULL, NULL };

  if (value == NULL)
    return TRUE;
  item.text = kt_json_canonical (value, error);
  if (item.text == NULL)
    return FALSE;
  g_array_append_val (values, item);
  return TRUE;
}

/* The values of one member: of a plain body, or the entries of one field of our shape. */
static gboolean
collect_values (GArray *values, json_object *member, gboolean shaped, GError **error)
{
  gsize n;

  if (!json_object_is_type (member, json_type_array))
    return add_value (values, member, error);
  n = json_object_array_length (member);
  for (gsize i = 0; i < n; i++)
    {
      json_object *item = json_object_array_get_idx (member, i);

      if (!add_value (values, shaped ? json_object_object_get (item, "v") : item, error))
        return FALSE;
    }
  return TRUE;
}

/* Each value once, in canonical order, gets the next dot; entries lie in the order of their dots, as text. */
static void
give_dots (Foreign *foreign, GArray *values)
{
  g_array_sort (values, compare_texts);
  for (guint i = values->len; i > 1; i--)
    if (compare_texts (&g_array_index (values, Value, i - 1), &g_array_index (values, Value, i - 2)) == 0)
      g_array_remove_index (values, i - 1);
  for (guint i = 0; i < values->len; i++)
    g_array_index (values, Value, i).dot =
        g_strdup_printf ("rev:%s:%" G_GINT64_FORMAT, foreign->rev, ++foreign->counter);
  g_array_sort (values, compare_dots);
}

static gboolean
append_field (Foreign *foreign, const char *key, json_object *member, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));

  g_array_set_clear_func (values, clear_value);
  if (!collect_values (values, member, foreign->shaped, error))
    return FALSE;
  if (values->len == 0)
    return TRUE;
  give_dots (foreign, values);
  if (foreign->fields->len > 1)
    g_string_append_c (foreign->fields, ',');
  kt_json_append_string (foreign->fields, key, strlen (key));
  for (guint i = 0; i < values->len; i++)
    {
      const Value *value = &g_array_index (values, Value, i);

      g_string_append (foreign->fields, i == 0 ? ":[{\"dot\":" : ",{\"dot\":");
      kt_json_append_string (foreign->fields, value->dot, strlen (value->dot));
      g_string_append (foreign->fields, ",\"v\":");
      g_string_append (foreign->fields, value->text);
      g_string_append_c (foreign->fields, '}');
    }
  g_string_append_c (foreign->fields, ']');
  return TRUE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Members of a plain body that are fields: all but what every record has. */
static gboolean
is_field (const char *key)
{
  static const char *const never[] = { "family", "hash", "type", NULL };

  return key[0] != '_' && !g_strv_contains (never, key);
}

static gboolean
append_fields (Foreign *foreign, json_object *object, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  json_object_object_foreach (object, key, value)
    {
      (void) value;
      if (foreign->shaped || is_field (key))
        g_ptr_array_add (keys, (gpointer) key);
    }
  g_ptr_array_sort (keys, compare_keys);
  g_string_append_c (foreign->fields, '{');
  for (guint i = 0; i < keys->len; i++)
    {
      const char *name = g_ptr_array_index (keys, i);

      if (!append_field (foreign, name, json_object_object_get (object, name), error))
        return FALSE;
    }
  g_string_append_c (foreign->fields, '}');
  return TRUE;
}

/* Members that stay as they are; of our shape, those of newer apps too. */
static gboolean
is_kept (const char *key, gboolean shaped)
{
  static const char *const always[] = { "_id", "family", "type", NULL }, *const written[] = { "clock", "edits", "fields", NULL };

  return g_strv_contains (always, key) || (shaped && is_field (key) && !g_strv_contains (written, key));
}

char *
kt_foreign_write (json_object *tree, gboolean shaped, const char *rev, GError **error)
{
  g_autoptr (GString) fields = g_string_sized_new (512);
  g_autoptr (GString) clock = g_string_new (NULL);
  g_autofree char *device = g_strconcat ("rev:", rev, NULL);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  Foreign foreign = { fields, rev, shaped, 0 };
  KtClockItem item;

  if (!append_fields (&foreign, shaped ? kt_json_get_object (tree, "fields") : tree, error))
    return NULL;
  item = (KtClockItem) { device, foreign.counter };
  kt_body_append_clock (clock, &item, foreign.counter > 0 ? 1 : 0);
  json_object_object_foreach (tree, key, value)
    if (is_kept (key, shaped))
      {
        g_ptr_array_add (texts, kt_value_dup_canonical (value));
        kt_body_add_part (parts, key, g_ptr_array_index (texts, texts->len - 1));
      }
  kt_body_add_part (parts, "clock", clock->str);
  kt_body_add_part (parts, "edits", "{}");
  kt_body_add_part (parts, "fields", fields->str);
  return kt_body_write (parts);
}
