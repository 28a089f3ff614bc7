/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The board: twelve domains in fixed order, what goes well at the left of what is hard, for the whole family or for one
 * of its members. Main thread. */
#include "views/family/section.h"

#define KT_TYPE_ANALYSIS_SECTION (kt_analysis_section_get_type ())
G_DECLARE_FINAL_TYPE (KtAnalysisSection, kt_analysis_section, KT, ANALYSIS_SECTION, KtSection)

/* Returns: (transfer full, floating). */
GtkWidget *kt_analysis_section_new (KtFamilyContext *context);
/* The member the board looks at; NULL for the whole family. Borrowed. */
const char *kt_analysis_section_get_person (KtAnalysisSection *self);
/* The id of the domain at the top of what is seen. Borrowed. */
const char *kt_analysis_section_get_domain_in_view (KtAnalysisSection *self);
