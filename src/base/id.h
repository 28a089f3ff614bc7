/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Random ids; nothing personal is ever in one. Any thread. */
#include <glib.h>

/* "TYPE:" + 32 random hex digits (128 bits from libsodium). Returns: (transfer full). */
char *kt_id_new (const char *type);
/* n_bytes random bytes as lower-case hex. Returns: (transfer full). */
char *kt_random_hex (gsize n_bytes);
/* "goal:5c0e…" → "goal"; NULL without a colon. Returns: (transfer full) (nullable). */
char *kt_id_dup_type (const char *id);
/* The part after the colon; the whole id without one. Borrowed. */
const char *kt_id_get_tail (const char *id);
