/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The recovery code, large, to be written on paper; one group typed over says that it was. Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_RECOVERY_PAGE (kt_recovery_page_get_type ())
G_DECLARE_FINAL_TYPE (KtRecoveryPage, kt_recovery_page, KT, RECOVERY_PAGE, AdwNavigationPage)

typedef enum {
  KT_RECOVERY_FIRST,   /* of a new profile: then the connect page */
  KT_RECOVERY_RENEWED, /* in place of an older one: then back to the preferences */
} KtRecoveryUse;
/* code: groups with dashes or spaces between. Returns: (transfer full, floating). */
AdwNavigationPage *kt_recovery_page_new (KtSession *session, const char *code, KtRecoveryUse use);
