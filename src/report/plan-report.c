/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-report"
#include "report/plan-report.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "model/paper.h"
#include "report/date-text.h"

/* ---- People ---- */

static char *
name_of (KtFamilyIndex *index, const char *ref)
{
  const KtPerson *person = kt_family_index_find_person (index, ref);

  if (person == NULL)
    return g_strdup (_("a colleague"));
  return g_strdup (person->kind == KT_PERSON_FAMILY ? _("the whole family") : person->first);
}

static char *
names_in (KtFamilyIndex *index, KtRecord *record, const char *key)
{
  g_auto (GStrv) refs = kt_record_dup_list (record, key);
  GString *names = g_string_new (NULL);

  for (guint i = 0; refs[i] != NULL; i++)
    {
      g_autofree char *name = name_of (index, refs[i]);
      const char *between = refs[i + 1] != NULL ? ", " : _(" and ");

      g_string_append_printf (names, "%s%s", i > 0 ? between : "", name);
    }
  return g_string_free (names, FALSE);
}

/* "Omar (Geldloket)": an agency's promise is as visible as a family's. */
static char *
dup_who (KtFamilyIndex *index, KtRecord *action)
{
  g_auto (GStrv) who = kt_record_dup_list (action, "who");
  const KtPerson *person = kt_family_index_find_person (index, who[0]);
  const KtPerson *agency = kt_family_index_find_agency (index, who[0]);
  g_autofree char *names = names_in (index, action, "who");

  if (who[0] == NULL || who[1] != NULL || agency == NULL || agency == person)
    return g_steal_pointer (&names);
  /* Translators: a helper's name and their agency. */
  return g_strdup_printf (_("%s (%s)"), names, agency->name);
}

/* First letters of the first and the last word of a name. */
static char *
initials_of (const char *name)
{
  g_auto (GStrv) words = g_strsplit_set (name, " -–", -1);
  guint n = g_strv_length (words);
  g_autofree char *first = n > 0 ? g_utf8_substring (words[0], 0, *words[0] != '\0') : g_strdup ("");
  g_autofree char *last = n > 1 ? g_utf8_substring (words[n - 1], 0, *words[n - 1] != '\0') : g_strdup ("");
  g_autofree char *both = g_strconcat (first, last, NULL);

  return g_utf8_strup (both, -1);
}

/* ---- Words ---- */

static char *
quoted (const char *words)
{
  if (words == NULL || *words == '\0')
    return NULL;
  if (g_str_has_prefix (words, "“") || g_str_has_prefix (words, "\"") || g_str_has_prefix (words, "„"))
    return g_strdup (words);
  /* Translators: quotation marks round somebody's own words. */
  return g_strdup_printf (_("“%s”"), words);
}

static char *
join_dots (const char *one, const char *other)
{
  if (*one != '\0' && *other != '\0')
    return g_strdup_printf ("%s · %s", one, other);
  return g_strconcat (one, other, NULL);
}

/* ---- Steps ---- */

static char *
dup_when (KtFamilyIndex *index, KtRecord *action, gboolean done)
{
  const char *often = kt_record_get_text (action, "how_often"), *done_on = kt_record_get_text (action, "done_on");
  const char *date = kt_record_get_text (action, "due");
  gboolean past = date != NULL && kt_clock_days_between (kt_family_index_get_today (index), date) < 0;
  g_autofree char *due = kt_date_text_day (date);
  g_autofree char *day = kt_date_text_day (done_on);

  if (!done && often != NULL && past) /* it began then, and goes on */
    return g_strdup (often);
  if (!done)
    return join_dots (due, often != NULL ? often : "");
  /* Translators: %s is a date. */
  return done_on != NULL ? g_strdup_printf (_("done on %s"), day) : g_strdup (_("done"));
}

char *
kt_plan_report_who_when (KtFamilyIndex *index, KtRecord *action)
{
  gboolean done = g_strcmp0 (kt_record_get_text (action, "status"), "done") == 0;
  g_autofree char *who = dup_who (index, action), *when = dup_when (index, action, done);

  return join_dots (who, when);
}

static void
add_step (KtFamilyIndex *index, KtPlanGoal *goal, KtRecord *action)
{
  KtPlanStep *step = kt_plan_goal_add_step (goal);

  step->what = g_strdup (kt_record_get_text (action, "what"));
  step->done = g_strcmp0 (kt_record_get_text (action, "status"), "done") == 0;
  step->who_when = kt_plan_report_who_when (index, action);
}

static void
add_steps (KtFamilyIndex *index, KtPlanGoal *goal, KtRecord *record)
{
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (index, kt_record_get_id (record));

  for (guint i = 0; i < actions->len; i++)
    if (kt_paper_has_step (g_ptr_array_index (actions, i)))
      add_step (index, goal, g_ptr_array_index (actions, i));
}

/* ---- Goals ---- */

static char *
dup_agreed (KtFamilyIndex *index, KtRecord *goal)
{
  g_autoptr (GPtrArray) agreements = kt_family_index_list_agreements (index, kt_record_get_id (goal));
  KtRecord *agreement = agreements->len > 0 ? g_ptr_array_index (agreements, 0) : NULL;
  g_autofree char *date = NULL, *table = NULL;

  if (agreement == NULL)
    return NULL;
  date = kt_date_text_day (kt_record_get_text (agreement, "date"));
  table = names_in (index, agreement, "with");
  /* Translators: %s is a date, then names of who was at the table. */
  return *table != '\0' ? g_strdup_printf (_("Agreed %s at the table with %s"), date, table)
                        : g_strdup_printf (_("Agreed %s"), date);
}

static gboolean
is_a_step (KtPlanGoal *goal, const char *what)
{
  for (guint i = 0; i < goal->steps->len; i++)
    if (g_strcmp0 (((KtPlanStep *) g_ptr_array_index (goal->steps, i))->what, what) == 0)
      return TRUE;
  return FALSE;
}

static void
set_whose (KtFamilyIndex *index, KtPlanGoal *goal, KtRecord *record)
{
  g_auto (GStrv) whose = kt_record_dup_list (record, "whose");
  const KtPerson *person = kt_family_index_find_person (index, whose[0]);
  gboolean one = whose[0] != NULL && whose[1] == NULL && person != NULL;
  gboolean somebody = one && person->kind <= KT_PERSON_HELPER;
  const char *required = kt_record_get_text (record, "required_by");
  /* Translators: a stamp on a goal that others demand; %s is who, such as a school. */
  g_autofree char *stamp = required != NULL ? g_strdup_printf (_("Required by: %s"), required) : g_strdup ("");
  g_autofree char *names = whose[0] == NULL || (one && person->kind == KT_PERSON_FAMILY)
                               ? g_strdup (_("The whole family"))
                               : names_in (index, record, "whose");

  goal->initials = somebody ? initials_of (person->name) : g_strdup ("“”");
  goal->whose = join_dots (names, stamp);
}

static void
add_goal (KtFamilyIndex *index, KtPlanSheet *sheet, KtRecord *record)
{
  const char *first = kt_record_get_text (record, "first_step");
  KtPlanGoal *goal = kt_plan_sheet_add_goal (sheet);

  set_whose (index, goal, record);
  goal->words = quoted (kt_record_get_text (record, "words"));
  goal->wording = g_strdup (kt_record_get_text (record, "wording"));
  /* Translators: on the printed plan, under a goal with two versions. */
  goal->notice = kt_paper_is_in_talks (index, record) ? g_strdup (_("We are still talking this over.")) : NULL;
  add_steps (index, goal, record);
  goal->first_label = g_strdup (_("First small step"));
  goal->first = first != NULL && !is_a_step (goal, first) ? g_strdup (first) : NULL;
  goal->agreed = dup_agreed (index, record);
}

static void
add_goals (KtFamilyIndex *index, KtPlanSheet *sheet)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (index);

  for (guint i = 0; i < goals->len; i++)
    {
      KtRecord *goal = g_ptr_array_index (goals, i);
      const char *words = kt_record_get_text (goal, "words");
      KtPaperPlace place = kt_paper_place (goal);

      if (place == KT_PLACE_OPEN)
        add_goal (index, sheet, goal);
      else if (place == KT_PLACE_REACHED)
        g_ptr_array_add (sheet->reached, quoted (words));
      else if (place == KT_PLACE_RESTING)
        g_ptr_array_add (sheet->resting, quoted (words));
    }
}

/* ---- The sheet ---- */

char *
kt_plan_report_contact (KtFamilyIndex *index)
{
  const KtPerson *fixed = kt_family_index_get_fixed_worker (index);
  const char *phone = fixed != NULL ? kt_record_get_text (fixed->record, "phone") : NULL;

  if (fixed == NULL)
    return NULL;
  return phone != NULL ? g_strdup_printf ("%s, %s", fixed->name, phone) : g_strdup (fixed->name);
}

/* "Our plan · 24 November 2026 · Questions? Ilse Verbrugge, 06 12 34 56 78" */
static char *
dup_foot (KtFamilyIndex *index)
{
  g_autofree char *day = kt_date_text_full (kt_family_index_get_today (index));
  g_autofree char *who = kt_plan_report_contact (index);
  /* Translators: at the foot of the printed plan; %s is the fixed worker, perhaps with a telephone number. */
  g_autofree char *ask = who != NULL ? g_strdup_printf (_("Questions? %s"), who) : g_strdup ("");
  g_autofree char *plan = join_dots (_("Our plan"), day);

  return join_dots (plan, ask);
}

KtPlanSheet *
kt_plan_report_new (KtFamilyIndex *index)
{
  KtPlanSheet *sheet = kt_plan_sheet_new ();
  KtRecord *family = kt_family_index_get_family (index);

  /* Translators: the title of the printed plan, as the family would say it. */
  sheet->title = g_strdup (_("Our plan"));
  if (family != NULL)
    {
      sheet->family = g_strdup (kt_record_get_text (family, "name"));
      sheet->words = quoted (kt_record_get_text (family, "words"));
    }
  sheet->words_label = g_strdup (_("What matters to us"));
  sheet->empty = g_strdup (_("There are no goals yet: there is room here for your own words."));
  add_goals (index, sheet);
  /* Translators: on the printed plan, above the goals that were reached. */
  sheet->reached_label = g_strdup (_("This worked out"));
  /* Translators: on the printed plan, above the goals that are paused. */
  sheet->resting_label = g_strdup (_("For later"));
  sheet->foot = dup_foot (index);
  return sheet;
}
