/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/replicator.h"
#include "base/clock.h"
#include "sync/asks.h"
#include "sync/outbox.h"
#include "sync/pass-order.h"
#include "sync/pass.h"
#include "sync/sync-tuning.h"

#define PAGE_SETTING "sync.page"

void
kt_sync_result_clear (KtSyncResult *result)
{
  g_clear_pointer (&result->families, g_ptr_array_unref);
  *result = (KtSyncResult) { 0 };
}

/* ---- Beginning ---- */

static gboolean
load_device (KtStore *store, gpointer data, GError **error)
{
  KtPass *pass = data;
  g_autofree char *page = NULL;

  pass->device = g_strdup (kt_store_get_device (store));
  if (!kt_store_get_setting (store, PAGE_SETTING, &page, error))
    return FALSE;
  pass->limit = page != NULL ? (guint) g_ascii_strtoull (page, NULL, 10) : 0;
  if (pass->limit == 0)
    pass->limit = KT_TUNE_PAGE_FIRST;
  return TRUE;
}

static gboolean
load_databases (KtStore *store, gpointer data, GError **error)
{
  KtPass *pass = data;
  g_autoptr (GPtrArray) found = kt_store_list_databases (store, error);

  if (found == NULL)
    return FALSE;
  while (found->len > 0)
    {
      KtDatabase *info = g_ptr_array_steal_index (found, 0);
      g_autoptr (GError) failure = NULL;
      g_autofree char *checkpoint = kt_store_get_checkpoint (store, info->name, &failure);

      if (failure != NULL)
        {
          kt_database_free (info);
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      g_ptr_array_add (pass->databases, kt_pass_database_new (info, pass->device, checkpoint));
    }
  return TRUE;
}

static gboolean
begin (KtPass *pass, const char *user, const char *first, GError **error)
{
  if (!kt_pass_call_store (pass, load_device, pass, error) || !kt_inbox_read (pass, user, error) ||
      !kt_asks_prepare (pass, error) || !kt_outbox_run (pass, user, error) ||
      !kt_pass_call_store (pass, load_databases, pass, error))
    return FALSE;
  if (!kt_pass_order_run (pass, first, error))
    return FALSE;
  pass->result->databases = pass->databases->len;
  return TRUE;
}

/* ---- Ending ---- */

static gboolean
note_clock (KtStore *store, KtPass *pass, GError **error)
{
  gint skew = g_atomic_int_get (&pass->transport->skew);
  g_autofree char *text = ABS (skew) >= KT_SYNC_CLOCK_SECONDS ? g_strdup_printf ("%d", skew) : NULL, *was = NULL;

  if (!kt_store_get_setting (store, KT_SYNC_SETTING_CLOCK, &was, error))
    return FALSE;
  return (text == NULL && was == NULL) || kt_store_set_setting (store, KT_SYNC_SETTING_CLOCK, text, error);
}

static gboolean
note_room (KtStore *store, KtPass *pass, GError **error)
{
  g_autofree char *was = NULL;

  if (!pass->told)
    return TRUE;
  if (!kt_store_get_setting (store, KT_SYNC_SETTING_FULL, &was, error))
    return FALSE;
  return (was != NULL) == pass->result->full ||
         kt_store_set_setting (store, KT_SYNC_SETTING_FULL, pass->result->full ? "1" : NULL, error);
}

static gboolean
note_complete (KtStore *store, gpointer data, GError **error)
{
  KtPass *pass = data;
  g_autofree char *now = kt_clock_now_iso ();
  g_autofree char *page = g_strdup_printf ("%u", pass->limit);

  for (guint i = 0; i < pass->databases->len; i++)
    {
      const KtPassDatabase *database = pass->databases->pdata[i];

      if (database->in && !kt_store_set_complete (store, database->info->name, now, error))
        return FALSE;
    }
  return kt_pass_order_end (store, pass, error) && note_clock (store, pass, error) && note_room (store, pass, error) &&
         kt_store_set_setting (store, PAGE_SETTING, page, error);
}

static gboolean
end_in_one (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, note_complete, data, error);
}

/* A pass in which a server was in trouble, or in which nothing at all went right, was no success. */
static gboolean
judge_pass (KtPass *pass, GError **error)
{
  if (pass->busy != NULL)
    g_propagate_error (error, g_steal_pointer (&pass->busy));
  else if (pass->result->databases > 0 && pass->result->databases_failed == pass->result->databases)
    g_propagate_error (error, g_steal_pointer (&pass->first_error));
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_full (const GError *error)
{
  return g_error_matches (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL);
}

/* A server that went back in time is known by what its mark says, so nothing is sent where that was not read. */
static void
leave_unread (KtPass *pass)
{
  for (guint i = 0; i < pass->databases->len; i++)
    {
      KtPassDatabase *database = pass->databases->pdata[i];

      database->failed |= database->theirs == NULL;
    }
}

/* What can be had again does not come in on a full disk; what is only here goes all the same. */
static gboolean
pull (KtPass *pass, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (kt_puller_run (pass, &failure))
    return TRUE;
  pass->result->full = is_full (failure);
  if (pass->result->full)
    leave_unread (pass);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return pass->result->full;
}

static gboolean
send (KtPass *pass, const char *user, GError **error)
{
  return kt_pusher_run (pass, error) &&
         kt_checkpointer_run (pass, (KtPassDatabase **) pass->databases->pdata, pass->databases->len, NULL, NULL, error) &&
         kt_device_keys_run (pass, user, error) && (!pass->sealed || kt_outbox_run (pass, user, error));
}

static gboolean
run_text (KtPass *pass, const char *user, const char *first, GError **error)
{
  if (!begin (pass, user, first, error) || !pull (pass, error) || !send (pass, user, error))
    return FALSE;
  if (pass->result->full)
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL, "no room for what is at the server");
  return !pass->result->full;
}

static gboolean
run_steps (KtPass *pass, const char *user, const char *first, GError **error)
{
  gboolean ok = run_text (pass, user, first, error);

  for (guint i = 0; i < pass->databases->len; i++)
    {
      KtPassDatabase *database = pass->databases->pdata[i];

      database->in = database->read && !database->failed;
    }
  return ok && kt_pictures_run (pass, error) && kt_outbox_run_pieces (pass, user, error) && kt_asks_tidy (pass, user, error) &&
         kt_asks_say_how_it_is (pass, user, error);
}

static void
hand_families (KtPass *pass)
{
  GHashTableIter iter;
  gpointer family;

  pass->result->families = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, pass->families);
  while (g_hash_table_iter_next (&iter, &family, NULL))
    g_ptr_array_add (pass->result->families, g_strdup (family));
}

gboolean
kt_replicator_run (const KtStoreCaller *store, KtTransport *transport, const char *user, const char *first,
                   KtSyncProgress progress, gpointer user_data, KtSyncResult *result, GCancellable *cancellable,
                   GError **error)
{
  KtPass pass = {
    .store = store,
    .transport = transport,
    .cancellable = cancellable,
    .result = result,
    .progress = progress,
    .user_data = user_data,
    .batch_bytes = KT_TUNE_BATCH_BYTES,
  };
  GError *failure = NULL;

  *result = (KtSyncResult) { 0 };
  g_atomic_int_set (&transport->retry_after, 0);
  pass.databases = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pass_database_free);
  pass.families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* What was learned on the way is kept, however the pass ended. */
  if (run_steps (&pass, user, first, &failure))
    judge_pass (&pass, &failure);
  result->full |= is_full (failure);
  pass.told = failure == NULL || result->full;
  kt_pass_call_store (&pass, end_in_one, &pass, failure == NULL ? &failure : NULL);
  result->full |= is_full (failure);
  hand_families (&pass);
  result->retry_after = (guint) g_atomic_int_get (&transport->retry_after);
  g_ptr_array_unref (pass.databases);
  g_hash_table_unref (pass.families);
  g_clear_error (&pass.busy);
  g_clear_error (&pass.first_error);
  g_free (pass.device);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
