/* SPDX-License-Identifier: EUPL-1.2 */
/* Monday morning, on paper but counted: many laptops come within minutes of each other to one server, each with a
 * caseload, each with the app's own rule for when to come again (session/retry-policy). The server is a queue before so
 * many cores, and a request costs what was measured on a real one (the README of src/office says where from). Nothing
 * is sent. Printed: requests and bytes, the busiest second, how long a pass takes and how many end badly.
 *
 *     simulate --laptops 1000 --families 40 --cores 4 --minutes 15 --within 300 */
#include <glib.h>
#include <locale.h>
#include <math.h>

#include "session/retry-policy.h"

typedef enum { COST_SIGN_IN,
               COST_INBOX,
               COST_LOCAL,
               COST_CHECK,
               COST_PAGE,
               COST_MARK,
               N_COSTS } Kind;

/* Milliseconds of one core, and bytes both ways with headers: CouchDB 3.5.2, 10,000 records of about 1 KB. A check is
 * _changes with nothing new (1,000 databases in 1.06 s); a page has some dozen records; a mark is a PUT of _local. */
static const struct {
  const char *name;
  double ms;
  guint bytes;
} costs[N_COSTS] = {
  [COST_SIGN_IN] = { "sign-in", 89, 900 },
  [COST_INBOX] = { "inbox", 1.1, 900 },
  [COST_LOCAL] = { "marks read", 0.9, 1100 },
  [COST_CHECK] = { "checks", 1.06, 750 },
  [COST_PAGE] = { "pages", 3.5, 26000 },
  [COST_MARK] = { "marks left", 1.5, 1300 },
};

#define CONNECTIONS 4
/* A gateway in front of the server gives up behind so many waiting requests, as it would on a real one. */
#define LONGEST_QUEUE 4000
/* A laptop ends a silence (sync-tuning.h, KT_TUNE_SILENCE_SECONDS). */
#define SILENCE 40.0
/* The cookie's life (server.md): a laptop signs in again after it. */
#define COOKIE 600.0

static int laptops = 1000, families = 40, cores = 4, minutes = 15, within = 300, changed = 10, seed = 1, down = 0;

typedef struct {
  double began, signed_in;
  int waiting[N_COSTS];    /* requests of this pass still to be asked */
  int out;                 /* asked and not answered */
  guint failures;
  gboolean first, bad;
} Laptop;

typedef enum { EVENT_PASS,
               EVENT_ANSWER } EventKind;
typedef struct {
  double at;
  EventKind kind;
  int laptop;
} Event;

static GArray *heap;
static Laptop *all;
static double *core_free;
static GRand *rnd;
static GArray *pass_seconds;
static guint64 asked[N_COSTS], passes, bad_passes;
static guint *per_second;
static double busy_ms, waiting_longest;

/* ---- A heap by time ---- */
static void
push (double at, EventKind kind, int laptop)
{
  Event event = { at, kind, laptop };
  guint i = heap->len;

  g_array_append_val (heap, event);
  while (i > 0 && g_array_index (heap, Event, (i - 1) / 2).at > at)
    {
      g_array_index (heap, Event, i) = g_array_index (heap, Event, (i - 1) / 2);
      i = (i - 1) / 2;
    }
  g_array_index (heap, Event, i) = event;
}

static Event
pop (void)
{
  Event top = g_array_index (heap, Event, 0), last = g_array_index (heap, Event, heap->len - 1);
  guint i = 0, len = heap->len - 1;

  g_array_set_size (heap, len);
  while (2 * i + 1 < len)
    {
      guint child = 2 * i + 1;
      if (child + 1 < len && g_array_index (heap, Event, child + 1).at < g_array_index (heap, Event, child).at)
        child++;
      if (g_array_index (heap, Event, child).at >= last.at)
        break;
      g_array_index (heap, Event, i) = g_array_index (heap, Event, child);
      i = child;
    }
  if (len > 0)
    g_array_index (heap, Event, i) = last;
  return top;
}

/* ---- The server ---- */
/* Answers when a request asked now is answered, or below 0 when it is refused. */
static double
serve (double now, Kind kind)
{
  int soonest = 0;
  double start;

  for (int i = 1; i < cores; i++)
    if (core_free[i] < core_free[soonest])
      soonest = i;
  start = MAX (now, core_free[soonest]);
  per_second[MIN ((int) now, minutes * 60 - 1)]++;
  asked[kind]++;
  /* While it is down, and behind a full queue, the gateway answers 503 at once. */
  if (now < down || (start - now) * 1000 * cores / costs[COST_CHECK].ms > LONGEST_QUEUE)
    return -1;
  waiting_longest = MAX (waiting_longest, start - now);
  core_free[soonest] = start + costs[kind].ms / 1000;
  busy_ms += costs[kind].ms;
  return core_free[soonest];
}

/* ---- A laptop ---- */
static void
begin_pass (Laptop *laptop, double now)
{
  int databases = families * 3, pages = 0;

  laptop->began = now;
  laptop->bad = FALSE;
  if (laptop->signed_in < 0 || now - laptop->signed_in > COOKIE)
    {
      laptop->waiting[COST_SIGN_IN] = 1;
      laptop->signed_in = now;
    }
  laptop->waiting[COST_INBOX] = 1;
  /* After a night much is new; later what colleagues write in a minute. */
  for (int i = 0; i < databases; i++)
    pages += laptop->first ? g_rand_int_range (rnd, 0, 100) < changed : g_rand_int_range (rnd, 0, 1000) < 2;
  laptop->waiting[COST_LOCAL] = laptop->first ? databases : pages;
  laptop->waiting[COST_CHECK] = databases - pages;
  laptop->waiting[COST_PAGE] = pages;
  laptop->waiting[COST_MARK] = pages;
}

static void
end_pass (int number, double now)
{
  Laptop *laptop = &all[number];
  double took = now - laptop->began;

  passes++;
  bad_passes += laptop->bad;
  laptop->failures = laptop->bad ? laptop->failures + 1 : 0;
  if (!laptop->bad)
    {
      laptop->first = FALSE;
      g_array_append_val (pass_seconds, took);
    }
  push (now + kt_retry_delay (laptop->bad ? KT_PASS_BUSY : KT_PASS_GOOD, laptop->failures, 0, g_rand_double (rnd)) / 1000.0,
        EVENT_PASS, number);
}

static Kind
next_kind (Laptop *laptop)
{
  for (Kind kind = 0; kind < N_COSTS; kind++)
    if (laptop->waiting[kind] > 0)
      return kind;
  return N_COSTS;
}

/* What comes first has to be answered before the rest is asked. */
static gboolean
may_ask (Laptop *laptop, Kind kind)
{
  return kind < N_COSTS && laptop->out < CONNECTIONS && (laptop->out == 0 || kind > COST_INBOX);
}

static void
go_on (int number, double now)
{
  Laptop *laptop = &all[number];

  for (Kind kind = next_kind (laptop); may_ask (laptop, kind); kind = next_kind (laptop))
    {
      double answered = serve (now, kind);
      laptop->waiting[kind]--;
      if (answered < 0 || answered - now > SILENCE)
        {
          /* A server in trouble ends the pass; the rest is not asked. */
          laptop->bad = TRUE;
          for (Kind k = 0; k < N_COSTS; k++)
            laptop->waiting[k] = 0;
          laptop->signed_in = kind == COST_SIGN_IN ? -1 : laptop->signed_in;
          break;
        }
      laptop->out++;
      push (answered, EVENT_ANSWER, number);
      if (kind <= COST_INBOX)
        break;
    }
  if (laptop->out == 0 && next_kind (laptop) == N_COSTS)
    end_pass (number, now);
}

/* ---- The morning ---- */
static void
run (void)
{
  double end = minutes * 60;

  for (int i = 0; i < laptops; i++)
    {
      all[i] = (Laptop) { .signed_in = -1, .first = TRUE };
      push (within > 0 ? g_rand_double_range (rnd, 0, within) : 0, EVENT_PASS, i);
    }
  while (heap->len > 0 && g_array_index (heap, Event, 0).at < end)
    {
      Event event = pop ();
      if (event.kind == EVENT_PASS)
        begin_pass (&all[event.laptop], event.at);
      else
        all[event.laptop].out--;
      go_on (event.laptop, event.at);
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
percentile (double share)
{
  if (pass_seconds->len == 0)
    return NAN;
  return g_array_index (pass_seconds, double, MIN ((guint) (share * pass_seconds->len), pass_seconds->len - 1));
}

static void
tell (void)
{
  guint64 requests = 0;
  double bytes = 0;
  guint peak = 0, at = 0, settled = 0;

  for (Kind kind = 0; kind < N_COSTS; kind++)
    {
      requests += asked[kind];
      bytes += (double) asked[kind] * costs[kind].bytes;
      g_print ("  %-12s %12" G_GUINT64_FORMAT "\n", costs[kind].name, asked[kind]);
    }
  for (int i = 0; i < minutes * 60; i++)
    if (per_second[i] > peak)
      peak = per_second[at = (guint) i];
  for (int i = MAX (0, minutes * 60 - 60); i < minutes * 60; i++)
    settled += per_second[i];
  g_array_sort (pass_seconds, compare_doubles);
  g_print ("requests %" G_GUINT64_FORMAT ", %.0f a second on average, %u in the busiest (second %u), %u in the last minute\n",
           requests, (double) requests / (minutes * 60), peak, at, settled / 60);
  g_print ("bytes %.1f MB, %.0f KB a laptop\n", bytes / 1e6, bytes / 1e3 / laptops);
  g_print ("cores busy %.0f %%, longest wait %.1f s\n", 100 * busy_ms / 1000 / (cores * minutes * 60.0), waiting_longest);
  g_print ("passes %" G_GUINT64_FORMAT ", not good %" G_GUINT64_FORMAT "; a good one takes %.1f s (middle), %.1f s (19 of 20)\n",
           passes, bad_passes, percentile (0.5), percentile (0.95));
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "laptops", 0, 0, G_OPTION_ARG_INT, &laptops, "how many", "N" },
    { "families", 0, 0, G_OPTION_ARG_INT, &families, "on each; three databases a family", "N" },
    { "cores", 0, 0, G_OPTION_ARG_INT, &cores, "of the server, all nodes together", "N" },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &minutes, "to look at", "N" },
    { "within", 0, 0, G_OPTION_ARG_INT, &within, "they all come within so many seconds", "S" },
    { "changed", 0, 0, G_OPTION_ARG_INT, &changed, "percent of the databases with something new at first", "P" },
    { "down", 0, 0, G_OPTION_ARG_INT, &down, "the server answers 503 for the first so many seconds", "S" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "of chance", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "C");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || laptops < 1 || cores < 1 || minutes < 1 || families < 1)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "numbers from 1");
      return 2;
    }
  heap = g_array_new (FALSE, FALSE, sizeof (Event));
  pass_seconds = g_array_new (FALSE, FALSE, sizeof (double));
  all = g_new0 (Laptop, laptops);
  core_free = g_new0 (double, cores);
  per_second = g_new0 (guint, minutes * 60);
  rnd = g_rand_new_with_seed ((guint32) seed);
  g_print ("%d laptops with %d families each, %d cores, %d minutes, all within %d s, seed %d\n", laptops, families, cores,
           minutes, within, seed);
  run ();
  tell ();
  g_array_unref (heap);
  g_array_unref (pass_seconds);
  g_free (all);
  g_free (core_free);
  g_free (per_second);
  g_rand_free (rnd);
  return 0;
}
