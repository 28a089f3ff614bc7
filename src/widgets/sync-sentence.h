/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The state of sync as one quiet sentence, the same wherever it stands. Main thread. */
#include "session/session.h"

typedef struct {
  char *words;      /* (transfer full) */
  const char *icon; /* a static name */
} KtSyncSentence;

KtSyncSentence kt_sync_sentence (KtSession *session);
/* "10:52", or with the day when it was not today; NULL: never. Returns: (transfer full) (nullable). */
char *kt_last_contact_text (const char *iso);
/* That the organisation erased families lately, and when last; NULL: none in the last weeks. Returns: (transfer full). */
char *kt_erased_text (KtSession *session);
/* That this device's disk had no room for what is at the server; NULL: it had. Returns: (transfer full). */
char *kt_full_text (KtSession *session);
/* That this device's clock is minutes away from the server's; NULL: it is not. Returns: (transfer full). */
char *kt_clock_text (KtSession *session);
