/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-demo"
#include "demo/script-value.h"

#include <string.h>

#include "base/clock.h"

static json_object *
new_string_take (char *text)
{
  json_object *value = json_object_new_string (text);

  g_free (text);
  return value;
}

/* The first such weekday on or after date. */
static char *
move_to_weekday (const char *date, int weekday)
{
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *text = g_strconcat (date, "T12:00:00Z", NULL);

  day = g_date_time_new_from_iso8601 (text, NULL);
  return kt_clock_add_days (date, (weekday + 7 - g_date_time_get_day_of_week (day)) % 7);
}

static json_object *
date_value (const KtScript *script, json_object *written)
{
  g_autofree char *date = kt_clock_add_days (script->start, (int) kt_json_get_int (written, "day", 0));
  int weekday = (int) kt_json_get_int (written, "weekday", 0);
  const char *at = kt_json_get_string (written, "at");

  if (weekday != 0)
    return new_string_take (move_to_weekday (date, weekday));
  return at != NULL ? new_string_take (g_strconcat (date, "T", at, NULL)) : json_object_new_string (date);
}

/* Somebody of that age on day 0: the birthday of this year has been, or is still to come. */
static json_object *
birth_value (const KtScript *script, json_object *written)
{
  const char *on = kt_json_get_string (written, "on");
  int year = (int) g_ascii_strtoll (script->start, NULL, 10) - (int) kt_json_get_int (written, "age", 0);

  if (on == NULL)
    return new_string_take (g_strdup_printf ("%04d", year));
  if (strcmp (on, script->start + strlen ("YYYY-")) > 0)
    year--;
  return new_string_take (g_strdup_printf ("%04d-%s", year, on));
}

static json_object *
year_value (const KtScript *script, json_object *written)
{
  int year = (int) g_ascii_strtoll (script->start, NULL, 10) + (int) kt_json_get_int (written, "years", 0);

  return new_string_take (g_strdup_printf ("%04d", year));
}

static json_object *
list_value (const KtScript *script, json_object *written, KtScriptLookUp look_up, gpointer data, GError **error)
{
  g_autoptr (json_object) list = json_object_new_array ();

  for (size_t i = 0; i < json_object_array_length (written); i++)
    {
      json_object *value = kt_script_value (script, json_object_array_get_idx (written, i), look_up, data, error);
      if (value == NULL)
        return NULL;
      json_object_array_add (list, value);
    }
  return g_steal_pointer (&list);
}

json_object *
kt_script_value (const KtScript *script, json_object *written, KtScriptLookUp look_up, gpointer data, GError **error)
{
  const char *text;
  char *id;

  if (json_object_is_type (written, json_type_array))
    return list_value (script, written, look_up, data, error);
  if (json_object_is_type (written, json_type_object))
    {
      text = kt_json_get_string (written, script->lang);
      if (text != NULL)
        return json_object_new_string (text);
      if (json_object_object_get_ex (written, "day", NULL))
        return date_value (script, written);
      return json_object_object_get_ex (written, "age", NULL) ? birth_value (script, written)
                                                              : year_value (script, written);
    }
  if (!json_object_is_type (written, json_type_string))
    return kt_json_copy (written);
  text = json_object_get_string (written);
  if (*text != '@')
    return json_object_new_string (text);
  id = look_up (data, text, error);
  return id != NULL ? new_string_take (id) : NULL;
}
