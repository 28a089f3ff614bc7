/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A row for a date that may be partial ("2017", "11-2017", "22-11-2017") or, with_time, have an hour. Typed, or picked
 * from a calendar. Main thread. Signal "changed-date": the date, not merely its text, changed. */
#include <adwaita.h>

#define KT_TYPE_DATE_ROW (kt_date_row_get_type ())
G_DECLARE_FINAL_TYPE (KtDateRow, kt_date_row, KT, DATE_ROW, AdwEntryRow)

GtkWidget *kt_date_row_new (const char *title, gboolean with_time);
/* The partial date, "" when empty, NULL when what is typed is no date. Borrowed until the next change. */
const char *kt_date_row_get_date (KtDateRow *self);
/* Without emitting "changed". */
void kt_date_row_set_date (KtDateRow *self, const char *date);
