/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
/* Pictures in and out of the store, away from the main thread. */
#include "session/session-private.h"
#include "store/picture-store.h"

typedef struct {
  char *worker_id, *family, *id;
  json_object *details;
  GByteArray *bytes;
  KtRecord *record; /* the result of adding */
  GBytes *whole;    /* the result of loading */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->worker_id);
  g_free (job->family);
  g_free (job->id);
  json_object_put (job->details);
  g_clear_pointer (&job->bytes, g_byte_array_unref);
  g_clear_pointer (&job->record, kt_record_unref);
  g_clear_pointer (&job->whole, g_bytes_unref);
  g_free (job);
}

static gboolean
run_add (KtStore *store, gpointer data, GError **error)
{
  Job *job = data;
  KtEditInfo info = { .by = job->worker_id };

  job->record = kt_store_add_picture (store, job->family, &info, job->details, job->bytes->data, job->bytes->len, error);
  return job->record != NULL;
}

static gboolean
run_load (KtStore *store, gpointer data, GError **error)
{
  Job *job = data;

  job->whole = kt_store_load_picture (store, job->id, error);
  return job->whole != NULL;
}

static void
job_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KtSession *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_store_worker_run_finish (kt_session_get_store_worker (self), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (job->record != NULL)
    kt_session_tell_saved (self, job->family);
  g_task_return_boolean (task, TRUE);
}

/* job: (transfer full). */
static void
start_job (KtSession *self, Job *job, KtPriority priority, KtStoreFunc func, GCancellable *cancellable,
           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, job, free_job);
  if (kt_session_get_store_worker (self) == NULL)
    {
      g_task_return_new_error_literal (task, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED, "the session is locked");
      g_object_unref (task);
      return;
    }
  kt_store_worker_run_async (kt_session_get_store_worker (self), priority, func, job, NULL, cancellable, job_done_cb, task);
}

void
kt_session_add_picture_async (KtSession *self, const char *family, json_object *details, GByteArray *bytes,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->worker_id = g_strdup (kt_session_get_worker_id (self));
  job->family = g_strdup (family);
  job->details = details;
  job->bytes = g_byte_array_ref (bytes);
  start_job (self, job, KT_PRIORITY_SAVE, run_add, NULL, callback, user_data);
}

KtRecord *
kt_session_add_picture_finish (KtSession *self, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&job->record) : NULL;
}

/* Looking is not waited for: a lock interrupts it, as it does sync. */
void
kt_session_load_picture_async (KtSession *self, const char *id, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->id = g_strdup (id);
  start_job (self, job, KT_PRIORITY_SYNC, run_load, cancellable, callback, user_data);
}

GBytes *
kt_session_load_picture_finish (KtSession *self, GAsyncResult *result, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&job->whole) : NULL;
}
