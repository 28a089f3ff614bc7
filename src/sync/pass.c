/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/pass.h"

#include "base/log.h"

gboolean
kt_pass_call_store (KtPass *pass, KtStoreFunc func, gpointer data, GError **error)
{
  return pass->store->call (pass->store->self, func, data, error);
}

KtPassDatabase *
kt_pass_database_new (KtDatabase *info, const char *device, const char *checkpoint)
{
  KtPassDatabase *database = g_new0 (KtPassDatabase, 1);

  database->info = info;
  database->local_name = kt_checkpoint_name (device, info->name);
  database->ours = kt_checkpoint_parse (checkpoint);
  return database;
}

void
kt_pass_database_free (KtPassDatabase *database)
{
  kt_database_free (database->info);
  kt_checkpoint_free (database->ours);
  g_clear_pointer (&database->theirs, kt_checkpoint_free);
  g_free (database->local_name);
  g_free (database->last_seq);
  g_free (database);
}

void
kt_pass_report (KtPass *pass, KtPassDatabase *database)
{
  if (pass->progress != NULL)
    pass->progress (pass->user_data, database->info->family, database->pulled, database->pushed);
}

gboolean
kt_pass_error_ends (const GError *failure)
{
  return failure->domain != KT_SYNC_ERROR || failure->code == KT_SYNC_ERROR_OFFLINE ||
         failure->code == KT_SYNC_ERROR_UNAUTHORIZED;
}

static gboolean
close_database (KtStore *store, gpointer name, GError **error)
{
  return kt_store_close_database (store, name, "forbidden", error);
}

gboolean
kt_pass_fail_database (KtPass *pass, KtPassDatabase *database, GError *failure, GError **error)
{
  if (kt_pass_error_ends (failure))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  database->failed = TRUE;
  pass->result->databases_failed++;
  kt_log_event (G_LOG_LEVEL_INFO, "sync.database-left-alone", KT_LOG_ERROR, "why", failure, KT_LOG_END);
  if (pass->busy == NULL && failure->code == KT_SYNC_ERROR_BUSY)
    pass->busy = g_error_copy (failure);
  if (pass->first_error == NULL)
    pass->first_error = g_error_copy (failure);
  if (failure->code == KT_SYNC_ERROR_FORBIDDEN)
    g_hash_table_add (pass->families, g_strdup (database->info->family));
  pass->sealed |= failure->code == KT_SYNC_ERROR_FORBIDDEN;
  if (failure->code == KT_SYNC_ERROR_FORBIDDEN && !database->info->closed &&
      !kt_pass_call_store (pass, close_database, database->info->name, error))
    {
      g_error_free (failure);
      return FALSE;
    }
  g_error_free (failure);
  return TRUE;
}
