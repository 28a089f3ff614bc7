/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The family's plan on paper, through the system's own print dialog (in a sandbox: its portal). Main thread. */
#include "views/family/family-context.h"

/* Opens the dialog over the window of `from`; what is printed is the plan as it is now. Afterwards it asks, once, whether
 * the paper is left with somebody. whom: (nullable) who most likely. */
void kt_plan_print (KtFamilyContext *context, GtkWidget *from, const char *whom);
