/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "store/outbox.h"

static gboolean
dismiss (KtStore *store, const char *id, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (kt_store_dismiss_ask (store, id, &failure))
    return TRUE;
  if (!g_error_matches (failure, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("“%s” is no request that was refused; “status” lists those"), id);
  return FALSE;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  json_object *answer;

  if (!kt_cli_open (&opened, error) || !dismiss (opened.store, args[0], error))
    return -1;
  if (!program->json)
    {
      g_print ("%s\n", _("Off the list. Nothing that is unsent is lost."));
      return KT_EXIT_DONE;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "dismissed", json_object_new_string (args[0]));
  kt_answer_json (answer);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_dismiss = {
  "dismiss",
  N_("REQUEST-ID"),
  1,
  1,
  N_("Take what the office refused off the list of what was asked."),
  NULL,
  run,
};
