/* SPDX-License-Identifier: EUPL-1.2 */
/* When to lock and when to try again: arithmetic on clocks that lie. */
#include "session/lock-policy.h"
#include "session/retry-policy.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static void
test_idle (void)
{
  KtLockPolicy policy;

  kt_lock_policy_init (&policy, 300, 1000 * SECOND, 5000 * SECOND);
  g_assert_cmpint (kt_lock_policy_get_due (&policy, 1000 * SECOND), ==, 300 * SECOND);
  g_assert_cmpint (kt_lock_policy_check (&policy, 1299 * SECOND, 5299 * SECOND), ==, KT_LOCK_NOT);
  kt_lock_policy_note_input (&policy, 1299 * SECOND);
  g_assert_cmpint (kt_lock_policy_get_due (&policy, 1300 * SECOND), ==, 299 * SECOND);
  g_assert_cmpint (kt_lock_policy_check (&policy, 1598 * SECOND, 5598 * SECOND), ==, KT_LOCK_NOT);
  g_assert_cmpint (kt_lock_policy_check (&policy, 1599 * SECOND, 5599 * SECOND), ==, KT_LOCK_IDLE);
  g_assert_cmpint (kt_lock_policy_get_due (&policy, 1700 * SECOND), ==, 0);
}

/* An event that was queued before a later one must not make the worker look idle. */
static void
test_late_input (void)
{
  KtLockPolicy policy;

  kt_lock_policy_init (&policy, 10, 100 * SECOND, 100 * SECOND);
  kt_lock_policy_note_input (&policy, 109 * SECOND);
  kt_lock_policy_note_input (&policy, 101 * SECOND);
  g_assert_cmpint (kt_lock_policy_check (&policy, 112 * SECOND, 112 * SECOND), ==, KT_LOCK_NOT);
}

static void
test_resume (void)
{
  KtLockPolicy policy;

  kt_lock_policy_init (&policy, 300, 1000 * SECOND, 1000 * SECOND);
  /* the clocks are read one after another */
  g_assert_cmpint (kt_lock_policy_check (&policy, 1010 * SECOND, 1010 * SECOND + 40000), ==, KT_LOCK_NOT);
  /* asleep for an hour, and the monotonic clock saw a second of it */
  g_assert_cmpint (kt_lock_policy_check (&policy, 1011 * SECOND, 4611 * SECOND), ==, KT_LOCK_RESUMED);
  /* once */
  g_assert_cmpint (kt_lock_policy_check (&policy, 1012 * SECOND, 4612 * SECOND), ==, KT_LOCK_NOT);
  g_assert_cmpint (kt_lock_policy_check (&policy, 1013 * SECOND, 4616 * SECOND), ==, KT_LOCK_RESUMED);
}

static void
test_never_idle (void)
{
  KtLockPolicy policy;

  kt_lock_policy_init (&policy, 0, 0, 0);
  g_assert_cmpint (kt_lock_policy_get_due (&policy, 1), ==, G_MAXINT64);
  g_assert_cmpint (kt_lock_policy_check (&policy, G_MAXINT32 * SECOND, G_MAXINT32 * SECOND), ==, KT_LOCK_NOT);
  g_assert_cmpint (kt_lock_policy_check (&policy, G_MAXINT32 * SECOND, G_MAXINT32 * SECOND + 3 * SECOND), ==,
                   KT_LOCK_RESUMED);
}

static void
test_real_clock (void)
{
  gint64 before = kt_lock_policy_boottime ();

  g_usleep (2000);
  g_assert_cmpint (kt_lock_policy_boottime () - before, >=, 2000);
  g_assert_cmpint (kt_lock_policy_boottime (), >=, g_get_monotonic_time () - SECOND);
}

/* Each step between half of it and the whole, as chance has it. */
static void
test_retry (void)
{
  static const guint steps[] = { 4000, 8000, 16000, 32000, 60000, 60000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint k = 0; k <= 4; k++)
      {
        const double chance = k / 4.0;
        const guint expected = steps[i] / 2 + (guint) (chance * steps[i] / 2);

        g_assert_cmpuint (kt_retry_delay (KT_PASS_OFFLINE, i + 1, 0, chance), ==, expected);
        g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, i + 1, 0, chance), ==, expected);
      }
  g_assert_cmpuint (kt_retry_delay (KT_PASS_GOOD, 0, 0, 0), ==, 50000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_GOOD, 0, 0, 1), ==, 60000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_SIGN_IN, 1, 0, 0.5), ==, 0);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_SIGN_IN, 1, 30, 0.5), ==, 0);
}

/* Whoever gets signal is heard within a minute, and nobody is hammered. */
static void
test_retry_bounds (void)
{
  for (guint i = 0; i < 100; i++)
    for (guint k = 0; k <= 10; k++)
      {
        guint delay = kt_retry_delay (KT_PASS_OFFLINE, i, 0, k / 10.0);

        g_assert_cmpuint (delay, >=, 2000);
        g_assert_cmpuint (delay, <=, 60000);
      }
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 1, 0, 7), ==, 4000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 1, 0, -7), ==, 2000);
}

/* A thousand laptops sent away at once come back one by one. */
static void
test_retry_spreads (void)
{
  GRand *seeded = g_rand_new_with_seed (7);
  guint in_each[10] = { 0 };

  for (guint i = 0; i < 1000; i++)
    in_each[(kt_retry_delay (KT_PASS_BUSY, 5, 0, g_rand_double (seeded)) - 30000) / 3000]++;
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpuint (in_each[i], >, 60);
      g_assert_cmpuint (in_each[i], <, 140);
    }
  g_rand_free (seeded);
}

static void
test_retry_after (void)
{
  /* never before the server said, and spread behind it */
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 1, 30, 0), ==, 30000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 1, 30, 1), ==, 32000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 9, 120, 0), ==, 120000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 9, 120, 1), ==, 150000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_OFFLINE, 1, 30, 0), ==, 30000);
  /* less than we would wait anyway changes nothing */
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 9, 1, 0.5), ==, 45000);
  /* a day is no answer */
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 1, 86400, 0), ==, 15 * 60000);
  g_assert_cmpuint (kt_retry_delay (KT_PASS_BUSY, 1, G_MAXUINT, 1), ==, 15 * 60000 + 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/session/lock-policy/idle", test_idle);
  g_test_add_func ("/session/lock-policy/late-input", test_late_input);
  g_test_add_func ("/session/lock-policy/resume", test_resume);
  g_test_add_func ("/session/lock-policy/never-idle", test_never_idle);
  g_test_add_func ("/session/lock-policy/real-clock", test_real_clock);
  g_test_add_func ("/session/retry-policy", test_retry);
  g_test_add_func ("/session/retry-policy/bounds", test_retry_bounds);
  g_test_add_func ("/session/retry-policy/spreads", test_retry_spreads);
  g_test_add_func ("/session/retry-policy/retry-after", test_retry_after);
  return g_test_run ();
}
