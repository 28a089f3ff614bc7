/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "session/settings.h"
#include "sync/replicator.h"

static void
tell (KtProgram *program, const KtSyncResult *result)
{
  json_object *answer;

  if (!program->json)
    {
      g_print (_("%u came in, %u were sent, %u set aside, %u to be decided.\n"), result->pulled, result->pushed,
               result->set_aside, result->disputed);
      if (result->pieces_pulled + result->pieces_pushed > 0)
        g_print (_("Parts of pictures: %u came in, %u were sent.\n"), result->pieces_pulled, result->pieces_pushed);
      if (result->full)
        g_print ("%s\n", _("The disk is full: pictures that did not fit come when there is room."));
      if (result->databases_failed > 0)
        g_print (_("%u of %u databases could not be done now.\n"), result->databases_failed, result->databases);
      return;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "pulled", json_object_new_int64 (result->pulled));
  json_object_object_add (answer, "pushed", json_object_new_int64 (result->pushed));
  json_object_object_add (answer, "set_aside", json_object_new_int64 (result->set_aside));
  json_object_object_add (answer, "disputed", json_object_new_int64 (result->disputed));
  json_object_object_add (answer, "pieces_pulled", json_object_new_int64 (result->pieces_pulled));
  json_object_object_add (answer, "pieces_pushed", json_object_new_int64 (result->pieces_pushed));
  json_object_object_add (answer, "full", json_object_new_boolean (result->full));
  json_object_object_add (answer, "databases", json_object_new_int64 (result->databases));
  json_object_object_add (answer, "databases_failed", json_object_new_int64 (result->databases_failed));
  kt_answer_json (answer);
}

static gboolean
load_server (KtStore *store, KtServer *server, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (kt_settings_load_server (store, server, &failure))
    return TRUE;
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
                         _("this profile has no server yet; give it one with “init --server”"));
  return FALSE;
}

static gboolean
run_one (const KtStoreCaller *caller, KtTransport *transport, const KtServer *server, KtSyncResult *sum, GError **error)
{
  KtSyncResult result = { 0 };
  gboolean ok = kt_replicator_run (caller, transport, server->user, NULL, NULL, NULL, &result, NULL, error);

  sum->pulled += result.pulled;
  sum->pushed += result.pushed;
  sum->set_aside += result.set_aside;
  sum->disputed += result.disputed;
  sum->pieces_pulled += result.pieces_pulled;
  sum->pieces_pushed += result.pieces_pushed;
  sum->databases = result.databases;
  sum->databases_failed = result.databases_failed;
  sum->more = result.more;
  sum->full = result.full;
  kt_sync_result_clear (&result);
  return ok;
}

static gboolean
make_pass (KtStore *store, const KtServer *server, KtSyncResult *result, GError **error)
{
  g_autoptr (KtTransport) transport = kt_transport_curl_new (server, error);
  KtStoreCaller caller = kt_store_caller_direct (store);
  g_autofree char *now = NULL;

  if (transport == NULL)
    return FALSE;
  /* Pictures may take several passes. */
  do
    if (!run_one (&caller, transport, server, result, error))
      return FALSE;
  while (result->more);
  if (!kt_cli_check_signatures (store, error))
    return FALSE;
  now = kt_clock_now_iso ();
  return kt_store_set_setting (store, KT_SETTING_CONTACT, now, error);
}

static int
judge (KtStore *store, const KtSyncResult *result, GError **error)
{
  KtCounts counts = { 0 };
  int status = KT_EXIT_DONE;

  if (!kt_store_count (store, NULL, &counts, error))
    return -1;
  if (result->databases_failed > 0)
    status = KT_EXIT_FAILED;
  else if (counts.set_aside > 0 || result->set_aside > 0)
    status = KT_EXIT_SET_ASIDE;
  kt_counts_clear (&counts);
  return status;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  KtServer server = { NULL };
  KtSyncResult result = { 0 };
  int status = -1;

  if (!kt_cli_open (&opened, error) || !load_server (opened.store, &server, error))
    return -1;
  if (make_pass (opened.store, &server, &result, error))
    {
      tell (program, &result);
      status = judge (opened.store, &result, error);
    }
  kt_sync_result_clear (&result);
  kt_server_clear (&server);
  return status;
}

const KtCommand kt_cli_sync = {
  "sync",
  "",
  0,
  0,
  N_("One round with the server: fetch, join, send."),
  NULL,
  run,
};
