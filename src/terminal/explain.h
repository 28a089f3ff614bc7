/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The one place where a technical error becomes an exit status and a sentence in the person's language. */
#include "terminal/program.h"

/* sentence: (out) (transfer full). */
KtExit kt_explain (const GError *error, char **sentence);
