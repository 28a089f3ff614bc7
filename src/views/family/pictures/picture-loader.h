/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Pictures out of the store onto the screen: one after another, so that a page of them does not fill the memory. What is
 * kept (thumbnails) is kept in memory, as long as the family is open. Main thread. */
#include "views/family/family-context.h"

/* texture NULL: error says why (borrowed). widget still lives. */
typedef void (*KtPictureLoaded) (GtkWidget *widget, const char *id, GdkTexture *texture, const GError *error);
/* most: KT_PICTURE_THUMB, or KT_PICTURE_LARGE, which goes before all thumbnails. A widget waits for one at a time: what
 * it asked for before, and did not get yet, is left out. A known thumbnail comes at once. */
void kt_picture_load (KtFamilyContext *context, GtkWidget *widget, KtRecord *picture, guint most, KtPictureLoaded loaded);
