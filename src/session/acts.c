/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/acts.h"

#include <string.h>

#include "base/clock.h"

typedef struct {
  const char *worker_id, *id, *field, *note;
  KtRecord *seen;
  json_object *value;              /* borrowed */
  const char *const *with, *const *phone;
  KtRecord *result;                /* owned */
} Act;

static void
add_string (json_object *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_object_add (object, key, json_object_new_string (text));
}

static void
add_list (json_object *object, const char *key, const char *const *strv)
{
  if (strv != NULL && strv[0] != NULL)
    json_object_object_add (object, key, kt_json_from_strv (strv));
}

/* The append-only record beside the edit. */
static gboolean
save_append_only (KtStore *store, const char *type, KtRecord *about, const char *worker_id, json_object *fields,
                  GError **error)
{
  KtEditInfo info = { .by = worker_id };
  g_autofree char *today = kt_clock_today ();
  g_autoptr (KtRecord) kept = NULL;

  add_string (fields, "worker", worker_id);
  add_string (fields, "date", today);
  kept = kt_store_save (store, type, NULL, kt_record_get_family (about), NULL, &info, fields, error);
  return kept != NULL;
}

static KtRecord *
save_field (KtStore *store, Act *act, KtRecord *current, const KtEditInfo *info, GError **error)
{
  g_autoptr (json_object) changes = json_object_new_object ();

  json_object_object_add (changes, act->field, json_object_get (act->value));
  return kt_store_save (store, kt_record_get_type_name (current), kt_record_get_id (current),
                        kt_record_get_family (current), act->seen, info, changes, error);
}

static gboolean
agree_in_transaction (KtStore *store, gpointer data, GError **error)
{
  Act *act = data;
  KtEditInfo info = { .by = act->worker_id, .with = act->with, .phone = act->phone, .agreed = TRUE, .note = act->note };
  g_autoptr (KtRecord) current = kt_store_load (store, act->id, error);
  g_autoptr (json_object) fields = json_object_new_object ();
  g_autofree char *words = kt_value_to_text (act->value);

  if (current == NULL)
    return FALSE;
  g_clear_pointer (&act->result, kt_record_unref);
  act->result = save_field (store, act, current, &info, error);
  if (act->result == NULL)
    return FALSE;
  add_string (fields, "goal", act->id);
  add_string (fields, "field", act->field);
  add_string (fields, "words", words);
  add_list (fields, "with", act->with);
  add_list (fields, "phone", act->phone);
  add_string (fields, "note", act->note);
  return save_append_only (store, "agreement", current, act->worker_id, fields, error);
}

static KtRecord *
run_act (KtStore *store, KtStoreFunc func, Act *act, GError **error)
{
  if (kt_store_transaction (store, func, act, error))
    return act->result;
  g_clear_pointer (&act->result, kt_record_unref);
  return NULL;
}

KtRecord *
kt_act_agree (KtStore *store, const char *worker_id, const char *goal_id, KtRecord *seen, const char *field,
              const char *value, const char *const *with, const char *const *phone, const char *note, GError **error)
{
  g_autoptr (json_object) text = json_object_new_string (value);
  Act act = {
    .worker_id = worker_id,
    .id = goal_id,
    .field = field,
    .note = note,
    .seen = seen,
    .value = text,
    .with = with,
    .phone = phone,
  };

  return run_act (store, agree_in_transaction, &act, error);
}

static gboolean
is_agreed (Act *act)
{
  KtEntry entry;

  for (guint i = 0; act->with != NULL && act->with[i] != NULL; i++)
    if (g_str_has_prefix (act->with[i], "member:"))
      return TRUE;
  for (guint i = 0; kt_record_get_entry (act->seen, act->field, i, &entry); i++)
    if (entry.agreed && json_object_equal (entry.value, act->value))
      return TRUE;
  return FALSE;
}

/* Every other surviving value, once, as text. Returns: (transfer full). */
static GStrv
list_not_taken (Act *act)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  KtEntry entry;

  for (guint i = 0; kt_record_get_entry (act->seen, act->field, i, &entry); i++)
    {
      g_autofree char *text = kt_value_to_text (entry.value);
      if (*text == '\0' || json_object_equal (entry.value, act->value) || g_hash_table_contains (told, text))
        continue;
      g_strv_builder_add (builder, text);
      g_hash_table_add (told, g_steal_pointer (&text));
    }
  return g_strv_builder_end (builder);
}

static gboolean
decide_in_transaction (KtStore *store, gpointer data, GError **error)
{
  Act *act = data;
  KtEditInfo info = { .by = act->worker_id, .with = act->with, .agreed = is_agreed (act), .note = act->note };
  g_autoptr (json_object) fields = json_object_new_object ();
  g_autofree char *kept = kt_value_to_text (act->value);
  g_auto (GStrv) not_taken = list_not_taken (act);

  g_clear_pointer (&act->result, kt_record_unref);
  act->result = save_field (store, act, act->seen, &info, error);
  if (act->result == NULL)
    return FALSE;
  add_string (fields, "record", kt_record_get_id (act->seen));
  add_string (fields, "field", act->field);
  add_string (fields, "kept", kept);
  add_list (fields, "not_taken", (const char *const *) not_taken);
  add_string (fields, "why", act->note);
  add_list (fields, "with", act->with);
  return save_append_only (store, "decision", act->seen, act->worker_id, fields, error);
}

KtRecord *
kt_act_decide (KtStore *store, const char *worker_id, KtRecord *seen, const char *field, json_object *value,
               const char *why, const char *const *with, GError **error)
{
  Act act = { .worker_id = worker_id, .field = field, .note = why, .seen = seen, .value = value, .with = with };

  return run_act (store, decide_in_transaction, &act, error);
}

static json_object *
int_from_text (const KtField *field, const char *text, GError **error)
{
  gint64 number;

  if (g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return json_object_new_int64 (number);
  g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: not a number", field->key);
  return NULL;
}

static json_object *
bool_from_text (const KtField *field, const char *text, GError **error)
{
  static const char *const yes[] = { "true", "yes", "ja", "1", NULL }, *const no[] = { "false", "no", "nee", "0", NULL };

  if (g_strv_contains (yes, text) || g_strv_contains (no, text))
    return json_object_new_boolean (g_strv_contains (yes, text));
  g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: not yes or no", field->key);
  return NULL;
}

json_object *
kt_value_from_text (const KtField *field, const char *text, GError **error)
{
  g_auto (GStrv) lines = NULL;

  switch (field->kind)
    {
    case KT_KIND_INT:
    case KT_KIND_SCALE:
      return int_from_text (field, text, error);
    case KT_KIND_BOOL:
      return bool_from_text (field, text, error);
    case KT_KIND_TEXT_LIST:
    case KT_KIND_REF_LIST:
      lines = g_strsplit (text, "\n", -1);
      return kt_json_from_strv ((const char *const *) lines);
    default:
      return json_object_new_string (text);
    }
}

char *
kt_value_to_text (json_object *value)
{
  g_autoptr (GString) text = NULL;

  if (value == NULL || json_object_is_type (value, json_type_null))
    return g_strdup ("");
  if (!json_object_is_type (value, json_type_array))
    return g_strdup (json_object_get_string (value));
  text = g_string_new (NULL);
  for (size_t i = 0; i < json_object_array_length (value); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            json_object_get_string (json_object_array_get_idx (value, i)));
  return g_string_free_and_steal (g_steal_pointer (&text));
}
