/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Sync by itself: a thread that makes one pass after another, and the policy of when. A pass runs when asked, two
 * seconds after something was saved, when the network comes (a hint only), and at the latest after a minute.
 * Main thread, whose loop must run; the news comes back on it. */
#include "session/session.h"
#include "sync/replicator.h"

typedef struct _KtSyncService KtSyncService;

/* Something to show: the state changed, or records of these families came in (families: char*; NULL: none). */
typedef void (*KtSyncNews) (gpointer user_data, GPtrArray *families);
/* How a server is reached; tests put a network-free one here. */
typedef KtTransport *(*KtTransportNew) (const KtServer *server, GError **error);

/* worker and writer are borrowed until kt_sync_service_stop(); writer is only ever interrupted. server: (nullable)
 * copied. last_contact: (nullable) copied. Returns: (transfer full). */
KtSyncService *kt_sync_service_new (KtStoreWorker *worker, KtStore *writer, const KtServer *server,
                                    const char *last_contact, KtTransportNew transport_new, KtSyncNews news,
                                    gpointer user_data);
/* Aborts transfers and a batch being taken in, and waits for the thread. No news comes after it. */
void kt_sync_service_stop (KtSyncService *self);
void kt_sync_service_unref (KtSyncService *self);

void kt_sync_service_set_server (KtSyncService *self, const KtServer *server);
void kt_sync_service_now (KtSyncService *self);
/* The family that is open: passes come to it first, from the next one on. NULL: none. */
void kt_sync_service_set_first (KtSyncService *self, const char *family);
void kt_sync_service_note_saved (KtSyncService *self);
KtSyncState kt_sync_service_get_state (KtSyncService *self);
/* Borrowed until the next news. */
const char *kt_sync_service_get_last_contact (KtSyncService *self);
/* Deep copy without the password. Returns: FALSE when there is no server. */
gboolean kt_sync_service_get_server (KtSyncService *self, KtServer *server);
