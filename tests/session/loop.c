/* SPDX-License-Identifier: EUPL-1.2 */
#include "session/loop.h"

#define PATIENCE (10 * G_USEC_PER_SEC)

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
loop_until (LoopCondition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  guint tick = g_timeout_add (5, tick_cb, NULL);

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

static gboolean
is_past (gpointer data)
{
  return g_get_monotonic_time () >= *(gint64 *) data;
}

void
loop_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  loop_until (is_past, &end);
}

void
loop_take (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object ((GAsyncResult **) data, result);
}

static gboolean
has_come (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

GAsyncResult *
loop_wait (GAsyncResult **result)
{
  loop_until (has_come, result);
  return *result;
}
