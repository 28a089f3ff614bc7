/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Reads canonical JSON (json.h) in place, as text, without building a tree: ten times smaller, and it says at the same
 * time whether the text is canonical at all. Every step fails at the first byte that canonical text would not have, and
 * once one has failed all do. The text must be valid UTF-8. Any thread. */
#include <glib.h>

/* Less than the parser takes (64), so that whatever this reads the parser reads too. */
#define KT_CANONICAL_MAX_DEPTH 60

/* A piece of somebody's text. */
typedef struct {
  const char *text;
  gsize len;
} KtText;

typedef struct {
  const char *p, *end;
  guint depth;
  gboolean bad;
} KtCanonical;

void kt_canonical_init (KtCanonical *in, const char *text, gsize len);
/* Nothing failed, and nothing is left. */
gboolean kt_canonical_is_done (const KtCanonical *in);

/* One whole value of any kind. */
gboolean kt_canonical_skip (KtCanonical *in);
/* inside: between the quotes, escapes as written. */
gboolean kt_canonical_string (KtCanonical *in, KtText *inside);
/* Fails for a number beyond G_MAXINT64 too. */
gboolean kt_canonical_int (KtCanonical *in, gint64 *value);

/* An object: open, then for each member its value, then close.
 *   KtText key = { NULL, 0 };
 *   if (!kt_canonical_open (in, '{')) …
 *   while (kt_canonical_member (in, &key)) … read the value …
 *   return kt_canonical_close (in, '}');
 * Keys must rise. An array goes the same way, with [, ] and kt_canonical_item(), which counts in *n from 0. */
gboolean kt_canonical_open (KtCanonical *in, char bracket);
gboolean kt_canonical_member (KtCanonical *in, KtText *key);
gboolean kt_canonical_item (KtCanonical *in, guint *n);
gboolean kt_canonical_close (KtCanonical *in, char bracket);

/* Whether inside (as kt_canonical_string gives it) says word. */
gboolean kt_text_is (KtText inside, const char *word);
/* An escaped one; no other can be in it. */
gboolean kt_text_has_nul (KtText inside);
/* Appends inside with its escapes taken away. */
void kt_text_append_plain (KtText inside, GString *out);
