/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "base/json.h"

#include "base/json-scan.h"

#include <string.h>

#define MAX_DEPTH 64 /* a record needs 5; a _changes page with bodies 9 */

G_DEFINE_QUARK (kt-json-error-quark, kt_json_error)

/* Making a tokener costs more than parsing a small record, so each thread keeps one. */
static json_tokener *
thread_tokener (void)
{
  static GPrivate kept = G_PRIVATE_INIT ((GDestroyNotify) json_tokener_free);
  json_tokener *tokener = g_private_get (&kept);

  if (tokener == NULL)
    {
      tokener = json_tokener_new_ex (MAX_DEPTH);
      /* Not JSON_TOKENER_STRICT: json-c 0.18 then takes every byte above 0x7f in a value for a control character
       * (a signed char), and with it refuses "Zoë". What strictness is for, json-scan.c has looked at. */
      g_private_set (&kept, tokener);
    }
  json_tokener_reset (tokener);
  return tokener;
}

static gsize
count_members (json_object *value)
{
  gsize n = 0;

  if (json_object_is_type (value, json_type_array))
    for (gsize i = 0; i < json_object_array_length (value); i++)
      n += count_members (json_object_array_get_idx (value, i));
  else if (json_object_is_type (value, json_type_object))
    {
      json_object_object_foreach (value, key, member)
        {
          (void) key;
          n += 1 + count_members (member);
        }
    }
  return n;
}

static gboolean
check_utf8 (const char *bytes, gsize len, GError **error)
{
  const char *end;

  if (g_utf8_validate_len (bytes, len, &end))
    return TRUE;
  g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX, "byte %" G_GSIZE_FORMAT ": not UTF-8", (gsize) (end - bytes));
  return FALSE;
}

static gboolean
only_white_space (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
    p++;
  return p == end;
}

/* json_tokener_parse_ex() says "continue" for a lone number, which may go on; the space behind it ends it. */
static json_object *
parse_text (const char *bytes, gsize len, GError **error)
{
  json_tokener *tokener = thread_tokener ();
  g_autoptr (json_object) value = json_tokener_parse_ex (tokener, bytes, (int) len);
  enum json_tokener_error problem = json_tokener_get_error (tokener);
  gsize used = json_tokener_get_parse_end (tokener);

  if (problem == json_tokener_continue && used == len)
    {
      value = json_tokener_parse_ex (tokener, " ", 1);
      problem = json_tokener_get_error (tokener);
    }
  if (problem == json_tokener_continue)
    g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX, "byte %" G_GSIZE_FORMAT ": the text ends too early", len);
  else if (problem != json_tokener_success)
    g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX, "byte %" G_GSIZE_FORMAT ": %s", used,
                 json_tokener_error_desc (problem));
  else if (!only_white_space (bytes + used, bytes + len))
    g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX, "byte %" G_GSIZE_FORMAT ": more behind the value", used);
  else
    return g_steal_pointer (&value);
  return NULL;
}

json_object *
kt_json_parse (const char *bytes, gssize len, GError **error)
{
  gsize n_bytes = len < 0 ? strlen (bytes) : (gsize) len;
  gsize n_members;
  GError *problem = NULL;
  g_autoptr (json_object) value = NULL;

  if (n_bytes > G_MAXINT)
    {
      g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX, "more than 2 GiB of text");
      return NULL;
    }
  if (!check_utf8 (bytes, n_bytes, error) || !kt_json_scan (bytes, n_bytes, &n_members, error))
    return NULL;
  value = parse_text (bytes, n_bytes, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (value == NULL) /* json-c's null is a NULL pointer, which our callers could not tell from a failure */
    {
      g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX, "byte 0: nothing but null");
      return NULL;
    }
  if (count_members (value) != n_members)
    {
      g_set_error (error, KT_JSON_ERROR, KT_JSON_ERROR_UNFAITHFUL, "byte %" G_GSSIZE_FORMAT ": a key that was there before",
                   kt_json_find_duplicate (bytes, n_bytes));
      return NULL;
    }
  return g_steal_pointer (&value);
}

json_object *
kt_json_copy (json_object *value)
{
  json_object *copy = NULL;

  if (value != NULL && json_object_deep_copy (value, &copy, NULL) != 0)
    g_error ("no memory left for a copy");
  return copy;
}

static json_object *
get_typed (json_object *object, const char *key, enum json_type type)
{
  json_object *value;

  if (!json_object_is_type (object, json_type_object) || !json_object_object_get_ex (object, key, &value))
    return NULL;
  return json_object_is_type (value, type) ? value : NULL;
}

const char *
kt_json_get_string (json_object *object, const char *key)
{
  json_object *value = get_typed (object, key, json_type_string);

  return value == NULL ? NULL : json_object_get_string (value);
}

gint64
kt_json_get_int (json_object *object, const char *key, gint64 dflt)
{
  json_object *value = get_typed (object, key, json_type_int);

  return value == NULL ? dflt : json_object_get_int64 (value);
}

gboolean
kt_json_get_bool (json_object *object, const char *key)
{
  json_object *value = get_typed (object, key, json_type_boolean);

  return value != NULL && json_object_get_boolean (value);
}

json_object *
kt_json_get_object (json_object *object, const char *key)
{
  return get_typed (object, key, json_type_object);
}

json_object *
kt_json_get_array (json_object *object, const char *key)
{
  return get_typed (object, key, json_type_array);
}

GStrv
kt_json_dup_strv (json_object *array)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gsize n = json_object_is_type (array, json_type_array) ? json_object_array_length (array) : 0;

  for (gsize i = 0; i < n; i++)
    {
      json_object *item = json_object_array_get_idx (array, i);

      if (json_object_is_type (item, json_type_string))
        g_strv_builder_add (builder, json_object_get_string (item));
    }
  return g_strv_builder_end (builder);
}

json_object *
kt_json_from_strv (const char *const *strv)
{
  json_object *array = json_object_new_array ();

  for (gsize i = 0; strv != NULL && strv[i] != NULL; i++)
    json_object_array_add (array, json_object_new_string (strv[i]));
  return array;
}
