/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* An unlocked profile: its store (a reading connection for the main loop, the worker for writing), who is at work,
 * and the background sync. GObject; main thread, whose loop must run.
 * Signals: "changed" (char *family or NULL): something was saved or came in; "sync-changed": the state of sync. */
#include "session/profile.h"
#include "store/store-worker.h"
#include "sync/transport-curl.h"

#define KT_TYPE_SESSION (kt_session_get_type ())
G_DECLARE_FINAL_TYPE (KtSession, kt_session, KT, SESSION, GObject)

/* words: passphrase or recovery code. Argon2id runs in a thread. */
void kt_session_unlock_async (KtProfile *profile, const char *words, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
KtSession *kt_session_unlock_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Locks: drafts fsynced, queries interrupted, transfers aborted, database closed, keys wiped. After it every call
 * fails with KT_STORE_ERROR_LOCKED. Takes well under a second. */
void kt_session_lock (KtSession *self);

KtProfile *kt_session_get_profile (KtSession *self);             /* borrowed */
KtStore *kt_session_get_reader (KtSession *self);                /* borrowed; quick reads on the main thread */
const char *kt_session_get_worker_id (KtSession *self);          /* "worker:…" */
KtStoreWorker *kt_session_get_store_worker (KtSession *self);

/* One durable save. info: by and device are filled in; NULL for a plain edit. changes: (transfer full). */
void kt_session_save_async (KtSession *self, const char *type, const char *id, const char *family, KtRecord *seen,
                            const KtEditInfo *info, json_object *changes, GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full) the record now kept. */
KtRecord *kt_session_save_finish (KtSession *self, GAsyncResult *result, GError **error);
/* Goal changed and agreed at the table: the edit (agreed, with, phone) and the append-only agreement, one transaction. */
void kt_session_agree_async (KtSession *self, const char *goal_id, KtRecord *seen, const char *field, const char *value,
                             const char *const *with, const char *const *phone, const char *note,
                             GAsyncReadyCallback callback, gpointer user_data);
KtRecord *kt_session_agree_finish (KtSession *self, GAsyncResult *result, GError **error);
/* The fixed worker decides: an edit that covers what was seen plus a decision record, one transaction. */
void kt_session_decide_async (KtSession *self, KtRecord *seen, const char *field, const char *value, const char *why,
                              const char *const *with, GAsyncReadyCallback callback, gpointer user_data);
KtRecord *kt_session_decide_finish (KtSession *self, GAsyncResult *result, GError **error);

/* Pictures (store/picture-store.h). bytes: transfer none, and nobody else's until the answer; details: (transfer full).
 * A lock waits for the one that is being kept, so hand over the next when the answer to the last is in. */
void kt_session_add_picture_async (KtSession *self, const char *family, json_object *details, GByteArray *bytes,
                                   GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full) the record. Errors: as kt_store_add_picture(). */
KtRecord *kt_session_add_picture_finish (KtSession *self, GAsyncResult *result, GError **error);
void kt_session_load_picture_async (KtSession *self, const char *id, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* Returns: (transfer full) its bytes. Errors: as kt_store_read_picture(). */
GBytes *kt_session_load_picture_finish (KtSession *self, GAsyncResult *result, GError **error);

/* Work of colleagues who lost access to a family. The list is kt_store_list_offered (kt_session_get_reader ()), from
 * store/outbox.h: id, family, author (a login), at, taken (NULL: not yet) and body, whose "records" each hold "_id" and
 * "bytes" (a record as kt_record_parse() reads it, so that a screen can show the words before somebody decides). Taking
 * over joins them with what is here, and sends them as any other work; "changed" is emitted for the family.
 * Families the organisation erased: kt_store_list_erased_families(), from store/erase.h. */
void kt_session_take_over_async (KtSession *self, const char *offered_id, GAsyncReadyCallback callback, gpointer user_data);
/* *records: (nullable) how many were taken over. Errors: KT_STORE_ERROR (NOT_FOUND: withdrawn meanwhile). */
gboolean kt_session_take_over_finish (KtSession *self, GAsyncResult *result, guint *records, GError **error);

/* Every keystroke; returns at once, fsynced within 500 ms. text NULL: forget it. */
void kt_session_put_draft (KtSession *self, const char *key, const char *text);
char *kt_session_get_draft (KtSession *self, const char *key);   /* (transfer full) (nullable) */

typedef enum {
  KT_SYNC_NO_SERVER, KT_SYNC_IDLE, KT_SYNC_RUNNING, KT_SYNC_OFFLINE, KT_SYNC_SIGN_IN, KT_SYNC_BUSY,
} KtSyncState;
KtSyncState kt_session_get_sync_state (KtSession *self);
const char *kt_session_get_last_contact (KtSession *self);       /* ISO time or NULL */
void kt_session_sync_now (KtSession *self);
/* The family somebody looks at: sync comes to it first. */
void kt_session_set_open_family (KtSession *self, const char *family);
/* Signs in and, when that works, keeps the server and starts syncing. */
void kt_session_connect_async (KtSession *self, const KtServer *server, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_session_connect_finish (KtSession *self, GAsyncResult *result, GError **error);
/* The server in use, without password. Returns: FALSE when none. */
gboolean kt_session_get_server(KtSession *self, KtServer *server);
