/* SPDX-License-Identifier: EUPL-1.2 */
/* A pass in which nothing is new: one a minute, all day, on the battery. */
#include "store/store-private.h"
#include "sync/laptop.h"

#define N 300

/* Rows that were stepped over in looking through a whole table, since it was last asked. */
static int
count_walked (KtStore *store)
{
  int n = 0;

  for (sqlite3_stmt *each = sqlite3_next_stmt (store->db, NULL); each != NULL; each = sqlite3_next_stmt (store->db, each))
    n += sqlite3_stmt_status (each, SQLITE_STMTSTATUS_FULLSCAN_STEP, TRUE);
  return n;
}

/* It asks the indexes, however many records there are. */
static void
test_walks_no_records (void)
{
  CouchMemory *couch = server_new (FAMILY_A, FAMILY_B, NULL);
  g_autoptr (Laptop) laptop = laptop_new (couch);

  for (guint i = 0; i < N; i++)
    kt_record_unref (save (laptop->store, "goal", NULL, FAMILY_A, "{\"words\":\"fietsen\"}"));
  g_assert_cmpuint (laptop_sync (laptop), ==, N);
  laptop_sync (laptop);
  count_walked (laptop->store);
  g_assert_cmpuint (laptop_sync (laptop), ==, 0);
  g_assert_cmpint (count_walked (laptop->store), <, N / 3);
  couch_memory_free (couch);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sync/quiet/walks-no-records", test_walks_no_records);
  return g_test_run ();
}
