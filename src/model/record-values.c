/* SPDX-License-Identifier: EUPL-1.2 */
/* Values against the table of fields. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <stdlib.h>
#include <string.h>

gboolean
kt_field_is_list (const KtField *field)
{
  return field->kind == KT_KIND_TEXT_LIST || field->kind == KT_KIND_REF_LIST;
}

gboolean
kt_value_is_empty (json_object *value)
{
  return value == NULL || (json_object_is_type (value, json_type_string) && json_object_get_string_len (value) == 0);
}

/* "type:tail", both there, no white space. */
static gboolean
is_ref (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL && colon != text && colon[1] != '\0' && strpbrk (text, " \t\r\n") == NULL;
}

static gboolean
two_digits (const char **p, char before, int lowest, int highest, int *value)
{
  if ((*p)[0] != before || !g_ascii_isdigit ((*p)[1]) || !g_ascii_isdigit ((*p)[2]))
    return FALSE;
  *value = ((*p)[1] - '0') * 10 + ((*p)[2] - '0');
  *p += 3;
  return *value >= lowest && *value <= highest;
}

/* YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM. */
static gboolean
is_partial_date (const char *text)
{
  const char *p = text + 4;
  int month, day, hour, minute;

  if (strspn (text, "0123456789") != 4 || strncmp (text, "0000", 4) == 0)
    return FALSE;
  if (*p == '\0')
    return TRUE;
  if (!two_digits (&p, '-', 1, 12, &month))
    return FALSE;
  if (*p == '\0')
    return TRUE;
  if (!two_digits (&p, '-', 1, 31, &day) ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) atoi (text)))
    return FALSE;
  if (*p == '\0')
    return TRUE;
  return two_digits (&p, 'T', 0, 23, &hour) && two_digits (&p, ':', 0, 59, &minute) && *p == '\0';
}

static gboolean
check_text (const KtField *field, json_object *value, gboolean strict, const char **message)
{
  const char *text = json_object_get_string (value);

  if (!json_object_is_type (value, json_type_string))
    *message = "a text was expected";
  else if (!g_utf8_validate (text, json_object_get_string_len (value), NULL))
    *message = "a text that is not UTF-8, or has a NUL in it";
  else if ((field->kind == KT_KIND_REF || field->kind == KT_KIND_REF_LIST) && !is_ref (text))
    *message = "the id of a record was expected";
  else if (field->kind == KT_KIND_DATE && !is_partial_date (text))
    *message = "a date was expected (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM)";
  else if (field->kind == KT_KIND_CHOICE && strict && !g_strv_contains (field->choices, text))
    *message = "not one of the choices";
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_list (const KtField *field, json_object *value, gboolean strict, const char **message)
{
  if (!json_object_is_type (value, json_type_array))
    {
      *message = "a list was expected";
      return FALSE;
    }
  for (gsize i = 0; i < json_object_array_length (value); i++)
    {
      json_object *item = json_object_array_get_idx (value, i);

      if (kt_value_is_empty (item))
        {
          *message = "an empty element in a list";
          return FALSE;
        }
      if (!check_text (field, item, strict, message))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_type (json_object *value, enum json_type type, const char *expected, const char **message)
{
  if (json_object_is_type (value, type))
    return TRUE;
  *message = expected;
  return FALSE;
}

static gboolean
check_scale (json_object *value, const char **message)
{
  if (json_object_is_type (value, json_type_int) && json_object_get_int64 (value) >= 0 &&
      json_object_get_int64 (value) <= KT_SCALE_MOST)
    return TRUE;
  *message = "a whole number from 0 to 10 was expected";
  return FALSE;
}

gboolean
kt_field_check (const KtField *field, json_object *value, gboolean strict, const char **message)
{
  switch (field->kind)
    {
    case KT_KIND_TEXT_LIST:
    case KT_KIND_REF_LIST:
      return check_list (field, value, strict, message);
    case KT_KIND_INT:
      return check_type (value, json_type_int, "a whole number was expected", message);
    case KT_KIND_SCALE:
      return check_scale (value, message);
    case KT_KIND_BOOL:
      return check_type (value, json_type_boolean, "true or false was expected", message);
    case KT_KIND_TEXT:
    case KT_KIND_OWN_WORDS:
    case KT_KIND_CHOICE:
    case KT_KIND_DATE:
    case KT_KIND_REF:
    default:
      return check_text (field, value, strict, message);
    }
}

static gboolean
check_entries (KtRecord *record, const KtFieldItem *item, const KtField *field, GError **error)
{
  for (guint i = 0; i < item->n; i++)
    {
      json_object *value = kt_entry_get_value (&record->entries[item->first + i]);
      const char *message = NULL;
      gboolean fine = kt_field_is_list (field) ? check_text (field, value, FALSE, &message)
                                               : kt_field_check (field, value, FALSE, &message);

      if (!fine)
        {
          g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: %s", field->key, message);
          return FALSE;
        }
    }
  return TRUE;
}

/* A newer app's fields and choices are let pass: they are kept, and shown as far as they are known. */
gboolean
kt_record_validate (KtRecord *record, GError **error)
{
  if (record->type == NULL)
    return TRUE;
  for (const KtField *field = record->type->fields; field->key != NULL; field++)
    {
      int index = kt_record_find_field (record, field->key);

      if (index < 0 && field->required)
        {
          g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: missing", field->key);
          return FALSE;
        }
      if (index >= 0 && !check_entries (record, &record->fields[index], field, error))
        return FALSE;
    }
  return TRUE;
}
