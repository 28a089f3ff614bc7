/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The calls of CouchDB's replication protocol, typed: how each is asked, and how its answer is read. Nothing is kept
 * between calls. Asking and reading are apart, so that several databases can be asked in one exchange.
 *
 * Errors: KT_SYNC_ERROR, by status; see kt_remote_check(). A call's request borrows the strings the call owns. */
#include "store/leaf-store.h"
#include "store/picture-store.h"
#include "sync/transport.h"

typedef struct {
  char *path;              /* owned; request.path points here */
  char *body;              /* (nullable) owned */
  KtRequest request;
  KtResponse response;
} KtCall;
void kt_call_clear (KtCall *call);
void kt_call_init (KtCall *call, const char *method, char *path /* (transfer full) */, char *body /* (transfer full) */,
                   gssize len, gboolean gzip);
/* All calls in one exchange. FALSE when any was not answered; those that were have a status. */
gboolean kt_calls_run (KtTransport *transport, KtCall *calls, guint n, GCancellable *cancellable, GError **error);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtCall, kt_call_clear)

/* FALSE with error unless the status is 2xx. The server's own reason is in the message, for the log. */
gboolean kt_remote_check (const KtResponse *response, GError **error);
/* "error" and "reason" of an answer that refuses. Either may come back NULL. (transfer full) */
void kt_remote_read_refusal (const KtResponse *response, char **code, char **reason);

/* ---- _changes ---- */
typedef struct {
  GPtrArray *docs;         /* (element-type KtPulledDoc) without design documents; merged when an id comes twice */
  char *last_seq;          /* as it stood in the answer: opaque JSON */
  guint rows;              /* all, also those left out */
  gint64 pending;          /* -1: the server did not say */
  gsize bytes;
} KtChangesPage;
void kt_changes_page_free (KtChangesPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtChangesPage, kt_changes_page_free)
/* since: a last_seq, or NULL for the beginning. bodies: with the winners' bodies. */
void kt_remote_ask_changes (KtCall *call, const char *database, const char *since, guint limit, gboolean bodies);
KtChangesPage *kt_remote_read_changes (const KtResponse *response, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- _bulk_get ---- */
typedef struct { KtPulledDoc *doc; const char *rev; } KtWantedLeaf;
void kt_remote_ask_bulk_get (KtCall *call, const char *database, const KtWantedLeaf *wanted, guint n);
/* Adds each revision that came to its document; what the server does not have any more is left out: a later row of
 * the feed says what came in its place. */
gboolean kt_remote_read_bulk_get (const KtResponse *response, const KtWantedLeaf *wanted, guint n, GError **error);

/* ---- _revs_diff ---- */
void kt_remote_ask_revs_diff (KtCall *call, const char *database, GPtrArray *revs /* KtPendingRev */);
/* Returns: (transfer full) the missing ones as keys "id\nrev". */
GHashTable *kt_remote_read_revs_diff (const KtResponse *response, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- _bulk_docs ---- */
typedef struct { char *id; char *rev; char *code; char *reason; } KtRefusedRow;
void kt_refused_row_free (KtRefusedRow *row);
/* revs[first … first + n) with their ancestry, new_edits:false. */
void kt_remote_ask_bulk_docs (KtCall *call, const char *database, GPtrArray *revs, guint first, guint n);
/* Returns: (transfer full) (element-type KtRefusedRow) the refused rows only; a row that is not there was stored. */
GPtrArray *kt_remote_read_bulk_docs (const KtResponse *response, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- Pieces of pictures: documents with one attachment, so that no feed brings their bytes ---- */
/* The answer is the bytes. 404: it is not there. */
void kt_remote_ask_chunk (KtCall *call, const char *database, const char *id);
/* Read with kt_remote_read_bulk_docs(). In _bulk_docs, as records are: the revision is ours to name, so sending twice is
 * once, and gzip takes base64's third off again. */
void kt_remote_ask_put_chunk (KtCall *call, const char *database, const KtChunk *chunk);
/* ---- One document ---- */
/* A first revision; 409 when there is one. */
void kt_remote_ask_put (KtCall *call, const char *database, const char *id, char *body /* (transfer full) */);

/* ---- _local ---- */
void kt_remote_ask_local (KtCall *call, const char *database, const char *name);
void kt_remote_ask_put_local (KtCall *call, const char *database, const char *name, char *body /* (transfer full) */);
