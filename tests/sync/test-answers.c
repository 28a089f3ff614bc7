/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers that are easily taken for success, or asked for again and again: a 201 that refuses every row, a 409 on our
 * mark, a 412 on a batch; a feed that lists what the server may yet lose, and one that breaks off. */
#include "sync/laptop.h"

#include <string.h>

typedef struct {
  CouchMemory *couch;
  Laptop *daan;
  FakeTransport *fake;
  char *plan;              /* the database */
  gboolean done;           /* the hook did its work */
} Table;

static void
set_up (Table *table, gconstpointer data)
{
  table->couch = server_new (FAMILY_A, NULL);
  table->daan = laptop_new (table->couch);
  table->fake = fake_transport_new (table->couch);
  table->fake->user_data = table;
  table->plan = database_of (FAMILY_A, KT_SCOPE_PLAN);
}

static void
tear_down (Table *table, gconstpointer data)
{
  fake_transport_free (table->fake);
  laptop_free (table->daan);
  couch_memory_free (table->couch);
  g_free (table->plan);
}

static char *
add_goal (Table *table)
{
  g_autoptr (KtRecord) record = save (table->daan->store, "goal", NULL, FAMILY_A, "{\"words\":\"w\"}");

  return g_strdup (kt_record_get_id (record));
}

static void
sync_fine (Table *table)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  g_assert_true (laptop_try_sync (table->daan, table->fake, &result, &error));
  g_assert_no_error (error);
  kt_sync_result_clear (&result);
}

static gboolean
is_asked (Table *table, guint request, const char *part)
{
  return !table->done && strstr (table->fake->log->pdata[request - 1], part) != NULL;
}

static void
test_every_row (Table *table, gconstpointer data)
{
  KtSyncResult result;
  KtCounts counts;

  for (guint i = 0; i < 5; i++)
    g_free (add_goal (table));
  couch_memory_mood (table->couch)->forbid = "goal:";
  laptop_sync_counting (table->daan, &result);
  g_assert_cmpuint (result.pushed, ==, 0);
  g_assert_cmpuint (result.set_aside, ==, 5);
  kt_sync_result_clear (&result);
  laptop_counts (table->daan, &counts);
  g_assert_cmpuint (counts.set_aside, ==, 5);
  kt_counts_clear (&counts);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 0);
}

/* Somebody writes our mark's document between our reading and our writing it. */
static void
write_mark_first (gpointer user_data, guint request)
{
  Table *table = user_data;
  CouchMood *mood = couch_memory_mood (table->couch);
  const char *line = table->fake->log->pdata[request - 1];
  KtRequest other = { .method = "PUT", .path = line + 4, .body = "{\"history\":[]}", .len = 14 };
  KtResponse response = { 0 };

  if (!is_asked (table, request, "plan/_local/") || !g_str_has_prefix (line, "PUT "))
    return;
  table->done = TRUE;
  mood->local_conflicts = FALSE;
  couch_memory_handle (table->couch, &other, &response);
  mood->local_conflicts = TRUE;
  g_assert_cmpuint (response.status, ==, 201);
  kt_response_clear (&response);
}

static void
test_mark_conflict (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table);

  couch_memory_mood (table->couch)->local_conflicts = TRUE;
  table->fake->meanwhile = write_mark_first;
  sync_fine (table);
  g_assert_true (table->done);
  g_assert_cmpuint (fake_transport_count (table->fake, "plan/_local/"), ==, 4); /* read, refused, read, written */
  g_assert_cmpint (kt_store_get_state (table->daan->store, id, NULL), ==, KT_STATE_SERVER);
  g_assert_cmpuint (laptop_sync (table->daan), ==, 0);
}

static void
refuse_batch (gpointer user_data, guint request)
{
  Table *table = user_data;

  if (!is_asked (table, request, "plan/_bulk_docs"))
    return;
  table->done = TRUE;
  table->fake->at = request;
}

/* It is kept, with the reason, and not sent again as it is. */
static void
test_precondition (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table);

  table->fake->trouble = TROUBLE_STATUS;
  table->fake->status = 412;
  table->fake->meanwhile = refuse_batch;
  sync_fine (table);
  g_assert_true (table->done);
  g_assert_cmpint (kt_store_get_state (table->daan->store, id, NULL), ==, KT_STATE_SET_ASIDE);
  sync_fine (table);
  g_assert_cmpuint (fake_transport_count (table->fake, "_bulk_docs"), ==, 1);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 0);
  kt_record_unref (laptop_load (table->daan, id));
}

#define add(path, func) g_test_add (path, Table, NULL, set_up, func, tear_down)

/* What a pass that ends early does to the mark: left out. */
static void
sync_cut_at (Table *table, guint at)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtSyncResult result;

  fake->trouble = TROUBLE_CUT;
  fake->at = at;
  laptop_try_sync (table->daan, fake, &result, NULL);
  kt_sync_result_clear (&result);
}

/* Sent in a pass that was cut, seen in the feed by another that was cut, too, and then the server goes back: no mark
 * tells it, whichever requests it were. */
static void
test_listed_then_lost (Table *table, gconstpointer data)
{
  for (guint at = 0; at < 6 * 6; at++)
    {
      g_autofree char *id = NULL;
      CouchMemory *backup;

      laptop_sync (table->daan);
      backup = couch_memory_copy (table->couch);
      id = add_goal (table);
      sync_cut_at (table, 12 + at / 6);
      sync_cut_at (table, 12 + at % 6);
      couch_memory_restore (table->couch, backup);
      couch_memory_free (backup);
      laptop_sync (table->daan);
      g_test_message ("cut at %u, then at %u", 12 + at / 6, 12 + at % 6);
      g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, id), ==, 1);
    }
}

/* The n-th request of the plan's rows, from 1; its number in all, or 0. size: (out) rows asked for. */
static guint
find_page (FakeTransport *fake, const char *plan, guint n, guint *size)
{
  g_autofree char *feed = g_strconcat ("/", plan, "/_changes", NULL);

  for (guint i = 0; i < fake->log->len; i++)
    {
      const char *request = fake->log->pdata[i];

      if (strstr (request, feed) == NULL || --n > 0)
        continue;
      *size = (guint) g_ascii_strtoull (strstr (request, "limit=") + strlen ("limit="), NULL, 10);
      return i + 1;
    }
  return 0;
}

static FakeTransport *
read_all (Table *table, Laptop *reader, Trouble trouble, guint at)
{
  FakeTransport *fake = fake_transport_new (table->couch);
  KtSyncResult result;

  fake->trouble = trouble;
  fake->at = at;
  laptop_try_sync (reader, fake, &result, NULL);
  kt_sync_result_clear (&result);
  return fake;
}

/* The page on which a line broke is smaller when the next pass asks for it. */
static void
test_cut_page (Table *table, gconstpointer data)
{
  g_autoptr (Laptop) other = laptop_new (table->couch), reader = laptop_new (table->couch);
  g_autoptr (FakeTransport) whole = NULL, cut = NULL, after = NULL;
  guint size, at;

  for (guint i = 0; i < 100; i++)
    g_free (add_goal (table));
  laptop_sync (table->daan);
  g_assert_true (kt_store_set_setting (other->store, "sync.page", "40", NULL));
  g_assert_true (kt_store_set_setting (reader->store, "sync.page", "40", NULL));
  whole = read_all (table, other, TROUBLE_NONE, 0);
  at = find_page (whole, table->plan, 2, &size);
  g_assert_cmpuint (size, ==, 40);
  cut = read_all (table, reader, TROUBLE_CUT, at);
  after = read_all (table, reader, TROUBLE_NONE, 0);
  g_assert_cmpuint (find_page (after, table->plan, 1, &size), >, 0);
  g_assert_cmpuint (size, <=, 20);
  g_assert_cmpuint (laptop_sync (reader), ==, 0); /* it has all of it */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sync/answer/201-refuses-every-row", test_every_row);
  add ("/sync/answer/409-on-a-mark", test_mark_conflict);
  add ("/sync/answer/412-on-a-batch", test_precondition);
  add ("/sync/answer/listed-then-lost", test_listed_then_lost);
  add ("/sync/answer/cut-page", test_cut_page);
  return g_test_run ();
}
