/* SPDX-License-Identifier: EUPL-1.2 */
/* The replicator over HTTPS against a server process: signing in, certificates, portals, half answers, cuts at every
 * request, restored servers. */
#include "sync/journey.h"

#include <string.h>

static HttpsServer *couch;

static void
journey_begin (Journey *journey, gconstpointer data)
{
  https_calm (couch);
  journey_set_up (journey, couch);
}

static void
journey_end (Journey *journey, gconstpointer data)
{
  https_calm (couch);
  journey_tear_down (journey);
}

#define add(path, func) g_test_add (path, Journey, NULL, journey_begin, func, journey_end)

/* A pass of worker 0 that must fail. */
static void
sync_failing (Journey *journey, KtTransport *line, KtSyncError code)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  g_assert_false (laptop_try_line (journey->laptop[0], line, journey->login[0], &result, &error));
  g_assert_error (error, KT_SYNC_ERROR, (int) code);
  g_test_message ("%s", error->message);
  kt_sync_result_clear (&result);
}

static void
test_journey (Journey *journey, gconstpointer data)
{
  journey_run (journey);
}

/* A first pull of some size: several pages, fetched ahead over kept-alive connections, at most four. */
static void
test_many (Journey *journey, gconstpointer data)
{
  g_autofree char *stats = NULL;
  g_autoptr (json_object) counted = NULL;

  for (guint i = 0; i < 2500; i++)
    g_free (journey_add_goal (journey, 0, "a goal of a few words that compress well, well, well"));
  g_assert_cmpuint (journey_sync (journey, 0), ==, 2500);
  g_assert_cmpuint (journey_sync (journey, 1), ==, 2500);
  g_assert_cmpuint (https_ask (couch, "GET", "/_double/stats", NULL, &stats), ==, 200);
  counted = kt_json_parse (stats, -1, NULL);
  /* Kept alive, also after a refusal (the administrator's two 412s above), not opened for each request: two windows of
   * four, and the administrator's own where it was idle for too long. */
  g_assert_cmpint (kt_json_get_int (counted, "connections", 0), <=, 2 * 4 + 1);
  g_assert_cmpint (kt_json_get_int (counted, "connections", 0), >=, 2);
  journey_assert_settled (journey);
}

static gint64
bytes_posted (void)
{
  g_autofree char *stats = NULL;
  g_autoptr (json_object) counted = NULL;

  g_assert_cmpuint (https_ask (couch, "GET", "/_double/stats", NULL, &stats), ==, 200);
  counted = kt_json_parse (stats, -1, NULL);
  return kt_json_get_int (kt_json_get_object (kt_json_get_object (counted, "kinds"), "bulk_docs"), "bytesIn", 0);
}

/* Over a line with a delay bodies go compressed; the server next door gets them as they are. */
static void
test_compressed (Journey *journey, gconstpointer data)
{
  const char *const slow[] = { "--delay", "30", NULL };
  g_autoptr (HttpsServer) line = https_proxy_new (couch, slow);
  g_autoptr (KtTransport) far = https_line (line, journey->login[0], NULL);
  g_autoptr (GError) error = NULL;
  KtSyncResult result;
  gint64 posted;

  for (guint i = 0; i < 300; i++)
    g_free (journey_add_goal (journey, 0, "a goal of a few words that compress well, well, well"));
  g_assert_true (laptop_try_line (journey->laptop[0], far, journey->login[0], &result, &error));
  g_assert_cmpuint (result.pushed, ==, 300);
  kt_sync_result_clear (&result);
  posted = bytes_posted ();
  g_assert_cmpint (posted, >, 0);
  g_assert_cmpint (posted, <, 300 * 300);
  journey_sync (journey, 1);
  journey_assert_settled (journey);
}

/* ---- Signing in ---- */

static void
test_session_renewed (Journey *journey, gconstpointer data)
{
  for (guint n = 2; n < 16; n += 3)
    {
      g_autofree char *rule = g_strdup_printf ("{'do':'status','status':401,'match':{'number':%u}}", n);

      g_free (journey_add_goal (journey, 0, "w"));
      https_calm (couch);
      https_fault (couch, rule);
      g_assert_cmpuint (journey_sync (journey, 0), ==, 1);
    }
  https_calm (couch);
  https_do (couch, "POST", "/_double/sessions", "{'expire':true}");
  g_free (journey_add_goal (journey, 0, "w"));
  g_assert_cmpuint (journey_sync (journey, 0), ==, 1);
}

static void
test_wrong_password (Journey *journey, gconstpointer data)
{
  KtTransport *line = https_line (couch, journey->login[0], "guess");
  g_autofree char *id = journey_add_goal (journey, 0, "w"), *stats = NULL;
  g_autoptr (json_object) counted = NULL;
  json_object *kinds, *session;

  https_calm (couch);
  sync_failing (journey, line, KT_SYNC_ERROR_UNAUTHORIZED);
  kt_transport_free (line);
  g_assert_cmpint (kt_store_get_state (journey->laptop[0]->store, id, NULL), ==, KT_STATE_HERE);
  /* no guessing: a wrong password is tried once a pass, or the account would be locked in the end */
  https_ask (couch, "GET", "/_double/stats", NULL, &stats);
  counted = kt_json_parse (stats, -1, NULL);
  kinds = kt_json_get_object (counted, "kinds");
  session = kinds != NULL ? kt_json_get_object (kinds, "session") : NULL;
  g_assert_nonnull (session);
  g_assert_cmpint (kt_json_get_int (session, "requests", 0), ==, 1);
}

/* ---- Certificates and addresses ---- */

static void
expect_offline (const char *url, const char *ca)
{
  KtServer account = { (char *) url, (char *) ca, NULL, (char *) "anna", (char *) "secret" };
  g_autoptr (GError) error = NULL;
  g_autoptr (KtTransport) line = kt_transport_curl_new (&account, &error);
  g_autoptr (Laptop) laptop = laptop_new (NULL);
  KtSyncResult result;

  g_assert_no_error (error);
  g_assert_false (laptop_try_line (laptop, line, "anna", &result, &error));
  g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE);
  g_test_message ("%s: %s", url, error->message);
  kt_sync_result_clear (&result);
}

/* Somebody else's server, one whose day is over, and a CA the machine does not know. */
static void
test_certificates (void)
{
  g_autoptr (HttpsServer) other = https_double_new ("other", NULL), expired = https_double_new ("expired", NULL);

  expect_offline (other->url, couch->ca);
  expect_offline (expired->url, couch->ca);
  expect_offline (couch->url, NULL);
}

static void
test_addresses (void)
{
  static const char *const not_https[] = { "http://127.0.0.1:5984", "ftp://x", "127.0.0.1", "", "https://", "https://u:p@x",
                                           "file:///etc/passwd", "https://x?y" };

  expect_offline ("https://127.0.0.1:1", couch->ca);
  expect_offline ("https://no-such-host.invalid", couch->ca);
  for (guint i = 0; i < G_N_ELEMENTS (not_https); i++)
    {
      KtServer account = { (char *) not_https[i], NULL, NULL, NULL, NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (kt_transport_curl_new (&account, &error));
      g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL);
    }
}

/* ---- Trouble at every request ---- */

typedef struct {
  const char *name, *rule;
} Fault;

static const Fault faults[] = {
  { "closed", "'do':'close'" },
  { "reset", "'do':'reset'" },
  { "closed-when-done", "'do':'close-after'" },
  { "reset-when-done", "'do':'reset-after'" },
  { "half", "'do':'half'" },
  { "wrong-length", "'do':'length'" },
  { "garbage", "'do':'garbage'" },
  { "portal-page", "'do':'html'" },
  { "portal-redirect", "'do':'portal'" },
  { "page-when-done", "'do':'html-after'" },
  { "status-500", "'do':'status','status':500" },
  { "status-503", "'do':'status','status':503,'headers':{'Retry-After':'7'}" },
  { "proxy-502", "'do':'status','status':502,'body':'<html>Bad gateway</html>'" },
  { "status-429", "'do':'status','status':429" },
  { "500-when-done", "'do':'status-after','status':500" },
};

/* Both have work: a clash, something new, tombstones to come. Returns: (transfer full) the id clashed over. */
static char *
prepare_work (Journey *journey)
{
  char *id = journey_add_goal (journey, 0, "start");

  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_change_goal (journey, 1, id, "by the other");
  journey_sync (journey, 1);
  journey_change_goal (journey, 0, id, "by the one");
  g_free (journey_add_goal (journey, 0, "new"));
  return id;
}

/* Returns: whether the pass ended before it came to request n. */
static gboolean
try_fault (const Fault *fault, guint n)
{
  Journey journey;
  g_autofree char *rule = g_strdup_printf ("{%s,'match':{'number':%u}}", fault->rule, n);
  g_autofree char *id = NULL, *rules = NULL;
  g_autoptr (GError) error = NULL;
  KtSyncResult result;
  gboolean hit;

  journey_begin (&journey, NULL);
  id = prepare_work (&journey);
  https_calm (couch);
  https_fault (couch, rule);
  laptop_try_line (journey.laptop[0], journey.line[0], journey.login[0], &result, &error);
  kt_sync_result_clear (&result);
  if (error != NULL)
    g_assert_true (error->domain == KT_SYNC_ERROR && error->code != KT_SYNC_ERROR_UNAUTHORIZED &&
                   error->code != KT_SYNC_ERROR_FORBIDDEN);
  https_ask (couch, "GET", "/_double/faults", NULL, &rules);
  hit = strstr (rules, "\"hits\":1") != NULL;
  https_calm (couch);
  journey_sync (&journey, 0);
  journey_sync (&journey, 1);
  journey_sync (&journey, 0);
  journey_assert_same (&journey, id);
  g_autoptr (KtRecord) record = laptop_load (journey.laptop[0], id);
  g_assert_cmpuint (kt_record_n_entries (record, "words"), ==, 2);
  journey_assert_settled (&journey);
  journey_end (&journey, NULL);
  return !hit;
}

static void
test_fault (gconstpointer data)
{
  guint n = 1;

  while (!try_fault (data, n))
    n++;
  g_assert_cmpuint (n, >, 10);
}

/* ---- What a server may do ---- */

static void
set_roles (Journey *journey, guint who, gboolean member)
{
  g_autofree char *path = g_strdup_printf ("/_users/org.couchdb.user:%s", journey->login[who]), *answer = NULL;
  g_autoptr (json_object) user = NULL;
  json_object *roles = json_object_new_array ();
  g_autofree char *role = g_strconcat ("fam:", strchr (journey->family, ':') + 1, NULL);

  g_assert_cmpuint (https_ask (couch, "GET", path, NULL, &answer), ==, 200);
  user = kt_json_parse (answer, -1, NULL);
  if (member)
    json_object_array_add (roles, json_object_new_string (role));
  json_object_object_add (user, "roles", roles);
  https_do (couch, "PUT", path, json_object_to_json_string (user));
}

static void
test_access_taken_away (Journey *journey, gconstpointer data)
{
  g_autofree char *id = journey_add_goal (journey, 0, "sent"), *unsent = NULL;
  g_autoptr (GPtrArray) databases = NULL;

  journey_sync (journey, 0);
  unsent = journey_add_goal (journey, 0, "unsent");
  set_roles (journey, 0, FALSE);
  sync_failing (journey, journey->line[0], KT_SYNC_ERROR_FORBIDDEN);
  databases = kt_store_list_databases (journey->laptop[0]->store, NULL);
  g_assert_cmpuint (databases->len, ==, 3);
  for (guint i = 0; i < databases->len; i++)
    g_assert_true (((KtDatabase *) databases->pdata[i])->closed);
  kt_record_unref (laptop_load (journey->laptop[0], id));
  g_assert_cmpint (kt_store_get_state (journey->laptop[0]->store, unsent, NULL), ==, KT_STATE_HERE);
  set_roles (journey, 0, TRUE);
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_assert_same (journey, unsent);
}

static void
test_restored_server (Journey *journey, gconstpointer data)
{
  g_autofree char *id = journey_add_goal (journey, 0, "old"), *lost = NULL;

  journey_sync (journey, 0);
  journey_sync (journey, 1);
  https_do (couch, "POST", "/_double/snapshot", "{}");
  lost = journey_add_goal (journey, 0, "lost with the disk");
  journey_change_goal (journey, 1, id, "newer");
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  https_do (couch, "POST", "/_double/restore", "{}");
  g_assert_cmpuint (journey_sync (journey, 1), >=, 1);
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_assert_same (journey, id);
  journey_assert_same (journey, lost);
  journey_assert_settled (journey);
}

static void
test_mischief (Journey *journey, gconstpointer data)
{
  static const char *const rules[] = {
    "{'do':'rewind','match':{'kind':'changes'},'times':0}", "{'do':'duplicate','match':{'kind':'changes'},'times':0}",
    "{'do':'reorder','match':{'kind':'changes'},'times':0}", "{'do':'noise','match':{'kind':'changes'},'times':0}"
  };
  g_autofree char *id = journey_add_goal (journey, 0, "w");

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      https_calm (couch);
      https_fault (couch, rules[i]);
      journey_change_goal (journey, i % 2, id, rules[i] + 7);
      g_free (journey_add_goal (journey, 1, "another"));
      journey_sync (journey, 0);
      journey_sync (journey, 1);
      journey_sync (journey, 0);
    }
  https_calm (couch);
  journey_sync (journey, 1);
  journey_assert_same (journey, id);
  journey_assert_settled (journey);
}

static void
test_refused (Journey *journey, gconstpointer data)
{
  g_autofree char *bad = journey_add_goal (journey, 0, "bad"), *good = journey_add_goal (journey, 0, "good");
  g_autofree char *order = g_strdup_printf ("{'db':'','id':'%s','reason':'not like this'}", bad);
  g_autoptr (GPtrArray) items = NULL;

  https_do (couch, "POST", "/_double/refusals", order);
  journey_sync (journey, 0);
  items = kt_store_list_set_aside (journey->laptop[0]->store, NULL);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpstr (((KtSetAside *) items->pdata[0])->reason, ==, "forbidden: not like this");
  journey_sync (journey, 1);
  journey_assert_same (journey, good);
}

/* ---- What is never written anywhere ---- */

static GString *said;

static GLogWriterOutput
listen (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (said, "%s\n", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* In a process of its own: a log writer is set for good. */
static void
test_log_is_silent (Journey *journey, gconstpointer data)
{
  g_autofree char *id = NULL;
  KtSyncResult result;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  said = g_string_new (NULL);
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_log_set_writer_func (listen, NULL, NULL);
  id = journey_add_goal (journey, 0, "Fatima heeft een geheim");
  https_fault (couch, "{'do':'status','status':500,'match':{'kind':'bulk_docs'}}");
  laptop_try_line (journey->laptop[0], journey->line[0], journey->login[0], &result, NULL);
  kt_sync_result_clear (&result);
  set_roles (journey, 0, FALSE);
  laptop_try_line (journey->laptop[0], journey->line[0], journey->login[0], &result, NULL);
  kt_sync_result_clear (&result);
  g_assert_cmpuint (said->len, >, 0);
  g_assert_null (strstr (said->str, "Fatima"));
  g_assert_null (strstr (said->str, "secret-of"));
  g_assert_null (strstr (said->str, journey->login[0]));
  g_assert_null (strstr (said->str, strchr (journey->family, ':') + 1));
  g_assert_null (strstr (said->str, strchr (id, ':') + 1));
}

static void
stay_quiet (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 2 && !g_test_subprocess (); i++)
    g_log_set_handler (i == 0 ? "kt-sync" : "kt-store", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  couch = https_double_new ("", NULL);
  add ("/sync/https/journey", test_journey);
  add ("/sync/https/many", test_many);
  add ("/sync/https/compressed", test_compressed);
  add ("/sync/https/session-renewed", test_session_renewed);
  add ("/sync/https/wrong-password", test_wrong_password);
  g_test_add_func ("/sync/https/certificates", test_certificates);
  g_test_add_func ("/sync/https/addresses", test_addresses);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/https/fault/", faults[i].name, NULL);

      g_test_add_data_func (path, &faults[i], test_fault);
    }
  add ("/sync/https/access-taken-away", test_access_taken_away);
  add ("/sync/https/restored-server", test_restored_server);
  add ("/sync/https/mischief", test_mischief);
  add ("/sync/https/refused", test_refused);
  add ("/sync/https/log-is-silent", test_log_is_silent);
  status = g_test_run ();
  https_server_free (couch);
  https_cleanup ();
  return status;
}
