/* SPDX-License-Identifier: EUPL-1.2 */
/* One pass over the tokens before json-c sees them. It knows no grammar beyond the token (json-c has that); it looks
 * for what json-c holds otherwise than written: keys cut at NUL, lone surrogates replaced, NaN and Infinity, numbers
 * clamped to 64 bits; and it counts the members, since json-c keeps only the last of equal keys. It also refuses what
 * json-c takes when it is not strict (comments, single quotes, control characters, a comma too many), since json-c's
 * own strictness cannot be used: see json.c. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/json-scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *start, *p, *end;
  GError **error;
  gboolean after_comma;
} Scan;

static gboolean
refuse (Scan *scan, KtJsonError code, const char *what)
{
  g_set_error (scan->error, KT_JSON_ERROR, code, "byte %" G_GSIZE_FORMAT ": %s", (gsize) (scan->p - scan->start), what);
  return FALSE;
}

/* Four hex digits at p, or -1. */
static int
hex4 (const char *p, const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* At the 'u' of an escape. */
static gboolean
scan_unicode_escape (Scan *scan, gboolean *nul)
{
  int code = hex4 (scan->p + 1, scan->end);

  if (code < 0)
    return refuse (scan, KT_JSON_ERROR_SYNTAX, "a \\u escape without four hex digits");
  if (code >= 0xdc00 && code <= 0xdfff)
    return refuse (scan, KT_JSON_ERROR_UNFAITHFUL, "half a surrogate pair");
  if (code >= 0xd800 && code <= 0xdbff)
    {
      const char *low = scan->p + 5;
      int second = scan->end - low >= 6 && low[0] == '\\' && low[1] == 'u' ? hex4 (low + 2, scan->end) : -1;

      if (second < 0xdc00 || second > 0xdfff)
        return refuse (scan, KT_JSON_ERROR_UNFAITHFUL, "half a surrogate pair");
      scan->p += 6;
    }
  if (code == 0)
    *nul = TRUE;
  scan->p += 5;
  return TRUE;
}

/* At the opening quote; ends behind the closing one. */
static gboolean
scan_string (Scan *scan, gboolean *nul)
{
  *nul = FALSE;
  for (scan->p++; scan->p < scan->end;)
    {
      guchar c = (guchar) *scan->p;

      if (c == '"')
        {
          scan->p++;
          return TRUE;
        }
      if (c < 0x20)
        return refuse (scan, KT_JSON_ERROR_SYNTAX, "a control character inside a string");
      if (c != '\\')
        scan->p++;
      else if (++scan->p < scan->end && *scan->p == 'u')
        {
          if (!scan_unicode_escape (scan, nul))
            return FALSE;
        }
      else if (scan->p < scan->end && strchr ("\"\\/bfnrt", *scan->p) != NULL && *scan->p != '\0')
        scan->p++;
      else
        return refuse (scan, KT_JSON_ERROR_SYNTAX, "an unknown escape");
    }
  return refuse (scan, KT_JSON_ERROR_SYNTAX, "the text ends inside a string");
}

static const char *
skip_digits (const char *p, const char *end)
{
  while (p < end && g_ascii_isdigit (*p))
    p++;
  return p;
}

gboolean
kt_json_fits_64_bits (const char *digits, gsize len)
{
  char copy[24];

  if (len < 19)
    return TRUE;
  if (len >= sizeof copy)
    return FALSE;
  memcpy (copy, digits, len);
  copy[len] = '\0';
  errno = 0;
  if (copy[0] == '-')
    (void) strtoll (copy, NULL, 10);
  else
    (void) strtoull (copy, NULL, 10);
  return errno == 0;
}

static gboolean
scan_number (Scan *scan)
{
  const char *from = scan->p, *p = from + (*from == '-'), *digits = p;
  gboolean whole = TRUE;

  p = skip_digits (p, scan->end);
  if (p == digits || (*digits == '0' && p - digits > 1))
    return refuse (scan, KT_JSON_ERROR_SYNTAX, "not a number");
  if (p < scan->end && *p == '.')
    {
      digits = ++p;
      whole = FALSE;
      if ((p = skip_digits (p, scan->end)) == digits)
        return refuse (scan, KT_JSON_ERROR_SYNTAX, "not a number");
    }
  if (p < scan->end && (*p == 'e' || *p == 'E'))
    {
      p += p + 1 < scan->end && (p[1] == '+' || p[1] == '-') ? 2 : 1;
      digits = p;
      whole = FALSE;
      if ((p = skip_digits (p, scan->end)) == digits)
        return refuse (scan, KT_JSON_ERROR_SYNTAX, "not a number");
    }
  if (whole && !kt_json_fits_64_bits (from, (gsize) (p - from)))
    return refuse (scan, KT_JSON_ERROR_UNFAITHFUL, "a number beyond 64 bits");
  scan->p = p;
  return TRUE;
}

static gboolean
scan_literal (Scan *scan)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if ((gsize) (scan->end - scan->p) >= n && memcmp (scan->p, words[i], n) == 0)
        {
          scan->p += n;
          return TRUE;
        }
    }
  return refuse (scan, KT_JSON_ERROR_SYNTAX, "not a value");
}

static gboolean
scan_token (Scan *scan, gboolean *nul)
{
  char c = *scan->p;

  if ((c == '}' || c == ']') && scan->after_comma)
    return refuse (scan, KT_JSON_ERROR_SYNTAX, "a comma before the end");
  if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
    scan->after_comma = c == ',';
  if (c == '"')
    return scan_string (scan, nul);
  if (c == '-' || g_ascii_isdigit (c))
    return scan_number (scan);
  if (c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ' ' || c == '\n' || c == '\t' || c == '\r')
    {
      scan->p++;
      return TRUE;
    }
  return scan_literal (scan);
}

gboolean
kt_json_scan (const char *bytes, gsize len, gsize *n_members, GError **error)
{
  Scan scan = { bytes, bytes, bytes + len, error };
  gboolean nul = FALSE; /* the last string held a NUL */

  *n_members = 0;
  while (scan.p < scan.end)
    {
      if (*scan.p == ':')
        {
          if (nul)
            return refuse (&scan, KT_JSON_ERROR_UNFAITHFUL, "a NUL inside a key");
          (*n_members)++;
          scan.p++;
        }
      else if (!scan_token (&scan, &nul))
        return FALSE;
    }
  return TRUE;
}

/* The key of a well-formed string token, escapes taken away. */
static char *
dup_key (const char *token, gsize len)
{
  g_autoptr (json_object) value = NULL;
  json_tokener *tokener = json_tokener_new ();

  value = json_tokener_parse_ex (tokener, token, (int) len);
  json_tokener_free (tokener);
  return g_strdup (json_object_get_string (value));
}

gssize
kt_json_find_duplicate (const char *bytes, gsize len)
{
  Scan scan = { bytes, bytes, bytes + len, NULL };
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  const char *from = NULL, *to = NULL; /* the last string */
  gboolean nul;

  while (scan.p < scan.end)
    {
      const char *here = scan.p;

      if (*here == '{' || *here == '[') /* arrays too, so that each closing bracket has its own */
        g_ptr_array_add (open, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL));
      else if ((*here == '}' || *here == ']') && open->len > 0)
        g_ptr_array_remove_index (open, open->len - 1);
      if (*here == ':' && open->len > 0 && from != NULL)
        {
          scan.p++;
          if (!g_hash_table_add (g_ptr_array_index (open, open->len - 1), dup_key (from, (gsize) (to - from))))
            return from - bytes;
        }
      else if (!scan_token (&scan, &nul))
        return -1;
      else if (*here == '"')
        {
          from = here;
          to = scan.p;
        }
    }
  return -1;
}
