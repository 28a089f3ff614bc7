/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The central server: address, name, password, and the organisation's own certificate where it has one. Main thread. */
#include "session/session.h"

#include <adwaita.h>

typedef enum {
  KT_CONNECT_FIRST,  /* part of making a profile: connected or "later", the window takes the session */
  KT_CONNECT_CHANGE, /* from the preferences */
  KT_CONNECT_AGAIN,  /* the server asked for the password once more */
} KtConnectWhy;

#define KT_TYPE_CONNECT_PAGE (kt_connect_page_get_type ())
G_DECLARE_FINAL_TYPE (KtConnectPage, kt_connect_page, KT, CONNECT_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_connect_page_new (KtSession *session, KtConnectWhy why);
