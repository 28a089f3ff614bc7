/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/session-private.h"
#include "store/outbox.h"

typedef struct {
  char *id, *family;       /* owned */
  KtTakenOver taken;
} Taking;

static void
free_taking (gpointer data)
{
  Taking *taking = data;

  g_free (taking->id);
  g_free (taking->family);
  g_free (taking);
}

static gboolean
run_take_over (KtStore *store, gpointer data, GError **error)
{
  Taking *taking = data;
  g_autoptr (GPtrArray) offered = kt_store_list_offered (store, error);

  for (guint i = 0; offered != NULL && i < offered->len; i++)
    if (g_str_equal (((KtOffered *) offered->pdata[i])->id, taking->id))
      g_set_str (&taking->family, ((KtOffered *) offered->pdata[i])->family);
  return offered != NULL && kt_store_take_over (store, taking->id, &taking->taken, error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  KtSession *self = g_task_get_source_object (task);
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;

  if (!kt_store_worker_run_finish (kt_session_get_store_worker (self), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  kt_session_tell_saved (self, taking->family);
  g_task_return_int (task, taking->taken.records);
}

void
kt_session_take_over_async (KtSession *self, const char *offered_id, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Taking *taking = g_new0 (Taking, 1);

  taking->id = g_strdup (offered_id);
  g_task_set_source_tag (task, kt_session_take_over_async);
  g_task_set_task_data (task, taking, free_taking);
  if (kt_session_get_store_worker (self) == NULL)
    {
      g_task_return_new_error_literal (task, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED, "the session is locked");
      g_object_unref (task);
      return;
    }
  kt_store_worker_run_async (kt_session_get_store_worker (self), KT_PRIORITY_SAVE, run_take_over, taking, NULL, NULL,
                             taken_cb, task);
}

gboolean
kt_session_take_over_finish (KtSession *self, GAsyncResult *result, guint *records, GError **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  n = g_task_propagate_int (G_TASK (result), error);
  if (records != NULL)
    *records = n > 0 ? (guint) n : 0;
  return n >= 0;
}
