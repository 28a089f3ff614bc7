/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What of a family's plan goes on paper for the family itself, in the language now set. Main thread. */
#include "drawing/plan-sheet.h"
#include "model/family-index.h"

/* Only what the whole family may see (its audience is "family"), as it is read now; a wording that two people wrote
 * differently says that it is still being talked over. Returns: (transfer full). */
KtPlanSheet *kt_plan_report_new (KtFamilyIndex *index);
/* A step as the paper says it, behind what it is: "Omar (Geldloket) · Friday 27 November". Returns: (transfer full). */
char *kt_plan_report_who_when (KtFamilyIndex *index, KtRecord *action);
/* Whom to ask: "Ilse Verbrugge, 06 12 34 56 78". Returns: (transfer full) (nullable). */
char *kt_plan_report_contact (KtFamilyIndex *index);
