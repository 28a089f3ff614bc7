/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Revisions that go to one database in one request, and what the answer says about each. Inside sync/ only. */
#include "sync/pass.h"
#include "sync/remote-database.h"

typedef struct {
  KtPassDatabase *database;
  GPtrArray *revs;         /* (element-type KtPendingRev) owned */
  KtCall call;
  gboolean ask;            /* which of them does the server miss? (_revs_diff, after a restored server) */
  gboolean tried;          /* was refused by itself once, for no reason that names it */
} KtPushBatch;
/* revs: (transfer full) (element-type KtPendingRev). */
KtPushBatch *kt_push_batch_new (KtPassDatabase *database, GPtrArray *revs);
void kt_push_batch_free (KtPushBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPushBatch, kt_push_batch_free)
/* How many of n waiting revisions go in one request: full rounds over all connections. */
guint kt_push_batch_size (guint n);
/* Its request, made when it is first asked for. */
const KtRequest *kt_push_batch_get_request (KtPushBatch *batch);

/* One revision the server will not have. */
typedef struct { KtPassDatabase *database; KtPendingRev *rev /* owned */; char *reason; } KtRefusal;
void kt_refusal_free (KtRefusal *refusal);
/* A row's "error": a refusal for good. What the server could not do just now (a time-out) waits for the next pass. */
gboolean kt_refusal_is_final (const char *code);

typedef struct {
  GPtrArray *sent;         /* (element-type KtPushBatch) revs of these were stored */
  GPtrArray *known;        /* (element-type KtPushBatch) the server had these already */
  GPtrArray *refused;      /* (element-type KtRefusal) */
  GQueue again;            /* KtPushBatch: to be sent, or sent in another cut */
  gboolean smaller;        /* the request was too large: cut smaller from now on */
  guint *splits;           /* (in and out) how often a batch may still be halved because of a 500 */
} KtPushOutcome;
void kt_push_outcome_init (KtPushOutcome *outcome, guint *splits);
void kt_push_outcome_clear (KtPushOutcome *outcome);
/* Takes a record out that CouchDB would refuse for its size, and its whole batch with it. */
void kt_push_batch_take_out_giants (KtPushBatch *batch, KtPushOutcome *outcome);

/* Reads a batch's answer (in batch->call) into outcome; batch: (transfer full). FALSE with error: the database is to be
 * left alone. */
gboolean kt_push_batch_judge (KtPushBatch *batch, KtPushOutcome *outcome, GError **error);
