/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A picture in the whole window: zoomed and turned, the next and the one before, its caption under it; what is still on
 * its way says so. Escape goes back. Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_PICTURE_PAGE (kt_picture_page_get_type ())
G_DECLARE_FINAL_TYPE (KtPicturePage, kt_picture_page, KT, PICTURE_PAGE, AdwNavigationPage)

/* id: of a picture; its neighbours are those of the same visit. */
void kt_picture_page_open (KtFamilyContext *context, GtkWidget *from, const char *id);
