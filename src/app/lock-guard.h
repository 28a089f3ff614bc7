/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Says when it is time to lock without being asked: nobody touched the window for the minutes set, the machine slept,
 * or the desktop's session locked (logind, where there is one). Main thread. */
#include <gtk/gtk.h>

#define KT_TYPE_LOCK_GUARD (kt_lock_guard_get_type ())
G_DECLARE_FINAL_TYPE (KtLockGuard, kt_lock_guard, KT, LOCK_GUARD, GObject)

/* Signal "lock". Watches window from now on; idle_seconds 0: never for idleness. Returns: (transfer full). */
KtLockGuard *kt_lock_guard_new (GtkWidget *window, guint idle_seconds);
void kt_lock_guard_set_idle (KtLockGuard *self, guint idle_seconds);
