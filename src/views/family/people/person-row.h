/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One line about a person, a relation or an agency; a tap opens its sheet. Main thread. */
#include "views/family/family-context.h"

/* here: the household the row stands in, so that only the other homes are named (nullable).
 * Returns: (transfer full, floating). */
GtkWidget *kt_person_row_new (KtFamilyContext *context, const KtPerson *person, const char *here);
GtkWidget *kt_relation_row_new (KtFamilyContext *context, KtRecord *relation);
