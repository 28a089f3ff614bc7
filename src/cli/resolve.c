/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>
#include <string.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/show.h"
#include "model/family-index.h"
#include "session/acts.h"

static char *value_text, *note;
static GPtrArray *with;

static const KtOption options[] = {
  { "value", N_("TEXT"), &value_text, NULL, NULL, N_("a new wording, instead of one of the versions") },
  { "note", N_("TEXT"), &note, NULL, NULL, N_("why; one sentence, kept with the decision") },
  { "with", N_("ID"), NULL, NULL, &with, N_("who was at the table; may be given more than once") },
  { NULL },
};

/* sentence: (transfer full). */
static gboolean
bad (GError **error, char *sentence)
{
  g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, sentence);
  g_free (sentence);
  return FALSE;
}

static gboolean
check_words (char **args, GError **error)
{
  if ((args[2] != NULL) == (value_text != NULL))
    return bad (error, g_strdup_printf (_("say one version (DOT) or a new wording (--value), for field “%s”"), args[1]));
  if (note == NULL || *note == '\0')
    return bad (error, g_strdup_printf (_("a decision needs its reason: --note, for field “%s”"), args[1]));
  return TRUE;
}

/* The value of the version chosen by its dot, or the typed one. Returns: (transfer full). */
static json_object *
choose_value (KtRecord *record, const KtField *field, const char *dot, GError **error)
{
  KtEntry entry;

  if (value_text != NULL)
    return kt_value_from_text (field, value_text, error);
  for (guint i = 0; kt_record_get_entry (record, field->key, i, &entry); i++)
    if (strcmp (entry.dot, dot) == 0)
      return json_object_get (entry.value);
  bad (error, g_strdup_printf (_("there is no version “%s” here; see “conflicts”"), dot));
  return NULL;
}

static const KtField *
find_field (KtRecord *record, const char *key, GError **error)
{
  const KtType *type = kt_record_get_type (record);
  const KtField *field = type != NULL ? kt_type_find_field (type, key) : NULL;

  if (field == NULL)
    bad (error, g_strdup_printf (_("this record has no field “%s”"), key));
  else if (!kt_record_is_disputed (record, key))
    bad (error, g_strdup_printf (_("there is nothing to decide about field “%s”"), key));
  else
    return field;
  return NULL;
}

/* Who decides is the fixed worker, here as in the window. */
static gboolean
check_role (KtOpened *opened, KtRecord *record, GError **error)
{
  const char *family = kt_record_get_family (record);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (KtFamilyIndex) index = NULL;
  g_autofree char *today = kt_clock_today ();
  const KtPerson *fixed;

  family = family != NULL ? family : kt_record_get_id (record);
  records = kt_store_list_family (opened->store, family, error);
  if (records == NULL)
    return FALSE;
  index = kt_family_index_new (family, records, today);
  if (kt_family_index_is_fixed_worker (index, opened->worker_id))
    return TRUE;
  fixed = kt_family_index_get_fixed_worker (index);
  if (fixed == NULL)
    return bad (error, g_strdup (_("the fixed worker decides; this family has none yet")));
  /* Translators: %s is a worker's name. */
  return bad (error, g_strdup_printf (_("the fixed worker of this family decides: %s"), fixed->name));
}

static void
tell (KtProgram *program, KtStore *store, KtRecord *kept, const KtField *field)
{
  json_object *answer;

  if (program->json)
    {
      answer = json_object_new_object ();
      json_object_object_add (answer, "id", json_object_new_string (kt_record_get_id (kept)));
      json_object_object_add (answer, "field", json_object_new_string (field->key));
      json_object_object_add (answer, "value", json_object_get (kt_record_get (kept, field->key)));
      kt_answer_json (answer);
    }
  else
    {
      g_autofree char *text = kt_value_to_text (kt_record_get (kept, field->key));
      g_print (_("Decided: “%s”. The other wording is kept with the decision.\n"), text);
    }
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (KtRecord) record = NULL, kept = NULL;
  g_autoptr (json_object) value = NULL;
  const KtField *field;

  if (!check_words (args, error) || !kt_cli_open (&opened, error))
    return -1;
  record = kt_store_load (opened.store, args[0], error);
  if (record == NULL || (field = find_field (record, args[1], error)) == NULL ||
      (value = choose_value (record, field, args[2], error)) == NULL || !check_role (&opened, record, error))
    return -1;
  kept = kt_act_decide (opened.store, opened.worker_id, record, field->key, value, note,
                        with != NULL ? (const char *const *) with->pdata : NULL, error);
  if (kept == NULL)
    return -1;
  tell (program, opened.store, kept, field);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_resolve = {
  "resolve",
  N_("ID FIELD DOT|--value TEXT --note TEXT"),
  2,
  3,
  N_("Decide between two versions, and say why."),
  options,
  run,
};
