/* SPDX-License-Identifier: EUPL-1.2 */
/* What the server's clock says is kept, so that people can be told; order never depends on a clock (test-converge). */
#include <stdlib.h>

#include "sync/laptop.h"

static int
sync_at (Laptop *laptop, int ahead)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  KtSyncResult result;

  fake->date = g_get_real_time () / G_USEC_PER_SEC - ahead;
  laptop_try_sync (laptop, fake, &result, &error);
  g_assert_no_error (error);
  kt_sync_result_clear (&result);
  g_assert_true (kt_store_get_setting (laptop->store, KT_SYNC_SETTING_CLOCK, &text, NULL));
  return text != NULL ? atoi (text) : 0;
}

static void
test_wrong_clock (void)
{
  CouchMemory *couch = server_new (FAMILY_A, NULL);
  Laptop *laptop = laptop_new (couch);

  g_assert_cmpint (sync_at (laptop, 0), ==, 0);
  g_assert_cmpint (ABS (sync_at (laptop, 3600) - 3600), <=, 30);
  g_assert_cmpint (ABS (sync_at (laptop, -86400) + 86400), <=, 30);
  g_assert_cmpint (sync_at (laptop, 10), ==, 0);
  laptop_free (laptop);
  couch_memory_free (couch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/clock/wrong", test_wrong_clock);
  return g_test_run ();
}
