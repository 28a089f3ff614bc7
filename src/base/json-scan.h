/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside base/: the look at the bytes that json-c does not take. Any thread. */
#include "base/json.h"

/* Refuses what json-c would take silently changed. *n_members: how many members all objects of the text have together,
 * so that a parser which keeps one of two equal keys is found out. */
gboolean kt_json_scan (const char *bytes, gsize len, gsize *n_members, GError **error);
/* The byte where a key comes a second time in its object; -1 when none does. Slow: only to explain a refusal. */
gssize kt_json_find_duplicate (const char *bytes, gsize len);
/* Whether a whole number, as written, lies in -2^63 … 2^64-1: what json-c holds exactly. */
gboolean kt_json_fits_64_bits (const char *digits, gsize len);
