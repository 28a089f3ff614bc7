/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Reads the worker's inbox: which databases there are for them (PROTOCOL.md, "Inbox"). An inbox only ever adds: what
 * is taken out of it closes nothing here; that a database is not ours any more is what the database itself says (403).
 * The mark of how far it was read is kept in a setting; marks and restored servers work as in any database. */
#include "base/id.h"
#include "base/log.h"
#include "store/outbox.h"
#include "sync/changes-feed.h"
#include "sync/inbox-note.h"
#include "sync/pass.h"
#include "sync/sync-tuning.h"

typedef struct {
  KtPass *pass;
  char *name;
  char *setting;
  KtCheckpoint *ours, *theirs;
  char *last_seq;
  gboolean moved;
  GError *error;
} Inbox;

typedef struct {
  KtChangesPage *page;
  gboolean restored;       /* the server went back in time */
  GHashTable *families;    /* touched */
} Kept;

static gboolean
keep_notes (KtStore *store, gpointer data, GError **error)
{
  Kept *kept = data;

  if (kept->restored && !kt_store_ask_again (store, error))
    return FALSE;
  for (guint i = 0; i < kept->page->docs->len; i++)
    {
      const KtPulledDoc *doc = kept->page->docs->pdata[i];

      for (guint j = 0; j < doc->leaves->len; j++)
        if (!kt_inbox_take_note (store, doc->leaves->pdata[j], kept->families, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
keep_in_one (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, keep_notes, data, error);
}

static gboolean
take_page (KtFeedItem *taken, gpointer user_data)
{
  g_autoptr (KtFeedItem) item = taken;
  Inbox *inbox = user_data;
  Kept kept = { item->page, item->restored, inbox->pass->families };

  if (item->error != NULL)
    {
      inbox->error = g_steal_pointer (&item->error);
      return FALSE;
    }
  if (item->theirs != NULL)
    inbox->theirs = g_steal_pointer (&item->theirs);
  if (item->restored)
    {
      g_clear_pointer (&inbox->ours, kt_checkpoint_free);
      inbox->ours = kt_checkpoint_new ();
    }
  if (!kt_pass_call_store (inbox->pass, keep_in_one, &kept, &inbox->error))
    return FALSE;
  inbox->moved |= item->page->rows > 0 || item->restored;
  g_free (inbox->last_seq);
  inbox->last_seq = g_strdup (item->page->last_seq);
  return TRUE;
}

static gboolean
load_setting (KtStore *store, gpointer data, GError **error)
{
  Inbox *inbox = data;
  g_autofree char *text = NULL;

  if (!kt_store_get_setting (store, inbox->setting, &text, error))
    return FALSE;
  inbox->ours = kt_checkpoint_parse (text);
  return TRUE;
}

static gboolean
save_setting (KtStore *store, gpointer data, GError **error)
{
  Inbox *inbox = data;
  g_autofree char *text = kt_checkpoint_write (inbox->ours);

  return kt_store_set_setting (store, inbox->setting, text, error);
}

/* A mark that could not be left only means reading again. */
static gboolean
leave_mark (Inbox *inbox, const char *local_name, GError **error)
{
  g_auto (KtCall) call = { 0 };
  g_autofree char *session = kt_random_hex (8);

  kt_checkpoint_add (inbox->ours, session, inbox->last_seq);
  kt_remote_ask_put_local (&call, inbox->name, local_name,
                           kt_checkpoint_write_remote (inbox->ours, inbox->theirs != NULL ? inbox->theirs->rev : NULL));
  if (!kt_calls_run (inbox->pass->transport, &call, 1, inbox->pass->cancellable, error))
    return FALSE;
  if (!kt_remote_check (&call.response, NULL))
    return TRUE;
  return kt_pass_call_store (inbox->pass, save_setting, inbox, error);
}

/* No inbox, or not ours: the databases known here are asked all the same. */
static gboolean
is_bearable (const GError *error)
{
  return g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_NO_DATABASE) ||
         g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_FORBIDDEN) ||
         g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY) ||
         g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL);
}

static gboolean
judge (Inbox *inbox, const char *local_name, GError **error)
{
  inbox->pass->has_inbox = inbox->error == NULL;
  if (inbox->error == NULL)
    return !inbox->moved || leave_mark (inbox, local_name, error);
  if (!is_bearable (inbox->error))
    {
      g_propagate_error (error, g_steal_pointer (&inbox->error));
      return FALSE;
    }
  kt_log_event (G_LOG_LEVEL_INFO, "sync.inbox-not-read", KT_LOG_ERROR, "why", inbox->error, KT_LOG_END);
  if (inbox->pass->busy == NULL && g_error_matches (inbox->error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY))
    inbox->pass->busy = g_error_copy (inbox->error);
  return TRUE;
}

static gboolean
read_inbox (Inbox *inbox, const char *device, GError **error)
{
  g_autofree char *local_name = kt_checkpoint_name (device, inbox->name);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_feed_source_free);
  guint limit = KT_TUNE_PAGE_FIRST;

  if (!kt_pass_call_store (inbox->pass, load_setting, inbox, error))
    return FALSE;
  text = kt_checkpoint_write (inbox->ours);
  g_ptr_array_add (sources, kt_feed_source_new (inbox->name, local_name, text, TRUE));
  kt_feed_run (inbox->pass->transport, sources, &limit, take_page, inbox, inbox->pass->cancellable);
  return judge (inbox, local_name, error);
}

gboolean
kt_inbox_read (KtPass *pass, const char *user, GError **error)
{
  Inbox inbox = { .pass = pass };
  gboolean ok;

  if (user == NULL)
    return TRUE;
  inbox.name = g_strconcat ("kt-inbox-", user, NULL);
  inbox.setting = g_strconcat ("sync.inbox.", user, NULL);
  ok = read_inbox (&inbox, pass->device, error);
  g_free (inbox.name);
  g_free (inbox.setting);
  g_free (inbox.last_seq);
  g_clear_pointer (&inbox.ours, kt_checkpoint_free);
  g_clear_pointer (&inbox.theirs, kt_checkpoint_free);
  g_clear_error (&inbox.error);
  return ok;
}
