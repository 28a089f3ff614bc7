/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* "Is everyone helped?": a ring for each member, each child included, and words that say the same. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_coverage_list_new (KtFamilyContext *context);
/* Appends all it shows to a print (widgets/keyed-box.h). */
void kt_coverage_print (KtFamilyContext *context, GString *print);
