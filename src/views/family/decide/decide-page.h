/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Two or more versions of one thing, side by side in plain words: what all started from, who wrote what, with whom.
 * Whoever reads it sees both; the fixed worker decides, with a line why. A KtPage (widgets/page.h). Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_DECIDE_PAGE (kt_decide_page_get_type ())
G_DECLARE_FINAL_TYPE (KtDecidePage, kt_decide_page, KT, DECIDE_PAGE, AdwNavigationPage)

/* Shows what is under discussion in the record over the page that holds from. */
void kt_decide_page_open (KtFamilyContext *context, GtkWidget *from, const char *record);
/* The same for callers outside the family page. */
AdwNavigationPage *kt_decide_page_new (KtSession *session, const char *family, const char *record);
