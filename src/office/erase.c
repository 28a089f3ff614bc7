/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>
#include <string.h>

#include "office/ledger-file.h"
#include "office/ledger.h"
#include "office/office.h"

static char *why, *ledger;
static gboolean whole_family;

static const KtOption options[] = {
  { "why", N_("TEXT"), &why, NULL, NULL, N_("the ground, for the certificate; no names") },
  { "ledger", N_("FILE"), &ledger, NULL, NULL, N_("a line is added to it; “setup” reads it after a restored backup") },
  { "whole-family", NULL, NULL, &whole_family, NULL, N_("the family itself with everything of it; no RECORD then") },
  { NULL },
};

static gboolean
check (char **args, GError **error)
{
  const char *problem = NULL;

  if (why == NULL || *why == '\0')
    problem = _("--why is needed: on what ground is it erased?");
  else if (whole_family == (args[1] != NULL))
    problem = _("either the records to erase, or --whole-family");
  for (guint i = 1; args[0] != NULL && args[i] != NULL; i++)
    if (strchr (args[i], ':') == NULL || strpbrk (args[i], " \t\n\"") != NULL || g_str_has_prefix (args[i], "family:"))
      problem = _("a record is named by its id; “keukentafel-cli list” shows them");
  if (problem == NULL)
    return kt_office_check_family (args[0], error);
  g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, problem);
  return FALSE;
}

static void
tell (KtProgram *program, KtCouch *couch, json_object *entry)
{
  if (program->json)
    {
      kt_answer_json (json_object_get (entry));
      return;
    }
  kt_office_tell (program, couch);
  g_print (_("Erased. The certificate is %s in the registry.\n"), kt_json_get_string (entry, "_id"));
}

/* Written down before anything is taken away: a backup that is brought back must not outlive this. */
static gboolean
write_down (KtCouch *couch, const char *id, GError **error)
{
  g_autofree char *path = kt_couch_path (KT_REGISTRY, id);
  g_autoptr (json_object) entry = NULL;

  return ledger == NULL || (kt_couch_get (couch, path, &entry, error) && kt_ledger_file_add (ledger, entry, error));
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtCouch) couch = { NULL };
  g_autoptr (json_object) entry = NULL;
  g_autofree char *id = NULL;

  if (!check (args, error) || !kt_office_open (&couch, error) ||
      !kt_ledger_enter (&couch, args[0], whole_family ? NULL : (const char *const *) args + 1, why, &id, error) ||
      !write_down (&couch, id, error) || !kt_ledger_carry_out (&couch, id, &entry, error))
    return -1;
  tell (program, &couch, entry);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_erase = {
  "erase",
  N_("FAMILY-ID [RECORD-ID…]"),
  1,
  1000,
  N_("Erase records, or a whole family, for good: here, on every laptop, in old revisions."),
  options,
  run,
};
