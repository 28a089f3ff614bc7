/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One visit, in three steps on one page: prepare, at the table, close. A KtPage (widgets/page.h). Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_VISIT_PAGE (kt_visit_page_get_type ())
G_DECLARE_FINAL_TYPE (KtVisitPage, kt_visit_page, KT, VISIT_PAGE, AdwNavigationPage)

/* Shows it over the page that holds from; today's visit opens at the table, a coming one at preparing. */
void kt_visit_page_open (KtFamilyContext *context, GtkWidget *from, const char *visit);
/* A note without planning anything: at the table of today's visit, else in a sheet of its own. */
void kt_visit_page_open_for_note (KtFamilyContext *context, GtkWidget *from);
