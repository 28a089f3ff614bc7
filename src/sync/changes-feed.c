/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/changes-feed.h"
#include "sync/page-queue.h"
#include "sync/sync-error.h"
#include "sync/sync-tuning.h"

typedef struct {
  KtTransport *transport;
  GPtrArray *sources;
  guint limit;
  KtFeedTake take;
  gpointer user_data;
  GCancellable *cancellable;
} Feed;

KtFeedSource *
kt_feed_source_new (const char *database, const char *local_name, const char *checkpoint, gboolean bodies)
{
  KtFeedSource *source = g_new0 (KtFeedSource, 1);

  source->database = g_strdup (database);
  source->local_name = g_strdup (local_name);
  source->ours = kt_checkpoint_parse (checkpoint);
  source->bodies = bodies;
  return source;
}

void
kt_feed_source_free (KtFeedSource *source)
{
  g_free (source->database);
  g_free (source->local_name);
  kt_checkpoint_free (source->ours);
  g_free (source);
}

void
kt_feed_item_free (KtFeedItem *item)
{
  g_clear_pointer (&item->theirs, kt_checkpoint_free);
  g_clear_pointer (&item->page, kt_changes_page_free);
  g_clear_error (&item->error);
  g_free (item);
}

static gboolean
hand_error (Feed *feed, guint source, GError *error)
{
  KtFeedItem *item = g_new0 (KtFeedItem, 1);
  gboolean fatal = g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE) ||
                   g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED) || error->domain != KT_SYNC_ERROR;

  item->source = source;
  item->last = TRUE;
  item->error = error;
  return feed->take (item, feed->user_data) && !fatal;
}

/* ---- How much at a time ---- */

/* The line broke on it. One that had gone on for long was far too large for what gets through between two breaks. */
static void
note_cut (Feed *feed, double seconds)
{
  feed->limit = MAX (feed->limit / (seconds > KT_TUNE_PAGE_AIM ? 4 : 2), KT_TUNE_PAGE_LEAST);
}

/* What came took so long: as much as takes KT_TUNE_PAGE_AIM. */
static void
note_slow (Feed *feed, double seconds)
{
  feed->limit = MAX (feed->limit * KT_TUNE_PAGE_AIM / seconds, KT_TUNE_PAGE_LEAST);
}

static void
adapt (Feed *feed, const KtChangesPage *page, double seconds)
{
  if (seconds > KT_TUNE_PAGE_SECONDS)
    note_slow (feed, seconds);
  else if (page->bytes > KT_TUNE_PAGE_BYTES)
    feed->limit = CLAMP (feed->limit * (double) KT_TUNE_PAGE_BYTES / page->bytes, KT_TUNE_PAGE_LEAST, KT_TUNE_PAGE_MOST);
  else if (seconds < KT_TUNE_PAGE_QUICK && page->rows >= feed->limit && page->bytes < KT_TUNE_PAGE_BYTES / 2)
    feed->limit = MIN (feed->limit * 2, KT_TUNE_PAGE_MOST);
}

/* First pages of several databases: only what they brought makes them slow, not how many were asked. */
static void
adapt_group (Feed *feed, const KtCall *calls, guint n, double seconds)
{
  gsize bytes = 0;

  for (guint i = 0; i < n; i++)
    bytes += calls[i].response.len;
  if (seconds > KT_TUNE_PAGE_SECONDS && bytes > KT_TUNE_PAGE_HEAVY)
    note_slow (feed, seconds);
}

/* ---- One source ---- */

static gboolean
is_last (const KtChangesPage *page, guint limit)
{
  return page->pending == 0 || page->rows < limit;
}

/* since and limit: what the page was asked with. A feed that hands out the same page for ever would never end; a server
 * that only tells its last rows again (a cluster may) has nothing new. */
static KtChangesPage *
read_page (const KtResponse *response, const char *since, guint limit, GError **error)
{
  KtChangesPage *page = kt_remote_read_changes (response, error);

  if (page == NULL || is_last (page, limit) || g_strcmp0 (page->last_seq, since) != 0)
    return page;
  kt_changes_page_free (page);
  g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "a feed that stands still");
  return NULL;
}

static KtChangesPage *
fetch_page (Feed *feed, const KtFeedSource *source, const char *since, GError **error)
{
  g_auto (KtCall) call = { 0 };
  gint64 start = g_get_monotonic_time ();
  guint limit = feed->limit;
  KtChangesPage *page = NULL;
  double seconds;

  kt_remote_ask_changes (&call, source->database, since, limit, source->bodies);
  if (kt_calls_run (feed->transport, &call, 1, feed->cancellable, error))
    page = read_page (&call.response, since, limit, error);
  seconds = (g_get_monotonic_time () - start) / 1e6;
  if (page == NULL)
    note_cut (feed, seconds);
  else
    adapt (feed, page, seconds);
  return page;
}

/* Hands this page on, and those behind it. page and theirs: (transfer full). limit: what the page was asked with. */
static gboolean
hand_pages (Feed *feed, guint index, KtCheckpoint *theirs, gboolean restored, KtChangesPage *page, guint limit)
{
  GError *error = NULL;

  for (;;)
    {
      KtFeedItem *item = g_new (KtFeedItem, 1);
      gboolean last = is_last (page, limit);
      g_autofree char *from = g_strdup (page->last_seq);

      *item = (KtFeedItem) { .source = index, .theirs = theirs, .restored = restored, .page = page, .last = last };
      if (!feed->take (item, feed->user_data))
        return FALSE;
      if (last)
        return TRUE;
      theirs = NULL;
      restored = FALSE;
      limit = feed->limit;
      page = fetch_page (feed, feed->sources->pdata[index], from, &error);
      if (page == NULL)
        return hand_error (feed, index, error);
    }
}

/* The server does not know our mark any more: everything from the beginning, whatever the first page said. */
static gboolean
start_over (Feed *feed, guint index, KtCheckpoint *theirs)
{
  guint limit = feed->limit;
  GError *error = NULL;
  KtChangesPage *page = fetch_page (feed, feed->sources->pdata[index], NULL, &error);

  if (page != NULL)
    return hand_pages (feed, index, theirs, TRUE, page, limit);
  kt_checkpoint_free (theirs);
  return hand_error (feed, index, error);
}

/* Our mark there: a document that is not there is an empty one. A database that is not there says so in its feed. */
static KtCheckpoint *
read_theirs (const KtResponse *response, GError **error)
{
  if (response->status == 404)
    return kt_checkpoint_new ();
  return kt_remote_check (response, error) ? kt_checkpoint_parse (response->body) : NULL;
}

static gboolean
take_first (Feed *feed, guint index, const KtResponse *local, const KtResponse *changes, guint limit)
{
  const KtFeedSource *source = feed->sources->pdata[index];
  GError *error = NULL;
  KtCheckpoint *theirs = read_theirs (local, &error);
  KtChangesPage *page = theirs != NULL ? read_page (changes, kt_checkpoint_since (source->ours), limit, &error) : NULL;

  if (page == NULL)
    {
      g_clear_pointer (&theirs, kt_checkpoint_free);
      return hand_error (feed, index, error);
    }
  if (!kt_checkpoint_is_restored (source->ours, theirs))
    return hand_pages (feed, index, theirs, FALSE, page, limit);
  kt_changes_page_free (page);
  return start_over (feed, index, theirs);
}

/* ---- Several sources at once ---- */

static void
ask_group (Feed *feed, KtCall *calls, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const KtFeedSource *source = feed->sources->pdata[first + i];

      kt_remote_ask_local (&calls[2 * i], source->database, source->local_name);
      kt_remote_ask_changes (&calls[2 * i + 1], source->database, kt_checkpoint_since (source->ours), feed->limit,
                             source->bodies);
    }
}

static gboolean
take_group (Feed *feed, KtCall *calls, guint first, guint n, guint limit)
{
  for (guint i = 0; i < n; i++)
    {
      const KtResponse *local = &calls[2 * i].response;
      const KtResponse *changes = &calls[2 * i + 1].response;

      if (local->status != 0 && changes->status != 0 && !take_first (feed, first + i, local, changes, limit))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_group (Feed *feed, guint first, guint n)
{
  g_autofree KtCall *calls = g_new0 (KtCall, 2 * n);
  guint limit = feed->limit;
  gint64 start = g_get_monotonic_time ();
  GError *error = NULL;
  gboolean whole, go_on;
  double seconds;

  ask_group (feed, calls, first, n);
  whole = kt_calls_run (feed->transport, calls, 2 * n, feed->cancellable, &error);
  seconds = (g_get_monotonic_time () - start) / 1e6;
  if (whole)
    adapt_group (feed, calls, 2 * n, seconds);
  else
    note_cut (feed, seconds);
  /* What did come over a line that broke is taken in all the same. */
  go_on = take_group (feed, calls, first, n, limit);
  for (guint i = 0; i < 2 * n; i++)
    kt_call_clear (&calls[i]);
  if (whole)
    return go_on;
  if (go_on)
    hand_error (feed, first, error);
  else
    g_error_free (error);
  return FALSE;
}

/* How many sources from first on go together. */
static guint
group_size (Feed *feed, guint first)
{
  guint most = KT_TUNE_DATABASES_AT_ONCE, n = 0;

  while (n < most && first + n < feed->sources->len)
    {
      const KtFeedSource *source = feed->sources->pdata[first + n];

      if (kt_checkpoint_since (source->ours) == NULL)
        most = MIN (most, MAX (n + 1, KT_TUNE_NEW_DATABASES_AT_ONCE));
      n++;
    }
  return n;
}

static void
run (Feed *feed)
{
  guint n;

  for (guint i = 0; i < feed->sources->len; i += n)
    {
      n = group_size (feed, i);
      if (!read_group (feed, i, n))
        return;
    }
}

/* ---- In a thread of its own ---- */

typedef struct {
  Feed *feed;
  KtPageQueue *queue;
} Ahead;

static gboolean
queue_item (KtFeedItem *item, gpointer queue)
{
  return kt_page_queue_push (queue, item, item->page != NULL ? item->page->bytes : 0);
}

static gpointer
fetch_ahead (gpointer user_data)
{
  Ahead *ahead = user_data;

  run (ahead->feed);
  kt_page_queue_end (ahead->queue);
  return NULL;
}

/* The caller's cancelling reaches the fetching thread's own; the taker's stopping only that. */
static void
cancelled_cb (GCancellable *caller, gpointer own)
{
  g_cancellable_cancel (own);
}

static void
run_ahead (Feed *feed)
{
  g_autoptr (KtPageQueue) queue = kt_page_queue_new ((GDestroyNotify) kt_feed_item_free, KT_TUNE_AHEAD_BYTES);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  gulong chain = feed->cancellable != NULL ? g_cancellable_connect (feed->cancellable, G_CALLBACK (cancelled_cb), own, NULL) : 0;
  Feed fetching = *feed;
  Ahead ahead = { &fetching, queue };
  KtFeedItem *item;
  GThread *thread;

  fetching.take = queue_item;
  fetching.user_data = queue;
  fetching.cancellable = own;
  thread = g_thread_new ("kt-feed", fetch_ahead, &ahead);
  while ((item = kt_page_queue_pop (queue)) != NULL)
    if (!feed->take (item, feed->user_data))
      {
        kt_page_queue_close (queue);
        g_cancellable_cancel (own);
        break;
      }
  g_thread_join (thread);
  g_cancellable_disconnect (feed->cancellable, chain);
  feed->limit = fetching.limit;
}

void
kt_feed_run (KtTransport *transport, GPtrArray *sources, guint *limit, KtFeedTake take, gpointer user_data,
             GCancellable *cancellable)
{
  Feed feed = { transport, sources, CLAMP (*limit, KT_TUNE_PAGE_LEAST, KT_TUNE_PAGE_MOST), take, user_data, cancellable };

  if (transport->exchange_many != NULL)
    run_ahead (&feed);
  else
    run (&feed);
  *limit = feed.limit;
}
