/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Before a visit: what was last time, what is open (an agency's promise as visible as a family's), what to bring up.
 * Main thread. */
#include "views/family/family-context.h"

/* go: connected to the button that goes to the table, with object. Returns: (transfer full, floating). */
GtkWidget *kt_visit_prepare_new (KtFamilyContext *context, const char *visit, GCallback go, gpointer object);
