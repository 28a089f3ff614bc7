/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the files of leaf-store share. Inside of store/ only. */
#include "store/leaf-store.h"
#include "store/store-private.h"

/* The number of a database that must be there (NOT_FOUND). */
gboolean kt_store_need_database (KtStore *store, const char *name, gint64 *db, GError **error);
/* Statements (NULL-terminated) with the database's number as their only parameter, one after another. */
gboolean kt_store_run_for_database (KtStore *store, const char *const *sql, gint64 db, GError **error);
gboolean kt_store_put_checkpoint (KtStore *store, gint64 db, const char *checkpoint, GError **error);
/* incoming: it came in and could not be taken in; else the server refused it. bytes (nullable). */
gboolean kt_store_put_aside (KtStore *store, gint64 db, const char *id, const char *rev, gboolean incoming,
                             const char *reason, const char *bytes, gsize len, GError **error);
gboolean kt_store_is_set_aside (KtStore *store, const char *id, const char *rev, gboolean *aside, GError **error);
/* State of one revision; ancestors have to be asked for one by one. */
gboolean kt_store_set_rev_state (KtStore *store, gint64 doc, const char *rev, KtState state, GError **error);
/* Where a revision that came without its history stands. */
gboolean kt_store_set_rev_parent (KtStore *store, gint64 doc, const char *rev, const char *parent, GError **error);
/* A revision that was no leaf here any more is one again. bytes: its body unless it is a tombstone; NULL for a body
 * equal to the record's. */
gboolean kt_store_revive_leaf (KtStore *store, gint64 doc, const char *rev, gboolean deleted, KtState state,
                               const char *bytes, gsize len, GError **error);

/* ---- leaf-tree.c: what the server's list of leaves says about our revisions ---- */
typedef struct {
  gboolean changed;        /* a revision of ours got another state or place */
  gboolean open;           /* a leaf of the server's is not (readable) here: nothing may be written back */
} KtTreeNews;
/* revs: all of the record. Marks what the server has, takes back what it lost, ends what it superseded. */
gboolean kt_leaf_tree_reconcile (KtStore *store, gint64 doc, GPtrArray *revs, const char *const *server_leaves,
                                 KtTreeNews *news, GError **error);
/* The server has rev (nullable), so it has its ancestors too. */
gboolean kt_leaf_tree_confirm (KtStore *store, gint64 doc, GPtrArray *revs, KtRev *rev, KtTreeNews *news, GError **error);
KtRev *kt_leaf_tree_find (GPtrArray *revs, const char *rev);
/* Whether rev is the tombstone this software writes on one of revs: then its body need not be fetched. */
KtRev *kt_leaf_tree_find_buried (GPtrArray *revs, const char *rev);
/* waiting: only a child that still waits to be sent counts. */
gboolean kt_leaf_tree_has_child (GPtrArray *revs, const char *rev, gboolean waiting);
/* Whether the server's naming rev a leaf contradicts what is known here: it has been superseded there before. */
gboolean kt_leaf_tree_contradicts (GPtrArray *revs, const char *rev);
/* The server shows that what stands on rev here has a stem of its own there. */
gboolean kt_leaf_tree_cut_children (KtStore *store, gint64 doc, GPtrArray *revs, const char *rev, GError **error);
