/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-report"
#include "report/paper-text.h"

#include "base/i18n.h"
#include "report/date-text.h"
#include "report/plan-report.h"

char *
kt_paper_text_whom (KtFamilyIndex *index, const char *ref)
{
  const KtPerson *person = kt_family_index_find_person (index, ref);

  if (person == NULL)
    return g_strdup (ref);
  return g_strdup (person->kind == KT_PERSON_FAMILY ? _("the whole family") : person->first);
}

char *
kt_paper_text_title (KtFamilyIndex *index, const KtPaper *paper)
{
  g_autofree char *whom = kt_paper_text_whom (index, paper->whom), *day = kt_date_text_day (paper->date);

  /* Translators: who has a printed plan, and of which day: "Samira has the plan of Friday 2 October". */
  return g_strdup_printf (_("%s has the plan of %s"), whom, day);
}

char *
kt_paper_text_count (const KtPaper *paper)
{
  /* Translators: how many things in the plan have changed since a paper was printed. */
  return g_strdup_printf (ngettext ("%u change since", "%u changes since", paper->changes->len), paper->changes->len);
}

/* ---- Goals ---- */

static char *
dup_quoted (KtRecord *goal)
{
  const char *words = kt_record_get_text (goal, "words");

  return g_strdup_printf (_("“%s”"), words != NULL ? words : "…");
}

static char *
dup_whose (KtFamilyIndex *index, KtRecord *goal)
{
  g_auto (GStrv) whose = kt_record_dup_list (goal, "whose");
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (whose[0] == NULL)
    return g_strdup (_("the whole family"));
  for (guint i = 0; whose[i] != NULL; i++)
    g_ptr_array_add (names, kt_paper_text_whom (index, whose[i]));
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static char *
dup_part (KtFamilyIndex *index, const KtPaperChange *change, const char *goal)
{
  const char *now = kt_record_get_text (change->record, change->part);
  g_autofree char *whose = NULL;

  if (g_str_equal (change->part, "words"))
    /* Translators: a goal that its owner now puts differently; %s is the goal in quotation marks. */
    return g_strdup_printf (_("In other words now: %s"), goal);
  if (g_str_equal (change->part, "whose"))
    {
      whose = dup_whose (index, change->record);
      /* Translators: a goal in quotation marks, and whose goal it now is. */
      return g_strdup_printf (_("%s: now a goal of %s"), goal, whose);
    }
  if (now == NULL)
    /* Translators: %s is a goal in quotation marks. */
    return g_strdup_printf (g_str_equal (change->part, "required_by") ? _("%s: nobody requires it any more")
                                                                      : _("%s: something was left out"),
                            goal);
  if (g_str_equal (change->part, "wording"))
    /* Translators: a goal in quotation marks, and what was agreed to do. */
    return g_strdup_printf (_("%s: what we do is now “%s”"), goal, now);
  if (g_str_equal (change->part, "first_step"))
    /* Translators: a goal in quotation marks, and its first small step. */
    return g_strdup_printf (_("%s: the first small step is now “%s”"), goal, now);
  /* Translators: a goal in quotation marks, and who demands it, such as a school. */
  return g_strdup_printf (_("%s: now required by %s"), goal, now);
}

static char *
dup_goal (KtFamilyIndex *index, const KtPaperChange *change)
{
  g_autofree char *goal = change->record != NULL ? dup_quoted (change->record) : NULL;

  if (goal == NULL)
    return g_strdup (_("A goal is not in the plan any more"));
  switch (change->kind)
    {
    case KT_PAPER_GOAL_NEW:
      /* Translators: %s is a goal in quotation marks. */
      return g_strdup_printf (_("New goal: %s"), goal);
    case KT_PAPER_GOAL_RESTS:
      /* Translators: a goal that is paused; %s is the goal in quotation marks. */
      return g_strdup_printf (_("For later now: %s"), goal);
    case KT_PAPER_GOAL_CHANGED:
      return dup_part (index, change, goal);
    case KT_PAPER_GOAL_DECIDED:
      /* Translators: %s is a goal in quotation marks, on which two people now agree. */
      return g_strdup_printf (_("%s: no longer being talked over"), goal);
    default:
      /* Translators: %s is a goal in quotation marks. */
      return g_strdup_printf (_("No longer on paper: %s"), goal);
    }
}

/* ---- Steps ---- */

static char *
dup_step (KtFamilyIndex *index, const KtPaperChange *change)
{
  const char *what = change->record != NULL ? kt_record_get_text (change->record, "what") : NULL;
  g_autofree char *who_when = NULL, *step = NULL;

  if (what == NULL)
    return g_strdup (_("A step is not in the plan any more"));
  if (change->kind == KT_PAPER_STEP_GONE)
    /* Translators: %s is a step that stood on a paper. */
    return g_strdup_printf (_("Step no longer on paper: %s"), what);
  who_when = kt_plan_report_who_when (index, change->record);
  step = *who_when != '\0' ? g_strdup_printf ("%s · %s", what, who_when) : g_strdup (what);
  if (change->kind == KT_PAPER_STEP_NEW)
    /* Translators: %s is a step, with who does it and when. */
    return g_strdup_printf (_("New step: %s"), step);
  /* Translators: %s is a step as it now is, with who does it and when. */
  return g_strdup_printf (_("Step now: %s"), step);
}

char *
kt_paper_text_change (KtFamilyIndex *index, const KtPaperChange *change)
{
  g_autofree char *contact = NULL;

  switch (change->kind)
    {
    case KT_PAPER_FAMILY_WORDS:
      return g_strdup (_("What matters to the family is put differently now"));
    case KT_PAPER_CONTACT:
      contact = kt_plan_report_contact (index);
      /* Translators: %s is the fixed worker, perhaps with a telephone number. */
      return contact != NULL ? g_strdup_printf (_("Questions now go to %s"), contact)
                             : g_strdup (_("Nobody is there for questions any more"));
    case KT_PAPER_GOAL_NEW:
    case KT_PAPER_GOAL_GONE:
    case KT_PAPER_GOAL_RESTS:
    case KT_PAPER_GOAL_CHANGED:
    case KT_PAPER_GOAL_DECIDED:
      return dup_goal (index, change);
    case KT_PAPER_STEP_NEW:
    case KT_PAPER_STEP_GONE:
    case KT_PAPER_STEP_CHANGED:
    default:
      return dup_step (index, change);
    }
}
