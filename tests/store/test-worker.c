/* SPDX-License-Identifier: EUPL-1.2 */
/* The one thread that writes: order, answers, cancelling, and going away within a moment. */
#include "store/store-private.h"
#include "store/store-worker.h"
#include "store/support.h"

typedef struct {
  Fixture fixture;
  KtStoreWorker *worker;
  /* shared with the worker's thread */
  GMutex gate;             /* held: the worker stands still in its first job */
  GString *order;
  GThread *ran_in;
} Work;

static void
set_up (Work *work, gconstpointer data)
{
  fixture_set_up (&work->fixture, NULL);
  work->worker = kt_store_worker_new (g_steal_pointer (&work->fixture.store));
  work->order = g_string_new (NULL);
  g_mutex_init (&work->gate);
}

static void
tear_down (Work *work, gconstpointer data)
{
  kt_store_worker_free (work->worker);
  g_string_free (work->order, TRUE);
  g_mutex_clear (&work->gate);
  fixture_tear_down (&work->fixture, NULL);
}

/* ---- Jobs ---- */

typedef struct {
  Work *work;
  char letter;
} Letter;

static gboolean
write_letter (KtStore *store, gpointer data, GError **error)
{
  Letter *letter = data;

  g_mutex_lock (&letter->work->gate);
  g_string_append_c (letter->work->order, letter->letter);
  letter->work->ran_in = g_thread_self ();
  g_mutex_unlock (&letter->work->gate);
  return kt_store_set_setting (store, "letter", letter->work->order->str, error);
}

static gboolean
fail (KtStore *store, gpointer data, GError **error)
{
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "on purpose");
  return FALSE;
}

typedef struct {
  guint answers;
  GError *error;
} Answers;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answers *answers = data;

  g_clear_error (&answers->error);
  kt_store_worker_run_finish (NULL, result, &answers->error);
  answers->answers++;
}

static void
queue (Work *work, KtPriority priority, char letter, GCancellable *cancellable, Answers *answers)
{
  Letter *job = g_new (Letter, 1);

  *job = (Letter) { work, letter };
  kt_store_worker_run_async (work->worker, priority, write_letter, job, g_free, cancellable, answered_cb, answers);
}

static void
wait_for (Answers *answers, guint n)
{
  while (answers->answers < n)
    g_main_context_iteration (NULL, TRUE);
}

/* ---- Tests ---- */

static void
test_typing_before_saves_before_sync (Work *work, gconstpointer data)
{
  Answers answers = { 0 };

  g_mutex_lock (&work->gate);
  queue (work, KT_PRIORITY_SYNC, 'f', NULL, &answers);
  /* Until the worker stands before the gate with the first job, the rest would overtake it. */
  g_usleep (50000);
  queue (work, KT_PRIORITY_SYNC, 'a', NULL, &answers);
  queue (work, KT_PRIORITY_SAVE, 'b', NULL, &answers);
  queue (work, KT_PRIORITY_TYPING, 'c', NULL, &answers);
  queue (work, KT_PRIORITY_SAVE, 'd', NULL, &answers);
  g_mutex_unlock (&work->gate);
  wait_for (&answers, 5);
  g_assert_no_error (answers.error);
  g_assert_cmpstr (work->order->str, ==, "fcbda");
  g_assert_true (work->ran_in != g_thread_self ());
}

static void
test_call (Work *work, gconstpointer data)
{
  KtStoreCaller caller = kt_store_caller_worker (work->worker);
  Letter letter = { work, 'x' };
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_store_worker_call (work->worker, KT_PRIORITY_SAVE, write_letter, &letter, &error));
  g_assert_no_error (error);
  g_assert_true (caller.call (caller.self, write_letter, &letter, &error));
  g_assert_cmpstr (work->order->str, ==, "xx");
  g_assert_false (kt_store_worker_call (work->worker, KT_PRIORITY_SAVE, fail, NULL, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
}

static void
test_call_direct (Fixture *f, gconstpointer data)
{
  KtStoreCaller caller = kt_store_caller_direct (f->store);
  g_autoptr (GError) error = NULL;

  g_assert_false (caller.call (caller.self, fail, NULL, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
}

static void
test_cancelled_before_it_ran (Work *work, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answers answers = { 0 };

  g_cancellable_cancel (cancellable);
  queue (work, KT_PRIORITY_SAVE, 'x', cancellable, &answers);
  wait_for (&answers, 1);
  g_assert_error (answers.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (work->order->str, ==, "");
  g_clear_error (&answers.error);
}

static gboolean
read_for_ever (KtStore *store, gpointer data, GError **error)
{
  g_atomic_int_set ((int *) data, 1);
  return kt_store_exec (store, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max (i) FROM n", error);
}

/* Locking: a batch of sync is cut off, what a person did is finished. */
static void
test_going_away (Work *work, gconstpointer data)
{
  g_autoptr (GError) lost = NULL;
  Answers endless = { 0 }, saves = { 0 }, dropped = { 0 };
  g_autofree char *letters = NULL;
  int running = 0;
  gint64 start;

  kt_store_worker_run_async (work->worker, KT_PRIORITY_SYNC, read_for_ever, &running, NULL, NULL, answered_cb, &endless);
  while (!g_atomic_int_get (&running))
    g_usleep (1000);
  queue (work, KT_PRIORITY_SYNC, 'z', NULL, &dropped);
  queue (work, KT_PRIORITY_SAVE, 's', NULL, &saves);
  queue (work, KT_PRIORITY_TYPING, 't', NULL, &saves);
  start = g_get_monotonic_time ();
  g_clear_pointer (&work->worker, kt_store_worker_free);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  wait_for (&saves, 2);
  wait_for (&endless, 1);
  wait_for (&dropped, 1);
  g_assert_no_error (saves.error);
  g_assert_error (endless.error, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED);
  g_assert_error (dropped.error, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED);
  g_clear_error (&endless.error);
  g_clear_error (&dropped.error);
  fixture_reopen (&work->fixture);
  g_assert_true (kt_store_get_setting (work->fixture.store, "letter", &letters, NULL));
  g_assert_cmpstr (letters, ==, "ts");
}

#define add(path, func) g_test_add ("/store/worker/" path, Work, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("typing-before-saves-before-sync", test_typing_before_saves_before_sync);
  add ("call", test_call);
  add_test ("/store/worker/call-direct", test_call_direct);
  add ("cancelled-before-it-ran", test_cancelled_before_it_ran);
  add ("going-away", test_going_away);
  return g_test_run ();
}
