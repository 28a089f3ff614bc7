/* SPDX-License-Identifier: EUPL-1.2 */
/* The one canonical form. Every record that is hashed, joined or stored passes here, so the common case (keys sorted,
 * text below U+0300 and therefore in NFC already) copies bytes and nothing else. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/json.h"

#include <sodium.h>
#include <string.h>

/* The first byte that may begin a character NFC changes: U+0300, the first combining mark, is CC 80. */
#define FIRST_DOUBTFUL_BYTE 0xcc

typedef struct {
  const char *key;
  json_object *value;
} Member;

static void
append_escape (GString *out, guchar c)
{
  static const char special[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
  const char *found = memchr (special, c, sizeof special - 1);

  if (found != NULL)
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, letters[found - special]);
    }
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static void
append_escaped (GString *out, const char *text, gsize len)
{
  const char *from = text, *end = text + len;

  for (const char *p = text; p < end; p++)
    if (G_UNLIKELY ((guchar) *p < 0x20 || *p == '"' || *p == '\\'))
      {
        g_string_append_len (out, from, p - from);
        append_escape (out, (guchar) *p);
        from = p + 1;
      }
  g_string_append_len (out, from, end - from);
}

static gboolean
is_plainly_nfc (const char *text, gsize len)
{
  for (gsize i = 0; i < len; i++)
    if (G_UNLIKELY ((guchar) text[i] >= FIRST_DOUBTFUL_BYTE))
      return FALSE;
  return TRUE;
}

void
kt_json_append_string (GString *out, const char *text, gsize len)
{
  const char *end = text + len;

  g_string_append_c (out, '"');
  if (is_plainly_nfc (text, len))
    append_escaped (out, text, len);
  else
    for (const char *part = text; part < end;) /* g_utf8_normalize() would stop at a NUL */
      {
        gsize n = strnlen (part, (gsize) (end - part));
        g_autofree char *nfc = g_utf8_normalize (part, (gssize) n, G_NORMALIZE_NFC);

        g_assert (nfc != NULL); /* whoever made the value by hand checked that it is UTF-8 */
        append_escaped (out, nfc, strlen (nfc));
        if ((part += n) < end)
          append_escaped (out, part++, 1);
      }
  g_string_append_c (out, '"');
}

static void
append_int (GString *out, json_object *value)
{
  gint64 number = json_object_get_int64 (value);
  char digits[24];

  if (number == G_MAXINT64) /* clamped, or just that */
    g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, (guint64) json_object_get_uint64 (value));
  else
    g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  g_string_append (out, digits);
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Member *) a)->key, ((const Member *) b)->key);
}

static gboolean
append_members (GString *out, const Member *members, gsize n, GError **error)
{
  g_string_append_c (out, '{');
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      kt_json_append_string (out, members[i].key, strlen (members[i].key));
      g_string_append_c (out, ':');
      if (!kt_json_append_canonical (out, members[i].value, error))
        return FALSE;
    }
  g_string_append_c (out, '}');
  return TRUE;
}

/* Sorts members whose keys are all in NFC; two keys that only NFC makes equal cannot both be kept. */
static gboolean
sort_members (Member *members, gsize n, GError **error)
{
  qsort (members, n, sizeof *members, compare_members);
  for (gsize i = 1; i < n; i++)
    if (strcmp (members[i - 1].key, members[i].key) == 0)
      {
        g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_UNFAITHFUL, "two keys that are the same in NFC");
        return FALSE;
      }
  return TRUE;
}

static gboolean
append_object (GString *out, json_object *object, GError **error)
{
  Member few[24];
  gsize n = (gsize) json_object_object_length (object), i = 0;
  g_autofree Member *many = n > G_N_ELEMENTS (few) ? g_new (Member, n) : NULL;
  Member *members = many != NULL ? many : few;
  g_autoptr (GPtrArray) owned = NULL;
  gboolean sorted = TRUE;

  json_object_object_foreach (object, key, value)
    {
      members[i].key = key;
      members[i].value = value;
      if (G_UNLIKELY (!is_plainly_nfc (key, strlen (key))))
        {
          if (owned == NULL)
            owned = g_ptr_array_new_with_free_func (g_free);
          members[i].key = g_utf8_normalize (key, -1, G_NORMALIZE_NFC);
          g_ptr_array_add (owned, (gpointer) members[i].key);
        }
      sorted = sorted && (i == 0 || strcmp (members[i - 1].key, members[i].key) < 0);
      i++;
    }
  if (!sorted && !sort_members (members, n, error))
    return FALSE;
  return append_members (out, members, n, error);
}

static gboolean
append_array (GString *out, json_object *array, GError **error)
{
  gsize n = json_object_array_length (array);

  g_string_append_c (out, '[');
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (!kt_json_append_canonical (out, json_object_array_get_idx (array, i), error))
        return FALSE;
    }
  g_string_append_c (out, ']');
  return TRUE;
}

gboolean
kt_json_append_canonical (GString *out, json_object *value, GError **error)
{
  switch (json_object_get_type (value))
    {
    case json_type_null:
      g_string_append (out, "null");
      return TRUE;
    case json_type_boolean:
      g_string_append (out, json_object_get_boolean (value) ? "true" : "false");
      return TRUE;
    case json_type_int:
      append_int (out, value);
      return TRUE;
    case json_type_string:
      kt_json_append_string (out, json_object_get_string (value), (gsize) json_object_get_string_len (value));
      return TRUE;
    case json_type_array:
      return append_array (out, value, error);
    case json_type_object:
      return append_object (out, value, error);
    case json_type_double:
    default:
      g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_UNFAITHFUL, "a number that is not whole");
      return FALSE;
    }
}

char *
kt_json_canonical (json_object *value, GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (256);

  if (!kt_json_append_canonical (out, value, error))
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&out));
}

char *
kt_sha256_hex_of (const KtText *pieces, guint n)
{
  crypto_hash_sha256_state state;
  guint8 hash[crypto_hash_sha256_BYTES];
  char *hex = g_malloc (sizeof hash * 2 + 1);

  crypto_hash_sha256_init (&state);
  for (guint i = 0; i < n; i++)
    crypto_hash_sha256_update (&state, (const guint8 *) pieces[i].text, pieces[i].len);
  crypto_hash_sha256_final (&state, hash);
  return sodium_bin2hex (hex, sizeof hash * 2 + 1, hash, sizeof hash);
}

char *
kt_sha256_hex (const char *bytes, gssize len)
{
  const KtText piece = { bytes, len < 0 ? strlen (bytes) : (gsize) len };

  return kt_sha256_hex_of (&piece, 1);
}
