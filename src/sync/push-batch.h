/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Revisions that go to one database in one request, and what the answer says about each. Inside sync/ only. */
#include "sync/pass.h"
#include "sync/remote-database.h"

typedef struct {
  KtPassDatabase *database;
  GPtrArray *revs;         /* (element-type KtPendingRev) borrowed from the window */
  KtCall call;
  gboolean tried;          /* was refused by itself once, for no reason that names it */
} KtPushBatch;
KtPushBatch *kt_push_batch_new (KtPassDatabase *database);
void kt_push_batch_free (KtPushBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPushBatch, kt_push_batch_free)
/* Cuts revs into batches by count and bytes, evenly over the connections. Returns: (element-type KtPushBatch). */
GPtrArray *kt_push_batches_cut (KtPassDatabase *database, GPtrArray *revs, gsize most_bytes);

/* One revision the server will not have. */
typedef struct { KtPassDatabase *database; KtPendingRev *rev; char *reason; } KtRefusal;
void kt_refusal_free (KtRefusal *refusal);

typedef struct {
  GPtrArray *sent;         /* (element-type KtPushBatch) revs of these were stored */
  GPtrArray *refused;      /* (element-type KtRefusal) */
  GPtrArray *again;        /* (element-type KtPushBatch) to be tried in another cut */
  gboolean smaller;        /* the request was too large: cut smaller from now on */
  guint *splits;           /* (in and out) how often a batch may still be halved because of a 500 */
} KtPushOutcome;
void kt_push_outcome_init (KtPushOutcome *outcome, guint *splits);
void kt_push_outcome_clear (KtPushOutcome *outcome);

/* Reads a batch's answer into outcome; batch: (transfer full). FALSE with error: the database is to be left alone. */
gboolean kt_push_batch_judge (KtPushBatch *batch, KtPushOutcome *outcome, GError **error);
