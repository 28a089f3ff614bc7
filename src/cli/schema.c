/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include "model/schema.h"

#include <glib/gi18n.h>
#include <json-c/json_visit.h>

#include "cli/cli.h"

static char *type_name;

static const KtOption options[] = {
  { "type", N_("TYPE"), &type_name, NULL, NULL, N_("only of this type") },
  { NULL },
};

#define PRETTY (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

/* The tables below know their labels in English only. A property of that name would be a schema, not a text. */
static int
translate_title (json_object *node, int flags, json_object *parent, const char *key, size_t *index, void *data)
{
  if (flags != JSON_C_VISIT_SECOND && g_strcmp0 (key, "title") == 0 && json_object_is_type (node, json_type_string))
    json_object_set_string (node, _(json_object_get_string (node)));
  return JSON_C_VISIT_RETURN_CONTINUE;
}

/* The answer is JSON either way; --json only leaves out the white space. */
static int
run (KtProgram *program, char **args, GError **error)
{
  const KtType *type = type_name != NULL ? kt_type_find (type_name) : NULL;
  json_object *schema;

  if (type_name != NULL && type == NULL)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no type “%s”"), type_name);
      return -1;
    }
  schema = type != NULL ? kt_type_schema (type) : kt_bundle_schema ();
  json_c_visit (schema, 0, translate_title, NULL);
  if (program->json)
    {
      kt_answer_json (schema);
      return KT_EXIT_DONE;
    }
  g_print ("%s\n", json_object_to_json_string_ext (schema, PRETTY));
  json_object_put (schema);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_schema = {
  "schema",
  "",
  0,
  0,
  N_("The JSON Schema of a bundle, out of the table of types."),
  options,
  run,
};
