/* SPDX-License-Identifier: EUPL-1.2 */
/* From bytes to a record. Three kinds of body come in: our own (shape and hash right), a body of our shape that
 * somebody changed without us (hash wrong), and a plain one ({"_id","type","family", key: value}) from a program that
 * is not ours. The last two are foreign: see record-foreign.c. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

G_DEFINE_QUARK (kt-record-error-quark, kt_record_error)

static int
compare_clock (gconstpointer a, gconstpointer b)
{
  return strcmp (((const KtClockItem *) a)->device, ((const KtClockItem *) b)->device);
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  return strcmp (((const KtFieldItem *) a)->key, ((const KtFieldItem *) b)->key);
}

static gboolean
index_clock (KtRecord *record, json_object *clock)
{
  record->clock = g_new (KtClockItem, (gsize) json_object_object_length (clock) + 1);
  json_object_object_foreach (clock, device, counter)
    {
      KtClockItem *item = &record->clock[record->n_clock++];

      item->device = device;
      item->counter = json_object_get_int64 (counter);
      if (!json_object_is_type (counter, json_type_int) || item->counter < 1 || *device == '\0')
        return FALSE;
    }
  qsort (record->clock, record->n_clock, sizeof *record->clock, compare_clock);
  return TRUE;
}

static gboolean
index_entry (KtRecord *record, json_object *object, KtEntryItem *item)
{
  json_object *dot = NULL;

  item->object = object;
  item->value = NULL;
  item->from = NULL;
  if (!json_object_is_type (object, json_type_object) || !json_object_object_get_ex (object, "dot", &dot) ||
      !json_object_is_type (dot, json_type_string) || !json_object_object_get_ex (object, "v", &item->value))
    return FALSE;
  json_object_object_get_ex (object, "from", &item->from);
  item->dot = json_object_get_string (dot);
  return item->value != NULL && kt_dot_split (item->dot, &item->device_len, &item->counter) &&
         kt_clock_covers (record->clock, record->n_clock, item->dot, item->device_len, item->counter);
}

/* Entries must be sorted by dot, each dot once: the canonical order, and what makes a join a merge of two lists. */
static gboolean
index_field (KtRecord *record, const char *key, json_object *array)
{
  KtFieldItem *field = &record->fields[record->n_fields++];
  gsize n = json_object_array_length (array);

  field->key = key;
  field->first = record->n_entries;
  field->n = (guint) n;
  for (gsize i = 0; i < n; i++)
    {
      KtEntryItem *item = &record->entries[record->n_entries++];

      if (!index_entry (record, json_object_array_get_idx (array, i), item) ||
          (i > 0 && strcmp (item[-1].dot, item->dot) >= 0))
        return FALSE;
    }
  return n > 0;
}

static gboolean
index_fields (KtRecord *record, json_object *fields)
{
  gsize n_entries = 0;

  json_object_object_foreach (fields, key, array)
    {
      (void) key;
      if (!json_object_is_type (array, json_type_array))
        return FALSE;
      n_entries += json_object_array_length (array);
    }
  record->fields = g_new (KtFieldItem, (gsize) json_object_object_length (fields) + 1);
  record->entries = g_new (KtEntryItem, n_entries + 1);
  json_object_object_foreach (fields, name, list)
    if (!index_field (record, name, list))
      return FALSE;
  qsort (record->fields, record->n_fields, sizeof *record->fields, compare_fields);
  return TRUE;
}

/* Whether the tree has our shape; if so everything in record points into it. */
static gboolean
index_tree (KtRecord *record)
{
  json_object *clock = kt_json_get_object (record->tree, "clock");
  json_object *fields = kt_json_get_object (record->tree, "fields");

  record->edits = kt_json_get_object (record->tree, "edits");
  if (clock == NULL || fields == NULL || record->edits == NULL)
    return FALSE;
  json_object_object_foreach (record->edits, dot, edit)
    {
      (void) dot;
      if (!json_object_is_type (edit, json_type_object))
        return FALSE;
    }
  return index_clock (record, clock) && index_fields (record, fields);
}

static void
free_index (KtRecord *record)
{
  g_clear_pointer (&record->clock, g_free);
  g_clear_pointer (&record->fields, g_free);
  g_clear_pointer (&record->entries, g_free);
  record->n_clock = record->n_fields = record->n_entries = 0;
}

static KtRecord *
new_record (json_object *tree)
{
  KtRecord *record = g_new0 (KtRecord, 1);

  g_atomic_ref_count_init (&record->refs);
  record->tree = tree;
  record->id = kt_json_get_string (tree, "_id");
  record->type_name = kt_json_get_string (tree, "type");
  record->family = kt_json_get_string (tree, "family");
  record->type = kt_type_find (record->type_name);
  return record;
}

KtRecord *
kt_record_ref (KtRecord *record)
{
  g_atomic_ref_count_inc (&record->refs);
  return record;
}

void
kt_record_unref (KtRecord *record)
{
  if (record == NULL || !g_atomic_ref_count_dec (&record->refs))
    return;
  free_index (record);
  json_object_put (record->tree);
  g_free (record->bytes);
  g_free (record);
}

KtRecord *
kt_record_take_bytes (char *bytes, gboolean foreign)
{
  g_autoptr (GError) error = NULL;
  json_object *tree = kt_json_parse (bytes, -1, &error);
  KtRecord *record;

  if (tree == NULL)
    g_error ("a body of our own writing cannot be read: %s", error->message);
  record = new_record (tree);
  record->bytes = bytes;
  record->foreign = foreign;
  if (!index_tree (record))
    g_error ("a body of our own writing has not our shape");
  return record;
}

/* ---- A leaf as it came ---- */

/* The members that count: CouchDB's own (`_rev`, `_attachments`…) and the hash are not the body's. */
static GArray *
body_parts (json_object *tree)
{
  GArray *parts = g_array_sized_new (FALSE, FALSE, sizeof (KtBodyPart), (guint) json_object_object_length (tree));

  json_object_object_foreach (tree, key, value)
    {
      KtBodyPart part = { key, value, NULL };

      if ((key[0] != '_' || strcmp (key, "_id") == 0) && strcmp (key, "hash") != 0)
        g_array_append_val (parts, part);
    }
  return parts;
}

static gboolean
check_identity (KtRecord *record, GError **error)
{
  const char *problem = NULL;

  if (!json_object_is_type (record->tree, json_type_object))
    problem = "not an object";
  else if (record->id == NULL || *record->id == '\0')
    problem = "_id: missing";
  else if (record->type_name == NULL || *record->type_name == '\0')
    problem = "type: missing";
  else if (record->family == NULL && json_object_object_get_ex (record->tree, "family", NULL))
    problem = "family: not a text";
  if (problem != NULL)
    g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, problem);
  return problem == NULL;
}

/* A copy whose id is not the hash of its body was changed after it was written, by whomever. */
static gboolean
check_untouched (KtRecord *record, GArray *parts, gboolean shaped, gboolean own, GError **error)
{
  gboolean append_only = record->type != NULL ? record->type->append_only
                                              : shaped && json_object_object_get_ex (record->tree, "nonce", NULL);
  g_autofree char *id = NULL;

  if (!append_only)
    return TRUE;
  id = kt_body_append_only_id ((KtBodyPart *) parts->data, parts->len, record->type_name, error);
  if (id == NULL)
    return FALSE;
  if (own && strcmp (id, record->id) == 0)
    return TRUE;
  g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_TAMPERED, "the id is not the hash of the body");
  return FALSE;
}

static KtRecord *
take_foreign (KtRecord *record, gboolean shaped, const char *rev, GError **error)
{
  char *bytes;

  if (rev == NULL)
    {
      g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, "hash: missing or wrong");
      return NULL;
    }
  bytes = kt_foreign_write (record->tree, shaped, rev, error);
  return bytes == NULL ? NULL : kt_record_take_bytes (bytes, TRUE);
}

/* Text that is perhaps not in NFC; an escape may hide it. */
static gboolean
may_differ_in_nfc (const char *bytes, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if ((guchar) bytes[i] >= 0xcc || (bytes[i] == '\\' && i + 1 < len && bytes[i + 1] == 'u'))
      return TRUE;
  return FALSE;
}

/* The text as a tree in which every key and value is in NFC. */
static json_object *
parse_in_nfc (const char *bytes, gsize len, GError **error)
{
  g_autoptr (json_object) tree = kt_json_parse (bytes, (gssize) len, error);
  g_autofree char *canonical = NULL;

  if (tree == NULL || !may_differ_in_nfc (bytes, len))
    return g_steal_pointer (&tree);
  canonical = kt_json_canonical (tree, error);
  return canonical == NULL ? NULL : kt_json_parse (canonical, -1, error);
}

KtRecord *
kt_record_parse (const char *bytes, gssize len, const char *rev, GError **error)
{
  gsize n_bytes = len < 0 ? strlen (bytes) : (gsize) len;
  json_object *tree = parse_in_nfc (bytes, n_bytes, error);
  g_autoptr (KtRecord) record = NULL;
  g_autoptr (GArray) parts = NULL;
  g_autofree char *written = NULL;
  const char *said;
  char hash[65];
  gboolean shaped, own;

  if (tree == NULL)
    return NULL;
  record = new_record (tree);
  if (!check_identity (record, error))
    return NULL;
  parts = body_parts (tree);
  written = kt_body_write ((KtBodyPart *) parts->data, parts->len, hash, error);
  if (written == NULL)
    return NULL;
  shaped = index_tree (record);
  said = kt_json_get_string (tree, "hash");
  own = shaped && said != NULL && strcmp (said, hash) == 0;
  if (!check_untouched (record, parts, shaped, own, error))
    return NULL;
  if (!own)
    return take_foreign (record, shaped, rev, error);
  record->bytes = g_steal_pointer (&written);
  return g_steal_pointer (&record);
}
