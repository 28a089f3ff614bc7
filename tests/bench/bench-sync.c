/* SPDX-License-Identifier: EUPL-1.2 */
/* Replication over HTTPS with the double, our validation installed, beside programs that do only the unavoidable part
 * (bench-limits.h), in turns, and beside PouchDB from npm. One JSON object a row; arguments choose rows by a part of their
 * name. KT_BENCH_SIZES=1000,10000 says how many records, KT_BENCH_TURNS=3 how often each is measured (the middle one
 * counts; PouchDB once). Rows of 100,000 records are measured when asked for by that number. */
#include "base/id.h"
#include "bench/bench-limits.h"
#include "bench/bench-pouchdb.h"
#include "bench/bench-shares.h"
#include "office/guard.h"
#include "store/store-private.h"
#include "sync/laptop.h"
#include "sync/pass.h"
#include "sync/revision-json.h"

#include <stdio.h>
#include <string.h>

#define LOGIN_1 "worker-1a"
#define PATIENCE 3600 /* s */

static char **wanted;
static HttpsServer *couch;
static guint turns;

/* ---- Rows ---- */

static gboolean
is_wanted (const char *name)
{
  gboolean any = wanted[0] == NULL;

  for (gsize i = 0; wanted[i] != NULL; i++)
    any |= strstr (name, wanted[i]) != NULL;
  return any;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
middle (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, times->len / 2);
}

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static guint
turns_for (guint n)
{
  return n > 10000 ? 1 : turns;
}

static void
print_unit (const char *name, const char *unit, double ours, double limit, double budget, const char *note)
{
  printf ("{\"name\":\"%s\",\"unit\":\"%s\",\"ours\":%.3f,\"limit\":%.3f,\"ratio\":%.3f", name, unit, ours, limit,
          ours / limit);
  if (budget > 0)
    printf (",\"budget\":%.2f", budget);
  printf (",\"note\":\"%s\"}\n", note);
  fflush (stdout);
}

static void
print_row (const char *name, double ours, double limit, double budget, const char *note)
{
  print_unit (name, "ms", ours, limit, budget, note);
}

/* Beside PouchDB in its two shapes; budgets 0: none. */
static void
print_pouch_rows (const char *name, double ours, const Traffic *traffic, const PouchRun *plain, const PouchRun *tuned,
                  double plain_budget, double tuned_budget)
{
  const struct {
    const char *what, *unit;
    double ours, theirs, budget;
    gboolean ended;
    const char *note;
  } rows[] = {
    { "PouchDB as it comes", "ms", ours, plain->ms, plain_budget, plain->ended, "LevelDB without fsync, a connection a request" },
    { "PouchDB tuned", "ms", ours, tuned->ms, tuned_budget, tuned->ended,
      "LevelDB without fsync, six kept connections, batches of 1,000" },
    { "requests, PouchDB tuned", "req", traffic->requests, tuned->traffic.requests, 0, tuned->ended, "" },
    { "bodies, PouchDB tuned", "kB", traffic->bytes / 1000.0, tuned->traffic.bytes / 1000.0, 0, tuned->ended,
      "both directions" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *row = g_strdup_printf ("%s: %s", name, rows[i].what);

      if (rows[i].theirs > 0)
        print_unit (row, rows[i].unit, rows[i].ours, rows[i].theirs, rows[i].budget,
                    rows[i].ended ? rows[i].note : "given up then: it was not all in");
    }
}

/* ---- Records ---- */

/* About a thousand bytes each as it lies on the server, as a goal with its first step and an edit or two has. */
static char *
some_changes (GRand *rand)
{
  static const char *const words[] = { "samen", "fiets", "school", "rustig", "avond", "oma", "geld", "brief", "buurvrouw",
                                       "slapen", "koken", "werk", "dokter", "kamer", "ruzie", "plan", "week", "zondag" };
  GString *text = g_string_new ("{\"words\":\"");

  for (guint i = 0; i < 32; i++)
    g_string_append_printf (text, "%s%d ", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))],
                            g_rand_int_range (rand, 0, 9));
  g_string_append (text, "\",\"first_step\":\"");
  for (guint i = 0; i < 12; i++)
    g_string_append_printf (text, "%s ", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
  g_string_append (text, "\",\"status\":\"open\",\"domains\":[\"home\",\"money\"],\"date\":\"2026-11-22\"}");
  return g_string_free_and_steal (text);
}

typedef struct {
  const char *family;
  guint n, edits;
} Filling;

static gboolean
fill (KtStore *store, gpointer data, GError **error)
{
  const Filling *filling = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < filling->n; i++)
    {
      g_autofree char *changes = some_changes (rand);
      g_autoptr (KtRecord) record = save (store, "goal", NULL, filling->family, changes);

      for (guint j = 0; j < filling->edits; j++)
        {
          g_autofree char *more = some_changes (rand);

          kt_record_unref (save (store, "goal", kt_record_get_id (record), filling->family, more));
        }
    }
  return TRUE;
}

static Laptop *
laptop_filled (const char *family, guint n, guint edits)
{
  Laptop *laptop = laptop_new (NULL);
  Filling filling = { family, n, edits };

  g_assert_true (kt_store_transaction (laptop->store, fill, &filling, NULL));
  return laptop;
}

/* As keukentafel-office leaves a family's database: with our validation function. A database that is to take the
 * records of another family (a copy of the same work) is guarded for that. */
static void
guard (const char *database, const char *family)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new_with_free_func (g_free);
  KtCouch hands = { couch->hands, done, TRUE };
  g_autoptr (GError) error = NULL;

  kt_office_guard (&hands, database, KT_GUARD_FAMILY, family, &error);
  g_assert_no_error (error);
}

static void
add_family (const char *family)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };
  const char *const logins[] = { LOGIN_1, NULL };

  https_add_family (couch, family, logins);
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *database = kt_scope_database (family, scopes[i]);

      guard (database, family);
    }
}

/* Every family of this program has the same role, so that one worker sees them all. */
static void
begin_server (void)
{
  couch = https_double_new ("", NULL);
  https_add_worker (couch, LOGIN_1, NULL, NULL);
}

static void
give_role (const char *family)
{
  g_autofree char *path = g_strdup ("/_users/org.couchdb.user:" LOGIN_1), *answer = NULL;
  g_autofree char *role = g_strconcat ("fam:", strchr (family, ':') + 1, NULL);
  g_autoptr (json_object) user = NULL;

  g_assert_cmpuint (https_ask (couch, "GET", path, NULL, &answer), ==, 200);
  user = kt_json_parse (answer, -1, NULL);
  json_object_array_add (kt_json_get_array (user, "roles"), json_object_new_string (role));
  https_do (couch, "PUT", path, json_object_to_json_string (user));
}

static char *
new_family (void)
{
  char *family = kt_id_new ("family");

  give_role (family);
  add_family (family);
  return family;
}

/* Its databases, and the notes that name them: the next pass must not ask for what is gone. */
static void
remove_family (const char *family)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

  https_remove_family (couch, family);
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *database = kt_scope_database (family, scopes[i]), *answer = NULL, *gone = NULL;
      g_autofree char *path = g_strdup_printf ("/kt-inbox-" LOGIN_1 "/database%%3A%s", database);
      g_autoptr (json_object) note = NULL;

      g_assert_cmpuint (https_ask (couch, "GET", path, NULL, &answer), ==, 200);
      note = kt_json_parse (answer, -1, NULL);
      gone = g_strdup_printf ("%s?rev=%s", path, kt_json_get_string (note, "_rev"));
      https_do (couch, "DELETE", gone, NULL);
    }
}

/* shares: what the time went to is added to them. */
static double
watched_pass (Laptop *laptop, KtTransport *line, guint expected, Shares *shares)
{
  g_autoptr (Watch) watch = watch_new (laptop->store, line, shares);
  g_autoptr (GError) error = NULL;
  KtSyncResult result;
  gint64 start = g_get_monotonic_time ();
  double took;

  kt_replicator_run (watch_get_store (watch), watch_get_line (watch), LOGIN_1, NULL, NULL, NULL, &result, NULL, &error);
  took = ms_since (start);
  g_assert_no_error (error);
  if (expected != G_MAXUINT)
    g_assert_cmpuint (result.pulled + result.pushed, ==, expected);
  kt_sync_result_clear (&result);
  return took;
}

static double
timed_pass (Laptop *laptop, KtTransport *line, guint expected)
{
  Shares shares = { 0 };

  return watched_pass (laptop, line, expected, &shares);
}

/* ---- Push ---- */

static void
append_record (GPtrArray *bodies, guint n, GPtrArray *hashes, const char *text)
{
  GString *body;

  if (n % 1000 == 0)
    g_ptr_array_add (bodies, g_string_new ("{\"new_edits\":false,\"docs\":["));
  body = bodies->pdata[bodies->len - 1];
  g_string_append_printf (body, "%s{\"_rev\":\"%u-%s\",\"_revisions\":{\"start\":%u,\"ids\":[", n % 1000 == 0 ? "" : ",",
                          hashes->len, (char *) hashes->pdata[hashes->len - 1], hashes->len);
  for (guint i = hashes->len; i > 0; i--)
    g_string_append_printf (body, "%s\"%s\"", i < hashes->len ? "," : "", (char *) hashes->pdata[i - 1]);
  g_string_append_printf (body, "]},%s", text + 1);
}

/* What reading and serialising cannot do without: the rows out of SQLCipher, the text of ten requests. */
static void
read_bodies (Laptop *laptop, const char *database, GPtrArray *bodies)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      laptop->store,
      "SELECT leaf, rev, bodies.body FROM docs JOIN bodies USING (doc) JOIN revs USING (doc) WHERE docs.db ="
      " (SELECT db FROM databases WHERE name = ?1) ORDER BY docs.doc, rev",
      NULL);
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  gboolean row = TRUE;
  guint n = 0;

  kt_bind_text (query, 1, database);
  while (kt_statement_step (laptop->store, query, &row, NULL) && row)
    {
      g_ptr_array_add (hashes, g_strdup (strchr (kt_column_text (query, 1), '-') + 1));
      if (!sqlite3_column_int (query, 0))
        continue;
      append_record (bodies, n++, hashes, kt_column_text (query, 2));
      g_ptr_array_set_size (hashes, 0);
    }
  for (guint i = 0; i < bodies->len; i++)
    g_string_append (bodies->pdata[i], "]}");
}

static void
free_body (gpointer body)
{
  g_string_free (body, TRUE);
}

static double
push_limit (Laptop *laptop, Bare *bare, const char *from, const char *to)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func (free_body);
  g_autofree char *path = g_strdup_printf ("/%s/_bulk_docs", to);
  gint64 start = g_get_monotonic_time ();

  read_bodies (laptop, from, bodies);
  g_autofree const char **paths = g_new (const char *, bodies->len), **texts = g_new (const char *, bodies->len);
  g_autofree gsize *lens = g_new (gsize, bodies->len);
  for (guint i = 0; i < bodies->len; i++)
    {
      paths[i] = path;
      texts[i] = ((GString *) bodies->pdata[i])->str;
      lens[i] = ((GString *) bodies->pdata[i])->len;
    }
  bare_run (bare, paths, texts, lens, NULL, bodies->len, 4);
  return ms_since (start);
}

/* Another family's plan, ready to take the same records. */
static char *
make_copy (const char *family, char **database)
{
  char *other = new_family ();

  *database = kt_scope_database (other, KT_SCOPE_PLAN);
  guard (*database, family);
  return other;
}

/* source: a file of the family's documents (pouchdb_write_source). */
static void
push_by_pouchdb (const char *family, const char *source, HttpsServer *through, const char *how, guint patience, PouchRun *run)
{
  g_autofree char *to = NULL, *other = make_copy (family, &to);

  pouchdb_run (couch, through->url, LOGIN_1, how, "push", to, source, patience, run);
  remove_family (other);
}

/* In its two shapes. */
static void
push_by_both (Laptop *laptop, const char *family, PouchRun *plain, PouchRun *tuned)
{
  g_autofree char *database = kt_scope_database (family, KT_SCOPE_PLAN);
  g_autofree char *source = pouchdb_write_source (laptop->store, database);

  push_by_pouchdb (family, source, couch, "tuned", PATIENCE, tuned);
  push_by_pouchdb (family, source, couch, "default", PATIENCE, plain);
  remove (source);
}

static double
push_turn (Laptop *laptop, Bare *bare, const char *family, guint n, double *limit, Traffic *traffic, Shares *shares)
{
  g_autofree char *from = kt_scope_database (family, KT_SCOPE_PLAN), *to = NULL, *other = make_copy (family, &to);
  g_autoptr (KtTransport) line = https_line (couch, LOGIN_1, NULL);
  double took;

  *limit = push_limit (laptop, bare, from, to);
  remove_family (other); /* or the pass would read all of it */
  traffic_begin (couch);
  took = watched_pass (laptop, line, n, shares);
  *traffic = traffic_end (couch);
  return took;
}

static void
bench_push (guint n, guint edits)
{
  g_autofree char *name = g_strdup_printf ("push %u records%s", n, edits > 0 ? ", 5 revisions each" : "");
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limits = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *note = NULL, *said = NULL;
  g_autoptr (Bare) bare = NULL;
  PouchRun plain = { 0 }, tuned = { 0 };
  Traffic traffic = { 0 };
  Shares shares = { 0 };

  if (!is_wanted (name))
    return;
  bare = bare_new (couch, LOGIN_1);
  for (guint i = 0; i < turns_for (n); i++)
    {
      g_autofree char *family = new_family ();
      g_autoptr (Laptop) laptop = laptop_filled (family, n, edits);
      double limit, took;

      if (i == 0)
        push_by_both (laptop, family, &plain, &tuned);
      took = push_turn (laptop, bare, family, n, &limit, &traffic, &shares);
      g_array_append_val (limits, limit);
      g_array_append_val (ours, took);
      remove_family (family);
    }
  said = shares_say (&shares);
  note = g_strdup_printf ("curl posting over 4 connections, reading and serialising; our validation installed; ours: %s", said);
  print_row (name, middle (ours), middle (limits), 1.1, note);
  print_pouch_rows (name, middle (ours), &traffic, &plain, &tuned, 0, n >= 10000 ? 0.5 : 0);
}

/* ---- Pull ---- */

static double
pull_limit (Bare *bare, const char *database, double *fetching)
{
  g_autoptr (GPtrArray) pages = NULL;
  g_autofree char *folder = g_dir_make_tmp ("kt-bench-XXXXXX", NULL);
  gint64 start = g_get_monotonic_time ();
  double took;

  pages = bare_fetch (bare, database);
  *fetching = ms_since (start);
  bare_parse (pages);
  bare_insert (pages, folder);
  took = ms_since (start);
  remove_folder (folder);
  return took;
}

static void
bench_pull (guint n, guint edits)
{
  g_autofree char *name = g_strdup_printf ("first pull of %u records%s", n, edits > 0 ? ", 5 revisions each" : "");
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limits = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *family = NULL, *database = NULL, *note = NULL;
  g_autoptr (KtTransport) line = NULL;
  g_autoptr (Laptop) writer = NULL;
  g_autoptr (Bare) bare = NULL;
  PouchRun plain = { 0 }, tuned = { 0 };
  Traffic traffic = { 0 };
  double fetching = 0;

  if (!is_wanted (name))
    return;
  family = new_family ();
  database = kt_scope_database (family, KT_SCOPE_PLAN);
  bare = bare_new (couch, LOGIN_1);
  line = https_line (couch, LOGIN_1, NULL);
  writer = laptop_filled (family, n, edits);
  timed_pass (writer, line, n);
  pouchdb_run (couch, couch->url, LOGIN_1, "tuned", "pull", database, NULL, PATIENCE, &tuned);
  pouchdb_run (couch, couch->url, LOGIN_1, "default", "pull", database, NULL, PATIENCE, &plain);
  for (guint i = 0; i < turns_for (n); i++)
    {
      g_autoptr (Laptop) reader = laptop_new (NULL);
      double took = pull_limit (bare, database, &fetching);

      g_array_append_val (limits, took);
      traffic_begin (couch);
      took = timed_pass (reader, line, n);
      traffic = traffic_end (couch);
      g_array_append_val (ours, took);
    }
  note = g_strdup_printf ("the sum of curl (%.0f ms), json-c and SQLCipher with FTS5, one after another", fetching);
  print_row (name, middle (ours), middle (limits), 1.0, note);
  print_pouch_rows (name, middle (ours), &traffic, &plain, &tuned, n >= 10000 ? 0.25 : 0, n >= 10000 ? 0.5 : 0);
  remove_family (family);
}

/* ---- A bad line ---- */

/* Passes, begun again at once, until all is in. */
static double
until_all_is_in (HttpsServer *through, Laptop *laptop, guint n)
{
  g_autoptr (KtTransport) line = https_line (through, LOGIN_1, NULL);
  gint64 start = g_get_monotonic_time ();
  guint moved = 0;

  while (moved < n)
    {
      KtSyncResult result;

      laptop_try_line (laptop, line, LOGIN_1, &result, NULL);
      moved += result.pulled + result.pushed;
      kt_sync_result_clear (&result);
    }
  return ms_since (start);
}

/* Batches that are greater than what passes between two cuts never arrive. */
static guint
patience_for (double ours)
{
  return (guint) MAX (60, 2 * ours / 1000);
}

static void
bench_bad_line (const char *what, const char *const *arguments, guint n)
{
  g_autofree char *pull = g_strdup_printf ("%s: first pull of %u records", what, n);
  g_autofree char *push = g_strdup_printf ("%s: push %u records", what, n);
  g_autoptr (HttpsServer) through = NULL;
  g_autofree char *family = NULL, *database = NULL, *source = NULL;
  g_autoptr (Laptop) writer = NULL, reader = NULL;
  PouchRun plain = { 0 }, tuned = { 0 };
  Traffic traffic;
  double ours;

  if (!is_wanted (pull) && !is_wanted (push))
    return;
  through = https_proxy_new (couch, arguments);
  family = new_family ();
  database = kt_scope_database (family, KT_SCOPE_PLAN);
  writer = laptop_filled (family, n, 0);
  reader = laptop_new (NULL);
  source = pouchdb_write_source (writer->store, database);
  traffic_begin (couch);
  ours = until_all_is_in (through, writer, n);
  traffic = traffic_end (couch);
  push_by_pouchdb (family, source, through, "tuned", patience_for (ours), &tuned);
  push_by_pouchdb (family, source, through, "default", patience_for (ours), &plain);
  print_pouch_rows (push, ours, &traffic, &plain, &tuned, 0, 0);
  traffic_begin (couch);
  ours = until_all_is_in (through, reader, n);
  traffic = traffic_end (couch);
  pouchdb_run (couch, through->url, LOGIN_1, "tuned", "pull", database, NULL, patience_for (ours), &tuned);
  pouchdb_run (couch, through->url, LOGIN_1, "default", "pull", database, NULL, patience_for (ours), &plain);
  print_pouch_rows (pull, ours, &traffic, &plain, &tuned, 0, 0);
  remove (source);
  remove_family (family);
}

/* ---- Nothing new ---- */

static double
quiet_limit (Bare *bare, GPtrArray *paths)
{
  gint64 start = g_get_monotonic_time ();

  bare_run (bare, (const char *const *) paths->pdata, NULL, NULL, NULL, paths->len, 4);
  return ms_since (start);
}

static void
add_paths (GPtrArray *paths, const char *family)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *database = kt_scope_database (family, scopes[i]);

      g_ptr_array_add (paths, g_strdup_printf ("/%s/_local/kt-0123456789abcdef", database));
      g_ptr_array_add (paths, g_strdup_printf ("/%s/_changes?style=all_docs&include_docs=true&limit=500&since=now", database));
    }
}

static void
bench_quiet (void)
{
  static const char name[] = "50 families (150 databases), nothing new";
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limits = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free), families = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Laptop) laptop = NULL;
  g_autoptr (KtTransport) line = NULL;
  g_autoptr (Bare) bare = NULL;

  if (!is_wanted (name))
    return;
  laptop = laptop_new (NULL);
  for (guint i = 0; i < 50; i++)
    {
      char *family = new_family ();
      Filling filling = { family, 3, 0 };

      g_assert_true (kt_store_transaction (laptop->store, fill, &filling, NULL));
      add_paths (paths, family);
      g_ptr_array_add (families, family);
    }
  line = https_line (couch, LOGIN_1, NULL);
  bare = bare_new (couch, LOGIN_1);
  timed_pass (laptop, line, G_MAXUINT);
  timed_pass (laptop, line, 0);
  for (guint i = 0; i < 3 * turns; i++)
    {
      double took = quiet_limit (bare, paths);

      g_array_append_val (limits, took);
      took = timed_pass (laptop, line, 0);
      g_array_append_val (ours, took);
    }
  print_row (name, middle (ours), middle (limits), 1.2, "one checkpoint read and one change check each, kept-alive, 4 connections");
  /* Or the passes of the rows behind this one would ask all of them. */
  for (guint i = 0; i < families->len; i++)
    remove_family (families->pdata[i]);
}

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* Minutes, so only when somebody asks for them. */
static gboolean
wants_largest (void)
{
  gboolean any = FALSE;

  for (gsize i = 0; wanted[i] != NULL; i++)
    any |= strstr (wanted[i], "100000") != NULL;
  return any;
}

int
main (int argc, char **argv)
{
  static const char *const mobile[] = { "--delay", "75", "--kbit", "400", "--loss", "1", NULL };
  static const char *const cut[] = { "--delay", "75", "--kbit", "400", "--loss", "1", "--cut-every", "20", NULL };
  const char *sizes = g_getenv ("KT_BENCH_SIZES");
  g_auto (GStrv) each = NULL;

  wanted = argv + 1;
  turns = number_from ("KT_BENCH_TURNS", 3);
  each = g_strsplit (sizes != NULL ? sizes : wants_largest () ? "1000,10000,100000"
                                                              : "1000,10000",
                     ",", -1);
  begin_server ();
  for (guint i = 0; each[i] != NULL; i++)
    {
      guint n = (guint) g_ascii_strtoull (each[i], NULL, 10);

      bench_pull (n, 0);
      bench_push (n, 0);
      bench_pull (n, 4);
      bench_push (n, 4);
    }
  bench_quiet ();
  bench_bad_line ("3G", mobile, 300);
  bench_bad_line ("3G, cut every 20 s", cut, 1500);
  https_server_free (couch);
  https_cleanup ();
  return 0;
}
