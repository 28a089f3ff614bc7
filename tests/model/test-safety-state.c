/* SPDX-License-Identifier: EUPL-1.2 */
/* How safe it is: all ratings are kept, and the more worried one shows until somebody has looked at both. */
#include "model/safety-state.h"

#include "support/records.h"

typedef struct {
  GPtrArray *records;
} Ratings;

static void
set_up (Ratings *ratings, gconstpointer data)
{
  ratings->records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
}

static void
tear_down (Ratings *ratings, gconstpointer data)
{
  g_ptr_array_unref (ratings->records);
}

/* reviews: (nullable) the rating that was looked at. Returns: the rating, borrowed. */
static KtRecord *
rate (Ratings *ratings, const char *rater, int score, const char *date, KtRecord *reviews, const char *reviewed_by)
{
  g_autofree char *looked = reviews != NULL ? g_strdup_printf (",'reviews':['%s']", kt_record_get_id (reviews)) : g_strdup ("");
  g_autofree char *by = reviewed_by != NULL ? g_strdup_printf (",'reviewed_by':['%s']", reviewed_by) : g_strdup ("");
  g_autofree char *fields = g_strdup_printf ("{'about':'member:kid','score':%d,'rater':'%s','rater_role':'family','date':'%s'%s%s}",
                                             score, rater, date, looked, by);
  KtRecord *rating = kt_test_new ("safety-rating", "a", fields);

  g_assert_true (kt_record_validate (rating, NULL));
  g_ptr_array_add (ratings->records, rating);
  return rating;
}

static void
assert_state (Ratings *ratings, const char *rater, int score, guint standing, gboolean to_review)
{
  KtSafetyState state;

  g_assert_true (kt_safety_state_read (ratings->records, "member:kid", rater, &state));
  g_assert_cmpint (kt_record_get_int (state.shown, "score", -1), ==, score);
  g_assert_cmpuint (state.n_standing, ==, standing);
  g_assert_cmpint (state.to_review, ==, to_review);
}

/* Two laptops, one mother, two numbers. The later one is no better than the lower one until somebody looked. */
static void
test_two_meet (Ratings *ratings, gconstpointer data)
{
  KtRecord *low = rate (ratings, "member:mum", 3, "2026-11-01", NULL, NULL);
  KtRecord *high = rate (ratings, "member:mum", 7, "2026-11-02", NULL, NULL), *after;

  assert_state (ratings, "member:mum", 3, 2, TRUE);
  after = rate (ratings, "member:mum", 6, "2026-11-03", low, "worker:ilse");
  /* she looked at one of the two */
  assert_state (ratings, "member:mum", 6, 2, TRUE);
  rate (ratings, "member:mum", 6, "2026-11-04", high, "worker:ilse");
  rate (ratings, "member:mum", 8, "2026-11-05", after, "worker:ilse");
  assert_state (ratings, "member:mum", 6, 2, TRUE);
  g_assert_cmpuint (ratings->records->len, ==, 5); /* all kept */
}

static void
test_in_turn (Ratings *ratings, gconstpointer data)
{
  KtRecord *first = rate (ratings, "member:mum", 4, "2026-11-01", NULL, NULL);

  assert_state (ratings, "member:mum", 4, 1, FALSE);
  rate (ratings, "member:mum", 7, "2026-11-02", first, "worker:ilse");
  assert_state (ratings, "member:mum", 7, 1, FALSE);
}

/* Named by nobody, or by a rating about somebody else: nobody has looked at it. */
static void
test_review_needs_somebody (Ratings *ratings, gconstpointer data)
{
  KtRecord *low = rate (ratings, "member:mum", 2, "2026-11-01", NULL, NULL);
  g_autofree char *fields = g_strdup_printf ("{'about':'member:other','score':9,'rater_role':'helper','date':'2026-11-03',"
                                             "'reviews':['%s'],'reviewed_by':['worker:ilse']}",
                                             kt_record_get_id (low));

  rate (ratings, "member:mum", 8, "2026-11-02", low, NULL);
  g_ptr_array_add (ratings->records, kt_test_new ("safety-rating", "a", fields));
  assert_state (ratings, "member:mum", 2, 2, TRUE);
}

/* Everybody apart, never an average: together the most worried. */
static void
test_raters_apart (Ratings *ratings, gconstpointer data)
{
  KtSafetyState state;

  rate (ratings, "member:mum", 7, "2026-11-01", NULL, NULL);
  rate (ratings, "member:kid", 4, "2026-11-01", NULL, NULL);
  rate (ratings, "participation:ilse", 5, "2026-11-01", NULL, NULL);
  assert_state (ratings, "member:mum", 7, 1, FALSE);
  assert_state (ratings, "member:kid", 4, 1, FALSE);
  assert_state (ratings, NULL, 4, 3, FALSE);
  g_assert_false (kt_safety_state_read (ratings->records, "member:kid", "member:dad", &state));
  g_assert_false (kt_safety_state_read (ratings->records, "member:none", NULL, &state));
}

/* 0 to 10, and no other number. */
static void
test_scale (void)
{
  static const char *const wrong[] = { "-1", "11", "'7'", "9223372036854775807" };
  const KtField *score = kt_type_find_field (kt_type_find ("safety-rating"), "score");
  KtEditInfo info = { .device = "a", .by = "worker:a", .at = "2026-01-01T10:00:00Z" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *fields = g_strdup_printf ("{'about':'member:kid','rater_role':'child','date':'2026','score':%s}", wrong[i]);
      g_autoptr (json_object) changes = kt_test_json (fields);
      g_autoptr (GError) error = NULL;

      g_assert_null (kt_record_new (kt_type_find ("safety-rating"), NULL, KT_TEST_FAMILY, &info, changes, &error));
      g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD);
    }
  g_assert_cmpint (score->kind, ==, KT_KIND_SCALE);
}

#define add(path, func) g_test_add (path, Ratings, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/model/safety-state/two-meet", test_two_meet);
  add ("/model/safety-state/in-turn", test_in_turn);
  add ("/model/safety-state/review-needs-somebody", test_review_needs_somebody);
  add ("/model/safety-state/raters-apart", test_raters_apart);
  g_test_add_func ("/model/safety-state/scale", test_scale);
  return g_test_run ();
}
