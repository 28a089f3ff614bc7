/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Keeps what is being typed: handed to the store worker at each keystroke, fsynced at most half a second later.
 * Main thread. */
#include "store/store-worker.h"

typedef struct _KtDraftKeeper KtDraftKeeper;

/* worker and reader are borrowed and outlive the keeper's kt_draft_keeper_free(). Returns: (transfer full). */
KtDraftKeeper *kt_draft_keeper_new (KtStoreWorker *worker, KtStore *reader);
/* text NULL: forget it. */
void kt_draft_keeper_put (KtDraftKeeper *self, const char *key, const char *text);
/* What was put last, written yet or not. Returns: (transfer full) (nullable). */
char *kt_draft_keeper_get (KtDraftKeeper *self, const char *key);
/* Waits until everything put is on the disk. */
gboolean kt_draft_keeper_flush (KtDraftKeeper *self, GError **error);
void kt_draft_keeper_free (KtDraftKeeper *self);
