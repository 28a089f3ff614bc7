/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) problems = NULL;
  json_object *answer, *list;

  if (!kt_cli_open (&opened, error) || (problems = kt_store_check (opened.store, error)) == NULL)
    return -1;
  if (program->json)
    {
      answer = json_object_new_object ();
      list = json_object_new_array ();
      for (guint i = 0; i < problems->len; i++)
        json_object_array_add (list, json_object_new_string (problems->pdata[i]));
      json_object_object_add (answer, "problems", list);
      kt_answer_json (answer);
    }
  for (guint i = 0; !program->json && i < problems->len; i++)
    g_print ("%s\n", (char *) problems->pdata[i]);
  if (!program->json && problems->len == 0)
    g_print ("%s\n", _("All is well with this store."));
  return problems->len == 0 ? KT_EXIT_DONE : KT_EXIT_FAILED;
}

const KtCommand kt_cli_check = {
  "check",
  "",
  0,
  0,
  N_("Look whether the store is whole: cipher, pages, index, records."),
  NULL,
  run,
};
