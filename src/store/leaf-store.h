/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The side of the store the replicator talks to: leaves, what waits to be sent, checkpoints (DESIGN 4, 5). Blocking;
 * same thread rule as store.h. Invariants:
 *  1. A record's body is the join of everything this device has ever seen of it (DESIGN 5, rule 1).
 *  2. No function here removes a revision the server has not acknowledged.
 *  3. A page of pulled rows is one transaction; the mark that says it was read is kept only after it. */
#include "store/store.h"

/* Databases this profile takes part in (learned from the inbox, or by hand). */
typedef struct {
  char *name; char *family; KtScope scope;
  gboolean closed, complete; /* complete: it was wholly in once */
} KtDatabase;
void kt_database_free (KtDatabase *database);
/* What was written before the server had a database for it (a family made offline) belongs to it from now on. */
gboolean kt_store_add_database (KtStore *store, const char *name, const char *family, KtScope scope, GError **error);
GPtrArray *kt_store_list_databases (KtStore *store, GError **error);          /* (element-type KtDatabase) */
/* Access was taken away: sealed, never deleted (R2). reason NULL opens it again. */
gboolean kt_store_close_database (KtStore *store, const char *name, const char *reason, GError **error);

/* One row of _changes with what was fetched for it. */
typedef struct { char *rev; gboolean deleted; char *bytes; gsize len; /* as received; NULL for a tombstone */ } KtPulledLeaf;
typedef struct {
  char *id;
  GStrv server_leaves;       /* every leaf the server has now; a revision of ours not among them is no leaf there */
  GPtrArray *leaves;         /* (element-type KtPulledLeaf): the bodies fetched */
  gboolean deleted;          /* the server's winner is a tombstone: no leaf is live */
} KtPulledDoc;
KtPulledDoc *kt_pulled_doc_new (const char *id);
void kt_pulled_doc_add (KtPulledDoc *doc, const char *rev, gboolean deleted, const char *bytes, gsize len);
void kt_pulled_doc_free (KtPulledDoc *doc);

/* Whether a leaf of the server's needs no fetching: its body is here, it is known to be a tombstone, or it was set
 * aside, or it is a piece of a picture. Quick. */
gboolean kt_store_has_rev (KtStore *store, const char *id, const char *rev, gboolean *has, GError **error);

typedef struct { guint applied, unchanged, set_aside, disputed; } KtPullResult;
/* A piece of a picture (model/picture.h) is only noted: its bytes are fetched after all text (picture-store.h).
 * Takes rows in, joins, and plans what must be written back (leaf-rule.h) as new revisions waiting to be sent. A row
 * that cannot be taken in is set aside with its bytes and the rest goes on. Adds to result. */
gboolean kt_store_apply_pulled (KtStore *store, const char *database, GPtrArray *docs, KtPullResult *result,
                                GError **error);

/* A revision waiting to be sent. ids: the hash parts of its ancestry, newest first, down to the nearest revision known
 * to be at the server (or as far as it is known here); start: the generation of the first. */
typedef struct {
  gint64 doc;                /* the store's own number */
  char *id; char *rev; GStrv ids; int start; gboolean deleted;
  gboolean alone;            /* the record's only leaf */
  char *bytes;               /* NULL if deleted */
} KtPendingRev;
void kt_pending_rev_free (KtPendingRev *rev);
/* The records (the store's own numbers) of which something waits, in the order they came. Set-aside ones are not listed.
 * Returns: (transfer full) (element-type gint64). */
GArray *kt_store_list_waiting (KtStore *store, const char *database, GError **error);
/* Those of them by which somebody says no, or takes a yes back (kt_consent_is_no()): they go before everything else. */
GArray *kt_store_list_waiting_noes (KtStore *store, const char *database, GError **error);
/* What waits of docs[*next …], which moves on by as many records as were read; about limit revisions and max_bytes. Bodies
 * first; a tombstone only when no body of that record waits any more (DESIGN 5, rule 3). Inner revisions nobody else
 * needs are not among them. Returns: (transfer full) (element-type KtPendingRev). */
GPtrArray *kt_store_read_waiting (KtStore *store, GArray *docs, guint *next, guint limit, gint64 max_bytes, GError **error);
/* The first of what waits, in one go. */
GPtrArray *kt_store_list_pending (KtStore *store, const char *database, guint limit, gint64 max_bytes, GError **error);
/* The server's row said stored: HERE → SENT, with the ancestry that went along; or, when a mark was left since, SERVER.
 * revs: KtPendingRev. */
gboolean kt_store_mark_sent (KtStore *store, GPtrArray *revs, KtState state, GError **error);
/* The server has these, though its feed does not list them as leaves: it knows more of the record than they do. */
gboolean kt_store_mark_inner (KtStore *store, GPtrArray *revs, GError **error);
/* The mark was left there: SENT → SERVER, and our half of the checkpoint, in one transaction. */
gboolean kt_store_mark_at_server (KtStore *store, const char *database, const char *checkpoint, GError **error);
/* What an earlier pass sent without leaving a mark behind it waits again, pieces of pictures too: a server brought back
 * from a backup made in between would not have it, and no mark of ours would tell. At the beginning of a pass: what its
 * feeds list is sent after all. SENT → HERE, in all databases. */
gboolean kt_store_doubt_sent (KtStore *store, GError **error);
/* Our half of the checkpoint alone. */
gboolean kt_store_keep_checkpoint (KtStore *store, const char *database, const char *checkpoint, GError **error);
/* The server refused it (403 and the like): kept, shown, exportable, and no longer in anybody's way. */
gboolean kt_store_set_aside (KtStore *store, const char *database, const char *id, const char *rev,
                             const char *reason, GError **error);
/* The server went back in time, or is another: nothing of the database is taken to be there any more (all HERE), and
 * checkpoint stands in the place of ours, in one transaction. Pulling from the beginning finds what it does have. */
gboolean kt_store_forget_server (KtStore *store, const char *database, const char *checkpoint, GError **error);

/* Our half of the checkpoint, as JSON. Returns: (transfer full) (nullable); NULL without error when there is none. */
char *kt_store_get_checkpoint (KtStore *store, const char *database, GError **error);
gboolean kt_store_set_complete (KtStore *store, const char *database, const char *iso_time, GError **error);
