/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "base/canonical.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json-scan.h"

#define FIRST_DOUBTFUL_BYTE 0xcc /* below U+0300 everything is in NFC */

void
kt_canonical_init (KtCanonical *in, const char *text, gsize len)
{
  *in = (KtCanonical) { text, text + len, 0, FALSE };
}

gboolean
kt_canonical_is_done (const KtCanonical *in)
{
  return !in->bad && in->p == in->end;
}

static gboolean
fail (KtCanonical *in)
{
  in->bad = TRUE;
  return FALSE;
}

static gboolean
take (KtCanonical *in, char c)
{
  if (in->bad || in->p >= in->end || *in->p != c)
    return fail (in);
  in->p++;
  return TRUE;
}

/* ---- Strings ---- */

/* The value of "\u00XX" at p, if that is how it must be written: a control character without a letter of its own. */
static int
control_escape (const char *p, const char *end)
{
  int high, low, value;

  if (end - p < 6 || memcmp (p, "\\u00", 4) != 0 || g_ascii_isupper (p[5]))
    return -1;
  high = p[4] - '0';
  low = g_ascii_xdigit_value (p[5]);
  value = high * 16 + low;
  if ((high != 0 && high != 1) || low < 0 || (value >= '\b' && value <= '\r' && value != '\v'))
    return -1;
  return value;
}

static gboolean
take_escape (KtCanonical *in)
{
  if (in->end - in->p < 2)
    return fail (in);
  if (in->p[1] != '\0' && strchr ("\"\\bfnrt", in->p[1]) != NULL)
    in->p += 2;
  else if (control_escape (in->p, in->end) >= 0)
    in->p += 6;
  else
    return fail (in);
  return TRUE;
}

/* Of what the text says, not of how it is written: in "\\n" + U+0301 the mark stands behind a line feed, not an n. */
static gboolean
is_nfc (KtText inside)
{
  g_autoptr (GString) plain = g_string_sized_new (inside.len);

  kt_text_append_plain (inside, plain);
  for (gsize at = 0; at < plain->len; at += strlen (plain->str + at) + 1) /* g_utf8_normalize() stops at a NUL */
    {
      g_autofree char *nfc = g_utf8_normalize (plain->str + at, -1, G_NORMALIZE_NFC);

      if (nfc == NULL || strcmp (nfc, plain->str + at) != 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_canonical_string (KtCanonical *in, KtText *inside)
{
  gboolean doubtful = FALSE;

  if (!take (in, '"'))
    return FALSE;
  inside->text = in->p;
  while (in->p < in->end && *in->p != '"')
    {
      guchar c = (guchar) *in->p;

      if (c < 0x20)
        return fail (in);
      if (c == '\\' && !take_escape (in))
        return FALSE;
      if (c != '\\')
        in->p++;
      doubtful = doubtful || c >= FIRST_DOUBTFUL_BYTE;
    }
  inside->len = (gsize) (in->p - inside->text);
  if (doubtful && !is_nfc (*inside))
    return fail (in);
  return take (in, '"');
}

gboolean
kt_text_is (KtText inside, const char *word)
{
  return strlen (word) == inside.len && memcmp (inside.text, word, inside.len) == 0;
}

gboolean
kt_text_has_nul (KtText inside)
{
  const char *p = inside.text, *end = p + inside.len;

  while ((p = memchr (p, '\\', (gsize) (end - p))) != NULL)
    {
      if (control_escape (p, end) == 0)
        return TRUE;
      p += p[1] == 'u' ? 6 : 2;
    }
  return FALSE;
}

void
kt_text_append_plain (KtText inside, GString *out)
{
  static const char letters[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";
  const char *p = inside.text, *end = p + inside.len;

  while (p < end)
    {
      const char *escape = memchr (p, '\\', (gsize) (end - p));
      gsize plain = (gsize) ((escape != NULL ? escape : end) - p);

      g_string_append_len (out, p, (gssize) plain);
      if (escape == NULL)
        return;
      if (escape[1] == 'u')
        g_string_append_c (out, (char) control_escape (escape, end));
      else
        g_string_append_c (out, meanings[strchr (letters, escape[1]) - letters]);
      p = escape + (escape[1] == 'u' ? 6 : 2);
    }
}

/* ---- Numbers and literals ---- */

static gboolean
take_number (KtCanonical *in, KtText *number)
{
  const char *from = in->p, *digits = from + (from < in->end && *from == '-'), *p = digits;

  while (p < in->end && g_ascii_isdigit (*p))
    p++;
  if (p == digits || (*digits == '0' && p - from > 1) || (p < in->end && strchr (".eE", *p) != NULL && *p != '\0'))
    return fail (in);
  *number = (KtText) { from, (gsize) (p - from) };
  in->p = p;
  return kt_json_fits_64_bits (number->text, number->len) || fail (in);
}

gboolean
kt_canonical_int (KtCanonical *in, gint64 *value)
{
  KtText number;
  char digits[24];

  if (in->bad || !take_number (in, &number))
    return FALSE;
  memcpy (digits, number.text, number.len);
  digits[number.len] = '\0';
  errno = 0;
  *value = strtoll (digits, NULL, 10);
  return errno == 0 || fail (in);
}

static gboolean
take_word (KtCanonical *in, const char *word)
{
  gsize n = strlen (word);

  if ((gsize) (in->end - in->p) < n || memcmp (in->p, word, n) != 0)
    return fail (in);
  in->p += n;
  return TRUE;
}

/* ---- Objects and arrays ---- */

gboolean
kt_canonical_open (KtCanonical *in, char bracket)
{
  return ++in->depth <= KT_CANONICAL_MAX_DEPTH ? take (in, bracket) : fail (in);
}

gboolean
kt_canonical_close (KtCanonical *in, char bracket)
{
  in->depth--;
  return take (in, bracket);
}

static gboolean
is_plain (KtText inside)
{
  return memchr (inside.text, '\\', inside.len) == NULL;
}

static gboolean
rises (KtText a, KtText b)
{
  g_autoptr (GString) x = NULL, y = NULL;
  int order;

  if (is_plain (a) && is_plain (b))
    {
      order = memcmp (a.text, b.text, MIN (a.len, b.len));
      return order != 0 ? order < 0 : a.len < b.len;
    }
  x = g_string_new (NULL);
  y = g_string_new (NULL);
  kt_text_append_plain (a, x);
  kt_text_append_plain (b, y);
  return strcmp (x->str, y->str) < 0;
}

gboolean
kt_canonical_member (KtCanonical *in, KtText *key)
{
  KtText last = *key;

  if (in->bad || in->p >= in->end || *in->p == '}')
    return FALSE;
  if (last.text != NULL && !take (in, ','))
    return FALSE;
  if (!kt_canonical_string (in, key))
    return FALSE;
  if ((last.text != NULL && !rises (last, *key)) || kt_text_has_nul (*key))
    return fail (in);
  return take (in, ':');
}

gboolean
kt_canonical_item (KtCanonical *in, guint *n)
{
  if (in->bad || in->p >= in->end || *in->p == ']')
    return FALSE;
  return (*n)++ == 0 || take (in, ',');
}

static gboolean
skip_object (KtCanonical *in)
{
  KtText key = { NULL, 0 };

  if (!kt_canonical_open (in, '{'))
    return FALSE;
  while (kt_canonical_member (in, &key))
    if (!kt_canonical_skip (in))
      return FALSE;
  return kt_canonical_close (in, '}');
}

static gboolean
skip_array (KtCanonical *in)
{
  guint n = 0;

  if (!kt_canonical_open (in, '['))
    return FALSE;
  while (kt_canonical_item (in, &n))
    if (!kt_canonical_skip (in))
      return FALSE;
  return kt_canonical_close (in, ']');
}

gboolean
kt_canonical_skip (KtCanonical *in)
{
  KtText unused;

  if (in->bad || in->p >= in->end)
    return fail (in);
  switch (*in->p)
    {
    case '{':
      return skip_object (in);
    case '[':
      return skip_array (in);
    case '"':
      return kt_canonical_string (in, &unused);
    case 't':
      return take_word (in, "true");
    case 'f':
      return take_word (in, "false");
    case 'n':
      return take_word (in, "null");
    default:
      return take_number (in, &unused);
    }
}
