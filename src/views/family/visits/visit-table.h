/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* At the table: the plan large, for all to read along, and today's notes under it. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating). */
GtkWidget *kt_visit_table_new (KtFamilyContext *context, const char *visit);
