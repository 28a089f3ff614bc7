/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What −2 to +2 mean for a goal, and the sheet they are written down with. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_goal_levels_new (KtFamilyContext *context, KtRecord *goal);
/* The levels of a goal, changed. */
void kt_goal_levels_edit (KtFamilyContext *context, GtkWidget *from, KtRecord *levels);
/* Appends to a print (widgets/keyed-box.h) all that the card shows. */
void kt_goal_levels_print (KtFamilyContext *context, GString *print, const char *goal);
