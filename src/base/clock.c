/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "base/clock.h"

#include <string.h>

/* The Julian day of "YYYY-MM-DD…"; 0 when text does not begin with a full, real date. */
static guint32
julian_day (const char *text)
{
  guint part[3] = { 0, 0, 0 };
  const char *p = text;
  GDate date;

  if (text == NULL || strnlen (text, 10) < 10)
    return 0;
  for (int i = 0, digits = 4; i < 3; i++, digits = 2)
    {
      for (int d = 0; d < digits; d++, p++)
        {
          if (!g_ascii_isdigit (*p))
            return 0;
          part[i] = part[i] * 10 + (guint) (*p - '0');
        }
      if (i < 2 && *p++ != '-')
        return 0;
    }
  if (!g_date_valid_dmy ((GDateDay) part[2], (GDateMonth) part[1], (GDateYear) part[0]))
    return 0;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) part[2], (GDateMonth) part[1], (GDateYear) part[0]);
  return g_date_get_julian (&date);
}

/* How far KEUKENTAFEL_TODAY is from the real today. */
static int
days_moved (GDateTime *local_now)
{
  const char *wanted = g_getenv ("KEUKENTAFEL_TODAY");
  guint32 day = julian_day (wanted);
  g_autofree char *real = NULL;

  if (day == 0)
    return 0;
  real = g_date_time_format (local_now, "%Y-%m-%d");
  return (int) day - (int) julian_day (real);
}

char *
kt_clock_now_iso (void)
{
  g_autoptr (GDateTime) local = g_date_time_new_now_local ();
  g_autoptr (GDateTime) moved = g_date_time_add_days (local, days_moved (local));
  g_autoptr (GDateTime) utc = g_date_time_to_utc (moved);

  return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
}

char *
kt_clock_today (void)
{
  g_autoptr (GDateTime) local = g_date_time_new_now_local ();
  g_autoptr (GDateTime) moved = g_date_time_add_days (local, days_moved (local));

  return g_date_time_format (moved, "%Y-%m-%d");
}

GDateTime *
kt_clock_today_datetime (void)
{
  g_autoptr (GDateTime) local = g_date_time_new_now_local ();
  g_autoptr (GDateTime) moved = g_date_time_add_days (local, days_moved (local));

  return g_date_time_new_local (g_date_time_get_year (moved), g_date_time_get_month (moved),
                                g_date_time_get_day_of_month (moved), 0, 0, 0);
}

int
kt_clock_days_between (const char *a, const char *b)
{
  guint32 from = julian_day (a), to = julian_day (b);

  if (from == 0 || to == 0)
    return G_MININT;
  return (int) to - (int) from;
}

char *
kt_clock_add_days (const char *date, int days)
{
  guint32 day = julian_day (date);
  GDate moved;

  g_return_val_if_fail (day != 0, NULL);
  g_return_val_if_fail ((gint64) day + days > 0, NULL);
  g_date_clear (&moved, 1);
  g_date_set_julian (&moved, (guint32) ((gint64) day + days));
  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&moved), g_date_get_month (&moved),
                          g_date_get_day (&moved));
}
