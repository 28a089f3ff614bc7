/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The plan: goals in their own words with their steps, and whether everyone is helped. Main thread. */
#include "views/family/section.h"

#define KT_TYPE_PLAN_SECTION (kt_plan_section_get_type ())
G_DECLARE_FINAL_TYPE (KtPlanSection, kt_plan_section, KT, PLAN_SECTION, KtSection)

/* Returns: (transfer full, floating). */
GtkWidget *kt_plan_section_new (KtFamilyContext *context);
