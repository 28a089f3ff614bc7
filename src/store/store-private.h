/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside of store/ only: the connection, statements, transactions, and the few moves every writer shares.
 *
 * The tables (migrations/) and what always holds after a commit; kt_store_check() tells when not:
 *  1. bodies.body is the canonical join of everything this device has ever seen of the record; it never goes back.
 *     There is none only when nothing but tombstones was ever seen.
 *  2. docs.state is KT_STATE_SET_ASIDE when an outgoing set_aside row (incoming = 0) of that id exists, else the least
 *     revs.state of the record: kt_store_refresh_state() computes it.
 *  3. revs.leaf is explicit: a pulled leaf comes without history, so "nobody's parent" does not define a leaf.
 *     kt_store_add_rev() takes the flag from the parent.
 *  4. A live leaf always holds a body: KT_HOLDS_OWN (the bytes as received) or KT_HOLDS_DOC (not foreign, and its
 *     canonical form equals the record's: nothing is stored twice). kt_store_put_body() turns KT_HOLDS_DOC leaves into
 *     KT_HOLDS_OWN ones before it changes the body. What is no leaf any more holds nothing.
 *  5. A revision nobody acknowledged (state HERE) is never deleted from revs.
 *  6. docs.seq grows with each change of a body or of the tree, over closing and opening too. databases.seq is written
 *     ahead, once in KT_SEQ_AHEAD changes: no docs.seq in the database is greater.
 *  7. search has one row per record that is not deleted, of a known type, with any text in a searchable field;
 *     all surviving entries are indexed. kt_store_put_body() keeps it.
 *  8. docs.db is where the record was born or first pulled from, for ever; the body's family is the database's. */
#include "store/store.h"

#include <sqlite3.h>

struct _KtStore {
  /* owned */
  sqlite3 *db;
  char *dir;
  char *device;
  KtSecret *signing_key;    /* of device; NULL for a reader */
  GHashTable *statements;   /* static SQL text → sqlite3_stmt; never freed before close */
  GHashTable *names;        /* interned text → its number; emptied by a rollback */
  GHashTable *ceilings;     /* database → its databases.seq, as far as known; emptied by a rollback */
  GHashTable *touched;      /* database → the databases.seq that the outermost kt_store_end() writes */
  int lock_fd;              /* -1 for a reader */
  /* plain */
  KtStoreMode mode;
  guint depth;              /* open kt_store_begin() calls */
  gboolean doomed;          /* an inner step failed half-way: the outermost one rolls back */
  gint64 seq;               /* the last local sequence number given out */
};

/* ---- Statements ---- */
/* Borrowed from the store's cache; g_autoptr resets it. One SQL text is in use once at a time. */
typedef sqlite3_stmt KtStatement;
void kt_statement_done (KtStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtStatement, kt_statement_done)

/* sql: a string literal (its address is the cache's key). NULL with error when it does not compile. */
KtStatement *kt_store_statement (KtStore *store, const char *sql, GError **error);
/* Parameters count from 1. Text and bytes are borrowed until the statement is done; NULL binds NULL. */
void kt_bind_int (KtStatement *statement, int i, gint64 value);
void kt_bind_text (KtStatement *statement, int i, const char *text);
void kt_bind_bytes (KtStatement *statement, int i, const char *bytes, gsize len);
/* One row: *row says whether there was one. Columns count from 0, as in sqlite3_column_*. */
gboolean kt_statement_step (KtStore *store, KtStatement *statement, gboolean *row, GError **error);
/* The same, for walking: TRUE while there is a row; then *ok says whether it was the end. */
gboolean kt_statement_next (KtStore *store, KtStatement *statement, gboolean *ok, GError **error);
/* Every column of every row as text, one after another. text: the first parameter (nullable: it has none). Returns:
 * (transfer full); NULL with error. */
GStrv kt_store_list_texts (KtStore *store, const char *sql, const char *text, GError **error);
/* To its end, no rows wanted; ready to be bound and run again. */
gboolean kt_statement_run (KtStore *store, KtStatement *statement, GError **error);
/* A text column, "" for NULL: borrowed until the next step. */
const char *kt_column_text (KtStatement *statement, int i);
/* Returns: (transfer full) (nullable). */
char *kt_column_dup (KtStatement *statement, int i);
/* Statements without parameters or rows. */
gboolean kt_store_exec (KtStore *store, const char *sql, GError **error);
/* Turns the connection's last failure into KT_STORE_ERROR; doing: "saving", for the log. Always FALSE. */
gboolean kt_store_fail (KtStore *store, const char *doing, GError **error);

/* ---- Transactions ---- */
/* Nest freely; only the outermost begins (IMMEDIATE) and commits. Every begin that succeeded has one end; ok FALSE rolls
 * back (at once when outermost, else by dooming the outermost) and leaves error alone.
 * Returns: whether all of it is kept so far. */
gboolean kt_store_begin (KtStore *store, GError **error);
gboolean kt_store_end (KtStore *store, gboolean ok, GError **error);

/* Big writers (a pulled batch) ask first: FALSE with KT_STORE_ERROR_FULL while the reserve file had to be given up, so
 * that what it freed is left for drafts and saves. Makes the reserve again when there is room. */
gboolean kt_store_check_room (KtStore *store, GError **error);

/* ---- Names and databases ---- */
/* The number of a type's name; make: insert when absent (else *number is 0). */
gboolean kt_store_intern (KtStore *store, const char *text, gboolean make, gint64 *number, GError **error);
/* *db is 0 when there is none of that name. */
gboolean kt_store_find_database (KtStore *store, const char *name, gint64 *db, GError **error);
/* The database a record of family and scope is born into; its row is made when absent (known = 0). */
gboolean kt_store_ensure_database (KtStore *store, const char *family, KtScope scope, gint64 *db, GError **error);

/* ---- A record's row ---- */
typedef struct {
  gint64 doc;               /* 0: not in the store */
  gint64 db;
  KtState state;
  KtRecord *body;           /* (nullable) owned */
} KtDocRow;
void kt_doc_row_clear (KtDocRow *row);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtDocRow, kt_doc_row_clear)
gboolean kt_store_find_doc (KtStore *store, const char *id, KtDocRow *row, GError **error);
/* Makes the row (row->doc == 0; row->db must be set) or updates it: body, seq, flags, search, KT_HOLDS_DOC leaves.
 * body NULL: a record of which only tombstones are known. row is brought up to date; state is not touched on an
 * update and is row->state on an insert. */
gboolean kt_store_put_body (KtStore *store, KtDocRow *row, const char *id, KtRecord *body, GError **error);
/* Column of bodies.body as a record. Returns: (transfer full); CORRUPT when it is none. */
KtRecord *kt_store_parse_body (KtStatement *query, int column, GError **error);
/* docs.state from the record's revisions and set-aside rows. */
gboolean kt_store_refresh_state (KtStore *store, gint64 doc, GError **error);
/* The next local sequence number, for a record of this database; only within a transaction. */
#define KT_SEQ_AHEAD 1000
gint64 kt_store_next_seq (KtStore *store, gint64 db);

/* ---- Revisions ---- */
typedef enum { KT_HOLDS_NOTHING, KT_HOLDS_OWN, KT_HOLDS_DOC } KtHolds;
typedef struct {
  char *rev;
  char *parent;             /* (nullable) */
  gboolean leaf, deleted;
  KtState state;
  KtHolds holds;
  char *bytes;              /* (nullable) as received; for KT_HOLDS_DOC NULL: take the record's */
  gsize len;
} KtRev;
void kt_rev_free (KtRev *rev);
/* Every revision of a record, or only its leaves. Returns: (element-type KtRev). */
GPtrArray *kt_store_list_revs (KtStore *store, gint64 doc, gboolean leaves_only, GError **error);
/* Adds a leaf under parent (NULL: none known here) and takes the leaf flag and the bytes from parent. A revision that
 * is there already is left as it is. holds KT_HOLDS_OWN: bytes; else NULL. *added (nullable). */
gboolean kt_store_add_rev (KtStore *store, gint64 doc, const char *rev, const char *parent, gboolean deleted,
                           KtState state, KtHolds holds, const char *bytes, gsize len, gboolean *added, GError **error);
/* rev stops being a leaf (the server says so, or it got a child); its bytes go. */
gboolean kt_store_end_leaf (KtStore *store, gint64 doc, const char *rev, GError **error);

/* An old copy of the store came back (DESIGN 5, leaves, rule 4): from now on edits carry a new device id, and are signed
 * with a new key. */
gboolean kt_store_renew_device (KtStore *store, GError **error);

/* ---- Signatures ---- */
/* The record's signatures are to be looked at; own: only if something of it was in doubt. */
gboolean kt_store_note_unchecked (KtStore *store, gint64 doc, gboolean own, GError **error);
/* A new key for store->device. */
gboolean kt_store_make_signing_key (KtStore *store, GError **error);
/* The key of store->device; store->signing_key stays NULL when there is none. */
gboolean kt_store_read_signing_key (KtStore *store, GError **error);
