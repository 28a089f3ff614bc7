/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The main loop, run until something holds; a test that waits for nothing fails after ten seconds. */
#include <gio/gio.h>

typedef gboolean (*LoopCondition) (gpointer data);
void loop_until (LoopCondition condition, gpointer data);
/* For this long, whatever comes. */
void loop_for (guint milliseconds);
/* An asynchronous call's result: pass loop_take as callback and &result as data, then wait. */
void loop_take (GObject *source, GAsyncResult *result, gpointer data);
GAsyncResult *loop_wait (GAsyncResult **result);
