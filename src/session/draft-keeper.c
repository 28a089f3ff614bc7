/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/draft-keeper.h"

#include "base/log.h"

/* Of the half second that may be lost, a tenth is left for the fsync itself. */
#define SYNC_MS 400

typedef struct {
  char *text;
  guint serial;
} Waiting;

struct _KtDraftKeeper {
  /* borrowed */
  KtStoreWorker *worker;
  KtStore *reader;
  /* owned */
  GHashTable *waiting;     /* key → Waiting: put, and not yet reported written */
  guint serial;
  guint timer;             /* 0: nothing to fsync */
};

typedef struct {
  char *key, *text;
} Put;

static void
free_waiting (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->text);
  g_free (waiting);
}

static void
free_put (gpointer data)
{
  Put *put = data;

  g_free (put->key);
  g_free (put->text);
  g_free (put);
}

KtDraftKeeper *
kt_draft_keeper_new (KtStoreWorker *worker, KtStore *reader)
{
  KtDraftKeeper *self = g_new0 (KtDraftKeeper, 1);

  self->worker = worker;
  self->reader = reader;
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_waiting);
  return self;
}

static gboolean
write_draft (KtStore *store, gpointer data, GError **error)
{
  Put *put = data;

  return kt_store_put_draft (store, put->key, put->text, error);
}

static gboolean
sync_drafts (KtStore *store, gpointer data, GError **error)
{
  return kt_store_sync_drafts (store, error);
}

/* The table of what waits is shared with the answers on their way: it may outlive the keeper. */
typedef struct {
  GHashTable *waiting;
  char *key;
  guint serial;
} Written;

static void
draft_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Written *written = user_data;
  Waiting *waiting = g_hash_table_lookup (written->waiting, written->key);
  g_autoptr (GError) error = NULL;

  if (!kt_store_worker_run_finish (NULL, result, &error))
    kt_log_event (G_LOG_LEVEL_WARNING, "session.draft-not-written", KT_LOG_ERROR, "why", error, KT_LOG_END);
  else if (waiting != NULL && waiting->serial == written->serial)
    g_hash_table_remove (written->waiting, written->key);
  g_hash_table_unref (written->waiting);
  g_free (written->key);
  g_free (written);
}

static void
drafts_synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!kt_store_worker_run_finish (NULL, result, &error))
    kt_log_event (G_LOG_LEVEL_WARNING, "session.drafts-not-synced", KT_LOG_ERROR, "why", error, KT_LOG_END);
}

static gboolean
sync_due_cb (gpointer user_data)
{
  KtDraftKeeper *self = user_data;

  self->timer = 0;
  kt_store_worker_run_async (self->worker, KT_PRIORITY_TYPING, sync_drafts, NULL, NULL, NULL, drafts_synced_cb, NULL);
  return G_SOURCE_REMOVE;
}

void
kt_draft_keeper_put (KtDraftKeeper *self, const char *key, const char *text)
{
  Put *put = g_new0 (Put, 1);
  Waiting *waiting = g_new0 (Waiting, 1);
  Written *written = g_new0 (Written, 1);

  put->key = g_strdup (key);
  put->text = g_strdup (text);
  waiting->text = g_strdup (text);
  waiting->serial = written->serial = ++self->serial;
  written->waiting = g_hash_table_ref (self->waiting);
  written->key = g_strdup (key);
  g_hash_table_replace (self->waiting, g_strdup (key), waiting);
  kt_store_worker_run_async (self->worker, KT_PRIORITY_TYPING, write_draft, put, free_put, NULL, draft_written_cb, written);
  if (self->timer == 0)
    self->timer = g_timeout_add (SYNC_MS, sync_due_cb, self);
}

char *
kt_draft_keeper_get (KtDraftKeeper *self, const char *key)
{
  Waiting *waiting = g_hash_table_lookup (self->waiting, key);
  g_autoptr (GError) error = NULL;
  char *text;

  if (waiting != NULL)
    return g_strdup (waiting->text);
  text = kt_store_get_draft (self->reader, key, &error);
  if (error != NULL && !g_error_matches (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND))
    kt_log_event (G_LOG_LEVEL_WARNING, "session.draft-not-read", KT_LOG_ERROR, "why", error, KT_LOG_END);
  return text;
}

gboolean
kt_draft_keeper_flush (KtDraftKeeper *self, GError **error)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  /* The worker's queue is in order within a priority: what was put before is written before. */
  return kt_store_worker_call (self->worker, KT_PRIORITY_TYPING, sync_drafts, NULL, error);
}

void
kt_draft_keeper_free (KtDraftKeeper *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_hash_table_unref (self->waiting);
  g_free (self);
}
