/* SPDX-License-Identifier: EUPL-1.2 */
/* From bytes to a record. Three kinds of body come in: our own (shape and hash right), a body of our shape that
 * somebody changed without us (hash wrong), and a plain one ({"_id","type","family", key: value}) from a program that
 * is not ours. The last two are foreign: see record-foreign.c.
 *
 * Nearly all are our own as CouchDB hands them out: canonical, but for a `_rev` behind the `_id`. Those are recognised
 * without a parser. Whatever is not quite so goes the long way (json-c, strictly; canonicalised; hashed), which says
 * the same of them. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/leaf-rule.h"
#include "model/record-body.h"

#include <string.h>

G_DEFINE_QUARK (kt-record-error-quark, kt_record_error)

static KtRecord *
new_record (char *bytes, gboolean foreign)
{
  KtRecord *record = g_new0 (KtRecord, 1);

  g_atomic_ref_count_init (&record->refs);
  record->bytes = bytes;
  record->len = strlen (bytes);
  record->foreign = foreign;
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
  kt_record_clear_index (record);
  g_free (record->bytes);
  g_free (record);
}

KtRecord *
kt_record_take_bytes (char *bytes, gboolean foreign)
{
  KtRecord *record = new_record (bytes, foreign);

  if (!kt_record_index (record))
    g_error ("a body of our own writing has not our shape");
  record->type = kt_type_find (record->type_name);
  return record;
}

/* ---- The hash, over the body without it ---- */

static gboolean
hash_is_right (const KtRecord *record)
{
  gsize before = record->hash_at - strlen (KT_HASH_BEFORE), behind = record->hash_at + KT_HASH_LEN + strlen (KT_HASH_BEHIND);
  const KtText pieces[] = { { record->bytes, before }, { record->bytes + behind, record->len - behind } };
  g_autofree char *hash = kt_sha256_hex_of (pieces, G_N_ELEMENTS (pieces));

  return strncmp (record->bytes + record->hash_at, hash, KT_HASH_LEN) == 0;
}

/* Everything but the hash. */
static GArray *
list_parts (const KtRecord *record)
{
  static const char *const written[] = { "clock", "edits", "fields" };
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));

  for (guint i = 0; i < record->n_carried; i++)
    kt_body_add_carried (parts, &record->carried[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    {
      KtBodyPart part = { written[i], record->written[i] };
      g_array_append_val (parts, part);
    }
  return parts;
}

/* A type this version does not know shows by its nonce that it is append-only. */
static gboolean
is_append_only (const KtRecord *record)
{
  if (record->type != NULL)
    return record->type->append_only;
  for (guint i = 0; i < record->n_carried; i++)
    if (strcmp (record->carried[i].key, "nonce") == 0)
      return TRUE;
  return FALSE;
}

/* A copy whose id is not the hash of its body was changed after it was written, by whomever. */
static gboolean
check_untouched (const KtRecord *record, gboolean own, GError **error)
{
  g_autoptr (GArray) parts = NULL;
  g_autofree char *id = NULL;

  if (!is_append_only (record))
    return TRUE;
  parts = list_parts (record);
  id = kt_body_append_only_id (parts, record->type_name);
  if (own && strcmp (id, record->id) == 0)
    return TRUE;
  g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_TAMPERED, "the id is not the hash of the body");
  return FALSE;
}

/* ---- The short way ---- */

/* The text without the `_rev` CouchDB puts behind the `_id`, if that is how it begins. */
static char *
dup_without_rev (const char *bytes, gsize len)
{
  static const char id[] = "{\"_id\":\"", rev[] = "\",\"_rev\":\"";
  const char *from = NULL, *to = NULL, *end = bytes + len;
  GString *out = g_string_sized_new (len);

  if (len > strlen (id) && memcmp (bytes, id, strlen (id)) == 0)
    from = memchr (bytes + strlen (id), '"', len - strlen (id));
  if (from != NULL && (gsize) (end - from) > strlen (rev) && memcmp (from, rev, strlen (rev)) == 0)
    to = memchr (from + strlen (rev), '"', (gsize) (end - from) - strlen (rev));
  g_string_append_len (out, bytes, to != NULL ? from - bytes : (gssize) len);
  if (to != NULL)
    g_string_append_len (out, to, end - to);
  return g_string_free_and_steal (out);
}

/* NULL without error: not one of ours as CouchDB hands it out. */
static KtRecord *
parse_shortly (const char *bytes, gsize len, GError **error)
{
  g_autoptr (KtRecord) record = NULL;

  if (len > G_MAXINT || !g_utf8_validate_len (bytes, len, NULL))
    return NULL;
  record = new_record (dup_without_rev (bytes, len), FALSE);
  if (!kt_record_index (record) || !hash_is_right (record))
    return NULL;
  record->type = kt_type_find (record->type_name);
  return check_untouched (record, TRUE, error) ? g_steal_pointer (&record) : NULL;
}

/* ---- The long way ---- */

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

static gboolean
is_name (json_object *value)
{
  return json_object_is_type (value, json_type_string) && json_object_get_string_len (value) > 0 &&
         strlen (json_object_get_string (value)) == (gsize) json_object_get_string_len (value);
}

static gboolean
check_identity (json_object *tree, GError **error)
{
  const char *problem = NULL;
  json_object *family;

  if (!json_object_is_type (tree, json_type_object))
    problem = "not an object";
  else if (!is_name (json_object_object_get (tree, "_id")))
    problem = "_id: missing";
  else if (!is_name (json_object_object_get (tree, "type")))
    problem = "type: missing";
  else if (json_object_object_get_ex (tree, "family", &family) && !is_name (family))
    problem = "family: not a text";
  if (problem != NULL)
    g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, problem);
  return problem == NULL;
}

/* The members that count, canonical, with the hash they should have: CouchDB's own (`_rev`, `_attachments`…) are not
 * the body's. */
static char *
write_tree (json_object *tree, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  json_object_object_foreach (tree, key, value)
    {
      char *text;

      if ((key[0] == '_' && strcmp (key, "_id") != 0) || strcmp (key, "hash") == 0)
        continue;
      text = kt_json_canonical (value, error);
      if (text == NULL)
        return NULL;
      g_ptr_array_add (texts, text);
      kt_body_add_part (parts, key, text);
    }
  return kt_body_write (parts);
}

/* What is too deep for the reader of canonical text is no record, neither this way nor the short one. */
static gboolean
check_depth (const char *written, GError **error)
{
  KtCanonical in;

  kt_canonical_init (&in, written, strlen (written));
  if (kt_canonical_skip (&in) && kt_canonical_is_done (&in))
    return TRUE;
  g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, "nested too deep");
  return FALSE;
}

/* The revision becomes part of dots, so it must be one. */
static gboolean
check_rev (const char *rev, GError **error)
{
  const char *problem = NULL;

  if (rev == NULL)
    problem = "hash: missing or wrong";
  else if (kt_rev_generation (rev) < 1 || strpbrk (rev, "\"\\: ") != NULL)
    problem = "_rev: not a revision";
  for (const char *p = rev; problem == NULL && *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      problem = "_rev: not a revision";
  if (problem != NULL)
    g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, problem);
  return problem == NULL;
}

static KtRecord *
take_foreign (json_object *tree, gboolean shaped, const char *rev, GError **error)
{
  g_autofree char *bytes = NULL;

  if (!check_rev (rev, error))
    return NULL;
  bytes = kt_foreign_write (tree, shaped, rev, error);
  if (bytes == NULL || !check_depth (bytes, error))
    return NULL;
  return kt_record_take_bytes (g_steal_pointer (&bytes), TRUE);
}

/* A body without our shape can only be one of an append-only type by what it says. */
static gboolean
check_not_claimed (json_object *tree, GError **error)
{
  const KtType *type = kt_type_find (kt_json_get_string (tree, "type"));

  if (type == NULL || !type->append_only)
    return TRUE;
  g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_TAMPERED, "the id is not the hash of the body");
  return FALSE;
}

static KtRecord *
parse_at_length (const char *bytes, gsize len, const char *rev, GError **error)
{
  g_autoptr (json_object) tree = parse_in_nfc (bytes, len, error);
  g_autoptr (KtRecord) record = NULL;
  g_autofree char *written = NULL;
  const char *said;
  gboolean own;

  if (tree == NULL || !check_identity (tree, error))
    return NULL;
  written = write_tree (tree, error);
  if (written == NULL || !check_depth (written, error))
    return NULL;
  record = new_record (g_steal_pointer (&written), FALSE);
  if (!kt_record_index (record))
    return check_not_claimed (tree, error) ? take_foreign (tree, FALSE, rev, error) : NULL;
  record->type = kt_type_find (record->type_name);
  said = kt_json_get_string (tree, "hash");
  own = said != NULL && strlen (said) == KT_HASH_LEN && strncmp (said, record->bytes + record->hash_at, KT_HASH_LEN) == 0;
  if (!check_untouched (record, own, error))
    return NULL;
  return own ? g_steal_pointer (&record) : take_foreign (tree, TRUE, rev, error);
}

KtRecord *
kt_record_parse (const char *bytes, gssize len, const char *rev, GError **error)
{
  gsize n_bytes = len < 0 ? strlen (bytes) : (gsize) len;
  GError *problem = NULL;
  KtRecord *record = parse_shortly (bytes, n_bytes, &problem);

  if (record != NULL)
    return record;
  if (problem == NULL)
    return parse_at_length (bytes, n_bytes, rev, error);
  g_propagate_error (error, problem);
  return NULL;
}
