/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A new recovery code in place of the old one, for whoever knows the passphrase. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_RENEW_CODE_PAGE (kt_renew_code_page_get_type ())
G_DECLARE_FINAL_TYPE (KtRenewCodePage, kt_renew_code_page, KT, RENEW_CODE_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_renew_code_page_new (KtSession *session);
