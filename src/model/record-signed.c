/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-signed.h"
#include "model/record-body.h"

#include <string.h>

#define HASH_DIGITS 32

/* ---- Texts ---- */

void
kt_signed_append_entry (GString *of, const char *key, KtText entry)
{
  g_autofree char *hash = kt_sha256_hex (entry.text, (gssize) entry.len);

  if (of->len > 0)
    g_string_append_c (of, ',');
  kt_json_append_string (of, key, strlen (key));
  g_string_append_printf (of, ":\"%.*s\"", HASH_DIGITS, hash);
}

static void
append_member (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "\"%s\":", key);
  kt_json_append_string (out, text, strlen (text));
}

char *
kt_signed_write_text (const char *dot, const char *edit, const char *of, const char *id, const char *family)
{
  g_autoptr (GString) out = g_string_sized_new (512);

  g_string_append_c (out, '{');
  append_member (out, "dot", dot);
  g_string_append_printf (out, ",\"edit\":%s,", edit);
  if (family != NULL)
    {
      append_member (out, "family", family);
      g_string_append_c (out, ',');
    }
  append_member (out, "id", id);
  g_string_append_printf (out, ",\"of\":{%s}}", of);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

/* ---- An edit, taken apart ---- */

typedef struct {
  GString *plain;    /* without "of" and "sig" */
  GString *unsealed; /* without "sig" */
  KtText of;         /* text NULL: absent; with its braces */
  char *sig, *by;    /* (nullable) owned */
} Parts;

static void
clear_parts (Parts *parts)
{
  if (parts->plain != NULL)
    g_string_free (parts->plain, TRUE);
  if (parts->unsealed != NULL)
    g_string_free (parts->unsealed, TRUE);
  g_free (parts->sig);
  g_free (parts->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, clear_parts)

static char *
plain_string (KtText value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  KtText inside = { value.text + 1, value.len - 2 };

  if (value.len < 2 || *value.text != '"' || kt_text_has_nul (inside))
    return NULL;
  kt_text_append_plain (inside, out);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

static void
append_text (GString *out, KtText key, KtText value)
{
  if (out->len > 1)
    g_string_append_c (out, ',');
  g_string_append_c (out, '"');
  g_string_append_len (out, key.text, (gssize) key.len);
  g_string_append (out, "\":");
  g_string_append_len (out, value.text, (gssize) value.len);
}

static void
take_member (Parts *parts, KtText key, KtText value)
{
  if (kt_text_is (key, "sig"))
    {
      parts->sig = plain_string (value);
      return;
    }
  append_text (parts->unsealed, key, value);
  if (kt_text_is (key, "of"))
    {
      parts->of = value;
      return;
    }
  append_text (parts->plain, key, value);
  if (kt_text_is (key, "by"))
    parts->by = plain_string (value);
}

/* text: canonical, as everything in an index is; an edit that is no object is one that says nothing. */
static void
split_edit (KtText text, Parts *parts)
{
  KtCanonical in;
  KtText key = { NULL, 0 };

  *parts = (Parts) { .plain = g_string_new ("{"), .unsealed = g_string_new ("{") };
  if (text.text != NULL)
    {
      kt_canonical_init (&in, text.text, text.len);
      if (kt_canonical_open (&in, '{'))
        while (kt_canonical_member (&in, &key))
          {
            const char *begin = in.p;

            if (!kt_canonical_skip (&in))
              break;
            take_member (parts, key, (KtText) { begin, (gsize) (in.p - begin) });
          }
    }
  g_string_append_c (parts->plain, '}');
  g_string_append_c (parts->unsealed, '}');
}

/* ---- The id that is signed ---- */

static gboolean
is_append_only (const KtRecord *record)
{
  for (guint i = 0; i < record->n_carried; i++)
    if (strcmp (record->carried[i].key, "nonce") == 0)
      return TRUE;
  return FALSE;
}

static char *
write_unsealed_edits (const KtRecord *record)
{
  GString *out = g_string_new ("{");

  for (guint i = 0; i < record->n_edits; i++)
    {
      g_auto (Parts) parts = { NULL };

      split_edit (record->edits[i].text, &parts);
      if (out->len > 1)
        g_string_append_c (out, ',');
      kt_json_append_string (out, record->edits[i].dot, strlen (record->edits[i].dot));
      g_string_append_c (out, ':');
      g_string_append (out, parts.unsealed->str);
    }
  g_string_append_c (out, '}');
  return g_string_free_and_steal (out);
}

/* By the nonce and not by the table: a newer app's append-only types are checked as well. */
static char *
dup_signed_id (KtRecord *record)
{
  g_autoptr (GArray) parts = NULL;
  g_autofree char *edits = NULL;

  if (!is_append_only (record))
    return g_strdup (record->id);
  parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  edits = write_unsealed_edits (record);
  for (guint i = 0; i < record->n_carried; i++)
    kt_body_add_carried (parts, &record->carried[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (record->written); i++)
    {
      static const char *const keys[] = { "clock", "edits", "fields" };
      KtBodyPart part = { keys[i], record->written[i] };

      if (i == 1)
        part.text = (KtText) { edits, strlen (edits) };
      g_array_append_val (parts, part);
    }
  return kt_body_append_only_id (parts, record->type_name);
}

/* ---- What stands under each dot ---- */

typedef struct {
  const KtEntryItem *entry;
  const char *key;
} Standing;

static int
compare_standing (gconstpointer a, gconstpointer b)
{
  const Standing *x = a, *y = b;
  int by_dot = strcmp (x->entry->dot, y->entry->dot);

  return by_dot != 0 ? by_dot : strcmp (x->key, y->key);
}

static GArray *
list_standing (const KtRecord *record)
{
  GArray *all = g_array_sized_new (FALSE, FALSE, sizeof (Standing), record->n_entries);

  for (guint i = 0; i < record->n_fields; i++)
    for (guint j = 0; j < record->fields[i].n; j++)
      {
        Standing one = { &record->entries[record->fields[i].first + j], record->fields[i].key };

        if (!g_str_has_prefix (one.entry->dot, "rev:"))
          g_array_append_val (all, one);
      }
  g_array_sort (all, compare_standing);
  return all;
}

/* Whether every entry that stands is listed, with its hash. */
static gboolean
is_listed (const Standing *standing, guint n, KtText of)
{
  g_autoptr (json_object) list = kt_json_parse (of.text, (gssize) of.len, NULL);

  if (list == NULL || !json_object_is_type (list, json_type_object))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const KtText entry = standing[i].entry->object;
      const char *listed = kt_json_get_string (list, standing[i].key);
      g_autofree char *hash = kt_sha256_hex (entry.text, (gssize) entry.len);

      if (listed == NULL || strlen (listed) != HASH_DIGITS || strncmp (listed, hash, HASH_DIGITS) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full) (nullable). */
static char *
write_of (const Standing *standing, guint n, KtText of)
{
  g_autoptr (GString) out = NULL;

  if (of.text != NULL)
    return is_listed (standing, n, of) ? g_strndup (of.text + 1, of.len - 2) : NULL;
  out = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    kt_signed_append_entry (out, standing[i].key, standing[i].entry->object);
  return g_string_free_and_steal (g_steal_pointer (&out));
}

static void
take_dot (KtRecord *record, const Standing *standing, guint n, const char *id, GArray *list)
{
  const char *dot = standing->entry->dot;
  const KtEditItem *edit = kt_record_find_edit (record, dot);
  g_auto (Parts) parts = { NULL };
  g_autofree char *of = NULL;
  KtSignedDot one = { .dot = dot, .device = g_strndup (dot, standing->entry->device_len) };

  split_edit (edit != NULL ? edit->text : (KtText) { NULL, 0 }, &parts);
  of = write_of (standing, n, parts.of);
  if (of != NULL)
    one.text = kt_signed_write_text (dot, parts.plain->str, of, id, record->family);
  one.by = g_steal_pointer (&parts.by);
  one.sig = g_steal_pointer (&parts.sig);
  g_array_append_val (list, one);
}

static void
clear_dot (gpointer data)
{
  KtSignedDot *one = data;

  g_free (one->device);
  g_free (one->by);
  g_free (one->sig);
  g_free (one->text);
}

GArray *
kt_record_list_signed (KtRecord *record)
{
  g_autofree char *id = dup_signed_id (record);
  g_autoptr (GArray) standing = list_standing (record);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (KtSignedDot));
  const Standing *all = (const Standing *) standing->data;

  g_array_set_clear_func (list, clear_dot);
  for (guint i = 0, n; i < standing->len; i += n)
    {
      for (n = 1; i + n < standing->len && strcmp (all[i].entry->dot, all[i + n].entry->dot) == 0;)
        n++;
      take_dot (record, &all[i], n, id, list);
    }
  return list;
}
