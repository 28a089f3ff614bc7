/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A new passphrase in place of the old one. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_PASSPHRASE_PAGE (kt_passphrase_page_get_type ())
G_DECLARE_FINAL_TYPE (KtPassphrasePage, kt_passphrase_page, KT, PASSPHRASE_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_passphrase_page_new (KtSession *session);
