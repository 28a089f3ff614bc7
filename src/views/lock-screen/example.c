/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/lock-screen/example.h"

#define FOLDER "example-"

typedef struct
{
  char *dir, *language;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->dir);
  g_free (job->language);
  g_free (job);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  KtDemoOptions options = { .lang = job->language, .first_lang = job->language, .day = KT_DEMO_LAST_DAY };
  KtProfile *profile = kt_profile_find (job->dir, kt_demo_logins[0], NULL);
  GError *error = NULL;

  if (profile == NULL)
    profile = kt_demo_make_profile (job->dir, kt_demo_logins[0], KT_EXAMPLE_PASSPHRASE, &options, &error);
  if (profile != NULL)
    g_task_return_pointer (task, profile, (GDestroyNotify) kt_profile_free);
  else
    g_task_return_error (task, error);
}

void
kt_example_async (const char *data_dir, const char *language, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *name = g_strconcat (FOLDER, language, NULL);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, kt_example_async);
  job->dir = g_build_filename (data_dir, name, NULL);
  job->language = g_strdup (language);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, make_in_thread);
}

KtProfile *
kt_example_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
kt_example_is (const char *profile_dir, const char *data_dir)
{
  g_autofree char *prefix = g_strconcat (data_dir, "/" FOLDER, NULL);

  return g_str_has_prefix (profile_dir, prefix);
}
