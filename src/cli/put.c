/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/take-in.h"
#include "terminal/ask.h"

/* One document is a bundle of one; parsed first on its own, so that a place in the text is the place in the file. */
static GPtrArray *
parse_document (GBytes *input, GError **error)
{
  g_autoptr (json_object) document = NULL, bundle = json_object_new_object ();
  json_object *docs = json_object_new_array ();
  const char *text;

  json_object_object_add (bundle, "docs", docs);
  document = kt_json_parse (g_bytes_get_data (input, NULL), (gssize) g_bytes_get_size (input), error);
  if (document == NULL)
    return NULL;
  json_object_array_add (docs, json_object_get (document));
  text = json_object_to_json_string_ext (bundle, JSON_C_TO_STRING_PLAIN);
  return kt_bundle_parse (text, -1, error);
}

static void
tell (KtProgram *program, const KtTakenIn *taken)
{
  json_object *answer;

  if (!program->json)
    {
      g_print ("%s\n", taken->last_id);
      return;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "id", json_object_new_string (taken->last_id));
  json_object_object_add (answer, "changed", json_object_new_boolean (taken->made + taken->changed > 0));
  kt_answer_json (answer);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_autoptr (GBytes) input = kt_ask_input (args[0], error);
  g_autoptr (GPtrArray) items = input != NULL ? parse_document (input, error) : NULL;
  g_auto (KtOpened) opened = { NULL };
  KtTakenIn taken = { 0 };
  gboolean good = items != NULL && kt_cli_open (&opened, error) &&
                  kt_take_in (opened.store, opened.worker_id, items, TRUE, &taken, error);

  if (good)
    tell (program, &taken);
  g_free (taken.last_id);
  return good ? KT_EXIT_DONE : -1;
}

const KtCommand kt_cli_put = {
  "put",
  N_("FILE|-"),
  1,
  1,
  N_("Write one record, whole; without _id it is a new one."),
  NULL,
  run,
};
