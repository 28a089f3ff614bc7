/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The one thread that writes. A queue of functions, drafts and saves before sync batches. */
#include "store/store.h"

typedef struct _KtStoreWorker KtStoreWorker;
typedef enum { KT_PRIORITY_TYPING, KT_PRIORITY_SAVE, KT_PRIORITY_SYNC } KtPriority;

/* Takes the store (WRITE). Returns: (transfer full). */
KtStoreWorker *kt_store_worker_new (KtStore *store);
/* What a person did (typing, saves) is finished; a running batch of sync is interrupted, queued ones are answered with
 * KT_STORE_ERROR_LOCKED, as is whatever comes later. Then the thread is joined and the store closed. */
void kt_store_worker_free (KtStoreWorker *worker);
/* Runs func on the worker; the callback comes back on the caller's thread-default main context. data_free may be NULL;
 * it runs after the callback, in either thread. */
void kt_store_worker_run_async (KtStoreWorker *worker, KtPriority priority, KtStoreFunc func, gpointer data,
                                GDestroyNotify data_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean kt_store_worker_run_finish (KtStoreWorker *worker, GAsyncResult *result, GError **error);
/* From any other thread: runs func there and waits. */
gboolean kt_store_worker_call (KtStoreWorker *worker, KtPriority priority, KtStoreFunc func, gpointer data, GError **error);

/* How the replicator reaches a store: directly (CLI, tests) or through the worker (app). */
typedef struct {
  gboolean (*call) (gpointer self, KtStoreFunc func, gpointer data, GError **error);
  gpointer self;
} KtStoreCaller;
KtStoreCaller kt_store_caller_direct (KtStore *store);
KtStoreCaller kt_store_caller_worker (KtStoreWorker *worker);
