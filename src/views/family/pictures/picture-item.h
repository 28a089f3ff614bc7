/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One picture in the dialog that adds them: what it looks like, its caption, how far it is, or why it is left out. Main
 * thread. Signals: "changed" (read, or its caption was typed in); "left-out" (a person does not want it after all). */
#include "views/family/pictures/picture-intake.h"

#include <adwaita.h>

#define KT_TYPE_PICTURE_ITEM (kt_picture_item_get_type ())
G_DECLARE_FINAL_TYPE (KtPictureItem, kt_picture_item, KT, PICTURE_ITEM, AdwBin)

GtkWidget *kt_picture_item_new (KtPictureIntake *intake, const char *caption);
/* Its caption takes the keyboard when the dialog opens. */
void kt_picture_item_focus_when_shown (KtPictureItem *self);
KtPictureIntake *kt_picture_item_get_intake (KtPictureItem *self);   /* borrowed */
/* What was typed; NULL when nothing. Returns: (transfer full). */
char *kt_picture_item_dup_caption (KtPictureItem *self);
