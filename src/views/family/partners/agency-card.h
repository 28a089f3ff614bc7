/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One agency in plain words: who comes from there, on what ground, what it may know of whom, who said so and until when.
 * Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_agency_card_new (KtFamilyContext *context, const KtPerson *agency);
