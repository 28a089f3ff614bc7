/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/schema.h"

#include "model/bundle.h"

#include <string.h>

#define DRAFT "https://json-schema.org/draft/2020-12/schema"
#define REF_PATTERN "^[^\\s:]+:\\S+$"
#define DATE_PATTERN "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9])?)?)?$"

static void
add_text (json_object *schema, const char *key, const char *text)
{
  json_object_object_add (schema, key, json_object_new_string (text));
}

static json_object *
new_schema (const char *type)
{
  json_object *schema = json_object_new_object ();

  add_text (schema, "type", type);
  return schema;
}

static json_object *
text_schema (const char *pattern)
{
  json_object *schema = new_schema ("string");

  if (pattern != NULL)
    add_text (schema, "pattern", pattern);
  return schema;
}

static json_object *
list_schema (const char *pattern)
{
  json_object *schema = new_schema ("array"), *items = text_schema (pattern);

  json_object_object_add (items, "minLength", json_object_new_int (1));
  json_object_object_add (schema, "items", items);
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
scale_schema (void)
{
  json_object *schema = new_schema ("integer");

  json_object_object_add (schema, "minimum", json_object_new_int (0));
  json_object_object_add (schema, "maximum", json_object_new_int (KT_SCALE_MOST));
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
      return text_schema (DATE_PATTERN);
    case KT_KIND_INT:
      return new_schema ("integer");
    case KT_KIND_SCALE:
      return scale_schema ();
    case KT_KIND_BOOL:
      return new_schema ("boolean");
    case KT_KIND_REF:
      return text_schema (REF_PATTERN);
    case KT_KIND_TEXT_LIST:
      return list_schema (NULL);
    case KT_KIND_REF_LIST:
      return list_schema (REF_PATTERN);
    case KT_KIND_TEXT:
    case KT_KIND_OWN_WORDS:
    default:
      return text_schema (NULL);
    }
}

/* A field that need not be there may be null, or for a text empty: both say "not filled in". */
static json_object *
field_schema (const KtField *field)
{
  json_object *schema = value_schema (field), *either, *choices;

  if (field->required)
    {
      if (kt_json_get_string (schema, "type") != NULL && strcmp (kt_json_get_string (schema, "type"), "string") == 0)
        json_object_object_add (schema, "minLength", json_object_new_int (1));
      add_text (schema, "title", field->label);
      return schema;
    }
  either = json_object_new_object ();
  choices = json_object_new_array ();
  json_object_array_add (choices, schema);
  json_object_array_add (choices, new_schema ("null"));
  schema = json_object_new_object ();
  add_text (schema, "const", "");
  json_object_array_add (choices, schema);
  add_text (either, "title", field->label);
  json_object_object_add (either, "anyOf", choices);
  return either;
}

static json_object *
identity_schema (const KtType *type)
{
  json_object *properties = json_object_new_object (), *name = json_object_new_object ();
  g_autofree char *pattern = g_strdup_printf ("^%s:.+$", type->name);

  add_text (name, "const", type->name);
  json_object_object_add (properties, "_id", text_schema (pattern));
  json_object_object_add (properties, KT_BUNDLE_DOUBTS, json_object_new_object ());
  json_object_object_add (properties, "type", name);
  json_object_object_add (properties, "family", text_schema ("^family:.+$"));
  return properties;
}

json_object *
kt_type_schema (const KtType *type)
{
  json_object *schema = new_schema ("object"), *properties = identity_schema (type);
  json_object *required = json_object_new_array ();

  json_object_array_add (required, json_object_new_string ("type"));
  if (strcmp (type->name, "family") != 0)
    json_object_array_add (required, json_object_new_string ("family"));
  for (const KtField *field = type->fields; field->key != NULL; field++)
    {
      json_object_object_add (properties, field->key, field_schema (field));
      if (field->required)
        json_object_array_add (required, json_object_new_string (field->key));
    }
  add_text (schema, "$schema", DRAFT);
  add_text (schema, "title", type->label);
  json_object_object_add (schema, "properties", properties);
  json_object_object_add (schema, "required", required);
  json_object_object_add (schema, "additionalProperties", json_object_new_boolean (FALSE));
  return schema;
}

/* The type says which schema holds, so that a checker names the field that is wrong and not every type there is. */
static json_object *
rule_for_type (const KtType *type)
{
  json_object *rule = json_object_new_object (), *when = json_object_new_object (), *ref = json_object_new_object ();
  json_object *properties = json_object_new_object (), *name = json_object_new_object ();
  g_autofree char *pointer = g_strconcat ("#/$defs/", type->name, NULL);

  add_text (name, "const", type->name);
  json_object_object_add (properties, "type", name);
  json_object_object_add (when, "properties", properties);
  add_text (ref, "$ref", pointer);
  json_object_object_add (rule, "if", when);
  json_object_object_add (rule, "then", ref);
  return rule;
}

static json_object *
doc_schema (json_object *defs)
{
  json_object *doc = new_schema ("object"), *rules = json_object_new_array (), *names = json_object_new_array ();
  json_object *properties = json_object_new_object (), *type = json_object_new_object ();
  json_object *required = json_object_new_array ();

  for (const KtType *const *t = kt_types (); *t != NULL; t++)
    {
      json_object_object_add (defs, (*t)->name, kt_type_schema (*t));
      json_object_array_add (names, json_object_new_string ((*t)->name));
      json_object_array_add (rules, rule_for_type (*t));
    }
  json_object_object_add (type, "enum", names);
  json_object_object_add (properties, "type", type);
  json_object_array_add (required, json_object_new_string ("type"));
  json_object_object_add (doc, "properties", properties);
  json_object_object_add (doc, "required", required);
  json_object_object_add (doc, "allOf", rules);
  return doc;
}

json_object *
kt_bundle_schema (void)
{
  json_object *schema = new_schema ("object"), *properties = json_object_new_object ();
  json_object *docs = new_schema ("array"), *defs = json_object_new_object ();
  json_object *required = json_object_new_array ();

  json_object_object_add (docs, "items", doc_schema (defs));
  json_object_object_add (properties, "docs", docs);
  json_object_array_add (required, json_object_new_string ("docs"));
  add_text (schema, "$schema", DRAFT);
  json_object_object_add (schema, "properties", properties);
  json_object_object_add (schema, "required", required);
  json_object_object_add (schema, "$defs", defs);
  return schema;
}
