/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What is wrong with an input, in the person's language. The layers below say it in English, "place: reason"; the
 * reasons are few and known. Main thread. */
#include <glib.h>

/* "docs[3] (goal:…), field words: missing" → the same in the language that is set. Returns: (transfer full). */
char *kt_reason_translate (const char *message);
