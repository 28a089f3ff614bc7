/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a family's plan says on paper, in words that are ready to be set: report/ writes it, plan-pages.h lays it out.
 * A plain value; any thread. Strings and lists are owned by what holds them; every string may be NULL. */
#include <glib.h>

typedef struct {
  char *what;
  char *who_when;      /* "Omar (Geldloket) · Friday 27 November" */
  gboolean done;
} KtPlanStep;

typedef struct {
  char *initials;      /* of whose words these are; "" for everybody's */
  char *words;         /* with their quotation marks */
  char *whose;         /* "Yassin · Required by: school" */
  char *wording;
  char *notice;        /* what is still being talked over */
  char *first_label, *first;
  GPtrArray *steps;    /* KtPlanStep */
  char *agreed;
} KtPlanGoal;

typedef struct {
  char *title, *family;
  char *words_label, *words;         /* what matters to the family */
  char *empty;                       /* in place of goals, when there are none */
  GPtrArray *goals;                  /* KtPlanGoal */
  char *reached_label;
  GPtrArray *reached;                /* char* */
  char *resting_label;
  GPtrArray *resting;                /* char* */
  char *foot;                        /* on every page */
} KtPlanSheet;

/* Empty lists. Returns: (transfer full). */
KtPlanSheet *kt_plan_sheet_new (void);
void kt_plan_sheet_free (KtPlanSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPlanSheet, kt_plan_sheet_free)
/* At the end of the plan, of the goal. Returns: (transfer none). */
KtPlanGoal *kt_plan_sheet_add_goal (KtPlanSheet *sheet);
KtPlanStep *kt_plan_goal_add_step (KtPlanGoal *goal);
