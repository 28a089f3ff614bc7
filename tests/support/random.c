/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/random.h"

#include <signal.h>
#include <unistd.h>

static guint64 seed_now;

/* SplitMix64: one word of state, good enough, and three lines in any language. */
guint64
kt_random_next (KtRandom *random)
{
  guint64 z = (random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint
kt_random_below (KtRandom *random, guint n)
{
  return (guint) ((kt_random_next (random) >> 11) % n);
}

gboolean
kt_random_chance (KtRandom *random, guint percent)
{
  return kt_random_below (random, 100) < percent;
}

static guint64
number_from (const char *name, guint64 otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* An assertion aborts, and g_error() traps, and would wait for ever for an end that a handler took away: the seed must be
 * said before, and then the end must come. */
static void
say_seed (int signal_number)
{
  char text[80];
  int n = g_snprintf (text, sizeof text, "# this run alone: KT_SEED=%" G_GUINT64_FORMAT " KT_RUNS=1\n", seed_now);

  if (write (STDOUT_FILENO, text, (gsize) n) < 0)
    _exit (1);
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

void
kt_test_property (guint default_runs, void (*run) (guint64 seed))
{
  guint64 first = number_from ("KT_SEED", 1), runs = number_from ("KT_RUNS", default_runs);

  g_assert_cmpuint (runs, >, 0);
  signal (SIGABRT, say_seed);
  signal (SIGTRAP, say_seed);
  for (guint64 i = 0; i < runs; i++)
    {
      seed_now = first + i;
      run (seed_now);
    }
  signal (SIGABRT, SIG_DFL);
  signal (SIGTRAP, SIG_DFL);
  g_test_message ("%" G_GUINT64_FORMAT " runs from seed %" G_GUINT64_FORMAT, runs, first);
}
