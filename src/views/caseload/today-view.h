/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Today: a card a visit, then what was promised, what is late elsewhere, what is unfinished. Main thread. */
#include "lists/caseload.h"

#include <adwaita.h>

#define KT_TYPE_TODAY_VIEW (kt_today_view_get_type ())
G_DECLARE_FINAL_TYPE (KtTodayView, kt_today_view, KT, TODAY_VIEW, AdwBin)

/* caseload: borrowed until the next call; parts that show the same as before are left alone. */
void kt_today_view_show (KtTodayView *self, KtCaseload *caseload);
