/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What is only here, what is sent, what waits for the worker; and one button to send. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_SYNC_PAGE (kt_sync_page_get_type ())
G_DECLARE_FINAL_TYPE (KtSyncPage, kt_sync_page, KT, SYNC_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_sync_page_new (KtSession *session);
