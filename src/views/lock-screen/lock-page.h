/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Who are you, and the passphrase. Knows only chosen nicknames and a count of what waits. Hands the session
 * to the window (widgets/page.h). Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_LOCK_PAGE (kt_lock_page_get_type ())
G_DECLARE_FINAL_TYPE (KtLockPage, kt_lock_page, KT, LOCK_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_lock_page_new (const char *data_dir);
