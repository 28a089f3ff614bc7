/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a goal says, changed together: the new wording, who agreed to it at the table and who by phone. Drafted at every
 * keystroke. Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_AGREE_DIALOG (kt_agree_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KtAgreeDialog, kt_agree_dialog, KT, AGREE_DIALOG, AdwDialog)

void kt_agree_dialog_present (KtFamilyContext *context, GtkWidget *from, KtRecord *goal);
