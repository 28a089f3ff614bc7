/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The time as people and records need it. Order between devices never depends on it. Any thread.
 * KEUKENTAFEL_TODAY=YYYY-MM-DD in the environment moves "today" (demo, tests, screenshots); the time of day stays. */
#include <glib.h>

/* "2026-11-22T14:03:09Z". Returns: (transfer full). */
char *kt_clock_now_iso (void);
/* Today in local time, "2026-11-22". Returns: (transfer full). */
char *kt_clock_today (void);
/* Today as a GDateTime at local midnight. Returns: (transfer full). */
GDateTime *kt_clock_today_datetime (void);
/* Days from a to b, both "YYYY-MM-DD…" (only the date part counts); G_MININT when either is no full date. */
int kt_clock_days_between (const char *a, const char *b);
/* date ("YYYY-MM-DD") plus days. Returns: (transfer full). */
char *kt_clock_add_days (const char *date, int days);
