/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "base/clock.h"
#include "views/caseload/caseload-private.h"

typedef struct
{
  char *worker_id, *today;
  gboolean online;
  KtCaseload *result;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->worker_id);
  g_free (job->today);
  g_clear_pointer (&job->result, kt_caseload_free);
  g_free (job);
}

static gboolean
run (KtStore *store, gpointer data, GError **error)
{
  Job *job = data;

  job->result = kt_caseload_load (store, job->worker_id, job->today, job->online, error);
  return job->result != NULL;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KtSession *session = g_task_get_source_object (task);
  GError *error = NULL;

  if (kt_session_get_store_worker (session) == NULL)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "locked meanwhile");
  else if (kt_store_worker_run_finish (kt_session_get_store_worker (session), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
kt_caseload_load_async (KtSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, kt_caseload_load_async);
  job->worker_id = g_strdup (kt_session_get_worker_id (session));
  job->today = kt_clock_today ();
  job->online = kt_session_get_sync_state (session) != KT_SYNC_NO_SERVER;
  g_task_set_task_data (task, job, free_job);
  if (kt_session_get_store_worker (session) == NULL)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "locked meanwhile");
      return;
    }
  /* The job is the task's: it lives until done_cb() has run, since the task does. */
  kt_store_worker_run_async (kt_session_get_store_worker (session), KT_PRIORITY_SAVE, run, job, NULL, cancellable, done_cb,
                             g_object_ref (task));
}

KtCaseload *
kt_caseload_load_finish (KtSession *session, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&job->result);
}
