/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/connect.h"

#include "base/json.h"
#include "session/session-private.h"
#include "session/settings.h"
#include "sync/worker-account.h"

/* GET /_session answers 200 to everybody; only a name in it means signed in. */
static gboolean
judge_session (const KtResponse *response, GError **error)
{
  g_autoptr (json_object) object = NULL;
  json_object *context = NULL;

  if (response->status == 401 || response->status == 403)
    {
      g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED, "the sign-in was refused");
      return FALSE;
    }
  if (response->status == 429 || response->status >= 500)
    {
      g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY, "the server answered %u", response->status);
      return FALSE;
    }
  object = response->status == 200 ? kt_json_parse (response->body, (gssize) response->len, NULL) : NULL;
  context = object != NULL ? kt_json_get_object (object, "userCtx") : NULL;
  if (context == NULL)
    {
      g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "no CouchDB answered (status %u)", response->status);
      return FALSE;
    }
  if (kt_json_get_string (context, "name") != NULL)
    return TRUE;
  g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED, "the sign-in was refused");
  return FALSE;
}

gboolean
kt_connect_try (const KtServer *server, char **worker, GCancellable *cancellable, GError **error)
{
  g_autoptr (KtTransport) transport = kt_transport_curl_new (server, error);
  KtRequest request = { .method = "GET", .path = "/_session" };
  KtResponse response = { 0 };
  gboolean good;

  *worker = NULL;
  if (transport == NULL)
    return FALSE;
  good = kt_transport_exchange (transport, &request, &response, cancellable, error) &&
         judge_session (&response, error) &&
         kt_account_find_worker (transport, server->user, worker, cancellable, error);
  kt_response_clear (&response);
  return good;
}

typedef struct {
  KtServer server;
  char *worker;            /* owned (nullable): who the account is on its other devices */
} Attempt;

static void
free_attempt (gpointer data)
{
  Attempt *attempt = data;

  kt_server_clear (&attempt->server);
  g_free (attempt->worker);
  g_free (attempt);
}

static void
try_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Attempt *attempt = data;
  GError *error = NULL;

  if (kt_connect_try (&attempt->server, &attempt->worker, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
save_server (KtStore *store, gpointer data, GError **error)
{
  const Attempt *attempt = data;

  return kt_settings_save_server (store, &attempt->server, error) &&
         kt_settings_adopt_worker (store, attempt->worker, error);
}

static gboolean
save_server_whole (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, save_server, data, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  KtSession *self = g_task_get_source_object (outer);
  Attempt *attempt = g_task_get_task_data (outer);
  GError *error = NULL;

  if (!kt_store_worker_run_finish (kt_session_get_store_worker (self), result, &error))
    {
      g_task_return_error (outer, error);
      return;
    }
  kt_session_use_server (self, &attempt->server);
  g_task_return_boolean (outer, TRUE);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) outer = user_data;
  KtSession *self = g_task_get_source_object (outer);
  KtStoreWorker *worker = kt_session_get_store_worker (self);
  Attempt *tried = g_task_get_task_data (G_TASK (result)), *attempt = g_task_get_task_data (outer);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (outer, error);
  else if (worker == NULL)
    g_task_return_new_error_literal (outer, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED, "the session is locked");
  else
    {
      attempt->worker = g_steal_pointer (&tried->worker);
      kt_store_worker_run_async (worker, KT_PRIORITY_SAVE, save_server_whole, attempt, NULL, NULL, saved_cb,
                                 g_steal_pointer (&outer));
    }
}

void
kt_session_connect_async (KtSession *self, const KtServer *server, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *outer = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) attempt = g_task_new (self, cancellable, tried_cb, outer);
  Attempt *tried = g_new0 (Attempt, 1), *kept = g_new0 (Attempt, 1);
  GError *error = NULL;

  g_task_set_source_tag (outer, kt_session_connect_async);
  kt_server_copy (server, &kept->server);
  g_task_set_task_data (outer, kept, free_attempt);
  kt_server_copy (server, &tried->server);
  g_task_set_task_data (attempt, tried, free_attempt);
  /* The file may change between trying and keeping: what was tried is what is kept. */
  if (kept->server.ca_pem == NULL && kept->server.ca_file != NULL &&
      !g_file_get_contents (kept->server.ca_file, &kept->server.ca_pem, NULL, &error))
    {
      g_task_return_error (attempt, error);
      return;
    }
  g_set_str (&tried->server.ca_pem, kept->server.ca_pem);
  g_clear_pointer (&tried->server.ca_file, g_free);
  g_clear_pointer (&kept->server.ca_file, g_free);
  g_task_run_in_thread (attempt, try_in_thread);
}

gboolean
kt_session_connect_finish (KtSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
