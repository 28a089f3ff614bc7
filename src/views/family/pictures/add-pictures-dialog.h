/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Pictures on their way into a visit: each with its caption, together a kind and whom they are about. Nothing is kept
 * before "Keep"; then one after another, each whole or not at all. What cannot be taken in says why in its own place.
 * Captions are drafts: after a lock the same files come back with them. Main thread. */
#include "views/family/pictures/picture-intake.h"
#include "views/family/record-form.h"

#define KT_TYPE_ADD_PICTURES_DIALOG (kt_add_pictures_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KtAddPicturesDialog, kt_add_pictures_dialog, KT, ADD_PICTURES_DIALOG, AdwDialog)

#define KT_PICTURES_AT_ONCE 12

/* visit NULL: of no visit. Returns: (transfer full, floating). */
AdwDialog *kt_add_pictures_dialog_new (KtFamilyContext *context, const char *visit);
/* Beyond KT_PICTURES_AT_ONCE it is left out, and that is said. */
void kt_add_pictures_dialog_take (KtAddPicturesDialog *self, KtPictureIntake *intake);
