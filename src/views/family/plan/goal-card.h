/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A goal: the own words large, by whom; what was agreed, a stamp where others require it; its steps. Main thread. */
#include "views/family/family-context.h"

typedef enum {
  KT_GOAL_FULL,      /* the plan's card: everything, to work on */
  KT_GOAL_ALONE,     /* the same on a page of its own, with its history under it */
  KT_GOAL_ON_TABLE,  /* for the family to read along: words and open steps, nothing to manage */
} KtGoalLook;

/* Returns: (transfer full, floating). */
GtkWidget *kt_goal_card_new (KtFamilyContext *context, KtRecord *goal, KtGoalLook look);
/* Appends all a goal's card shows to a print (widgets/keyed-box.h). */
void kt_goal_print (KtFamilyContext *context, GString *print, KtRecord *goal);
