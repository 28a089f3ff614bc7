/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Dates as people say them, in the language now set. A date is partial: "2026", "2026-11", "2026-11-22" or with
 * "T09:30". Every function returns (transfer full); "" for NULL. Main thread. */
#include <glib.h>

/* "Wednesday 2 December"; with the year when it is not today's. */
char *kt_date_text_day (const char *date);
/* "2 December 2026": always with the year, as on paper. */
char *kt_date_text_full (const char *date);
/* "2 Dec"; with the year when it is not today's. */
char *kt_date_text_short (const char *date);
/* "09:30", "" when the date has no time. */
char *kt_date_text_time (const char *date);
/* "2 Dec, 09:30", of an edit's ISO time in UTC. */
char *kt_date_text_moment (const char *iso);
/* "today", "tomorrow", "yesterday", "Friday" within six days, else "Mon 30 Nov". */
char *kt_date_text_near (const char *date);
/* "4 days late". */
char *kt_date_text_late (int days);
/* A birth date or the like as typed: "22-11-2017", "11-2017", "2017", and with a time "22-11-2017 09:30". */
char *kt_date_text_typed (const char *date);
/* What a person types, also "22/11/2017" or ISO: to a partial date. Returns NULL when it is none. */
char *kt_date_text_parse (const char *typed);
