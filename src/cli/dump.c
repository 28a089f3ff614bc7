/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli.h"

/* The password at the server is the one thing that is nobody's to compare. */
#define SECRET "setting\tserver.password\t"

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autofree char *dump = NULL;
  g_auto (GStrv) lines = NULL;
  json_object *answer, *list;

  if (!kt_cli_open (&opened, error) || (dump = kt_store_dump (opened.store, error)) == NULL)
    return -1;
  lines = g_strsplit (dump, "\n", -1);
  list = json_object_new_array ();
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_str_has_prefix (lines[i], SECRET) ? SECRET "…" : lines[i];
      if (*line != '\0' && !program->json)
        g_print ("%s\n", line);
      else if (*line != '\0')
        json_object_array_add (list, json_object_new_string (line));
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "dump", list);
  if (program->json)
    kt_answer_json (answer);
  else
    json_object_put (answer);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_dump = {
  "dump",
  "",
  0,
  0,
  N_("Everything the store says, to compare before and after (for tests and support)."),
  NULL,
  run,
};
