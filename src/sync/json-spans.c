/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/json-spans.h"
#include <string.h>
#include "base/json.h"

static const char *
skip_space (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
    at++;
  return at;
}

/* at: on the opening quote. Returns: behind the closing one, or NULL. The next quote is looked for once, however many
 * escapes stand before it. */
static const char *
skip_string (const char *at, const char *end)
{
  const char *quote = NULL;

  for (at++; at < end;)
    {
      const char *slash;

      if (quote == NULL || quote < at)
        quote = memchr (at, '"', end - at);
      if (quote == NULL)
        return NULL;
      slash = memchr (at, '\\', quote - at);
      if (slash == NULL)
        return quote + 1;
      at = slash + 2;
    }
  return NULL;
}

/* at: on an opening bracket. No recursion: depth costs nothing. */
static const char *
skip_nested (const char *at, const char *end)
{
  gsize depth = 0;

  while (at < end)
    switch (*at)
      {
      case '"':
        at = skip_string (at, end);
        if (at == NULL)
          return NULL;
        break;
      case '{':
      case '[':
        depth++;
        at++;
        break;
      case '}':
      case ']':
        at++;
        if (--depth == 0)
          return at;
        break;
      default:
        at++;
      }
  return NULL;
}

static const char *
skip_literal (const char *at, const char *end)
{
  const char *start = at;

  while (at < end && (g_ascii_isalnum (*at) || *at == '+' || *at == '-' || *at == '.'))
    at++;
  return at > start ? at : NULL;
}

static const char *
skip_value (const char *at, const char *end)
{
  if (at >= end)
    return NULL;
  if (*at == '"')
    return skip_string (at, end);
  if (*at == '{' || *at == '[')
    return skip_nested (at, end);
  return skip_literal (at, end);
}

gboolean
kt_span_value (const char *text, gsize len, KtSpan *value)
{
  const char *end = text + len;
  const char *start = skip_space (text, end);
  const char *stop = skip_value (start, end);

  if (stop == NULL || skip_space (stop, end) != end)
    return FALSE;
  *value = (KtSpan) { start, stop - start };
  return TRUE;
}

void
kt_span_iter_init (KtSpanIter *iter, KtSpan span)
{
  gboolean nested = span.len >= 2 && (*span.at == '{' || *span.at == '[');

  *iter = (KtSpanIter) { .first = TRUE, .broken = !nested };
  if (!nested)
    return;
  iter->open = *span.at;
  iter->at = span.at + 1;
  iter->end = span.at + span.len - 1;
}

static gboolean
break_off (KtSpanIter *iter)
{
  iter->broken = TRUE;
  return FALSE;
}

static gboolean
read_key (KtSpanIter *iter, KtSpan *key)
{
  const char *start = iter->at;

  if (start >= iter->end || *start != '"' || (iter->at = skip_string (start, iter->end)) == NULL)
    return FALSE;
  *key = (KtSpan) { start, iter->at - start };
  iter->at = skip_space (iter->at, iter->end);
  if (iter->at >= iter->end || *iter->at != ':')
    return FALSE;
  iter->at = skip_space (iter->at + 1, iter->end);
  return TRUE;
}

gboolean
kt_span_iter_next (KtSpanIter *iter, KtSpan *key, KtSpan *value)
{
  const char *stop;

  if (iter->broken)
    return FALSE;
  iter->at = skip_space (iter->at, iter->end);
  if (iter->at >= iter->end)
    return FALSE;
  if (!iter->first)
    {
      if (*iter->at != ',')
        return break_off (iter);
      iter->at = skip_space (iter->at + 1, iter->end);
    }
  iter->first = FALSE;
  if (key != NULL)
    *key = (KtSpan) { 0 };
  if (iter->open == '{')
    {
      KtSpan dropped;

      if (!read_key (iter, key != NULL ? key : &dropped))
        return break_off (iter);
    }
  stop = skip_value (iter->at, iter->end);
  if (stop == NULL)
    return break_off (iter);
  *value = (KtSpan) { iter->at, stop - iter->at };
  iter->at = stop;
  return TRUE;
}

gboolean
kt_span_is (KtSpan span, const char *literal)
{
  return span.len == strlen (literal) && memcmp (span.at, literal, span.len) == 0;
}

static gboolean
key_is (KtSpan key, const char *name)
{
  gsize len = strlen (name);

  return key.len == len + 2 && memcmp (key.at + 1, name, len) == 0;
}

gboolean
kt_span_member (KtSpan object, const char *key, KtSpan *value)
{
  KtSpanIter iter;
  KtSpan name;

  kt_span_iter_init (&iter, object);
  if (iter.open != '{')
    return FALSE;
  while (kt_span_iter_next (&iter, &name, value))
    if (key_is (name, key))
      return TRUE;
  return FALSE;
}

gboolean
kt_span_is_string (KtSpan span)
{
  return span.len >= 2 && *span.at == '"';
}

char *
kt_span_dup_string (KtSpan span)
{
  g_autoptr (json_object) decoded = NULL;
  const char *text;

  if (!kt_span_is_string (span))
    return NULL;
  if (memchr (span.at, '\\', span.len) == NULL)
    return g_utf8_validate (span.at + 1, span.len - 2, NULL) ? g_strndup (span.at + 1, span.len - 2) : NULL;
  decoded = kt_json_parse (span.at, span.len, NULL);
  if (decoded == NULL || !json_object_is_type (decoded, json_type_string))
    return NULL;
  text = json_object_get_string (decoded);
  return strlen (text) == (gsize) json_object_get_string_len (decoded) ? g_strdup (text) : NULL;
}

gint64
kt_span_get_int (KtSpan span, gint64 dflt)
{
  g_autofree char *text = g_strndup (span.at, span.len);
  gint64 value;

  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL) ? value : dflt;
}
