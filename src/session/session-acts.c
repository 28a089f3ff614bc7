/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
/* The session's saves: each is one function run on the store worker, with everything it needs copied beforehand. */
#include "session/acts.h"
#include "session/session-private.h"

typedef struct {
  char *worker_id, *type, *id, *family, *field, *value, *note;
  char *by, *at;
  GStrv with, phone;
  gboolean agreed;
  KtRecord *seen;
  json_object *changes;
  KtRecord *result;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;
  char **texts[] = { &job->worker_id, &job->type, &job->id, &job->family, &job->field, &job->value, &job->note,
                     &job->by, &job->at };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  g_strfreev (job->with);
  g_strfreev (job->phone);
  g_clear_pointer (&job->seen, kt_record_unref);
  g_clear_pointer (&job->result, kt_record_unref);
  json_object_put (job->changes);
  g_free (job);
}

static Job *
new_job (KtSession *self, KtRecord *seen, const char *const *with, const char *const *phone, const char *note)
{
  Job *job = g_new0 (Job, 1);

  job->worker_id = g_strdup (kt_session_get_worker_id (self));
  job->seen = seen != NULL ? kt_record_ref (seen) : NULL;
  job->with = g_strdupv ((char **) with);
  job->phone = g_strdupv ((char **) phone);
  job->note = g_strdup (note);
  return job;
}

static gboolean
run_save (KtStore *store, gpointer data, GError **error)
{
  Job *job = data;
  KtEditInfo info = {
    .by = job->by,
    .at = job->at,
    .agreed = job->agreed,
    .note = job->note,
    .with = (const char *const *) job->with,
    .phone = (const char *const *) job->phone,
  };

  job->result = kt_store_save (store, job->type, job->id, job->family, job->seen, &info, job->changes, error);
  return job->result != NULL;
}

static gboolean
run_agree (KtStore *store, gpointer data, GError **error)
{
  Job *job = data;

  job->result = kt_act_agree (store, job->worker_id, job->id, job->seen, job->field, job->value,
                              (const char *const *) job->with, (const char *const *) job->phone, job->note, error);
  return job->result != NULL;
}

static gboolean
run_decide (KtStore *store, gpointer data, GError **error)
{
  Job *job = data;
  const KtType *type = kt_record_get_type (job->seen);
  const KtField *field = type != NULL ? kt_type_find_field (type, job->field) : NULL;
  g_autoptr (json_object) value = NULL;

  if (field == NULL)
    {
      g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "field %s: not known here", job->field);
      return FALSE;
    }
  value = kt_value_from_text (field, job->value, error);
  if (value == NULL)
    return FALSE;
  job->result = kt_act_decide (store, job->worker_id, job->seen, job->field, value, job->note,
                               (const char *const *) job->with, error);
  return job->result != NULL;
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
  kt_session_tell_saved (self, kt_record_get_family (job->result));
  g_task_return_pointer (task, kt_record_ref (job->result), (GDestroyNotify) kt_record_unref);
}

/* job: (transfer full). The task owns it, and the task lives until the worker has answered. */
static void
start_job (KtSession *self, Job *job, KtStoreFunc func, gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, free_job);
  if (kt_session_get_store_worker (self) == NULL)
    {
      g_task_return_new_error_literal (task, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED, "the session is locked");
      g_object_unref (task);
      return;
    }
  kt_store_worker_run_async (kt_session_get_store_worker (self), KT_PRIORITY_SAVE, func, job, NULL, NULL, job_done_cb,
                             task);
}

static KtRecord *
finish_job (KtSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
kt_session_save_async (KtSession *self, const char *type, const char *id, const char *family, KtRecord *seen,
                       const KtEditInfo *info, json_object *changes, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = info != NULL ? new_job (self, seen, info->with, info->phone, info->note)
                          : new_job (self, seen, NULL, NULL, NULL);

  job->by = g_strdup (info != NULL && info->by != NULL ? info->by : job->worker_id);
  job->at = g_strdup (info != NULL ? info->at : NULL);
  job->agreed = info != NULL && info->agreed;
  job->type = g_strdup (type);
  job->id = g_strdup (id);
  job->family = g_strdup (family);
  job->changes = changes;
  start_job (self, job, run_save, kt_session_save_async, callback, user_data);
}

KtRecord *
kt_session_save_finish (KtSession *self, GAsyncResult *result, GError **error)
{
  return finish_job (self, result, error);
}

void
kt_session_agree_async (KtSession *self, const char *goal_id, KtRecord *seen, const char *field, const char *value,
                        const char *const *with, const char *const *phone, const char *note,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (self, seen, with, phone, note);

  job->id = g_strdup (goal_id);
  job->field = g_strdup (field);
  job->value = g_strdup (value);
  start_job (self, job, run_agree, kt_session_agree_async, callback, user_data);
}

KtRecord *
kt_session_agree_finish (KtSession *self, GAsyncResult *result, GError **error)
{
  return finish_job (self, result, error);
}

void
kt_session_decide_async (KtSession *self, KtRecord *seen, const char *field, const char *value, const char *why,
                         const char *const *with, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = new_job (self, seen, with, NULL, why);

  job->field = g_strdup (field);
  job->value = g_strdup (value);
  start_job (self, job, run_decide, kt_session_decide_async, callback, user_data);
}

KtRecord *
kt_session_decide_finish (KtSession *self, GAsyncResult *result, GError **error)
{
  return finish_job (self, result, error);
}
