/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A step agreed in half a minute: for which goal, what, who, when, how sure, who agrees; each a tap. Drafted at every
 * touch. Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_STEP_DIALOG (kt_step_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KtStepDialog, kt_step_dialog, KT, STEP_DIALOG, AdwDialog)

/* goal: (nullable) asked first when several are open. */
void kt_step_dialog_present (KtFamilyContext *context, GtkWidget *from, const char *goal);
