/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-drawing"
#include "drawing/plan-sheet.h"

static void
step_free (gpointer data)
{
  KtPlanStep *step = data;

  g_free (step->what);
  g_free (step->who_when);
  g_free (step);
}

static void
goal_free (gpointer data)
{
  KtPlanGoal *goal = data;

  g_free (goal->initials);
  g_free (goal->words);
  g_free (goal->whose);
  g_free (goal->wording);
  g_free (goal->notice);
  g_free (goal->first_label);
  g_free (goal->first);
  g_free (goal->agreed);
  g_ptr_array_unref (goal->steps);
  g_free (goal);
}

KtPlanSheet *
kt_plan_sheet_new (void)
{
  KtPlanSheet *sheet = g_new0 (KtPlanSheet, 1);

  sheet->goals = g_ptr_array_new_with_free_func (goal_free);
  sheet->reached = g_ptr_array_new_with_free_func (g_free);
  sheet->resting = g_ptr_array_new_with_free_func (g_free);
  return sheet;
}

void
kt_plan_sheet_free (KtPlanSheet *sheet)
{
  g_free (sheet->title);
  g_free (sheet->family);
  g_free (sheet->words_label);
  g_free (sheet->words);
  g_free (sheet->empty);
  g_free (sheet->reached_label);
  g_free (sheet->resting_label);
  g_free (sheet->foot);
  g_ptr_array_unref (sheet->goals);
  g_ptr_array_unref (sheet->reached);
  g_ptr_array_unref (sheet->resting);
  g_free (sheet);
}

KtPlanGoal *
kt_plan_sheet_add_goal (KtPlanSheet *sheet)
{
  KtPlanGoal *goal = g_new0 (KtPlanGoal, 1);

  goal->steps = g_ptr_array_new_with_free_func (step_free);
  g_ptr_array_add (sheet->goals, goal);
  return goal;
}

KtPlanStep *
kt_plan_goal_add_step (KtPlanGoal *goal)
{
  KtPlanStep *step = g_new0 (KtPlanStep, 1);

  g_ptr_array_add (goal->steps, step);
  return step;
}
