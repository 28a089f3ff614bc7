/* SPDX-License-Identifier: EUPL-1.2 */
/* Dates as people say and type them, in both languages; today is a Tuesday. */
#include "base/i18n.h"
#include "report/date-text.h"

typedef struct {
  const char *date, *english, *dutch;
} Row;

static void
check (char *(*say) (const char *), const Row *rows, gsize n)
{
  for (gsize i = 0; i < n; i++)
    for (int dutch = 0; dutch < 2; dutch++)
      {
        g_autofree char *said = NULL;

        kt_i18n_set (dutch ? "nl" : "en");
        said = say (rows[i].date);
        g_assert_cmpstr (said, ==, dutch ? rows[i].dutch : rows[i].english);
      }
}

static void
test_said (void)
{
  static const Row day[] = {
    { "2026-12-02T09:30", "Wednesday 2 December", "woensdag 2 december" },
    { "2025-12-02", "Tuesday 2 December 2025", "dinsdag 2 december 2025" },
    { "2026-12", "December 2026", "december 2026" },
    { "1992", "1992", "1992" },
    { NULL, "", "" },
  };
  static const Row near[] = {
    { "2026-11-24", "today", "vandaag" },
    { "2026-11-25", "tomorrow", "morgen" },
    { "2026-11-23", "yesterday", "gisteren" },
    { "2026-11-27", "Friday", "vrijdag" },
    { "2026-11-30", "Monday", "maandag" },
    { "2026-12-01", "Tue 1 Dec", "di 1 dec" },
    { "2026-11-20", "Fri 20 Nov", "vr 20 nov" },
    { "2026-12", "December 2026", "december 2026" },
  };
  static const Row time[] = {
    { "2026-12-02T09:30", "09:30", "09:30" },
    { "2026-12-02", "", "" },
  };

  check (kt_date_text_day, day, G_N_ELEMENTS (day));
  check (kt_date_text_near, near, G_N_ELEMENTS (near));
  check (kt_date_text_time, time, G_N_ELEMENTS (time));
}

static void
test_late (void)
{
  g_autofree char *one = NULL, *more = NULL;

  kt_i18n_set ("nl");
  one = kt_date_text_late (1);
  more = kt_date_text_late (4);
  g_assert_cmpstr (one, ==, "1 dag te laat");
  g_assert_cmpstr (more, ==, "4 dagen te laat");
}

static void
test_typed (void)
{
  static const struct {
    const char *typed, *date;
  } rows[] = {
    { "22-11-2017", "2017-11-22" },
    { "22/11/2017", "2017-11-22" },
    { " 2.1.2017 ", "2017-01-02" },
    { "2017-11-22", "2017-11-22" },
    { "11-2017", "2017-11" },
    { "2017-11", "2017-11" },
    { "2017", "2017" },
    { "22-11-2017 09:30", "2017-11-22T09:30" },
    { "22-11-2017 9:05", "2017-11-22T09:05" },
    { "2026-12-02T09:30", "2026-12-02T09:30" },
    { "31-02-2017", NULL },
    { "13-2017", NULL },
    { "22-11-2017 25:00", NULL },
    { "22-11-17", NULL },
    { "morgen", NULL },
    { "09:30", NULL },
    { "2017-11-22x", NULL },
    { "0001", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *date = kt_date_text_parse (rows[i].typed), *typed = kt_date_text_typed (date);
      g_autofree char *again = kt_date_text_parse (typed);

      g_assert_cmpstr (date, ==, rows[i].date);
      g_assert_cmpstr (again, ==, rows[i].date);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("KEUKENTAFEL_TODAY", "2026-11-24", TRUE);
  g_test_init (&argc, &argv, NULL);
  kt_i18n_init ();
  g_test_add_func ("/report/date-text/said", test_said);
  g_test_add_func ("/report/date-text/late", test_late);
  g_test_add_func ("/report/date-text/typed", test_typed);
  return g_test_run ();
}
