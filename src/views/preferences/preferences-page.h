/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Language, locking by itself, the server, the passphrase. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_PREFERENCES_PAGE (kt_preferences_page_get_type ())
G_DECLARE_FINAL_TYPE (KtPreferencesPage, kt_preferences_page, KT, PREFERENCES_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_preferences_page_new (KtSession *session);
/* Seconds without a touch after which the window locks: the worker's own, else the administrator's, else 300. */
guint kt_preferences_get_idle (KtSession *session);
