/* SPDX-License-Identifier: EUPL-1.2 */
/* Where each line of a plan stands: all of it once, in order, inside the margins, nothing torn that belongs together. */
#include "drawing/plan-pages.h"

#include <string.h>

static char *
words (guint n, const char *word)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
  return g_string_free (text, FALSE);
}

static void
add_goal (KtPlanSheet *sheet, const char *said, guint n_steps)
{
  KtPlanGoal *goal = kt_plan_sheet_add_goal (sheet);

  goal->initials = g_strdup ("YD");
  goal->words = g_strdup (said);
  goal->whose = g_strdup ("Yassin");
  goal->first_label = g_strdup ("First small step");
  goal->first = g_strdup ("Call the workshop together");
  goal->agreed = g_strdup ("Agreed Thursday 12 November");
  for (guint i = 0; i < n_steps; i++)
    {
      KtPlanStep *step = kt_plan_goal_add_step (goal);

      step->what = g_strdup_printf ("Step %u", i);
      step->who_when = g_strdup ("Petra · Monday 30 November");
      step->done = i % 3 == 0;
    }
}

static KtPlanSheet *
make_sheet (guint n_goals, const char *said, guint n_steps)
{
  KtPlanSheet *sheet = kt_plan_sheet_new ();

  sheet->title = g_strdup ("Our plan");
  sheet->family = g_strdup ("De Boer");
  sheet->words_label = g_strdup ("What matters to us");
  sheet->words = g_strdup ("“That we eat together.”");
  sheet->foot = g_strdup ("Our plan · 24 November 2026");
  for (guint i = 0; i < n_goals; i++)
    add_goal (sheet, said, n_steps);
  return sheet;
}

static const KtPlanLine *
line_at (GArray *lines, guint i)
{
  return &g_array_index (lines, KtPlanLine, i);
}

static void
check_inside (KtPlanPages *pages, const KtPlanLine *line)
{
  double x, y, width, height;

  kt_plan_pages_get_area (pages, &x, &y, &width, &height);
  g_assert_cmpfloat (line->x, >=, x - 0.01);
  g_assert_cmpfloat (line->x + line->width, <=, x + width + 0.01);
  g_assert_cmpfloat (line->y, >=, y - 0.01);
  g_assert_cmpfloat (line->y + line->height, <=, y + height + 0.01);
  g_assert_cmpuint (line->page, <, kt_plan_pages_get_count (pages));
}

/* Each part's lines from 0 up, parts from 0 up, and always further down or on the next page. */
static void
check_order (const KtPlanLine *before, const KtPlanLine *line)
{
  if (line->part == before->part)
    g_assert_cmpuint (line->line, ==, before->line + 1);
  else
    {
      g_assert_cmpuint (line->part, ==, before->part + 1);
      g_assert_cmpuint (line->line, ==, 0);
    }
  if (line->page == before->page)
    g_assert_cmpfloat (line->y, >=, before->y + before->height - 0.01);
  else
    g_assert_cmpuint (line->page, ==, before->page + 1);
}

static void
check_pages (KtPlanPages *pages)
{
  GArray *lines = kt_plan_pages_get_lines (pages);

  g_assert_cmpuint (lines->len, >, 0);
  g_assert_cmpuint (line_at (lines, 0)->part, ==, 0);
  for (guint i = 0; i < lines->len; i++)
    {
      check_inside (pages, line_at (lines, i));
      if (i > 0)
        check_order (line_at (lines, i - 1), line_at (lines, i));
    }
  g_assert_cmpuint (line_at (lines, lines->len - 1)->page + 1, ==, kt_plan_pages_get_count (pages));
}

static void
check_kept_together (KtPlanPages *pages)
{
  GArray *lines = kt_plan_pages_get_lines (pages);

  for (guint i = 1; i < lines->len; i++)
    {
      const KtPlanLine *before = line_at (lines, i - 1), *line = line_at (lines, i);

      if (line->part != before->part && kt_plan_pages_keeps_with_next (pages, before->part))
        g_assert_cmpuint (line->page, ==, before->page);
    }
}

static KtPlanPages *
lay_out (KtPlanSheet *sheet)
{
  KtPlanPages *pages = kt_plan_pages_new (sheet, KT_PAPER_A4_WIDTH, KT_PAPER_A4_HEIGHT);

  check_pages (pages);
  return pages;
}

static void
test_short (void)
{
  g_autoptr (KtPlanSheet) sheet = make_sheet (2, "“Let me mend bicycles.”", 2);
  g_autoptr (KtPlanPages) pages = lay_out (sheet);

  g_assert_cmpuint (kt_plan_pages_get_count (pages), ==, 1);
  check_kept_together (pages);
}

static void
test_empty (void)
{
  g_autoptr (KtPlanSheet) sheet = kt_plan_sheet_new ();
  g_autoptr (KtPlanPages) pages = NULL;

  sheet->title = g_strdup ("Our plan");
  sheet->empty = g_strdup ("There are no goals yet.");
  pages = lay_out (sheet);
  g_assert_cmpuint (kt_plan_pages_get_lines (pages)->len, ==, 2);
}

static void
test_thirty_goals (void)
{
  for (guint n_steps = 0; n_steps < 8; n_steps++)
    {
      g_autoptr (KtPlanSheet) sheet = make_sheet (30, "“I want to sleep without being afraid of the post.”", n_steps);
      g_autoptr (KtPlanPages) pages = lay_out (sheet);

      g_assert_cmpuint (kt_plan_pages_get_count (pages), >, 4);
      check_kept_together (pages);
    }
}

/* No word, however long, sticks out; words that fill pages flow over them. */
static void
test_long_words (void)
{
  g_autofree char *one = g_strnfill (700, 'w'), *many = words (1600, "meervoudigbetekenisvol");
  g_autoptr (KtPlanSheet) wide = make_sheet (3, one, 3), tall = make_sheet (2, many, 1);
  g_autoptr (KtPlanPages) wide_pages = lay_out (wide), tall_pages = lay_out (tall);

  check_kept_together (wide_pages);
  g_assert_cmpuint (kt_plan_pages_get_count (tall_pages), >, 4);
}

static void
test_small_paper (void)
{
  g_autoptr (KtPlanSheet) sheet = make_sheet (5, "“That papa and mama do not shout at the door.”", 4);
  g_autoptr (KtPlanPages) pages = kt_plan_pages_new (sheet, 298, 420);

  check_pages (pages);
  check_kept_together (pages);
}

/* What is drawn is on the paper: each page has ink, none of it at the edges. */
static void
test_drawn (void)
{
  g_autoptr (KtPlanSheet) sheet = make_sheet (6, "“Let me mend bicycles.”", 4);
  g_autoptr (KtPlanPages) pages = lay_out (sheet);

  for (guint page = 0; page < kt_plan_pages_get_count (pages); page++)
    {
      cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
      cairo_t *cr = cairo_create (surface);
      double x, y, width, height;

      kt_plan_pages_draw (pages, cr, page);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_recording_surface_ink_extents (surface, &x, &y, &width, &height);
      g_assert_cmpfloat (x, >, 50);
      g_assert_cmpfloat (y, >, 50);
      g_assert_cmpfloat (x + width, <, KT_PAPER_A4_WIDTH - 50);
      g_assert_cmpfloat (y + height, <, KT_PAPER_A4_HEIGHT - 20);
      g_assert_cmpfloat (height, >, 200);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_pdf (void)
{
  g_autoptr (KtPlanSheet) sheet = make_sheet (6, "“Let me mend bicycles.”", 4);
  g_autoptr (KtPlanPages) pages = lay_out (sheet);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = kt_plan_pages_to_pdf (pages, "Our plan", &error);
  gsize length;
  const char *bytes;

  g_assert_no_error (error);
  bytes = g_bytes_get_data (pdf, &length);
  g_assert_cmpuint (length, >, 1000);
  g_assert_true (strncmp (bytes, "%PDF-", 5) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-pages/short", test_short);
  g_test_add_func ("/plan-pages/empty", test_empty);
  g_test_add_func ("/plan-pages/thirty-goals", test_thirty_goals);
  g_test_add_func ("/plan-pages/long-words", test_long_words);
  g_test_add_func ("/plan-pages/small-paper", test_small_paper);
  g_test_add_func ("/plan-pages/drawn", test_drawn);
  g_test_add_func ("/plan-pages/pdf", test_pdf);
  return g_test_run ();
}
