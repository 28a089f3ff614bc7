/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "session/sync-service.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "session/retry-policy.h"
#include "session/settings.h"
#include "store/signatures.h"

/* A save is rarely alone: the pass after it waits for the next ones. */
#define AFTER_SAVE_USEC (2 * G_USEC_PER_SEC)

struct _KtSyncService {
  gatomicrefcount refs;
  /* main thread only */
  KtSyncNews news;               /* NULL after stop */
  gpointer user_data;
  GNetworkMonitor *monitor;      /* owned */
  gulong monitor_handler;
  GThread *thread;
  GMainContext *context;         /* owned: where the news goes */
  char *shown_contact;           /* what get_last_contact lent out */
  /* borrowed; sync thread, and main for interrupting */
  KtStoreWorker *worker;
  KtStore *writer;
  KtTransportNew transport_new;
  /* shared, under lock */
  GMutex lock;
  GCond wake;
  KtServer server;
  guint server_serial;           /* counts set_server: a transport of an older server is thrown away */
  gint64 due;                    /* monotonic; G_MAXINT64: not by itself */
  guint failures;
  KtSyncState state;
  char *last_contact;
  char *first;                   /* (nullable) the family that is open */
  GCancellable *cancellable;
  gboolean stopping, batch_running;
  /* sync thread only */
  KtTransport *transport;
  guint transport_serial;
};

static KtSyncService *
service_ref (KtSyncService *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kt_sync_service_unref (KtSyncService *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  kt_server_clear (&self->server);
  g_free (self->last_contact);
  g_free (self->first);
  g_free (self->shown_contact);
  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

/* ---- News, from the sync thread to the main one ---- */
typedef struct {
  KtSyncService *service;
  GPtrArray *families;
} News;

static void
free_news (gpointer data)
{
  News *news = data;

  kt_sync_service_unref (news->service);
  g_clear_pointer (&news->families, g_ptr_array_unref);
  g_free (news);
}

static gboolean
news_arrived_cb (gpointer user_data)
{
  News *news = user_data;

  if (news->service->news != NULL)
    news->service->news (news->service->user_data, news->families);
  return G_SOURCE_REMOVE;
}

/* families: (transfer full) (nullable). Never runs the receiver on the caller's stack. */
static void
post_news (KtSyncService *self, GPtrArray *families)
{
  News *news = g_new0 (News, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  news->service = service_ref (self);
  news->families = families;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, news_arrived_cb, news, free_news);
  g_source_attach (source, self->context);
}

static void
tell_progress (gpointer user_data, const char *family, guint pulled, guint pushed)
{
  g_autoptr (GPtrArray) families = g_ptr_array_new_with_free_func (g_free);

  if (family == NULL || pulled + pushed == 0)
    return;
  g_ptr_array_add (families, g_strdup (family));
  post_news (user_data, g_steal_pointer (&families));
}

/* ---- The store, reached so that a lock can cut a batch short but never a save ---- */
typedef struct {
  KtSyncService *service;
  KtStoreFunc func;
  gpointer data;
} Batch;

static gboolean
run_batch (KtStore *store, gpointer data, GError **error)
{
  Batch *batch = data;
  KtSyncService *self = batch->service;
  gboolean good = FALSE, stopping;

  g_mutex_lock (&self->lock);
  stopping = self->stopping;
  self->batch_running = !stopping;
  g_mutex_unlock (&self->lock);
  if (stopping)
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED, "locked meanwhile");
  else
    good = batch->func (store, batch->data, error);
  g_mutex_lock (&self->lock);
  self->batch_running = FALSE;
  g_mutex_unlock (&self->lock);
  return good;
}

static gboolean
call_store (gpointer data, KtStoreFunc func, gpointer func_data, GError **error)
{
  KtSyncService *self = data;
  Batch batch = { self, func, func_data };

  return kt_store_worker_call (self->worker, KT_PRIORITY_SYNC, run_batch, &batch, error);
}

static gboolean
write_contact (KtStore *store, gpointer data, GError **error)
{
  return kt_store_set_setting (store, KT_SETTING_CONTACT, data, error);
}

/* ---- One pass (sync thread) ---- */
static gboolean
ensure_transport (KtSyncService *self, const KtServer *server, guint serial, GError **error)
{
  if (self->transport != NULL && self->transport_serial == serial)
    return TRUE;
  g_clear_pointer (&self->transport, kt_transport_free);
  self->transport = self->transport_new (server, error);
  self->transport_serial = serial;
  return self->transport != NULL;
}

static KtPassEnd
judge (const GError *error)
{
  if (error == NULL)
    return KT_PASS_GOOD;
  if (g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED))
    return KT_PASS_SIGN_IN;
  if (g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_OFFLINE))
    return KT_PASS_OFFLINE;
  return KT_PASS_BUSY;
}

static KtSyncState
state_after (KtPassEnd end)
{
  static const KtSyncState states[] = {
    [KT_PASS_GOOD] = KT_SYNC_IDLE,
    [KT_PASS_OFFLINE] = KT_SYNC_OFFLINE,
    [KT_PASS_BUSY] = KT_SYNC_BUSY,
    [KT_PASS_SIGN_IN] = KT_SYNC_SIGN_IN,
  };

  return states[end];
}

static void
hasten (KtSyncService *self, gint64 due, gboolean afresh)
{
  g_mutex_lock (&self->lock);
  self->due = MIN (self->due, due);
  if (afresh)
    self->failures = 0;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

static char *
dup_first (KtSyncService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->first);
}

static KtPassEnd
make_pass (KtSyncService *self, const KtServer *server, guint serial, GCancellable *cancellable, GPtrArray **families,
           guint *retry_after)
{
  KtStoreCaller caller = { call_store, self };
  KtSyncResult result = { 0 };
  g_autofree char *first = dup_first (self);
  g_autoptr (GError) error = NULL;
  KtPassEnd end;

  if (ensure_transport (self, server, serial, &error) &&
      !kt_replicator_run (&caller, self->transport, server->user, first, tell_progress, self, &result, cancellable,
                          &error) &&
      error == NULL)
    g_set_error_literal (&error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "failed without a reason");
  end = judge (error);
  if (error != NULL && !g_cancellable_is_cancelled (cancellable))
    kt_log_event (G_LOG_LEVEL_INFO, "sync.pass-not-ended", KT_LOG_ERROR, "why", error, KT_LOG_END);
  if (end == KT_PASS_GOOD && result.databases_failed > 0)
    end = KT_PASS_BUSY;
  if (end == KT_PASS_GOOD && result.more)
    hasten (self, g_get_monotonic_time (), FALSE);
  if (end != KT_PASS_GOOD)
    g_clear_pointer (&self->transport, kt_transport_free);
  *families = g_steal_pointer (&result.families);
  *retry_after = result.retry_after;
  kt_sync_result_clear (&result);
  return end;
}

static void
end_pass (KtSyncService *self, KtPassEnd end, guint serial, guint retry_after)
{
  g_autofree char *now = end == KT_PASS_GOOD ? kt_clock_now_iso () : NULL;
  guint delay;
  gint64 next;

  if (now != NULL)
    kt_store_worker_call (self->worker, KT_PRIORITY_SAVE, write_contact, now, NULL);
  g_mutex_lock (&self->lock);
  self->failures = end == KT_PASS_GOOD ? 0 : self->failures + 1;
  delay = kt_retry_delay (end, self->failures, retry_after, g_random_double ());
  next = delay == 0 ? G_MAXINT64 : g_get_monotonic_time () + (gint64) delay * 1000;
  /* Whoever asked while the pass ran is not forgotten; nor is a server that was put in place meanwhile. */
  self->due = self->server_serial != serial ? g_get_monotonic_time () : MIN (next, self->due);
  self->state = state_after (end);
  if (now != NULL)
    g_set_str (&self->last_contact, now);
  g_clear_object (&self->cancellable);
  g_mutex_unlock (&self->lock);
}

static gboolean
wait_until_due (KtSyncService *self, KtServer *server, guint *serial, GCancellable **cancellable)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  while (!self->stopping && (self->server.url == NULL || g_get_monotonic_time () < self->due))
    if (self->server.url == NULL || self->due == G_MAXINT64)
      g_cond_wait (&self->wake, &self->lock);
    else
      g_cond_wait_until (&self->wake, &self->lock, self->due);
  stopping = self->stopping;
  if (!stopping)
    {
      kt_server_copy (&self->server, server);
      *serial = self->server_serial;
      self->due = G_MAXINT64;
      self->state = KT_SYNC_RUNNING;
      self->cancellable = g_cancellable_new ();
      *cancellable = g_object_ref (self->cancellable);
    }
  g_mutex_unlock (&self->lock);
  return !stopping;
}

/* ---- Signatures, between passes ---- */
static gboolean
check_piece (KtStore *store, gpointer looked, GError **error)
{
  return kt_store_check_signatures (store, KT_CHECK_AT_ONCE, looked, error);
}

/* What the last pass brought in is looked at piece by piece; whoever saves comes in between. A lock ends it, and it goes
 * on after the next pass. */
static void
check_signatures (KtSyncService *self)
{
  guint looked = KT_CHECK_AT_ONCE, all = 0;

  while (looked == KT_CHECK_AT_ONCE && call_store (self, check_piece, &looked, NULL))
    all += looked;
  if (all > 0)
    post_news (self, NULL);
}

static gpointer
sync_thread (gpointer data)
{
  KtSyncService *self = data;
  KtServer server = { NULL };
  GCancellable *cancellable = NULL;
  guint serial;

  while (wait_until_due (self, &server, &serial, &cancellable))
    {
      GPtrArray *families = NULL;
      guint retry_after = 0;
      KtPassEnd end;

      post_news (self, NULL);
      end = make_pass (self, &server, serial, cancellable, &families, &retry_after);
      end_pass (self, end, serial, retry_after);
      post_news (self, families);
      check_signatures (self);
      kt_server_clear (&server);
      g_clear_object (&cancellable);
    }
  g_clear_pointer (&self->transport, kt_transport_free);
  return NULL;
}

/* ---- The main thread's side ---- */

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  KtSyncService *self = user_data;

  if (available && kt_sync_service_get_state (self) != KT_SYNC_SIGN_IN)
    hasten (self, g_get_monotonic_time () + G_USEC_PER_SEC, TRUE);
}

KtSyncService *
kt_sync_service_new (KtStoreWorker *worker, KtStore *writer, const KtServer *server, const char *last_contact,
                     KtTransportNew transport_new, KtSyncNews news, gpointer user_data)
{
  KtSyncService *self = g_new0 (KtSyncService, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->worker = worker;
  self->writer = writer;
  self->transport_new = transport_new;
  self->news = news;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->last_contact = g_strdup (last_contact);
  if (server != NULL)
    kt_server_copy (server, &self->server);
  self->state = server != NULL ? KT_SYNC_IDLE : KT_SYNC_NO_SERVER;
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  self->monitor_handler = g_signal_connect (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self);
  self->thread = g_thread_new ("kt-sync", sync_thread, self);
  return self;
}

void
kt_sync_service_stop (KtSyncService *self)
{
  if (self->thread == NULL)
    return;
  self->news = NULL;
  g_clear_signal_handler (&self->monitor_handler, self->monitor);
  g_clear_object (&self->monitor);
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->batch_running)
    kt_store_interrupt (self->writer);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
kt_sync_service_set_server (KtSyncService *self, const KtServer *server)
{
  g_mutex_lock (&self->lock);
  kt_server_clear (&self->server);
  kt_server_copy (server, &self->server);
  self->server_serial++;
  self->due = 0;
  self->failures = 0;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
kt_sync_service_now (KtSyncService *self)
{
  hasten (self, 0, TRUE);
}

void
kt_sync_service_set_first (KtSyncService *self, const char *family)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_set_str (&self->first, family);
}

void
kt_sync_service_note_saved (KtSyncService *self)
{
  KtSyncState state = kt_sync_service_get_state (self);

  /* Without a way there the timer decides, and without a password a person does: saving must not knock each time. */
  if (state == KT_SYNC_IDLE || state == KT_SYNC_RUNNING)
    hasten (self, g_get_monotonic_time () + AFTER_SAVE_USEC, FALSE);
}

KtSyncState
kt_sync_service_get_state (KtSyncService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->state;
}

const char *
kt_sync_service_get_last_contact (KtSyncService *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_set_str (&self->shown_contact, self->last_contact);
  return self->shown_contact;
}

gboolean
kt_sync_service_get_server (KtSyncService *self, KtServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->server.url == NULL)
    return FALSE;
  *server = (KtServer) { NULL };
  server->url = g_strdup (self->server.url);
  server->ca_pem = g_strdup (self->server.ca_pem);
  server->user = g_strdup (self->server.user);
  return TRUE;
}
