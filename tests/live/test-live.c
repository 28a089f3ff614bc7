/* SPDX-License-Identifier: EUPL-1.2 */
/* The replicator on a server that is there already: COUCHDB_URL, COUCHDB_ADMIN, COUCHDB_PASSWORD, and COUCHDB_CA (a PEM
 * file) where its certificate needs one. Everything it makes has a random name, and is taken away again, also when a
 * test fails. Without COUCHDB_URL the suite says that it was skipped. */
#include "sync/checkpoint.h"
#include "sync/journey.h"

#include <string.h>

static HttpsServer *
server_there (void)
{
  return https_given_new (g_getenv ("COUCHDB_URL"), g_getenv ("COUCHDB_ADMIN"), g_getenv ("COUCHDB_PASSWORD"),
                          g_getenv ("COUCHDB_CA"));
}

static void
live_set_up (Journey *journey, gconstpointer data)
{
  journey_set_up (journey, server_there ());
}

static void
live_tear_down (Journey *journey, gconstpointer data)
{
  HttpsServer *server = journey->server;

  journey_tear_down (journey);
  https_server_free (server);
}

static void
test_journey (Journey *journey, gconstpointer data)
{
  journey_run (journey);
}

/* A few pages, and what was sent coming back. */
static void
test_many (Journey *journey, gconstpointer data)
{
  for (guint i = 0; i < 1200; i++)
    g_free (journey_add_goal (journey, 0, "one of many"));
  g_assert_cmpuint (journey_sync (journey, 0), ==, 1200);
  g_assert_cmpuint (journey_sync (journey, 1), ==, 1200);
  journey_assert_settled (journey);
}

/* Leaves upon leaves, from both sides. */
static void
test_leaves (Journey *journey, gconstpointer data)
{
  g_autofree char *id = journey_add_goal (journey, 0, "start");

  journey_sync (journey, 0);
  journey_sync (journey, 1);
  for (guint i = 0; i < 4; i++)
    {
      journey_change_goal (journey, 0, id, i % 2 ? "one" : "two");
      journey_change_goal (journey, 1, id, i % 2 ? "three" : "four");
      journey_sync (journey, i % 2);
      journey_sync (journey, 1 - i % 2);
    }
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_sync (journey, 0);
  journey_assert_same (journey, id);
  journey_assert_settled (journey);
}

/* A record deleted on the server by hand is written back: no ledger knows it. */
static void
test_deleted_there (Journey *journey, gconstpointer data)
{
  g_autofree char *id = journey_add_goal (journey, 0, "not to be lost"), *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *database = kt_scope_database (journey->family, KT_SCOPE_PLAN);
  g_autofree char *path = g_strdup_printf ("/%s/%s", database, escaped), *answer = NULL, *gone = NULL;
  g_autoptr (json_object) document = NULL;

  journey_sync (journey, 0);
  g_assert_cmpuint (https_ask (journey->server, "GET", path, NULL, &answer), ==, 200);
  document = kt_json_parse (answer, -1, NULL);
  gone = g_strdup_printf ("%s?rev=%s", path, kt_json_get_string (document, "_rev"));
  https_do (journey->server, "DELETE", gone, NULL);
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_assert_same (journey, id);
  journey_assert_settled (journey);
}

/* What a backup leaves of a database: without a record that came later, and without the laptops' marks for it. */
static void
go_back (Journey *journey, const char *later)
{
  g_autofree char *database = kt_scope_database (journey->family, KT_SCOPE_PLAN);
  g_autofree char *name = kt_checkpoint_name (kt_store_get_device (journey->laptop[0]->store), database);
  g_autofree char *mark = g_strdup_printf ("/%s/_local/%s", database, name), *purge = g_strdup_printf ("/%s/_purge", database);
  g_autofree char *escaped = g_uri_escape_string (later, NULL, FALSE), *path = g_strdup_printf ("/%s/%s", database, escaped);
  g_autofree char *there = NULL, *known = NULL, *gone = NULL, *body = NULL;
  g_autoptr (json_object) ours = NULL, record = NULL;

  g_assert_cmpuint (https_ask (journey->server, "GET", mark, NULL, &there), ==, 200);
  ours = kt_json_parse (there, -1, NULL);
  gone = g_strdup_printf ("%s?rev=%s", mark, kt_json_get_string (ours, "_rev"));
  https_do (journey->server, "DELETE", gone, NULL);
  g_assert_cmpuint (https_ask (journey->server, "GET", path, NULL, &known), ==, 200);
  record = kt_json_parse (known, -1, NULL);
  body = g_strdup_printf ("{'%s':['%s']}", later, kt_json_get_string (record, "_rev"));
  https_do (journey->server, "POST", purge, body);
  g_assert_cmpuint (https_ask (journey->server, "GET", path, NULL, NULL), ==, 404);
}

/* A server without our mark has gone back in time: what it lost is sent once more, and only that. */
static void
test_gone_back (Journey *journey, gconstpointer data)
{
  g_autofree char *id = journey_add_goal (journey, 0, "before the backup"), *later = NULL;

  journey_sync (journey, 0);
  later = journey_add_goal (journey, 0, "after the backup");
  journey_sync (journey, 0);
  go_back (journey, later);
  g_assert_cmpuint (journey_sync (journey, 0), ==, 1);
  journey_sync (journey, 1);
  journey_assert_same (journey, id);
  journey_assert_same (journey, later);
  journey_assert_settled (journey);
}

static void
test_wrong_password (Journey *journey, gconstpointer data)
{
  g_autoptr (KtTransport) line = https_line (journey->server, journey->login[0], "guess");
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  g_assert_false (laptop_try_line (journey->laptop[0], line, journey->login[0], &result, &error));
  g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED);
  kt_sync_result_clear (&result);
}

/* Another family's databases are closed to a worker who is no member. */
static void
test_outsider (Journey *journey, gconstpointer data)
{
  Journey other;
  g_autofree char *database = NULL;
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  journey_set_up (&other, journey->server);
  database = kt_scope_database (other.family, KT_SCOPE_PLAN);
  kt_store_add_database (journey->laptop[0]->store, database, other.family, KT_SCOPE_PLAN, &error);
  g_assert_no_error (error);
  g_assert_true (laptop_try_line (journey->laptop[0], journey->line[0], journey->login[0], &result, &error));
  g_assert_cmpuint (result.databases_failed, ==, 1);
  kt_sync_result_clear (&result);
  journey_tear_down (&other);
}

#define add(path, func) g_test_add (path, Journey, NULL, live_set_up, func, live_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("COUCHDB_URL") == NULL)
    {
      g_print ("1..0 # SKIP COUCHDB_URL is not set\n");
      return 0;
    }
  g_test_set_nonfatal_assertions (); /* so that what a failing test made is taken away too */
  add ("/live/journey", test_journey);
  add ("/live/many", test_many);
  add ("/live/leaves", test_leaves);
  add ("/live/deleted-there", test_deleted_there);
  add ("/live/gone-back", test_gone_back);
  add ("/live/wrong-password", test_wrong_password);
  add ("/live/outsider", test_outsider);
  return g_test_run ();
}
