/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The answer to "Everything safe?" in words, from what the store counted and how it stands with the server. */
#include "lists/safe-list.h"
#include "session/session.h"

typedef enum {
  KT_SAFE_DO_NOTHING,
  KT_SAFE_DO_SEND,      /* a button "Send now" helps */
  KT_SAFE_DO_CONNECT,   /* there is no server yet */
  KT_SAFE_DO_SIGN_IN,
  KT_SAFE_DO_LOOK,      /* the server did not take something */
} KtSafeDeed;

typedef struct {
  gboolean yes;
  char *answer;         /* owned */
  char *advice;         /* owned */
  KtSafeDeed deed;
} KtSafeVerdict;

/* last_contact: (nullable) ISO time of the last whole round. Returns: what kt_safe_verdict_clear() clears. */
KtSafeVerdict kt_safe_verdict (const KtSafeList *list, KtSyncState state, const char *last_contact);
void kt_safe_verdict_clear (KtSafeVerdict *verdict);
/* "48 records · everything in · 15:33" of one family. Returns: (transfer full). */
char *kt_safe_family_text (const KtSafeFamily *family, KtSyncState state);
