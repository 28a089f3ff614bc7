/* SPDX-License-Identifier: EUPL-1.2 */
/* Who works with a family: asked of the organisation's office through the worker's inbox, at the next sync. */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "store/outbox.h"

static char *scope;
static gboolean fixed;

static const KtOption join_options[] = {
  { "scope", N_("SCOPE"), &scope, NULL, NULL, N_("what is seen: plan, file (and plan), or safe (everything); file if not said") },
  { "fixed", NULL, NULL, &fixed, NULL, N_("becomes the family’s fixed worker, and sees everything") },
  { NULL },
};

static gboolean
check_scope (GError **error)
{
  KtScope found;

  if (scope == NULL || (kt_scope_from_name (scope, &found) && found <= KT_SCOPE_SAFE))
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--scope: plan, file or safe, not “%s”"), scope);
  return FALSE;
}

static gboolean
check_family (KtStore *store, const char *family, GError **error)
{
  g_autoptr (KtRecord) record = kt_store_load (store, family, NULL);

  if (record != NULL && g_str_has_prefix (family, "family:"))
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
               _("“%s” is not a family’s id; “keukentafel-cli list family” shows them"), family);
  return FALSE;
}

/* more: (transfer full). */
static int
ask (KtProgram *program, const char *kind, const char *family, json_object *more, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (json_object) members = more;
  g_autofree char *id = NULL;
  json_object *answer;

  if (!kt_cli_open (&opened, error) || !check_family (opened.store, family, error) ||
      !kt_store_ask (opened.store, kind, family, members, &id, error))
    return -1;
  if (!program->json)
    {
      g_print ("%s\n", _("Asked; the office hears of it at the next sync, and “status” says what became of it."));
      return KT_EXIT_DONE;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "request", json_object_new_string (id));
  kt_answer_json (answer);
  return KT_EXIT_DONE;
}

static int
run_join (KtProgram *program, char **args, GError **error)
{
  json_object *more;

  if (!check_scope (error))
    return -1;
  more = json_object_new_object ();
  json_object_object_add (more, "login", json_object_new_string (args[1]));
  json_object_object_add (more, "scope", json_object_new_string (scope != NULL ? scope : "file"));
  if (fixed)
    json_object_object_add (more, "fixed", json_object_new_boolean (TRUE));
  return ask (program, "team-join", args[0], more, error);
}

static int
run_leave (KtProgram *program, char **args, GError **error)
{
  json_object *more = json_object_new_object ();

  json_object_object_add (more, "login", json_object_new_string (args[1]));
  return ask (program, "team-leave", args[0], more, error);
}

static int
run_agency_join (KtProgram *program, char **args, GError **error)
{
  json_object *more = json_object_new_object ();

  json_object_object_add (more, "agency", json_object_new_string (args[1]));
  json_object_object_add (more, "logins", kt_json_from_strv ((const char *const *) args + 2));
  return ask (program, "agency-join", args[0], more, error);
}

static int
run_agency_leave (KtProgram *program, char **args, GError **error)
{
  json_object *more = json_object_new_object ();

  json_object_object_add (more, "agency", json_object_new_string (args[1]));
  return ask (program, "agency-leave", args[0], more, error);
}

const KtCommand kt_cli_team_join = {
  "team join",
  N_("FAMILY-ID LOGIN"),
  2,
  2,
  N_("Ask the office to let a colleague in."),
  join_options,
  run_join,
};

const KtCommand kt_cli_team_leave = {
  "team leave",
  N_("FAMILY-ID LOGIN"),
  2,
  2,
  N_("Ask the office to take a colleague, or oneself, off a family."),
  NULL,
  run_leave,
};

const KtCommand kt_cli_agency_join = {
  "agency join",
  N_("FAMILY-ID AGENCY-ID LOGIN…"),
  3,
  30,
  N_("Ask the office to give an agency its own part of a family’s plan."),
  NULL,
  run_agency_join,
};

const KtCommand kt_cli_agency_leave = {
  "agency leave",
  N_("FAMILY-ID AGENCY-ID"),
  2,
  2,
  N_("Ask the office to end what an agency sees, and to remove it there."),
  NULL,
  run_agency_leave,
};
