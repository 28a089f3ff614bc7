/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include "cli/paper.h"

#include <glib/gi18n.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "report/paper-text.h"

/* All of a plan and who has it on paper; notes and the analysis are most of a file. */
static GPtrArray *
list_plan (KtStore *store, const char *family, GError **error)
{
  static const char *const types[] = { "family", "household", "member", "agency", "participation",
                                       "goal", "agreement", "action", "visit", "print-record" };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GPtrArray *some = kt_store_list (store, types[i], family, error);

      if (some == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, some);
    }
  return g_steal_pointer (&all);
}

KtFamilyIndex *
kt_cli_read_family (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtRecord) record = kt_store_load (store, id, error);
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *today = kt_clock_today ();

  if (record == NULL)
    return NULL;
  if (g_strcmp0 (kt_record_get_type_name (record), "family") != 0)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("“%s” is not a family; see “list family”"), id);
      return NULL;
    }
  records = list_plan (store, id, error);
  return records != NULL ? kt_family_index_new (id, records, today) : NULL;
}

/* ---- For whom ---- */

static gboolean
is_called (const KtPerson *person, const char *text)
{
  g_autofree char *asked = g_utf8_casefold (text, -1);
  g_autofree char *name = g_utf8_casefold (person->name, -1), *first = g_utf8_casefold (person->first, -1);

  return g_strcmp0 (person->ref, text) == 0 || g_str_equal (name, asked) || g_str_equal (first, asked);
}

static const KtPerson *
find_called (GPtrArray *people, const char *text, guint *n)
{
  const KtPerson *found = NULL;

  for (guint i = 0; i < people->len; i++)
    if (is_called (g_ptr_array_index (people, i), text))
      {
        found = g_ptr_array_index (people, i);
        (*n)++;
      }
  return found;
}

const char *
kt_cli_paper_find_whom (KtFamilyIndex *index, const char *text, GError **error)
{
  g_autoptr (GPtrArray) members = kt_family_index_list_members (index), homes = kt_family_index_list_households (index);
  guint n = 0;
  const KtPerson *member = find_called (members, text, &n), *home = find_called (homes, text, &n);
  const KtPerson *found = member != NULL ? member : home;

  if (g_str_equal (text, kt_family_index_get_family_id (index)))
    return kt_family_index_get_family_id (index);
  if (n == 1)
    return found->ref;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
               n == 0 ? _("“%s” is no member and no household of this family; see “list member”")
                      : _("“%s” can be more than one here; give the id"),
               text);
  return NULL;
}

/* ---- How ---- */

gboolean
kt_cli_paper_check_how (const char *how, gboolean gone, GError **error)
{
  static const char *const left[] = { "handed", "post", "pdf", "shown", NULL };
  static const char *const over[] = { "taken_back", "thrown_away", NULL };
  const char *const *known = gone ? over : left;
  g_autofree char *list = NULL;

  if (g_strv_contains (known, how))
    return TRUE;
  list = g_strjoinv (", ", (char **) known);
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--how “%s” is none of: %s"), how, list);
  return FALSE;
}

static KtRecord *
save (KtOpened *opened, KtFamilyIndex *index, json_object *fields, GError **error)
{
  KtEditInfo info = { .by = opened->worker_id };

  return kt_store_save (opened->store, "print-record", NULL, kt_family_index_get_family_id (index), NULL, &info, fields,
                        error);
}

KtRecord *
kt_cli_paper_leave (KtOpened *opened, KtFamilyIndex *index, const char *whom, const char *how, GError **error)
{
  g_autoptr (json_object) fields = kt_paper_fields (index, whom, how, opened->worker_id, kt_i18n_get ());

  return save (opened, index, fields, error);
}

/* ---- Gone ---- */

static gboolean
check_paper (KtRecord *paper, GError **error)
{
  if (g_strcmp0 (kt_record_get_type_name (paper), "print-record") == 0 && kt_record_get_text (paper, "ends") == NULL)
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("“%s” is no paper that was left; see “list print-record”"),
               kt_record_get_id (paper));
  return FALSE;
}

int
kt_cli_paper_run_gone (KtProgram *program, KtOpened *opened, const char *id, const char *how, GError **error)
{
  g_autoptr (KtRecord) paper = kt_store_load (opened->store, id, error), kept = NULL;
  g_autoptr (KtFamilyIndex) index = NULL;
  g_autoptr (json_object) fields = NULL;
  json_object *answer;

  if (paper == NULL || !check_paper (paper, error) ||
      (index = kt_cli_read_family (opened->store, kt_record_get_family (paper), error)) == NULL)
    return -1;
  fields = kt_paper_end_fields (index, paper, how, opened->worker_id);
  kept = save (opened, index, fields, error);
  if (kept == NULL)
    return -1;
  if (!program->json)
    {
      g_print ("%s\n", _("Noted: this paper is not there any more."));
      return KT_EXIT_DONE;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "gone", json_object_new_string (id));
  json_object_object_add (answer, "record", json_object_new_string (kt_record_get_id (kept)));
  kt_answer_json (answer);
  return KT_EXIT_DONE;
}

/* ---- To replace ---- */

static void
add_text (json_object *object, const char *key, const char *text)
{
  json_object_object_add (object, key, text != NULL ? json_object_new_string (text) : NULL);
}

static json_object *
change_to_json (KtFamilyIndex *index, const KtPaperChange *change)
{
  json_object *object = json_object_new_object ();
  g_autofree char *text = kt_paper_text_change (index, change);

  add_text (object, "kind", kt_paper_change_name (change->kind));
  add_text (object, "id", change->id);
  if (change->part != NULL)
    add_text (object, "field", change->part);
  add_text (object, "text", text);
  return object;
}

static json_object *
paper_to_json (KtFamilyIndex *index, const KtPaper *paper)
{
  json_object *object = json_object_new_object (), *changes = json_object_new_array ();
  g_autofree char *name = kt_paper_text_whom (index, paper->whom);

  add_text (object, "id", kt_record_get_id (paper->record));
  add_text (object, "family", kt_family_index_get_family_id (index));
  add_text (object, "whom", paper->whom);
  add_text (object, "whom_name", name);
  add_text (object, "date", paper->date);
  add_text (object, "how", kt_record_get_text (paper->record, "how"));
  for (guint i = 0; i < paper->changes->len; i++)
    json_object_array_add (changes, change_to_json (index, g_ptr_array_index (paper->changes, i)));
  json_object_object_add (object, "changes", changes);
  return object;
}

static void
print_paper (KtFamilyIndex *index, const KtPaper *paper)
{
  KtRecord *family = kt_family_index_get_family (index);
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;
  g_autofree char *title = kt_paper_text_title (index, paper);

  g_print ("%s · %s\n", name != NULL ? name : kt_family_index_get_family_id (index), title);
  for (guint i = 0; i < paper->changes->len; i++)
    {
      g_autofree char *text = kt_paper_text_change (index, g_ptr_array_index (paper->changes, i));

      g_print ("  %s\n", text);
    }
  g_print ("  %s\n\n", kt_record_get_id (paper->record));
}

static gboolean
add_family (KtProgram *program, KtStore *store, const char *family, json_object *list, GError **error)
{
  g_autoptr (KtFamilyIndex) index = kt_cli_read_family (store, family, error);
  g_autoptr (GPtrArray) papers = index != NULL ? kt_paper_list_to_replace (index) : NULL;

  if (papers == NULL)
    return FALSE;
  for (guint i = 0; i < papers->len; i++)
    {
      json_object_array_add (list, paper_to_json (index, g_ptr_array_index (papers, i)));
      if (!program->json)
        print_paper (index, g_ptr_array_index (papers, i));
    }
  return TRUE;
}

static gboolean
add_all (KtProgram *program, KtStore *store, const char *only, json_object *list, GError **error)
{
  g_autoptr (GPtrArray) families = NULL;

  if (only != NULL)
    return add_family (program, store, only, list, error);
  families = kt_store_list (store, "family", NULL, error);
  for (guint i = 0; families != NULL && i < families->len; i++)
    if (!add_family (program, store, kt_record_get_id (g_ptr_array_index (families, i)), list, error))
      return FALSE;
  return families != NULL;
}

int
kt_cli_paper_run_to_replace (KtProgram *program, KtOpened *opened, const char *family, GError **error)
{
  json_object *answer = json_object_new_object (), *list = json_object_new_array ();
  gboolean good = add_all (program, opened->store, family, list, error);

  if (good && !program->json && json_object_array_length (list) == 0)
    g_print ("%s\n", _("No paper to replace."));
  json_object_object_add (answer, "papers", list);
  if (good && program->json)
    kt_answer_json (answer);
  else
    json_object_put (answer);
  return good ? KT_EXIT_DONE : -1;
}
