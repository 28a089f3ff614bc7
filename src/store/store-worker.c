/* SPDX-License-Identifier: EUPL-1.2 */
/* One thread of our own rather than GLib's shared pool: there is one write connection, so more threads would only wait
 * for one another, and a queue of our own is what lets a keystroke overtake a pulled batch. */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-worker.h"

#define N_PRIORITIES (KT_PRIORITY_SYNC + 1)

typedef struct {
  KtPriority priority;
  KtStoreFunc func;
  gpointer data;
  GTask *task;               /* asynchronous: owned; it owns data, too */
  /* waiting: all three belong to the thread that waits, guarded by the worker's mutex */
  gboolean *done, *ok;
  GError **error;
} Job;

struct _KtStoreWorker {
  /* owned */
  KtStore *store;
  GThread *thread;
  /* shared: under mutex */
  GMutex mutex;
  GCond news;                /* a job came, a job is done, or stop */
  GQueue queues[N_PRIORITIES];
  Job *running;              /* (nullable) */
  gboolean stopping;
};

/* ---- The thread ---- */

static Job *
pop (KtStoreWorker *worker)
{
  for (int i = 0; i < N_PRIORITIES; i++)
    if (!g_queue_is_empty (&worker->queues[i]))
      return g_queue_pop_head (&worker->queues[i]);
  return NULL;
}

/* NULL: the queue is empty and will stay so. */
static Job *
wait_for_job (KtStoreWorker *worker)
{
  g_autoptr (GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);
  Job *job;

  while ((job = pop (worker)) == NULL && !worker->stopping)
    g_cond_wait (&worker->news, &worker->mutex);
  worker->running = job;
  return job;
}

static void
wake_waiter (KtStoreWorker *worker, Job *job, gboolean ok, GError *error)
{
  g_autoptr (GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);

  *job->ok = ok;
  *job->done = TRUE;
  if (error != NULL)
    g_propagate_error (job->error, error);
  g_cond_broadcast (&worker->news);
}

/* Takes job and error. Not under the mutex: a task's callback may come back to us at once. */
static void
answer (KtStoreWorker *worker, Job *job, gboolean ok, GError *error)
{
  if (job->task == NULL)
    wake_waiter (worker, job, ok, error);
  else if (ok)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, error);
  g_clear_object (&job->task);
  g_free (job);
}

static void
run_job (KtStoreWorker *worker, Job *job)
{
  GCancellable *cancellable = job->task != NULL ? g_task_get_cancellable (job->task) : NULL;
  GError *error = NULL;
  gboolean ok = !g_cancellable_set_error_if_cancelled (cancellable, &error) &&
                job->func (worker->store, job->data, &error);

  if (!ok && error == NULL)
    error = g_error_new_literal (KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "a job failed without saying why");
  if (ok)
    g_clear_error (&error);
  g_mutex_lock (&worker->mutex);
  worker->running = NULL;
  g_mutex_unlock (&worker->mutex);
  answer (worker, job, ok, error);
}

static gpointer
run_thread (gpointer data)
{
  KtStoreWorker *worker = data;
  Job *job;

  while ((job = wait_for_job (worker)) != NULL)
    run_job (worker, job);
  return NULL;
}

/* ---- Its callers ---- */

KtStoreWorker *
kt_store_worker_new (KtStore *store)
{
  KtStoreWorker *worker = g_new0 (KtStoreWorker, 1);

  worker->store = store;
  g_mutex_init (&worker->mutex);
  g_cond_init (&worker->news);
  worker->thread = g_thread_new ("kt-store", run_thread, worker);
  return worker;
}

/* FALSE when the worker is going away and takes no more work. */
static gboolean
push (KtStoreWorker *worker, Job *job)
{
  g_autoptr (GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);

  if (worker->stopping)
    return FALSE;
  g_queue_push_tail (&worker->queues[job->priority], job);
  g_cond_broadcast (&worker->news);
  return TRUE;
}

static GError *
locked (void)
{
  return g_error_new_literal (KT_STORE_ERROR, KT_STORE_ERROR_LOCKED, "the session was locked");
}

void
kt_store_worker_run_async (KtStoreWorker *worker, KtPriority priority, KtStoreFunc func, gpointer data,
                           GDestroyNotify data_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job) { .priority = priority, .func = func, .data = data };
  job->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, kt_store_worker_run_async);
  g_task_set_task_data (job->task, data, data_free);
  /* A save that was made has been made: its answer must not become "cancelled" afterwards. */
  g_task_set_check_cancellable (job->task, FALSE);
  if (!push (worker, job))
    answer (worker, job, FALSE, locked ());
}

gboolean
kt_store_worker_run_finish (KtStoreWorker *worker, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, kt_store_worker_run_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
wait_until (KtStoreWorker *worker, const gboolean *done)
{
  g_autoptr (GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);

  while (!*done)
    g_cond_wait (&worker->news, &worker->mutex);
}

gboolean
kt_store_worker_call (KtStoreWorker *worker, KtPriority priority, KtStoreFunc func, gpointer data, GError **error)
{
  gboolean done = FALSE, ok = FALSE;
  Job *job;

  if (g_thread_self () == worker->thread)
    return func (worker->store, data, error);
  job = g_new0 (Job, 1);
  *job = (Job) { .priority = priority, .func = func, .data = data, .done = &done, .ok = &ok, .error = error };
  if (push (worker, job))
    wait_until (worker, &done);
  else
    answer (worker, job, FALSE, locked ());
  return ok;
}

/* What a person did is finished; a batch of sync, which can be had again, is not waited for. */
static void
drop_sync (KtStoreWorker *worker, GQueue *dropped)
{
  g_autoptr (GMutexLocker) lock = g_mutex_locker_new (&worker->mutex);

  worker->stopping = TRUE;
  while (!g_queue_is_empty (&worker->queues[KT_PRIORITY_SYNC]))
    g_queue_push_tail (dropped, g_queue_pop_head (&worker->queues[KT_PRIORITY_SYNC]));
  if (worker->running != NULL && worker->running->priority == KT_PRIORITY_SYNC)
    kt_store_interrupt (worker->store);
  g_cond_broadcast (&worker->news);
}

void
kt_store_worker_free (KtStoreWorker *worker)
{
  GQueue dropped = G_QUEUE_INIT;
  Job *job;

  if (worker == NULL)
    return;
  drop_sync (worker, &dropped);
  while ((job = g_queue_pop_head (&dropped)) != NULL)
    answer (worker, job, FALSE, locked ());
  g_thread_join (worker->thread);
  kt_store_close (worker->store);
  g_mutex_clear (&worker->mutex);
  g_cond_clear (&worker->news);
  g_free (worker);
}

/* ---- How the replicator reaches a store ---- */

static gboolean
call_direct (gpointer self, KtStoreFunc func, gpointer data, GError **error)
{
  return func (self, data, error);
}

static gboolean
call_worker (gpointer self, KtStoreFunc func, gpointer data, GError **error)
{
  return kt_store_worker_call (self, KT_PRIORITY_SYNC, func, data, error);
}

KtStoreCaller
kt_store_caller_direct (KtStore *store)
{
  return (KtStoreCaller) { call_direct, store };
}

KtStoreCaller
kt_store_caller_worker (KtStoreWorker *worker)
{
  return (KtStoreCaller) { call_worker, worker };
}
