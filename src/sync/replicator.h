/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One pass over every database of a store; it makes one attempt and cannot restart: retrying is sync-service's. */
#include "store/leaf-store.h"
#include "store/store-worker.h"
#include "sync/sync-error.h"
#include "sync/transport.h"

typedef struct {
  guint pulled, pushed, set_aside, disputed;
  guint pieces_pulled, pieces_pushed; /* of pictures */
  gboolean full;             /* the disk had no room for what is at the server */
  gboolean more;             /* pictures wait that this pass had no time for: the next may begin at once */
  guint databases, databases_failed;
  guint retry_after;         /* seconds the server asked to be left alone (429, 5xx); 0: it did not say */
  GPtrArray *families;       /* ids touched (char*), for the screens to reload */
} KtSyncResult;
void kt_sync_result_clear (KtSyncResult *result);

typedef void (*KtSyncProgress) (gpointer user_data, const char *family, guint pulled, guint pushed);

/* A setting: how many seconds this device's clock is ahead of the server's (negative: behind), when that is minutes.
 * Nothing is ordered by a clock; but the dates people read are written by it (R13). */
#define KT_SYNC_SETTING_CLOCK "sync.clock"
#define KT_SYNC_CLOCK_SECONDS 300

/* A setting: "1" when the last pass found no room on the disk for what is at the server. */
#define KT_SYNC_SETTING_FULL "sync.full"

/* user: the server account (names the inbox). Order: inbox, then every database's pull, then pushes in the order of
 * DESIGN 5, then pictures. A failing database does not stop the others; OFFLINE and UNAUTHORIZED stop the pass. On a full
 * disk nothing more comes in, what is only here is sent all the same, and the pass ends with KT_STORE_ERROR_FULL; when only
 * pictures did not fit, it ends well (result->full).
 * first: the family needed now (nullable). Thread: the sync thread. */
gboolean kt_replicator_run (const KtStoreCaller *store, KtTransport *transport, const char *user, const char *first,
                            KtSyncProgress progress, gpointer user_data, KtSyncResult *result,
                            GCancellable *cancellable, GError **error);
