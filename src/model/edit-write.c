/* SPDX-License-Identifier: EUPL-1.2 */
/* The fields of the body an edit makes: the entries that stay and the new ones, in the order of their dots. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/clock.h"
#include "model/edit.h"

#include <string.h>

/* One entry on its way into a field. */
typedef struct {
  char *dot, *text;
} Line;

static void
clear_line (gpointer data)
{
  g_free (((Line *) data)->dot);
  g_free (((Line *) data)->text);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Line *) a)->dot, ((const Line *) b)->dot);
}

static int
compare_dots (gconstpointer a, gconstpointer b, gpointer unused)
{
  return strcmp (a, b);
}

static void
append_strv (GString *out, const char *key, const char *const *strv)
{
  if (strv == NULL || strv[0] == NULL)
    return;
  g_string_append_printf (out, ",\"%s\":[", key);
  for (gsize i = 0; strv[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      kt_json_append_string (out, strv[i], strlen (strv[i]));
    }
  g_string_append_c (out, ']');
}

static void
append_text (GString *out, const char *key, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, ",\"%s\":", key);
  kt_json_append_string (out, text, strlen (text));
}

/* The keys in canonical order. */
char *
kt_edit_write_info (const KtEditInfo *info, const char *of, const char *sig)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (info->agreed)
    g_string_append (out, ",\"agreed\":true");
  append_text (out, "at", info->at);
  append_text (out, "by", info->by);
  append_text (out, "note", info->note);
  if (of != NULL)
    g_string_append_printf (out, ",\"of\":{%s}", of);
  append_strv (out, "phone", info->phone);
  append_text (out, "sig", sig);
  append_strv (out, "with", info->with);
  g_string_append_c (out, '}');
  out->str[0] = '{'; /* over the first comma */
  return g_string_free_and_steal (g_steal_pointer (&out));
}

static GArray *
clock_after (KtEdit *edit, KtRecord *before)
{
  KtRecord empty = { 0 };
  KtClockItem own = { edit->info->device, edit->last };
  KtRecord step = { .clock = &own, .n_clock = 1 };

  return kt_clock_merge (before != NULL ? before : &empty, &step);
}

char *
kt_edit_write_clock (KtEdit *edit, KtRecord *before)
{
  g_autoptr (GArray) clock = clock_after (edit, before);
  g_autoptr (GString) out = g_string_new (NULL);

  kt_body_append_clock (out, (const KtClockItem *) clock->data, clock->len);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* {"dot","from","saw","v"}, canonical. `saw` is a removal's: the clock of what its author had seen. */
static char *
write_entry (KtEdit *edit, const KtChange *change, const char *dot, const char *value)
{
  GString *out = g_string_new ("{\"dot\":");

  kt_json_append_string (out, dot, strlen (dot));
  if (change->from.text != NULL)
    {
      g_string_append (out, ",\"from\":");
      g_string_append_len (out, change->from.text, (gssize) change->from.len);
    }
  if (strcmp (change->field->key, "deleted") == 0 && strcmp (value, "true") == 0)
    {
      g_autofree char *saw = kt_edit_write_clock (edit, edit->seen);

      g_string_append (out, ",\"saw\":");
      g_string_append (out, saw);
    }
  g_string_append (out, ",\"v\":");
  g_string_append (out, value);
  g_string_append_c (out, '}');
  return g_string_free_and_steal (out);
}

static gboolean
is_covered (const KtChange *change, const char *dot)
{
  for (guint i = 0; change != NULL && i < change->covered->len; i++)
    if (strcmp (g_ptr_array_index (change->covered, i), dot) == 0)
      return TRUE;
  return FALSE;
}

static void
keep_entries (KtEdit *edit, const KtFieldItem *field, const KtChange *change, GArray *lines)
{
  for (guint i = 0; i < field->n; i++)
    {
      const KtEntryItem *entry = &edit->current->entries[field->first + i];
      const KtEditItem *info = kt_record_find_edit (edit->current, entry->dot);
      Line line;

      if (is_covered (change, entry->dot))
        continue;
      line = (Line) { g_strdup (entry->dot), g_strndup (entry->object.text, entry->object.len) };
      g_array_append_val (lines, line);
      if (info != NULL)
        g_tree_replace (edit->infos, g_strdup (entry->dot), g_strndup (info->text.text, info->text.len));
    }
}

static void
add_entries (KtEdit *edit, const KtChange *change, const char *info, GArray *lines)
{
  for (guint i = 0; i < change->added->len; i++)
    {
      char *dot = g_strdup_printf ("%s:%" G_GINT64_FORMAT, edit->info->device, edit->first + i);
      Line line = { dot, write_entry (edit, change, dot, g_ptr_array_index (change->added, i)) };

      kt_edit_note_entry (edit, dot, change->field->key, line.text);
      g_array_append_val (lines, line);
      g_tree_replace (edit->infos, g_strdup (dot), g_strdup (info));
    }
}

static void
append_field (KtEdit *edit, const KtFieldItem *field, const KtChange *change, const char *info)
{
  const char *key = field != NULL ? field->key : change->field->key;
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));

  g_array_set_clear_func (lines, clear_line);
  if (field != NULL)
    keep_entries (edit, field, change, lines);
  if (change != NULL)
    add_entries (edit, change, info, lines);
  if (lines->len == 0)
    return;
  g_array_sort (lines, compare_lines);
  if (edit->fields->len > 1)
    g_string_append_c (edit->fields, ',');
  kt_json_append_string (edit->fields, key, strlen (key));
  for (guint i = 0; i < lines->len; i++)
    {
      g_string_append (edit->fields, i == 0 ? ":[" : ",");
      g_string_append (edit->fields, g_array_index (lines, Line, i).text);
    }
  g_string_append_c (edit->fields, ']');
}

void
kt_edit_write_fields (KtEdit *edit)
{
  g_autofree char *info = kt_edit_write_info (edit->info, NULL, NULL);
  guint n = edit->current != NULL ? edit->current->n_fields : 0;

  edit->fields = g_string_sized_new (1024);
  edit->infos = g_tree_new_full (compare_dots, NULL, g_free, g_free);
  g_string_append_c (edit->fields, '{');
  for (guint i = 0, j = 0; i < n || j < edit->changes->len;)
    {
      const KtFieldItem *field = i < n ? &edit->current->fields[i] : NULL;
      const KtChange *change = j < edit->changes->len ? &g_array_index (edit->changes, KtChange, j) : NULL;
      int order = field == NULL ? 1 : -1;

      if (field != NULL && change != NULL)
        order = strcmp (field->key, change->field->key);
      append_field (edit, order <= 0 ? field : NULL, order >= 0 ? change : NULL, info);
      i += order <= 0;
      j += order >= 0;
    }
  g_string_append_c (edit->fields, '}');
}

static gboolean
append_info (gpointer dot, gpointer text, gpointer data)
{
  GString *out = data;

  if (out->len > 1)
    g_string_append_c (out, ',');
  kt_json_append_string (out, dot, strlen (dot));
  g_string_append_c (out, ':');
  g_string_append (out, text);
  return FALSE;
}

char *
kt_edit_write_infos (KtEdit *edit)
{
  g_autoptr (GString) out = g_string_new ("{");

  g_tree_foreach (edit->infos, append_info, out);
  g_string_append_c (out, '}');
  return g_string_free_and_steal (g_steal_pointer (&out));
}

void
kt_edit_clear (KtEdit *edit)
{
  g_clear_pointer (&edit->changes, g_array_unref);
  if (edit->fields != NULL)
    g_string_free (g_steal_pointer (&edit->fields), TRUE);
  g_clear_pointer (&edit->infos, g_tree_unref);
  g_clear_pointer (&edit->written, g_tree_unref);
}
