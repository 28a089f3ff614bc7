/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One strength or concern: the exact words, about whom, who said it and when. A tap opens its sheet. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_factor_card_new (KtFamilyContext *context, KtRecord *factor);
