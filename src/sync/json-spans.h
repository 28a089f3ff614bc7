/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Finds its way through JSON without building a tree: a page of a thousand rows is cut into rows, and each record's
 * bytes are handed on as they came, so that one strange record never makes the page unreadable and nothing is parsed
 * twice. Pointers into the text; nothing is copied. Any thread.
 *
 * Only what is walked over is checked: brackets and quotes must match. What a value says is json.h's business. */
#include <glib.h>

typedef struct { const char *at; gsize len; } KtSpan;

/* The one value in text, white space around it removed; FALSE when it is cut short or more follows. */
gboolean kt_span_value (const char *text, gsize len, KtSpan *value);

typedef struct { const char *at, *end; gboolean broken, first; char open; } KtSpanIter;
/* span: an object or an array; anything else has no members. */
void kt_span_iter_init (KtSpanIter *iter, KtSpan span);
/* key: (out) (nullable) with its quotes; left empty in an array. FALSE at the end or when broken (then iter->broken). */
gboolean kt_span_iter_next (KtSpanIter *iter, KtSpan *key, KtSpan *value);

/* The member called key (plain ASCII, compared with what stands between the quotes). */
gboolean kt_span_member (KtSpan object, const char *key, KtSpan *value);
gboolean kt_span_is (KtSpan span, const char *literal);      /* "true", "null" … byte for byte */
gboolean kt_span_is_string (KtSpan span);
/* Decoded. Returns: (transfer full), or NULL when it is no string, or one with NUL or bad UTF-8. */
char *kt_span_dup_string (KtSpan span);
gint64 kt_span_get_int (KtSpan span, gint64 dflt);
