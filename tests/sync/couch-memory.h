/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A CouchDB in memory, in the points the replicator uses, with real revision trees: for tests without a network, where
 * thousands of servers are made, backed up, restored and looked into. What the answers look like was read off the real
 * server; tests/double is the one that is held to it point by point. One thread at a time. */
#include "sync/transport.h"

typedef struct _CouchMemory CouchMemory;
CouchMemory *couch_memory_new (void);
void couch_memory_free (CouchMemory *couch);
void couch_memory_create (CouchMemory *couch, const char *database);
void couch_memory_delete (CouchMemory *couch, const char *database);
/* Answers a request; response is filled in. */
void couch_memory_handle (CouchMemory *couch, const KtRequest *request, KtResponse *response);

/* A backup, and the same server brought back from it: silently, seqs and _local documents and all. */
CouchMemory *couch_memory_copy (CouchMemory *couch);
void couch_memory_restore (CouchMemory *couch, CouchMemory *backup);

/* ---- What a test may order ---- */
typedef struct {
  const char *forbid;        /* (nullable) ids with this in them are refused, row by row, as validation does */
  const char *too_large;     /* (nullable) a batch with such an id is refused as a whole: 413 naming it */
  const char *poison;        /* (nullable) a batch with such an id is answered by a 500 that names nobody */
  const char *lie;           /* (nullable) of pieces of pictures with such an id other bytes are given out */
  const char *gone;          /* (nullable) the bytes of such pieces are not there, though the feed lists them */
  guint most_docs;           /* a larger batch is refused: 413 naming nobody; 0: any size */
  gboolean closed;           /* 403 for every database but the inbox */
  gboolean local_conflicts;  /* _local documents have conflicts, as in some other servers */
  gboolean reorder;          /* rows of a feed come backwards */
  gboolean duplicate;        /* and twice */
  gboolean noise;            /* the same seq is another string each time */
  guint rewind;              /* a feed begins so many rows before what was asked for */
} CouchMood;
CouchMood *couch_memory_mood (CouchMemory *couch);

/* ---- Looking in ---- */
guint couch_memory_n_docs (CouchMemory *couch, const char *database);
/* Live leaves of a record; 0 when there is none. */
guint couch_memory_n_live (CouchMemory *couch, const char *database, const char *id);
/* The winner's body without what the server adds, or NULL. Returns: (transfer full). */
char *couch_memory_dup_body (CouchMemory *couch, const char *database, const char *id);
char *couch_memory_dup_winner (CouchMemory *couch, const char *database, const char *id);
/* Every leaf of every record, sorted, bodies too: the same for the same contents. Returns: (transfer full). */
char *couch_memory_dump (CouchMemory *couch, const char *database);
/* A program that is not ours writes members (JSON without the braces) as a child of the winner, or as a first revision.
 * fork: as a second root instead. Returns: (transfer full) the revision. */
char *couch_memory_write (CouchMemory *couch, const char *database, const char *id, const char *members, gboolean fork);
/* Somebody deletes it by hand: a tombstone upon the winner. Returns: (transfer full) its revision. */
char *couch_memory_bury (CouchMemory *couch, const char *database, const char *id);
/* What the office does: the ledger refuses the id, and every revision of it is purged. */
void couch_memory_erase (CouchMemory *couch, const char *database, const char *id);
