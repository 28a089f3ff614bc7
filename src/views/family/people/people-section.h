/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Who belongs to the family, in their homes; the people around them; the helpers and their agencies. Main thread. */
#include "views/family/section.h"

#define KT_TYPE_PEOPLE_SECTION (kt_people_section_get_type ())
G_DECLARE_FINAL_TYPE (KtPeopleSection, kt_people_section, KT, PEOPLE_SECTION, KtSection)

/* Returns: (transfer full, floating). */
GtkWidget *kt_people_section_new (KtFamilyContext *context);
