/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One goal by itself: its card, and its history. A KtPage (widgets/page.h). Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_GOAL_PAGE (kt_goal_page_get_type ())
G_DECLARE_FINAL_TYPE (KtGoalPage, kt_goal_page, KT, GOAL_PAGE, AdwNavigationPage)

/* Shows it over the page that holds from. */
void kt_goal_page_open (KtFamilyContext *context, GtkWidget *from, const char *goal);
