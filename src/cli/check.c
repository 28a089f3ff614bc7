/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) problems = NULL, doubts = NULL;
  json_object *answer, *list;

  if (!kt_cli_open (&opened, error) || (problems = kt_store_check (opened.store, error)) == NULL ||
      !kt_cli_check_signatures (opened.store, error) || (doubts = kt_store_list_doubts (opened.store, NULL, error)) == NULL)
    return -1;
  if (program->json)
    {
      answer = json_object_new_object ();
      list = json_object_new_array ();
      for (guint i = 0; i < problems->len; i++)
        json_object_array_add (list, json_object_new_string (problems->pdata[i]));
      json_object_object_add (answer, "problems", list);
      json_object_object_add (answer, "doubts", kt_show_doubts (doubts));
      kt_answer_json (answer);
    }
  for (guint i = 0; !program->json && i < problems->len; i++)
    g_print ("%s\n", (char *) problems->pdata[i]);
  for (guint i = 0; !program->json && i < doubts->len; i++)
    {
      g_autofree char *line = kt_show_doubt (doubts->pdata[i]);

      g_print (_("In doubt: %s\n"), line);
    }
  if (!program->json && problems->len == 0)
    g_print ("%s\n", _("All is well with this store."));
  return problems->len == 0 ? KT_EXIT_DONE : KT_EXIT_FAILED;
}

const KtCommand kt_cli_check = {
  "check",
  "",
  0,
  0,
  N_("Look whether the store is whole: cipher, pages, index, records; and who signed what."),
  NULL,
  run,
};
