/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The ways a picture comes in: chosen in the desktop's dialog, dropped, or pasted. All lead to the dialog that adds them
 * (add-pictures-dialog.h); when `from` is that dialog, they join what is in it. Main thread. */
#include "views/family/family-context.h"

/* Says so when no file can be chosen on this device. visit NULL: of no visit. */
void kt_add_pictures_choose (KtFamilyContext *context, GtkWidget *from, const char *visit);
/* Lets widget, and all in it, take what is dropped on it, and Control+V when a picture or files were copied. */
void kt_add_pictures_accept (KtFamilyContext *context, GtkWidget *widget, const char *visit);
/* What the clipboard has now; says so when that is no picture. */
void kt_add_pictures_paste (KtFamilyContext *context, GtkWidget *from, const char *visit);
