/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Where a pass spends its time, looked at from outside: around each call of the store, each exchange over the line, and
 * each answer that is handed on. What another thread does meanwhile is not counted. */
#include "store/store-worker.h"
#include "sync/transport.h"

typedef struct {
  double reading, writing; /* ms in the store */
  double json;             /* making requests, reading answers */
  double line;             /* curl and TLS */
  double waiting;          /* nothing to be done: the server is at work, or the line */
} Shares;
/* "9 % reading, 12 % writing, …". Returns: (transfer full). */
char *shares_say (const Shares *shares);

typedef struct _Watch Watch;
/* Adds to shares until it is freed. store, line and shares are borrowed. For the calling thread. */
Watch *watch_new (KtStore *store, KtTransport *line, Shares *shares);
void watch_free (Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)
/* What a pass is given instead of the store and the line. Borrowed. */
const KtStoreCaller *watch_get_store (Watch *watch);
KtTransport *watch_get_line (Watch *watch);
