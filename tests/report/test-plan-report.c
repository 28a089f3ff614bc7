/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes on paper: the family's own words, nothing that is not for all of them, and none of the words of offices. */
#include "base/i18n.h"
#include "demo/demo.h"
#include "model/family-index.h"
#include "report/plan-report.h"

#include <string.h>

/* The big demo family of one language, as Ilse has it on a day of the story. */
static KtFamilyIndex *
make_index (const char *lang, int day, GPtrArray **records)
{
  KtDemoOptions options = { .lang = lang, .first_lang = lang, .day = day };
  GError *error = NULL;
  g_autoptr (GPtrArray) all = kt_demo_records ("ilse", &options, &error);
  const char *family = NULL;

  g_assert_no_error (error);
  *records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  for (guint i = 0; i < all->len && family == NULL; i++)
    if (g_strcmp0 (kt_record_get_type_name (all->pdata[i]), "family") == 0)
      family = kt_record_get_id (all->pdata[i]);
  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (kt_record_get_type_name (all->pdata[i]), "family") == 0
            ? g_str_equal (kt_record_get_id (all->pdata[i]), family)
            : g_strcmp0 (kt_record_get_family (all->pdata[i]), family) == 0)
      g_ptr_array_add (*records, kt_record_ref (all->pdata[i]));
  return kt_family_index_new (family, *records, "2026-11-24");
}

static void
append_goal (GString *text, const KtPlanGoal *goal)
{
  const char *parts[] = { goal->words, goal->whose, goal->wording, goal->notice, goal->first, goal->agreed };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (text, "%s\n", parts[i]);
  for (guint i = 0; i < goal->steps->len; i++)
    {
      KtPlanStep *step = g_ptr_array_index (goal->steps, i);
      g_string_append_printf (text, "%s\n%s\n", step->what, step->who_when);
    }
}

static char *
text_of (KtPlanSheet *sheet)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n%s\n%s\n%s\n", sheet->title, sheet->family, sheet->words, sheet->foot);
  for (guint i = 0; i < sheet->goals->len; i++)
    append_goal (text, g_ptr_array_index (sheet->goals, i));
  for (guint i = 0; i < sheet->reached->len; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (sheet->reached, i));
  for (guint i = 0; i < sheet->resting->len; i++)
    g_string_append_printf (text, "%s\n", (char *) g_ptr_array_index (sheet->resting, i));
  return g_string_free (text, FALSE);
}

static void
check_calm (const char *text)
{
  static const char *const never[] = { "multiproblem", "score", "rank", "schuld van", "blame", "worker:", "member:", "null" };
  g_autofree char *small = g_utf8_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    if (strstr (small, never[i]) != NULL)
      g_error ("“%s” is on the family's paper:\n%s", never[i], text);
}

static void
test_says_the_plan (void)
{
  static const struct {
    const char *lang, *title, *required;
  } rows[] = { { "nl", "Ons plan", "Moet van: " }, { "en", "Our plan", "Required by: " } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) records = NULL;
      g_autoptr (KtFamilyIndex) index = make_index (rows[i].lang, KT_DEMO_LAST_DAY, &records);
      g_autoptr (GPtrArray) goals = kt_family_index_list_goals (index);
      g_autoptr (KtPlanSheet) sheet = NULL;
      g_autofree char *text = NULL;

      kt_i18n_set (rows[i].lang);
      sheet = kt_plan_report_new (index);
      text = text_of (sheet);
      check_calm (text);
      g_assert_cmpstr (sheet->title, ==, rows[i].title);
      g_assert_nonnull (strstr (text, rows[i].required));
      g_assert_cmpuint (sheet->goals->len, ==, kt_family_index_count_goals (index, "open"));
      for (guint g = 0; g < goals->len; g++)
        if (kt_goal_is_open (goals->pdata[g]))
          g_assert_nonnull (strstr (text, kt_record_get_text (goals->pdata[g], "words")));
    }
}

static KtRecord *
narrowed (KtRecord *record, const char *audience)
{
  KtEditInfo info = { .device = "test", .by = "worker:1", .at = "2026-11-24T10:00:00Z" };
  g_autoptr (json_object) changes = json_object_new_object ();
  GError *error = NULL;
  KtRecord *made;

  json_object_object_add (changes, "audience", json_object_new_string (audience));
  made = kt_record_edit (record, NULL, &info, changes, &error);
  g_assert_no_error (error);
  return made;
}

/* Whatever is narrower than the family stays off it: a goal with all its steps, or one step. */
static void
test_leaves_out_what_is_not_for_all (void)
{
  static const char *const narrow[] = { "restricted", "me", "household", "team" };

  for (gsize n = 0; n < G_N_ELEMENTS (narrow); n++)
    {
      g_autoptr (GPtrArray) records = NULL;
      g_autoptr (KtFamilyIndex) index = make_index ("nl", KT_DEMO_LAST_DAY, &records), after = NULL;
      g_autoptr (KtPlanSheet) before = kt_plan_report_new (index), sheet = NULL;
      g_autofree char *words = NULL, *text = NULL;

      for (guint i = 0; i < records->len && words == NULL; i++)
        if (g_strcmp0 (kt_record_get_type_name (records->pdata[i]), "goal") == 0 && kt_goal_is_open (records->pdata[i]))
          {
            KtRecord *goal = records->pdata[i];

            words = g_strdup (kt_record_get_text (goal, "words"));
            records->pdata[i] = narrowed (goal, narrow[n]);
            kt_record_unref (goal);
          }
      after = kt_family_index_new (kt_family_index_get_family_id (index), records, "2026-11-24");
      sheet = kt_plan_report_new (after);
      text = text_of (sheet);
      g_assert_cmpuint (sheet->goals->len + 1, ==, before->goals->len);
      g_assert_null (strstr (text, words));
    }
}

/* Two wordings on the table: the agreed one is printed, with a line that says so. */
static void
test_says_what_is_in_talks (void)
{
  g_autoptr (GPtrArray) ilse = NULL, daan = NULL;
  KtDemoOptions options = { .lang = "nl", .first_lang = "nl", .day = 93 };
  GError *error = NULL;
  g_autoptr (KtFamilyIndex) index = make_index ("nl", 93, &ilse), joined = NULL;
  g_autoptr (KtPlanSheet) before = kt_plan_report_new (index), sheet = NULL;
  guint notices = 0;

  daan = kt_demo_records ("daan", &options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ilse->len; i++)
    for (guint d = 0; d < daan->len; d++)
      if (g_str_equal (kt_record_get_id (ilse->pdata[i]), kt_record_get_id (daan->pdata[d])))
        {
          KtRecord *both = kt_record_join (ilse->pdata[i], daan->pdata[d]);

          kt_record_unref (ilse->pdata[i]);
          ilse->pdata[i] = both;
        }
  for (guint i = 0; i < before->goals->len; i++)
    g_assert_null (((KtPlanGoal *) g_ptr_array_index (before->goals, i))->notice);
  joined = kt_family_index_new (kt_family_index_get_family_id (index), ilse, "2026-11-24");
  sheet = kt_plan_report_new (joined);
  for (guint i = 0; i < sheet->goals->len; i++)
    notices += ((KtPlanGoal *) g_ptr_array_index (sheet->goals, i))->notice != NULL;
  g_assert_cmpuint (notices, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  kt_i18n_init ();
  g_test_add_func ("/plan-report/says-the-plan", test_says_the_plan);
  g_test_add_func ("/plan-report/narrow", test_leaves_out_what_is_not_for_all);
  g_test_add_func ("/plan-report/in-talks", test_says_what_is_in_talks);
  return g_test_run ();
}
