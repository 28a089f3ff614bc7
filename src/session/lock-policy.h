/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* When a session must lock by itself: pure arithmetic on clocks the caller reads, so that a test can lie about them.
 * A machine that slept shows as a gap: CLOCK_BOOTTIME ran on, CLOCK_MONOTONIC did not. */
#include <glib.h>

typedef enum { KT_LOCK_NOT, KT_LOCK_IDLE, KT_LOCK_RESUMED } KtLockReason;

typedef struct {
  gint64 idle_usec;    /* 0: never for idleness */
  gint64 gap_usec;     /* the gap two looks may differ by before it counts as sleep */
  gint64 last_input;   /* monotonic */
  gint64 offset;       /* boottime - monotonic at the last look */
} KtLockPolicy;

void kt_lock_policy_init (KtLockPolicy *policy, guint idle_seconds, gint64 monotonic, gint64 boottime);
/* A key, a click, a touch. */
void kt_lock_policy_note_input (KtLockPolicy *policy, gint64 monotonic);
KtLockReason kt_lock_policy_check (KtLockPolicy *policy, gint64 monotonic, gint64 boottime);
/* How long until a check can be worth it; G_MAXINT64: never for idleness. */
gint64 kt_lock_policy_get_due (const KtLockPolicy *policy, gint64 monotonic);
/* CLOCK_BOOTTIME in microseconds. */
gint64 kt_lock_policy_boottime (void);
