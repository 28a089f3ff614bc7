/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The parts of the overview. Main thread; each returns (transfer full, floating). */
#include "views/family/family-context.h"

/* The next visit beside this week's steps. */
GtkWidget *kt_overview_cards_new (KtFamilyContext *context);
/* How many strengths, concerns, and changes since the last visit. */
GtkWidget *kt_overview_counts_new (KtFamilyContext *context);
void kt_overview_print_counts (KtFamilyContext *context, GString *print);
/* Who lives where. */
GtkWidget *kt_overview_homes_new (KtFamilyContext *context);
