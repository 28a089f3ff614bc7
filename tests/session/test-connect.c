/* SPDX-License-Identifier: EUPL-1.2 */
/* A session connects to a server over HTTPS (tests/double): what is kept of it, and what is not. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "session/loop.h"
#include "session/session.h"
#include "store/support.h"
#include "sync/sync-error.h"

#define WORDS "een lange zin"

static struct {
  char *certs, *url, *ca;
  GSubprocess *process;
} server;

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* Ends with this process: its standard input is ours. */
static void
start_server (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("SOURCE_ROOT"), "tests", "double", NULL);
  g_autofree char *script = g_build_filename (folder, "make-certs.sh", NULL);
  g_autofree char *program = g_build_filename (folder, "server.mjs", NULL), *line = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  server.certs = g_dir_make_tmp ("certs-XXXXXX", NULL);
  run ((const char *const[]) { "sh", script, server.certs, NULL });
  server.ca = g_build_filename (server.certs, "ca.pem", NULL);
  server.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "node",
                                     program, "--tls-dir", server.certs, "--iterations", "10", "--admin", "ilse:geheim",
                                     "--until-stdin-closes", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server.process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_true (g_str_has_prefix (line, "listening "));
  server.url = g_strdup (line + strlen ("listening "));
}

static void
stop_server (void)
{
  g_subprocess_force_exit (server.process);
  g_subprocess_wait (server.process, NULL, NULL);
  g_object_unref (server.process);
  run ((const char *const[]) { "rm", "-rf", server.certs, NULL });
  g_free (server.certs);
  g_free (server.url);
  g_free (server.ca);
}

typedef struct {
  char *dir;
  KtProfile *profile;
  KtSession *session;
} Desk;

static void
unlock (Desk *desk)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kt_session_unlock_async (desk->profile, WORDS, NULL, loop_take, &result);
  desk->session = kt_session_unlock_finish (loop_wait (&result), &error);
  g_assert_no_error (error);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  desk->dir = g_dir_make_tmp ("connect-XXXXXX", NULL);
  desk->profile = kt_profile_create (desk->dir, "Ilse", WORDS, NULL, &code, &error);
  g_assert_no_error (error);
  unlock (desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  kt_session_lock (desk->session);
  g_object_unref (desk->session);
  run ((const char *const[]) { "rm", "-rf", desk->dir, NULL });
  kt_profile_free (desk->profile);
  g_free (desk->dir);
}

static gboolean
connect_to (Desk *desk, const char *url, const char *ca, const char *password, GError **error)
{
  KtServer wanted = { .url = (char *) url, .ca_file = (char *) ca, .user = (char *) "ilse", .password = (char *) password };
  g_autoptr (GAsyncResult) result = NULL;

  kt_session_connect_async (desk->session, &wanted, NULL, loop_take, &result);
  return kt_session_connect_finish (desk->session, loop_wait (&result), error);
}

static void
assert_nothing_kept (Desk *desk)
{
  KtServer kept;

  g_assert_false (kt_session_get_server (desk->session, &kept));
  g_assert_cmpint (kt_session_get_sync_state (desk->session), ==, KT_SYNC_NO_SERVER);
}

static gboolean
is_idle (gpointer data)
{
  return kt_session_get_sync_state (data) == KT_SYNC_IDLE && kt_session_get_last_contact (data) != NULL;
}

static void
test_kept (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contact = NULL;
  KtServer kept;

  g_assert_true (connect_to (desk, server.url, server.ca, "geheim", &error));
  g_assert_no_error (error);
  loop_until (is_idle, desk->session);
  contact = g_strdup (kt_session_get_last_contact (desk->session));
  /* after a lock it is all there again, though the CA's file is gone by then */
  kt_session_lock (desk->session);
  g_clear_object (&desk->session);
  unlock (desk);
  g_assert_true (kt_session_get_server (desk->session, &kept));
  g_assert_cmpstr (kept.url, ==, server.url);
  g_assert_cmpstr (kept.user, ==, "ilse");
  g_assert_null (kept.password);
  g_assert_nonnull (kept.ca_pem);
  g_assert_null (kept.ca_file);
  kt_server_clear (&kept);
  g_assert_nonnull (contact);
  loop_until (is_idle, desk->session);
}

static void
test_wrong_password (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (connect_to (desk, server.url, server.ca, "geraden", &error));
  g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED);
  assert_nothing_kept (desk);
}

static void
test_unknown_authority (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL, no_file = NULL;
  g_autofree char *other = g_build_filename (server.certs, "other-ca.pem", NULL);

  g_assert_false (connect_to (desk, server.url, other, "geheim", &error));
  g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE);
  g_assert_false (connect_to (desk, server.url, "weg.pem", "geheim", &no_file));
  g_assert_error (no_file, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  assert_nothing_kept (desk);
}

static void
test_no_tls (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (connect_to (desk, "http://127.0.0.1:9", NULL, "geheim", &error));
  g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL);
  assert_nothing_kept (desk);
}

/* Locked while the server was being tried: no answer of it is kept. */
static void
test_locked_meanwhile (Desk *desk, gconstpointer data)
{
  KtServer wanted = { .url = server.url, .ca_file = server.ca, .user = (char *) "ilse", .password = (char *) "geheim" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kt_session_connect_async (desk->session, &wanted, NULL, loop_take, &result);
  kt_session_lock (desk->session);
  g_assert_false (kt_session_connect_finish (desk->session, loop_wait (&result), &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED);
  g_clear_object (&result);
  g_clear_object (&desk->session);
  unlock (desk);
  assert_nothing_kept (desk);
}

/* ---- Who one is at the server ---- */

static void
put (const char *path, const char *body)
{
  KtServer account = { .url = server.url, .ca_file = server.ca, .user = (char *) "ilse", .password = (char *) "geheim" };
  g_autoptr (GError) error = NULL;
  g_autoptr (KtTransport) line = kt_transport_curl_new (&account, &error);
  KtRequest request = { .method = "PUT", .path = path, .body = body, .len = strlen (body) };
  KtResponse response = { 0 };

  g_assert_no_error (error);
  g_assert_true (kt_transport_exchange (line, &request, &response, NULL, &error));
  g_assert_cmpuint (response.status / 100, ==, 2);
  kt_response_clear (&response);
}

/* Two devices of hers, the oldest of which has a say, one of a colleague, and what is no key at all. */
static void
fill_organisation (void)
{
  put ("/kt-organisation", "");
  put ("/kt-organisation/key:k1",
       "{\"type\":\"device-key\",\"login\":\"ilse\",\"worker\":\"worker:later\",\"since\":\"2026-05-02T09:00:00Z\"}");
  put ("/kt-organisation/key:k2",
       "{\"type\":\"device-key\",\"login\":\"ilse\",\"worker\":\"worker:first\",\"since\":\"2026-05-01T09:00:00Z\"}");
  put ("/kt-organisation/key:k3",
       "{\"type\":\"device-key\",\"login\":\"daan\",\"worker\":\"worker:daan\",\"since\":\"2026-01-01T09:00:00Z\"}");
  put ("/kt-organisation/key:k4", "{\"type\":\"device-key\",\"login\":\"ilse\",\"worker\":7}");
  put ("/kt-organisation/texts", "{\"type\":\"text\",\"login\":\"ilse\",\"worker\":\"worker:text\"}");
}

static void
test_second_device (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (kt_session_get_worker_id (desk->session), !=, "worker:first");
  g_assert_true (connect_to (desk, server.url, server.ca, "geheim", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kt_session_get_worker_id (desk->session), ==, "worker:first");
  loop_until (is_idle, desk->session);
  kt_session_lock (desk->session);
  g_clear_object (&desk->session);
  unlock (desk);
  g_assert_cmpstr (kt_session_get_worker_id (desk->session), ==, "worker:first");
}

/* What was written says who wrote it: that stays one and the same. */
static void
test_already_at_work (Desk *desk, gconstpointer data)
{
  g_autofree char *before = g_strdup (kt_session_get_worker_id (desk->session));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = NULL;
  json_object *changes = kt_json_parse ("{\"name\":\"A\"}", -1, NULL);

  kt_session_save_async (desk->session, "family", NULL, NULL, NULL, NULL, changes, loop_take, &result);
  record = kt_session_save_finish (desk->session, loop_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_true (connect_to (desk, server.url, server.ca, "geheim", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kt_session_get_worker_id (desk->session), ==, before);
}

#define ADD(name, func) g_test_add ("/session/connect/" name, Desk, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  start_server ();
  ADD ("kept", test_kept);
  ADD ("wrong-password", test_wrong_password);
  ADD ("unknown-authority", test_unknown_authority);
  ADD ("no-tls", test_no_tls);
  ADD ("locked-meanwhile", test_locked_meanwhile);
  fill_organisation ();
  ADD ("second-device", test_second_device);
  ADD ("already-at-work", test_already_at_work);
  status = g_test_run ();
  stop_server ();
  return status;
}
