/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* "Everything safe?" at the end of the day: an answer, what to do when it is no, and the list behind it. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_SAFE_PAGE (kt_safe_page_get_type ())
G_DECLARE_FINAL_TYPE (KtSafePage, kt_safe_page, KT, SAFE_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_safe_page_new (KtSession *session);
