/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The first look at a family: somebody's own words, the next visit, this week's steps, how much goes well, and who lives
 * where. Main thread. */
#include "views/family/section.h"

#define KT_TYPE_OVERVIEW_SECTION (kt_overview_section_get_type ())
G_DECLARE_FINAL_TYPE (KtOverviewSection, kt_overview_section, KT, OVERVIEW_SECTION, KtSection)

/* Returns: (transfer full, floating). */
GtkWidget *kt_overview_section_new (KtFamilyContext *context);
