/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The first screen: the families with search and the state of sync, and beside it (or behind it, when narrow) today.
 * Main thread. */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_CASELOAD_PAGE (kt_caseload_page_get_type ())
G_DECLARE_FINAL_TYPE (KtCaseloadPage, kt_caseload_page, KT, CASELOAD_PAGE, AdwNavigationPage)

/* example: says that everything in it is invented. Returns: (transfer full, floating). */
AdwNavigationPage *kt_caseload_page_new (KtSession *session, gboolean example);
/* Puts the cursor in the search. */
void kt_caseload_page_search (KtCaseloadPage *self);
