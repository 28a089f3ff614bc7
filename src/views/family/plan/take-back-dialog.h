/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A decision taken back by whoever may decide: another wording stands again, with a new decision that says why. The
 * first decision stays in the history. Main thread. */
#include "views/family/family-context.h"

/* choices: wordings that were not chosen, at least one. */
void kt_take_back_dialog_present (KtFamilyContext *context, GtkWidget *from, KtRecord *record, const KtField *field,
                                  const char *const *choices);
