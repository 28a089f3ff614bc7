/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One of today's visits as a card. Main thread. */
#include "lists/caseload.h"

#include <gtk/gtk.h>

/* suggested: the next one, whose button is the screen's one blue button. Returns: (transfer full, floating). */
GtkWidget *kt_visit_card_new (const KtDayVisit *visit, gboolean suggested);
/* What the card shows, as one string: the same string, the same card. Returns: (transfer full). */
char *kt_visit_card_dup_print (const KtDayVisit *visit, gboolean suggested);
