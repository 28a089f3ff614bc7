/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/lock-policy.h"

#include <time.h>

/* The two clocks are read one after another; a busy machine may put some milliseconds between. */
#define GAP_USEC (2 * G_USEC_PER_SEC)

void
kt_lock_policy_init (KtLockPolicy *policy, guint idle_seconds, gint64 monotonic, gint64 boottime)
{
  policy->idle_usec = (gint64) idle_seconds * G_USEC_PER_SEC;
  policy->gap_usec = GAP_USEC;
  policy->last_input = monotonic;
  policy->offset = boottime - monotonic;
}

void
kt_lock_policy_note_input (KtLockPolicy *policy, gint64 monotonic)
{
  policy->last_input = MAX (policy->last_input, monotonic);
}

KtLockReason
kt_lock_policy_check (KtLockPolicy *policy, gint64 monotonic, gint64 boottime)
{
  gint64 gap = boottime - monotonic - policy->offset;

  policy->offset = boottime - monotonic;
  if (gap > policy->gap_usec)
    return KT_LOCK_RESUMED;
  if (policy->idle_usec > 0 && monotonic - policy->last_input >= policy->idle_usec)
    return KT_LOCK_IDLE;
  return KT_LOCK_NOT;
}

gint64
kt_lock_policy_get_due (const KtLockPolicy *policy, gint64 monotonic)
{
  if (policy->idle_usec == 0)
    return G_MAXINT64;
  return MAX (0, policy->last_input + policy->idle_usec - monotonic);
}

gint64
kt_lock_policy_boottime (void)
{
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}
