/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the steps of one pass share. Inside sync/ only; sync thread. */
#include "sync/checkpoint.h"
#include "sync/replicator.h"

/* One server database during a pass. */
typedef struct {
  KtDatabase *info;        /* owned */
  char *local_name;        /* owned: of our mark in it */
  KtCheckpoint *ours;      /* owned */
  KtCheckpoint *theirs;    /* owned (nullable): read in this pass */
  char *last_seq;          /* owned (nullable): how far its feed was taken in */
  gint64 marked_at;        /* monotonic: when a mark was last left, or the pass began with it */
  guint echo;              /* rows sent in this pass since the last mark */
  guint marks;             /* left in this pass */
  guint pulled, pushed;
  gboolean due;            /* something was taken in or sent: a mark is due */
  gboolean marked;         /* while marks are kept: the server has this one */
  gboolean read;           /* its feed was read to the end */
  gboolean in;             /* and all its text is in: what happens to pictures does not change that */
  gboolean failed;         /* left alone for the rest of the pass */
} KtPassDatabase;

typedef struct {
  const KtStoreCaller *store;
  KtTransport *transport;
  GCancellable *cancellable; /* (nullable) */
  char *device;            /* owned */
  GPtrArray *databases;    /* (element-type KtPassDatabase) in the order of pulling */
  GHashTable *families;    /* touched */
  KtSyncResult *result;
  KtSyncProgress progress; /* (nullable) */
  gpointer user_data;
  guint limit;             /* rows a page */
  gsize batch_bytes;       /* bytes a request when sending */
  gboolean has_inbox;      /* and it was read to its end */
  gboolean sealed;         /* a database was closed to us in this pass */
  gboolean told;           /* whether there was room is known */
  GError *first_error;     /* of a single database that failed */
  GError *busy;            /* the first KT_SYNC_ERROR_BUSY */
} KtPass;

gboolean kt_pass_call_store (KtPass *pass, KtStoreFunc func, gpointer data, GError **error);
/* Whether it says something about the connection, or the store, and not about one database. */
gboolean kt_pass_error_ends (const GError *failure);
/* A database failed. Takes error. TRUE: the pass goes on without it; FALSE: the pass is over, error is set.
 * FORBIDDEN seals it (R2): kept here, closed. */
gboolean kt_pass_fail_database (KtPass *pass, KtPassDatabase *database, GError *failure, GError **error);
/* Safety, the plan, the rest. */
int kt_pass_compare_scopes (const KtPassDatabase *a, const KtPassDatabase *b);
void kt_pass_report (KtPass *pass, KtPassDatabase *database);
KtPassDatabase *kt_pass_database_new (KtDatabase *info /* (transfer full) */, const char *device, const char *checkpoint);
void kt_pass_database_free (KtPassDatabase *database);

/* One mark on its way, for whoever sends it with other requests (checkpointer.c). */
typedef struct _KtPassMark KtPassMark;
KtPassMark *kt_pass_mark_new (KtPassDatabase *database);
void kt_pass_mark_free (KtPassMark *mark);
const KtRequest *kt_pass_mark_get_request (KtPassMark *mark);
/* Whether the server has it now; response: (transfer full). FALSE with error: the database is in trouble. FALSE without:
 * there is a newer one of ours there, which kt_checkpointer_run() knows how to replace. */
gboolean kt_pass_mark_judge (KtPassMark *mark, KtResponse *response, GError **error);
/* Runs keep and writes our half down, in one transaction. */
gboolean kt_pass_mark_keep (KtPass *pass, KtPassMark *mark, KtStoreFunc keep, gpointer data, GError **error);

/* The steps, in their order. FALSE with error: the pass is over. */
gboolean kt_inbox_read (KtPass *pass, const char *user, GError **error);
gboolean kt_puller_run (KtPass *pass, GError **error);
gboolean kt_pusher_run (KtPass *pass, GError **error);
gboolean kt_pictures_run (KtPass *pass, GError **error);
/* The organisation's keys; behind the records, which nobody should wait for. */
gboolean kt_device_keys_run (KtPass *pass, const char *user, GError **error);
/* Leaves a mark, on the server and then here, in every database where one is due. keep (nullable): runs in the same
 * transaction, when database->marked says of each whether the server has the mark. */
gboolean kt_checkpointer_run (KtPass *pass, KtPassDatabase **databases, guint n, KtStoreFunc keep, gpointer data,
                              GError **error);
