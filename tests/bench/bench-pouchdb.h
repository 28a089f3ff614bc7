/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* PouchDB at the same work (pouchdb.cjs), and what went over the line meanwhile. Asserts that it works. */
#include "store/store.h"
#include "sync/https-server.h"

typedef struct { double requests, bytes; } Traffic;
/* Counted by the double between the two: requests, and the bytes of their bodies both ways. */
void traffic_begin (HttpsServer *couch);
Traffic traffic_end (HttpsServer *couch);

typedef struct {
  double ms;               /* 0: the node modules are not here */
  gboolean ended;          /* else ms is when it was given up */
  Traffic traffic;
} PouchRun;
/* how: "default", "tuned"; work: "pull", "push" (source: a file of documents). url: of the server, or of a line to it.
 * patience: seconds after which it is given up. */
void pouchdb_run (HttpsServer *couch, const char *url, const char *login, const char *how, const char *work,
                  const char *database, const char *source, guint patience, PouchRun *run);
/* What waits in the store, a document with its revisions a line. Returns: (transfer full) the file's path. */
char *pouchdb_write_source (KtStore *store, const char *database);
