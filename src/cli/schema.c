/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"

static char *type_name;

static const KtOption options[] = {
  { "type", N_("TYPE"), &type_name, NULL, NULL, N_("only of this type") },
  { NULL },
};

#define PRETTY (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)
#define DATE_PATTERN "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2})?)?)?$"
#define REF_PATTERN "^[^: ]+:[^ ]+$"

static json_object *
typed (const char *name, const char *pattern)
{
  json_object *schema = json_object_new_object ();

  json_object_object_add (schema, "type", json_object_new_string (name));
  if (pattern != NULL)
    json_object_object_add (schema, "pattern", json_object_new_string (pattern));
  return schema;
}

static json_object *
list_of (json_object *items)
{
  json_object *schema = typed ("array", NULL);

  json_object_object_add (schema, "items", items);
  json_object_object_add (schema, "uniqueItems", json_object_new_boolean (TRUE));
  return schema;
}

static json_object *
choice_schema (const KtField *field)
{
  json_object *schema = json_object_new_object ();

  json_object_object_add (schema, "enum", kt_json_from_strv (field->choices));
  return schema;
}

static json_object *
value_schema (const KtField *field)
{
  switch (field->kind)
    {
    case KT_KIND_CHOICE:
      return choice_schema (field);
    case KT_KIND_DATE:
      return typed ("string", DATE_PATTERN);
    case KT_KIND_INT:
      return typed ("integer", NULL);
    case KT_KIND_BOOL:
      return typed ("boolean", NULL);
    case KT_KIND_REF:
      return typed ("string", REF_PATTERN);
    case KT_KIND_TEXT_LIST:
      return list_of (typed ("string", NULL));
    case KT_KIND_REF_LIST:
      return list_of (typed ("string", REF_PATTERN));
    case KT_KIND_TEXT:
    case KT_KIND_OWN_WORDS:
    default:
      return typed ("string", NULL);
    }
}

static json_object *
field_schema (const KtField *field)
{
  json_object *schema = value_schema (field);

  json_object_object_add (schema, "title", json_object_new_string (_(field->label)));
  return schema;
}

static json_object *
document_schema (const KtType *type)
{
  json_object *schema = typed ("object", NULL), *properties = json_object_new_object ();
  json_object *required = json_object_new_array (), *constant = json_object_new_object ();
  g_autofree char *id_pattern = g_strdup_printf ("^%s:.+$", type->name);

  json_object_object_add (constant, "const", json_object_new_string (type->name));
  json_object_object_add (properties, "_id", typed ("string", id_pattern));
  json_object_object_add (properties, "type", constant);
  json_object_object_add (properties, "family", typed ("string", "^family:.+$"));
  json_object_array_add (required, json_object_new_string ("type"));
  if (!g_str_equal (type->name, "family"))
    json_object_array_add (required, json_object_new_string ("family"));
  for (const KtField *field = type->fields; field->key != NULL; field++)
    {
      json_object_object_add (properties, field->key, field_schema (field));
      if (field->required)
        json_object_array_add (required, json_object_new_string (field->key));
    }
  json_object_object_add (schema, "title", json_object_new_string (_(type->label)));
  json_object_object_add (schema, "properties", properties);
  json_object_object_add (schema, "required", required);
  json_object_object_add (schema, "additionalProperties", json_object_new_boolean (FALSE));
  return schema;
}

static json_object *
bundle_schema (void)
{
  json_object *schema = typed ("object", NULL), *types = json_object_new_object (), *any = json_object_new_array ();
  json_object *docs = typed ("array", NULL), *items = json_object_new_object ();
  json_object *properties = json_object_new_object (), *required = json_object_new_array ();

  for (guint i = 0; kt_types ()[i] != NULL; i++)
    {
      json_object *reference = json_object_new_object ();
      g_autofree char *path = g_strconcat ("#/$defs/", kt_types ()[i]->name, NULL);
      json_object_object_add (types, kt_types ()[i]->name, document_schema (kt_types ()[i]));
      json_object_object_add (reference, "$ref", json_object_new_string (path));
      json_object_array_add (any, reference);
    }
  json_object_object_add (items, "oneOf", any);
  json_object_object_add (docs, "items", items);
  json_object_object_add (properties, "docs", docs);
  json_object_array_add (required, json_object_new_string ("docs"));
  json_object_object_add (schema, "$schema", json_object_new_string ("https://json-schema.org/draft/2020-12/schema"));
  json_object_object_add (schema, "properties", properties);
  json_object_object_add (schema, "required", required);
  json_object_object_add (schema, "$defs", types);
  return schema;
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
  schema = type != NULL ? document_schema (type) : bundle_schema ();
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
