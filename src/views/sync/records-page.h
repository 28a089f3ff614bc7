/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The records behind a number of the sync page. Main thread. */
#include "session/session.h"

#include <adwaita.h>

typedef enum { KT_RECORDS_HERE, KT_RECORDS_SENT, KT_RECORDS_WAITING } KtRecordsWhich;

#define KT_TYPE_RECORDS_PAGE (kt_records_page_get_type ())
G_DECLARE_FINAL_TYPE (KtRecordsPage, kt_records_page, KT, RECORDS_PAGE, AdwNavigationPage)

/* Returns: (transfer full, floating). */
AdwNavigationPage *kt_records_page_new (KtSession *session, KtRecordsWhich which);
