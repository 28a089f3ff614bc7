/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One family: overview, people, analysis, plan and visits, each a section beside the list of sections. A KtPage
 * (widgets/page.h): built again after a change of language, it shows the same. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_FAMILY_PAGE (kt_family_page_get_type ())
G_DECLARE_FINAL_TYPE (KtFamilyPage, kt_family_page, KT, FAMILY_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
GtkWidget *kt_family_page_new (KtSession *session, const char *family_id);
/* Which section, how far scrolled, on whom the board looks. Returns: (transfer full). */
GVariant *kt_family_page_save_state (KtFamilyPage *self);
/* state: (transfer none). */
void kt_family_page_restore_state (KtFamilyPage *self, GVariant *state);
/* Shows a section: "overview", "people", "analysis", "plan", "visits" or "partners". */
void kt_family_page_show_section (KtFamilyPage *self, const char *section);
/* Shows the section a record belongs to, and over it the record itself: its page or its sheet; what is under discussion
 * where it is decided. An id unknown here: only the section. */
void kt_family_page_open_record (KtFamilyPage *self, const char *id);
