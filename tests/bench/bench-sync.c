/* SPDX-License-Identifier: EUPL-1.2 */
/* Replication over HTTPS with the double, beside programs that do only the unavoidable part (bench-limits.h), in turns.
 * One JSON object a row; arguments choose rows by a part of their name. KT_BENCH_SIZES=1000,10000 says how many records,
 * KT_BENCH_TURNS=3 how often each is measured (the middle one counts). */
#include "base/id.h"
#include "bench/bench-limits.h"
#include "store/store-private.h"
#include "sync/laptop.h"
#include "sync/pass.h"
#include "sync/revision-json.h"

#include <stdio.h>
#include <string.h>

#define LOGIN_1 "worker-1a"

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

static void
print_row (const char *name, double ours, double limit, double budget, const char *note)
{
  printf ("{\"name\":\"%s\",\"unit\":\"ms\",\"ours\":%.3f,\"limit\":%.3f,\"ratio\":%.3f,\"budget\":%.2f,\"note\":\"%s\"}\n",
          name, ours, limit, ours / limit, budget, note);
  fflush (stdout);
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

static void
add_family (const char *family)
{
  const char *const logins[] = { LOGIN_1, NULL };

  https_add_family (couch, family, logins);
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

static double
timed_pass (Laptop *laptop, KtTransport *line, guint expected)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;
  gint64 start = g_get_monotonic_time ();
  double took;

  laptop_try_line (laptop, line, LOGIN_1, &result, &error);
  took = ms_since (start);
  g_assert_no_error (error);
  if (expected != G_MAXUINT)
    g_assert_cmpuint (result.pulled + result.pushed, ==, expected);
  kt_sync_result_clear (&result);
  return took;
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
      "SELECT leaf, rev, docs.body FROM docs JOIN revs USING (doc) WHERE docs.db ="
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

static void
bench_push (guint n, guint edits)
{
  g_autofree char *name = g_strdup_printf ("push %u records%s", n, edits > 0 ? ", 5 revisions each" : "");
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limits = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (Bare) bare = NULL;

  if (!is_wanted (name))
    return;
  bare = bare_new (couch, LOGIN_1);
  for (guint i = 0; i < turns; i++)
    {
      g_autofree char *family = new_family (), *other = new_family ();
      g_autofree char *from = kt_scope_database (family, KT_SCOPE_PLAN), *to = kt_scope_database (other, KT_SCOPE_PLAN);
      g_autoptr (Laptop) laptop = laptop_filled (family, n, edits);
      g_autoptr (KtTransport) line = https_line (couch, LOGIN_1, NULL);
      double took;

      took = push_limit (laptop, bare, from, to);
      g_array_append_val (limits, took);
      https_remove_family (couch, other); /* or the pass would read all of it */
      took = timed_pass (laptop, line, n);
      g_array_append_val (ours, took);
      https_remove_family (couch, family);
    }
  print_row (name, middle (ours), middle (limits), 1.1, "curl posting over 4 connections, reading and serialising");
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
  double fetching = 0;

  if (!is_wanted (name))
    return;
  family = new_family ();
  database = kt_scope_database (family, KT_SCOPE_PLAN);
  bare = bare_new (couch, LOGIN_1);
  line = https_line (couch, LOGIN_1, NULL);
  writer = laptop_filled (family, n, edits);
  timed_pass (writer, line, n);
  for (guint i = 0; i < turns; i++)
    {
      g_autoptr (Laptop) reader = laptop_new (NULL);
      double took = pull_limit (bare, database, &fetching);

      g_array_append_val (limits, took);
      took = timed_pass (reader, line, n);
      g_array_append_val (ours, took);
    }
  note = g_strdup_printf ("the sum of curl (%.0f ms), json-c and SQLCipher with FTS5, one after another", fetching);
  print_row (name, middle (ours), middle (limits), 1.0, note);
  https_remove_family (couch, family);
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
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Laptop) laptop = NULL;
  g_autoptr (KtTransport) line = NULL;
  g_autoptr (Bare) bare = NULL;

  if (!is_wanted (name))
    return;
  laptop = laptop_new (NULL);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *family = new_family ();
      Filling filling = { family, 3, 0 };

      g_assert_true (kt_store_transaction (laptop->store, fill, &filling, NULL));
      add_paths (paths, family);
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
}

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

int
main (int argc, char **argv)
{
  const char *sizes = g_getenv ("KT_BENCH_SIZES");
  g_auto (GStrv) each = g_strsplit (sizes != NULL ? sizes : "1000,10000", ",", -1);

  wanted = argv + 1;
  turns = number_from ("KT_BENCH_TURNS", 3);
  begin_server ();
  for (guint i = 0; each[i] != NULL; i++)
    {
      guint n = (guint) g_ascii_strtoull (each[i], NULL, 10);

      bench_pull (n, 0);
      bench_push (n, 0);
    }
  bench_pull (10000, 4);
  bench_push (10000, 4);
  bench_quiet ();
  https_server_free (couch);
  https_cleanup ();
  return 0;
}
