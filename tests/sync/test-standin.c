/* SPDX-License-Identifier: EUPL-1.2 */
/* The same way on express-pouchdb, a server nobody here wrote. */
#include "sync/journey.h"

static void
test_journey (void)
{
  g_autoptr (HttpsServer) server = https_standin_new ();
  Journey journey;

  if (server == NULL)
    {
      g_test_skip ("NODE_PATH does not say where the node modules are (./run test does)");
      return;
    }
  journey_set_up (&journey, server);
  journey_run (&journey);
  journey_tear_down (&journey);
}

/* Its answers to 600 records a page, and what it makes of many leaves. */
static void
test_many_leaves (void)
{
  g_autoptr (HttpsServer) server = https_standin_new ();
  g_autofree char *id = NULL;
  Journey journey;

  if (server == NULL)
    {
      g_test_skip ("NODE_PATH does not say where the node modules are (./run test does)");
      return;
    }
  journey_set_up (&journey, server);
  id = journey_add_goal (&journey, 0, "start");
  journey_sync (&journey, 0);
  journey_sync (&journey, 1);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *a = g_strdup_printf ("a%u", i), *b = g_strdup_printf ("b%u", i);

      for (guint j = 0; j < 120; j++)
        g_free (journey_add_goal (&journey, i % 2, "one of many"));
      journey_change_goal (&journey, 0, id, a);
      journey_change_goal (&journey, 1, id, b);
      journey_sync (&journey, i % 2);
      journey_sync (&journey, 1 - i % 2);
    }
  journey_sync (&journey, 0);
  journey_sync (&journey, 1);
  journey_sync (&journey, 0);
  journey_assert_same (&journey, id);
  journey_assert_settled (&journey);
  journey_tear_down (&journey);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/standin/journey", test_journey);
  g_test_add_func ("/sync/standin/many-leaves", test_many_leaves);
  status = g_test_run ();
  https_cleanup ();
  return status;
}
