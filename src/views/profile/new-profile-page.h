/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A profile of one's own: nickname and passphrase, then the recovery code, then (or later) the server; then
 * the window takes the session. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_NEW_PROFILE_PAGE (kt_new_profile_page_get_type ())
G_DECLARE_FINAL_TYPE (KtNewProfilePage, kt_new_profile_page, KT, NEW_PROFILE_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_new_profile_page_new (const char *data_dir);
