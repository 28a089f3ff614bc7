/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The side of the store the replicator talks to: leaves, what waits to be sent, checkpoints (DESIGN 4, 5). Blocking;
 * same thread rule as store.h. Invariants:
 *  1. A record's body is the join of everything this device has ever seen of it (DESIGN 5, rule 1).
 *  2. No function here removes a revision the server has not acknowledged.
 *  3. Pulled rows and the pull checkpoint are one transaction. */
#include "store/store.h"

/* Databases this profile takes part in (learned from the inbox, or by hand). */
typedef struct { char *name; char *family; KtScope scope; gboolean closed; } KtDatabase;
void kt_database_free (KtDatabase *database);
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
} KtPulledDoc;
KtPulledDoc *kt_pulled_doc_new (const char *id);
void kt_pulled_doc_add (KtPulledDoc *doc, const char *rev, gboolean deleted, const char *bytes, gsize len);
void kt_pulled_doc_free (KtPulledDoc *doc);

/* Which of these leaves have no body here (as "id rev" → those to fetch with _bulk_get). Quick: one prepared query. */
gboolean kt_store_has_rev (KtStore *store, const char *id, const char *rev, gboolean *has, GError **error);

typedef struct { guint applied, unchanged, set_aside, disputed; } KtPullResult;
/* Takes rows in, joins, and plans what must be written back (leaf-rule.h) as new revisions waiting to be sent. A row
 * that cannot be taken in is set aside with its bytes and the rest goes on. checkpoint: JSON of the pull side, stored
 * in the same transaction; NULL leaves it. */
gboolean kt_store_apply_pulled (KtStore *store, const char *database, GPtrArray *docs, const char *checkpoint,
                                KtPullResult *result, GError **error);

/* A revision waiting to be sent. ids: newest first, down to the nearest revision known at the server (or root). */
typedef struct { char *id; char *rev; GStrv ids; int start; gboolean deleted; char *bytes; /* NULL if deleted */ } KtPendingRev;
void kt_pending_rev_free (KtPendingRev *rev);
/* Bodies first; a tombstone only when the leaf that covers it has been acknowledged (DESIGN 5, rule 3).
 * Inner revisions nobody else needs are not listed. Set-aside records are not listed. */
GPtrArray *kt_store_list_pending (KtStore *store, const char *database, guint limit, gint64 max_bytes, GError **error);
/* The server's row said stored: HERE → SENT. revs: pairs id, rev. */
gboolean kt_store_mark_sent (KtStore *store, const char *database, GPtrArray *revs, GError **error);
/* The push checkpoint was saved there: SENT → SERVER, and the local checkpoint, in one transaction. */
gboolean kt_store_mark_at_server (KtStore *store, const char *database, const char *checkpoint, GError **error);
/* The server refused it (403 and the like): kept, shown, exportable, and no longer in anybody's way. */
gboolean kt_store_set_aside (KtStore *store, const char *database, const char *id, const char *rev,
                             const char *reason, GError **error);
/* A restored server (its checkpoint is older than ours or gone): what it may not have goes back to HERE.
 * Everything of the database that is not in its feed any more will be asked by _revs_diff and sent again. */
gboolean kt_store_forget_server (KtStore *store, const char *database, GError **error);
/* All leaves of a database for _revs_diff after a restore: id → strv of revs. */
GHashTable *kt_store_list_leaves (KtStore *store, const char *database, GError **error);
gint64 kt_store_get_local_seq (KtStore *store, const char *database, GError **error);

/* Local halves of the checkpoints, as JSON; direction "pull" or "push". Returns: (transfer full) (nullable). */
char *kt_store_get_checkpoint (KtStore *store, const char *database, const char *direction, GError **error);
gboolean kt_store_set_complete (KtStore *store, const char *database, const char *iso_time, GError **error);
