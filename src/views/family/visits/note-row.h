/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A note: its words, what kind it is, about whom and by whom. A tap opens its sheet. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_note_row_new (KtFamilyContext *context, KtRecord *note);
