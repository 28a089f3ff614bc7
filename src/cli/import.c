/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/take-in.h"
#include "terminal/ask.h"

static void
tell (KtProgram *program, const KtTakenIn *taken)
{
  json_object *answer;

  if (!program->json)
    {
      g_print (_("%u new, %u changed, %u as they were.\n"), taken->made, taken->changed, taken->unchanged);
      return;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "new", json_object_new_int64 (taken->made));
  json_object_object_add (answer, "changed", json_object_new_int64 (taken->changed));
  json_object_object_add (answer, "unchanged", json_object_new_int64 (taken->unchanged));
  kt_answer_json (answer);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_autoptr (GBytes) input = kt_ask_input (args[0], error);
  g_autoptr (GPtrArray) items = NULL;
  g_auto (KtOpened) opened = { NULL };
  KtTakenIn taken = { 0 };

  if (input == NULL)
    return -1;
  items = kt_bundle_parse (g_bytes_get_data (input, NULL), (gssize) g_bytes_get_size (input), error);
  if (items == NULL || !kt_cli_open (&opened, error) ||
      !kt_take_in (opened.store, opened.worker_id, items, FALSE, &taken, error))
    {
      g_free (taken.last_id);
      return -1;
    }
  tell (program, &taken);
  g_free (taken.last_id);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_import = {
  "import",
  N_("FILE|-"),
  1,
  1,
  N_("Take in a bundle of records: all of it or nothing."),
  NULL,
  run,
};
