/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Reads the feeds of many databases, page after page, and hands the pages to whoever takes them in. It knows nothing
 * of the store, so that with a transport of several connections it runs in a thread of its own: the next pages come in
 * while the former are inserted. With a transport of one it runs in place, in a fixed order (tests).
 *
 * The first pages and the marks of several databases are asked for in one exchange: fifty families with nothing new
 * cost little more than their round trips. */
#include "sync/checkpoint.h"
#include "sync/remote-database.h"

typedef struct {
  char *database;
  char *local_name;        /* of our mark in it */
  KtCheckpoint *ours;      /* owned: a copy, the taker's own may change meanwhile */
  gboolean bodies;         /* FALSE: mostly what we sent ourselves is expected, ask for ids only */
} KtFeedSource;
KtFeedSource *kt_feed_source_new (const char *database, const char *local_name, const char *checkpoint, gboolean bodies);
void kt_feed_source_free (KtFeedSource *source);

typedef struct {
  guint source;            /* index */
  KtCheckpoint *theirs;    /* (nullable) with a source's first page */
  gboolean restored;       /* start over: this page is from the beginning */
  KtChangesPage *page;     /* (nullable) */
  gboolean last;           /* nothing more in this source for now */
  GError *error;           /* (nullable) instead of a page: this source ends; OFFLINE and UNAUTHORIZED end the feed */
} KtFeedItem;
void kt_feed_item_free (KtFeedItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtFeedItem, kt_feed_item_free)

/* FALSE: stop. item: (transfer full). Called on the thread of kt_feed_run(). */
typedef gboolean (*KtFeedTake) (KtFeedItem *item, gpointer user_data);
/* limit: (in and out) rows a page; what it has become when the feed ended is where to start next time. */
void kt_feed_run (KtTransport *transport, GPtrArray *sources /* KtFeedSource */, guint *limit, KtFeedTake take,
                  gpointer user_data, GCancellable *cancellable);
