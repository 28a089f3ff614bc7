/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/bench-shares.h"

#include "store/store-private.h"

#include <time.h>

typedef enum { DOING_JSON,
               DOING_STORE,
               DOING_LINE } Doing;

struct _Watch {
  KtTransport base;        /* what is handed out; first */
  KtTransport *line;
  KtStore *store;
  KtStoreCaller caller;
  GThread *thread;
  Shares *shares;
  /* since when what is being done is done */
  Doing doing;
  double wall, cpu;
};

static double
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* Returns: what was done so far. ms: (out) how long, and of that at work. */
static Doing
turn_to (Watch *watch, Doing doing, double *ms, double *at_work)
{
  Doing was = watch->doing;
  double wall = read_clock (CLOCK_MONOTONIC), cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);

  *ms = wall - watch->wall;
  *at_work = cpu - watch->cpu;
  watch->doing = doing;
  watch->wall = wall;
  watch->cpu = cpu;
  return was;
}

/* From work with JSON to the line or the other way round; what is neither is waiting. */
static void
turn (Watch *watch, Doing doing)
{
  double ms, at_work;
  Doing was = turn_to (watch, doing, &ms, &at_work);

  *(was == DOING_LINE ? &watch->shares->line : &watch->shares->json) += at_work;
  watch->shares->waiting += MAX (ms - at_work, 0);
}

/* ---- The store ---- */

/* Its time is all its own: it waits for the disk. A call that changed nothing has read. */
static gboolean
call_store (gpointer self, KtStoreFunc func, gpointer data, GError **error)
{
  Watch *watch = self;
  Doing before = watch->doing;
  sqlite3_int64 changes = sqlite3_total_changes64 (watch->store->db);
  double ms, at_work;
  gboolean ok;

  turn (watch, DOING_STORE);
  ok = func (watch->store, data, error);
  turn_to (watch, before, &ms, &at_work);
  *(sqlite3_total_changes64 (watch->store->db) > changes ? &watch->shares->writing : &watch->shares->reading) += ms;
  return ok;
}

/* ---- The line ---- */

typedef struct {
  Watch *watch;
  const KtStream *stream;
} Watched;

static gboolean
next_cb (gpointer user_data, KtRequest *request, gpointer *tag)
{
  const Watched *watched = user_data;
  gboolean more;

  turn (watched->watch, DOING_JSON);
  more = watched->stream->next (watched->stream->user_data, request, tag);
  turn (watched->watch, DOING_LINE);
  return more;
}

static void
ended_cb (gpointer user_data, gpointer tag, KtResponse *response)
{
  const Watched *watched = user_data;

  turn (watched->watch, DOING_JSON);
  watched->stream->ended (watched->stream->user_data, tag, response);
  turn (watched->watch, DOING_LINE);
}

static gboolean
exchange_stream (KtTransport *base, const KtStream *stream, GCancellable *cancellable, GError **error)
{
  Watch *watch = (Watch *) base;
  Watched watched = { watch, stream };
  const KtStream watching = { next_cb, ended_cb, &watched };
  gboolean ok;

  if (watch->thread != g_thread_self ())
    return watch->line->exchange_stream (watch->line, stream, cancellable, error);
  turn (watch, DOING_LINE);
  ok = watch->line->exchange_stream (watch->line, &watching, cancellable, error);
  turn (watch, DOING_JSON);
  return ok;
}

static gboolean
exchange_many (KtTransport *base, const KtRequest *requests, KtResponse *responses, guint n, GCancellable *cancellable,
               GError **error)
{
  Watch *watch = (Watch *) base;
  gboolean ours = watch->thread == g_thread_self (), ok;

  if (ours)
    turn (watch, DOING_LINE);
  ok = watch->line->exchange_many (watch->line, requests, responses, n, cancellable, error);
  if (ours)
    turn (watch, DOING_JSON);
  return ok;
}

static gboolean
exchange (KtTransport *base, const KtRequest *request, KtResponse *response, GCancellable *cancellable, GError **error)
{
  return exchange_many (base, request, response, 1, cancellable, error);
}

/* ---- The watch ---- */

Watch *
watch_new (KtStore *store, KtTransport *line, Shares *shares)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->base = (KtTransport) { .exchange = exchange, .exchange_many = exchange_many, .exchange_stream = exchange_stream };
  watch->line = line;
  watch->store = store;
  watch->caller = (KtStoreCaller) { call_store, watch };
  watch->thread = g_thread_self ();
  watch->shares = shares;
  watch->wall = read_clock (CLOCK_MONOTONIC);
  watch->cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);
  return watch;
}

void
watch_free (Watch *watch)
{
  turn (watch, DOING_JSON);
  g_free (watch);
}

const KtStoreCaller *
watch_get_store (Watch *watch)
{
  return &watch->caller;
}

KtTransport *
watch_get_line (Watch *watch)
{
  return &watch->base;
}

char *
shares_say (const Shares *shares)
{
  double percent = 100 / (shares->reading + shares->writing + shares->json + shares->line + shares->waiting);

  return g_strdup_printf ("%.0f %% reading, %.0f %% encrypting and writing, %.0f %% JSON, %.0f %% curl and TLS, %.0f %% waiting",
                          shares->reading * percent, shares->writing * percent, shares->json * percent,
                          shares->line * percent, shares->waiting * percent);
}
