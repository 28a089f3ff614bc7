/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The recovery code, large, to be written on paper; one group typed over says that it was. Then the connect page. Main
 * thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_RECOVERY_PAGE (kt_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (KtRecoveryPage, kt_recovery_page, KT, RECOVERY_PAGE, AdwNavigationPage)

/* code: groups with dashes or spaces between. Returns: (transfer full, floating). */
AdwNavigationPage *kt_recovery_page_new (KtSession *session, const char *code);
