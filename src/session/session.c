/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/session.h"

#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "session/draft-keeper.h"
#include "session/session-private.h"
#include "session/settings.h"
#include "session/sync-service.h"
#include "store/key-slots.h"

struct _KtSession {
  GObject parent_instance;
  /* owned; NULL once locked */
  KtStore *reader;
  KtStoreWorker *worker;
  KtDraftKeeper *drafts;
  KtSyncService *sync;
  /* owned */
  KtProfile *profile;
  const char *worker_id;   /* interned: lent to views, and another one after connecting a new profile */
};

G_DEFINE_FINAL_TYPE (KtSession, kt_session, G_TYPE_OBJECT)

enum { CHANGED,
       SYNC_CHANGED,
       N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- Unlocking: everything slow in a thread ---- */
typedef struct {
  KtProfile *profile;
  char *words;
  /* results */
  KtStore *writer, *reader;
  char *worker_id, *last_contact;
  KtServer server;
} Unlock;

static void
free_unlock (gpointer data)
{
  Unlock *unlock = data;

  kt_profile_free (unlock->profile);
  if (unlock->words != NULL)
    explicit_bzero (unlock->words, strlen (unlock->words));
  g_free (unlock->words);
  g_clear_pointer (&unlock->reader, kt_store_close);
  g_clear_pointer (&unlock->writer, kt_store_close);
  g_free (unlock->worker_id);
  g_free (unlock->last_contact);
  kt_server_clear (&unlock->server);
  g_free (unlock);
}

static gboolean
open_profile (Unlock *unlock, GError **error)
{
  g_autoptr (KtSecret) key = kt_key_slots_unlock (unlock->profile->dir, unlock->words, error);
  g_autoptr (GError) failure = NULL;

  if (key == NULL)
    return FALSE;
  unlock->writer = kt_store_open (unlock->profile->dir, key, KT_STORE_WRITE, error);
  if (unlock->writer == NULL)
    return FALSE;
  unlock->reader = kt_store_open (unlock->profile->dir, key, KT_STORE_READ, error);
  if (unlock->reader == NULL ||
      !kt_store_get_setting (unlock->reader, KT_SETTING_WORKER, &unlock->worker_id, error) ||
      !kt_store_get_setting (unlock->reader, KT_SETTING_CONTACT, &unlock->last_contact, error))
    return FALSE;
  if (kt_settings_load_server (unlock->reader, &unlock->server, &failure) || failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
unlock_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (open_profile (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
kt_session_unlock_async (KtProfile *profile, const char *words, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Unlock *unlock = g_new0 (Unlock, 1);

  g_task_set_source_tag (task, kt_session_unlock_async);
  unlock->profile = kt_profile_copy (profile);
  unlock->words = g_strdup (words);
  g_task_set_task_data (task, unlock, free_unlock);
  g_task_run_in_thread (task, unlock_in_thread);
}

/* ---- News of sync ---- */
static void
touch_profile (KtSession *self)
{
  KtCounts counts = { 0 };
  g_autoptr (GError) error = NULL;

  if (!kt_store_count (self->reader, NULL, &counts, &error) ||
      !kt_profile_touch (self->profile, counts.here + counts.sent, kt_i18n_get (), &error))
    kt_log_event (G_LOG_LEVEL_WARNING, "session.count-not-kept", KT_LOG_ERROR, "why", error, KT_LOG_END);
  kt_counts_clear (&counts);
}

static void
sync_news_cb (gpointer user_data, GPtrArray *families)
{
  KtSession *self = user_data;

  g_object_ref (self);
  for (guint i = 0; families != NULL && i < families->len; i++)
    g_signal_emit (self, signals[CHANGED], 0, families->pdata[i]);
  g_signal_emit (self, signals[SYNC_CHANGED], 0);
  g_object_unref (self);
}

KtSession *
kt_session_unlock_finish (GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);
  Unlock *unlock = g_task_get_task_data (task);
  KtSession *self;

  if (!g_task_propagate_boolean (task, error))
    return NULL;
  self = g_object_new (KT_TYPE_SESSION, NULL);
  self->profile = g_steal_pointer (&unlock->profile);
  self->worker_id = g_intern_string (unlock->worker_id);
  self->reader = g_steal_pointer (&unlock->reader);
  self->worker = kt_store_worker_new (unlock->writer);
  self->drafts = kt_draft_keeper_new (self->worker, self->reader);
  self->sync = kt_sync_service_new (self->worker, unlock->writer, unlock->server.url != NULL ? &unlock->server : NULL,
                                    unlock->last_contact, kt_transport_curl_new, sync_news_cb, self);
  unlock->writer = NULL;
  touch_profile (self);
  return self;
}

/* ---- Locking ---- */
void
kt_session_lock (KtSession *self)
{
  g_autoptr (GError) error = NULL;

  if (self->worker == NULL)
    return;
  kt_sync_service_stop (self->sync);
  if (!kt_draft_keeper_flush (self->drafts, &error))
    kt_log_event (G_LOG_LEVEL_WARNING, "session.drafts-not-synced", KT_LOG_ERROR, "why", error, KT_LOG_END);
  touch_profile (self);
  g_clear_pointer (&self->drafts, kt_draft_keeper_free);
  g_clear_pointer (&self->reader, kt_store_close);
  g_clear_pointer (&self->worker, kt_store_worker_free);
  g_clear_pointer (&self->sync, kt_sync_service_unref);
}

static void
kt_session_dispose (GObject *object)
{
  kt_session_lock (KT_SESSION (object));
  G_OBJECT_CLASS (kt_session_parent_class)->dispose (object);
}

static void
kt_session_finalize (GObject *object)
{
  KtSession *self = KT_SESSION (object);

  kt_profile_free (self->profile);
  G_OBJECT_CLASS (kt_session_parent_class)->finalize (object);
}

static void
kt_session_class_init (KtSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_session_finalize;
  signals[CHANGED] = g_signal_new ("changed", KT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING);
  signals[SYNC_CHANGED] = g_signal_new ("sync-changed", KT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
kt_session_init (KtSession *self)
{
}

/* ---- What the rest of the folder asks ---- */
void
kt_session_tell_saved (KtSession *self, const char *family)
{
  if (self->sync != NULL)
    kt_sync_service_note_saved (self->sync);
  g_signal_emit (self, signals[CHANGED], 0, family);
}

void
kt_session_use_server (KtSession *self, const KtServer *server)
{
  g_autofree char *worker_id = NULL;

  if (self->reader != NULL && kt_store_get_setting (self->reader, KT_SETTING_WORKER, &worker_id, NULL) && worker_id != NULL)
    self->worker_id = g_intern_string (worker_id);
  if (self->sync != NULL)
    kt_sync_service_set_server (self->sync, server);
}

KtProfile *
kt_session_get_profile (KtSession *self)
{
  return self->profile;
}

KtStore *
kt_session_get_reader (KtSession *self)
{
  return self->reader;
}

const char *
kt_session_get_worker_id (KtSession *self)
{
  return self->worker_id;
}

KtStoreWorker *
kt_session_get_store_worker (KtSession *self)
{
  return self->worker;
}

void
kt_session_put_draft (KtSession *self, const char *key, const char *text)
{
  if (self->drafts != NULL)
    kt_draft_keeper_put (self->drafts, key, text);
}

char *
kt_session_get_draft (KtSession *self, const char *key)
{
  return self->drafts != NULL ? kt_draft_keeper_get (self->drafts, key) : NULL;
}

KtSyncState
kt_session_get_sync_state (KtSession *self)
{
  return self->sync != NULL ? kt_sync_service_get_state (self->sync) : KT_SYNC_NO_SERVER;
}

const char *
kt_session_get_last_contact (KtSession *self)
{
  return self->sync != NULL ? kt_sync_service_get_last_contact (self->sync) : NULL;
}

void
kt_session_sync_now (KtSession *self)
{
  if (self->sync != NULL)
    kt_sync_service_now (self->sync);
}

void
kt_session_set_open_family (KtSession *self, const char *family)
{
  if (self->sync != NULL)
    kt_sync_service_set_first (self->sync, family);
}

gboolean
kt_session_get_server (KtSession *self, KtServer *server)
{
  *server = (KtServer) { NULL };
  return self->sync != NULL && kt_sync_service_get_server (self->sync, server);
}
