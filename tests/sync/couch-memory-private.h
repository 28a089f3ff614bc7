/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the files of couch-memory share. */
#include "sync/couch-memory.h"

typedef struct {
  char *rev, *parent;      /* parent (nullable) */
  char *members;           /* (nullable) body as text without braces and without the server's own members */
  gboolean deleted;
  GBytes *attachment;      /* (nullable) its one, "bytes" */
} Node;

typedef struct {
  char *id;
  guint64 seq;
  GPtrArray *nodes;        /* Node* */
} Doc;

typedef struct {
  GHashTable *docs;        /* id → Doc */
  GHashTable *locals;      /* name → text with _rev first */
  GHashTable *erased;      /* ids the ledger refuses */
  guint64 seq;
} Db;

struct _CouchMemory {
  GHashTable *dbs;
  CouchMood mood;
  guint noise;
};

/* Winner first. Returns: (transfer container). */
GPtrArray *couch_list_leaves (Doc *doc);
/* Walks a path from its newest revision back, adding what is missing, until it reaches a revision whose own way back is
 * known. A first revision that turns out to have had a parent is hung under it, as CouchDB does. The newest keeps the
 * body it has; the others are inner revisions without one. */
void couch_attach (Db *db, const char *id, int start, GStrv ids, const char *members, gboolean deleted, GBytes *attachment);
