/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* When to try again after a pass: pure, so that it is tested without waiting. The replicator makes one attempt and
 * never decides this itself. */
#include <glib.h>

typedef enum {
  KT_PASS_GOOD,
  KT_PASS_OFFLINE,     /* no way there: soon again, slower each time, never slower than a minute */
  KT_PASS_BUSY,        /* the server asks for patience, or failed */
  KT_PASS_SIGN_IN,     /* only a person can help: no attempts that could lock an account */
} KtPassEnd;

/* failures: passes in a row that did not end well, this one included. retry_after: seconds the server asked for, or 0.
 * chance: 0 to 1, drawn anew each time; the delay lies between half of its step and the whole, by that much.
 * Returns: milliseconds, at most a minute unless the server asked for more; 0: not by itself. */
guint kt_retry_delay (KtPassEnd end, guint failures, guint retry_after, double chance);
