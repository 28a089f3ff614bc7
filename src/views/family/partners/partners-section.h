/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The agencies round a family: why each takes part, and what may be shared with it about whom. Main thread. */
#include "views/family/section.h"

#define KT_TYPE_PARTNERS_SECTION (kt_partners_section_get_type ())
G_DECLARE_FINAL_TYPE (KtPartnersSection, kt_partners_section, KT, PARTNERS_SECTION, KtSection)

/* Returns: (transfer full, floating). */
GtkWidget *kt_partners_section_new (KtFamilyContext *context);
