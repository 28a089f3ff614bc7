/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One version of a disputed field: the words, who wrote it and when, who was at the table and who on the phone, and
 * whether it was agreed with the family. Main thread. */
#include "views/family/family-context.h"

/* chooser: (nullable) (transfer full) the button to choose it. Returns: (transfer full, floating). */
GtkWidget *kt_version_card_new (KtFamilyContext *context, const KtField *field, const KtEntry *entry, GtkWidget *chooser);
/* Whether one of refs is of the family. */
gboolean kt_any_of_family (KtFamilyContext *context, const char *const *refs);
