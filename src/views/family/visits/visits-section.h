/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The visits by date: what is planned, and what was. Main thread. */
#include "views/family/section.h"

#define KT_TYPE_VISITS_SECTION (kt_visits_section_get_type ())
G_DECLARE_FINAL_TYPE (KtVisitsSection, kt_visits_section, KT, VISITS_SECTION, KtSection)

/* Returns: (transfer full, floating). */
GtkWidget *kt_visits_section_new (KtFamilyContext *context);
