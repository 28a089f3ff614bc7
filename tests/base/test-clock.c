/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <string.h>

static void
test_days_between (void)
{
  g_assert_cmpint (kt_clock_days_between ("2026-01-01", "2026-01-01"), ==, 0);
  g_assert_cmpint (kt_clock_days_between ("2024-02-28", "2024-03-01"), ==, 2);
  g_assert_cmpint (kt_clock_days_between ("2026-03-01T23:59", "2026-02-28T00:00:00Z"), ==, -1);
  g_assert_cmpint (kt_clock_days_between ("2026-03", "2026-03-01"), ==, G_MININT);
  g_assert_cmpint (kt_clock_days_between ("2026-02-30", "2026-03-01"), ==, G_MININT);
  g_assert_cmpint (kt_clock_days_between ("2026-13-01", "2026-03-01"), ==, G_MININT);
  g_assert_cmpint (kt_clock_days_between (NULL, "2026-03-01"), ==, G_MININT);
  g_assert_cmpint (kt_clock_days_between ("2026-03-01", "in March"), ==, G_MININT);
}

static void
test_add_days (void)
{
  g_autofree char *leap = kt_clock_add_days ("2024-02-28", 1), *back = kt_clock_add_days ("2026-01-01", -1);
  g_autofree char *far = kt_clock_add_days ("2026-01-01", 365 * 40);

  g_assert_cmpstr (leap, ==, "2024-02-29");
  g_assert_cmpstr (back, ==, "2025-12-31");
  g_assert_cmpint (kt_clock_days_between ("2026-01-01", far), ==, 365 * 40);
}

/* The real day may change between two looks at it; then look again. */
static void
test_today (void)
{
  g_autofree char *today = NULL, *iso = NULL;
  g_autoptr (GDateTime) midnight = NULL;

  g_unsetenv ("KEUKENTAFEL_TODAY");
  do
    {
      g_free (today);
      g_free (iso);
      today = kt_clock_today ();
      iso = kt_clock_now_iso ();
    }
  while (strncmp (today, iso, 10) != 0); /* TZ is UTC here */
  g_assert_cmpuint (strlen (iso), ==, strlen ("2026-11-22T14:03:09Z"));
  g_assert_cmpint (iso[19], ==, 'Z');
  midnight = kt_clock_today_datetime ();
  g_assert_cmpint (g_date_time_get_hour (midnight), ==, 0);
}

static void
test_moved_today (void)
{
  g_autofree char *today = NULL, *iso = NULL;
  g_autoptr (GDateTime) midnight = NULL;

  g_setenv ("KEUKENTAFEL_TODAY", "2031-05-17", TRUE);
  today = kt_clock_today ();
  iso = kt_clock_now_iso ();
  midnight = kt_clock_today_datetime ();
  g_assert_cmpstr (today, ==, "2031-05-17");
  g_assert_true (g_str_has_prefix (iso, "2031-05-17T"));
  g_assert_cmpint (g_date_time_get_day_of_month (midnight), ==, 17);
  g_assert_cmpint (g_date_time_get_year (midnight), ==, 2031);
  g_setenv ("KEUKENTAFEL_TODAY", "some day", TRUE);
  g_free (today);
  today = kt_clock_today ();
  g_assert_cmpint (kt_clock_days_between (today, "2031-05-17"), >, G_MININT);
  g_assert_cmpstr (today, !=, "2031-05-17");
  g_unsetenv ("KEUKENTAFEL_TODAY");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/clock/days-between", test_days_between);
  g_test_add_func ("/base/clock/add-days", test_add_days);
  g_test_add_func ("/base/clock/today", test_today);
  g_test_add_func ("/base/clock/moved-today", test_moved_today);
  return g_test_run ();
}
