/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A step of the plan: a tick, what it is, who does it and when; late in words. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_step_row_new (KtFamilyContext *context, KtRecord *action);
