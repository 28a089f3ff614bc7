/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-report"
#include "report/date-text.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

/* A full date as a GDateTime at local midnight or its time; NULL when only a year or month is known. */
static GDateTime *
parse_full (const char *date)
{
  int year, month, day, hour = 0, minute = 0;

  if (date == NULL || sscanf (date, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) < 3)
    return NULL;
  return g_date_time_new_local (year, month, day, hour, minute, 0);
}

static gboolean
is_this_year (GDateTime *when)
{
  g_autoptr (GDateTime) today = kt_clock_today_datetime ();

  return g_date_time_get_year (when) == g_date_time_get_year (today);
}

static char *
format (GDateTime *when, const char *this_year, const char *other_year)
{
  return g_date_time_format (when, is_this_year (when) ? this_year : other_year);
}

/* A month or a year alone, in words. */
static char *
partial_text (const char *date)
{
  int year, month;
  g_autoptr (GDateTime) when = NULL;

  if (date == NULL)
    return g_strdup ("");
  if (sscanf (date, "%4d-%2d", &year, &month) < 2)
    return g_strdup (date);
  when = g_date_time_new_local (year, month, 1, 0, 0, 0);
  /* Translators: a month and its year. */
  return when != NULL ? g_date_time_format (when, _ ("%B %Y")) : g_strdup (date);
}

char *
kt_date_text_day (const char *date)
{
  g_autoptr (GDateTime) when = parse_full (date);

  if (when == NULL)
    return partial_text (date);
  /* Translators: weekday, day, month; see g_date_time_format(). */
  return format (when, _ ("%A %-d %B"), _ ("%A %-d %B %Y"));
}

char *
kt_date_text_full (const char *date)
{
  g_autoptr (GDateTime) when = parse_full (date);

  /* Translators: day, month, year. */
  return when != NULL ? g_date_time_format (when, _("%-d %B %Y")) : partial_text (date);
}

char *
kt_date_text_short (const char *date)
{
  g_autoptr (GDateTime) when = parse_full (date);

  if (when == NULL)
    return partial_text (date);
  /* Translators: day and short month. */
  return format (when, _ ("%-d %b"), _ ("%-d %b %Y"));
}

char *
kt_date_text_time (const char *date)
{
  g_autoptr (GDateTime) when = date != NULL && strchr (date, 'T') != NULL ? parse_full (date) : NULL;

  /* Translators: hours and minutes. */
  return when != NULL ? g_date_time_format (when, _ ("%H:%M")) : g_strdup ("");
}

char *
kt_date_text_moment (const char *iso)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) when = iso != NULL ? g_date_time_new_from_iso8601 (iso, utc) : NULL;
  g_autoptr (GDateTime) here = when != NULL ? g_date_time_to_local (when) : NULL;

  if (here == NULL)
    return kt_date_text_short (iso);
  /* Translators: day, short month and time. */
  return format (here, _ ("%-d %b, %H:%M"), _ ("%-d %b %Y, %H:%M"));
}

char *
kt_date_text_near (const char *date)
{
  g_autofree char *today = kt_clock_today ();
  g_autoptr (GDateTime) when = parse_full (date);
  int days = date != NULL ? kt_clock_days_between (today, date) : G_MININT;

  if (when == NULL)
    return partial_text (date);
  if (days == 0)
    return g_strdup (_ ("today"));
  if (days == 1)
    return g_strdup (_ ("tomorrow"));
  if (days == -1)
    return g_strdup (_ ("yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (when, "%A");
  /* Translators: short weekday, day, short month. */
  return format (when, _ ("%a %-d %b"), _ ("%-d %b %Y"));
}

char *
kt_date_text_late (int days)
{
  /* Translators: a step should have been done so long ago. */
  return g_strdup_printf (ngettext ("%d day late", "%d days late", (gulong) days), days);
}

char *
kt_date_text_typed (const char *date)
{
  int year, month, day, hour, minute;
  int n = date != NULL ? sscanf (date, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) : 0;

  switch (n)
    {
    case 5:
      return g_strdup_printf ("%02d-%02d-%04d %02d:%02d", day, month, year, hour, minute);
    case 3:
      return g_strdup_printf ("%02d-%02d-%04d", day, month, year);
    case 2:
      return g_strdup_printf ("%02d-%04d", month, year);
    case 1:
      return g_strdup_printf ("%04d", year);
    default:
      return g_strdup ("");
    }
}

static char *
check_date (int year, int month, int day, const char *time)
{
  int hour, minute;

  if (year < 1800 || year > 2200 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return NULL;
  if (time == NULL || *time == '\0')
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  if (sscanf (time, "%2d:%2d", &hour, &minute) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return NULL;
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d", year, month, day, hour, minute);
}

static char *
check_month (int year, int month)
{
  return year >= 1800 && year <= 2200 && month >= 1 && month <= 12 ? g_strdup_printf ("%04d-%02d", year, month) : NULL;
}

char *
kt_date_text_parse (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  char *time;
  int a, b, c, end = 0;

  g_strdelimit (text, "/. ", '-');
  if ((time = strpbrk (text, ":")) != NULL)
    {
      while (time > text && g_ascii_isdigit (time[-1]))
        time--;
      if (time == text)
        return NULL;
      time[-1] = '\0';
    }
  if (sscanf (text, "%4d-%2d-%2d%n", &a, &b, &c, &end) == 3 && a > 31 && text[end] == '\0')
    return check_date (a, b, c, time);
  if (sscanf (text, "%2d-%2d-%4d%n", &a, &b, &c, &end) == 3 && text[end] == '\0')
    return check_date (c, b, a, time);
  if (sscanf (text, "%4d-%2d%n", &a, &b, &end) == 2 && a > 31 && text[end] == '\0')
    return check_month (a, b);
  if (sscanf (text, "%2d-%4d%n", &a, &b, &end) == 2 && b > 31 && text[end] == '\0')
    return check_month (b, a);
  if (sscanf (text, "%4d%n", &a, &end) == 1 && end == 4 && text[end] == '\0')
    return a >= 1800 && a <= 2200 ? g_strdup_printf ("%04d", a) : NULL;
  return NULL;
}
