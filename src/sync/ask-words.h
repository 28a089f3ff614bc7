/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What was asked of the office, and why it was refused, as sentences in English; translated where shown. Any thread. */
#include <glib.h>

/* "team-join" → N_("a colleague joins a family"); a kind of a newer app: itself. Borrowed. */
const char *kt_ask_kind_words (const char *kind);
/* "last-one" → N_("somebody must …"); the server's own words: themselves. Borrowed. */
const char *kt_ask_reason_words (const char *reason);
