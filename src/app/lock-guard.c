/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/lock-guard.h"

#include "session/lock-policy.h"

struct _KtLockGuard {
  GObject parent_instance;
  KtLockPolicy policy;
  GDBusConnection *bus; /* owned; NULL until found */
  guint look_id, lock_id, sleep_id;
};

enum {
  LOCK,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtLockGuard, kt_lock_guard, G_TYPE_OBJECT)

/* Once a second: after a sleep the first look finds the gap, and locks before anything more is drawn. */
static gboolean
look_cb (gpointer user_data)
{
  KtLockGuard *self = user_data;

  if (kt_lock_policy_check (&self->policy, g_get_monotonic_time (), kt_lock_policy_boottime ()) != KT_LOCK_NOT)
    g_signal_emit (self, signals[LOCK], 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
touched_cb (GtkEventController *controller, GdkEvent *event, KtLockGuard *self)
{
  kt_lock_policy_note_input (&self->policy, g_get_monotonic_time ());
  return GDK_EVENT_PROPAGATE;
}

/* org.freedesktop.login1: Session.Lock has no parameter; Manager.PrepareForSleep says FALSE when awake again. */
static void
logind_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
           GVariant *parameters, gpointer user_data)
{
  gboolean now = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &now);
  if (now)
    g_signal_emit (user_data, signals[LOCK], 0);
}

static guint
subscribe (KtLockGuard *self, const char *interface, const char *signal)
{
  return g_dbus_connection_signal_subscribe (self->bus, "org.freedesktop.login1", interface, signal, NULL, NULL,
                                             G_DBUS_SIGNAL_FLAGS_NONE, logind_cb, self, NULL);
}

static void
bus_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtLockGuard) self = user_data;

  if (self->look_id == 0) /* disposed meanwhile */
    return;
  self->bus = g_bus_get_finish (result, NULL);
  if (self->bus == NULL) /* no system bus: the key, idleness and sleep still lock */
    return;
  self->lock_id = subscribe (self, "org.freedesktop.login1.Session", "Lock");
  self->sleep_id = subscribe (self, "org.freedesktop.login1.Manager", "PrepareForSleep");
}

static void
kt_lock_guard_dispose (GObject *object)
{
  KtLockGuard *self = KT_LOCK_GUARD (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->lock_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, g_steal_handle_id (&self->lock_id));
  if (self->sleep_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, g_steal_handle_id (&self->sleep_id));
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (kt_lock_guard_parent_class)->dispose (object);
}

static void
kt_lock_guard_class_init (KtLockGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_lock_guard_dispose;
  signals[LOCK] = g_signal_new ("lock", KT_TYPE_LOCK_GUARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_lock_guard_init (KtLockGuard *self)
{
}

KtLockGuard *
kt_lock_guard_new (GtkWidget *window, guint idle_seconds)
{
  KtLockGuard *self = g_object_new (KT_TYPE_LOCK_GUARD, NULL);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  kt_lock_guard_set_idle (self, idle_seconds);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (touched_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (window, events);
  self->look_id = g_timeout_add_seconds (1, look_cb, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, bus_found_cb, g_object_ref (self));
  return self;
}

void
kt_lock_guard_set_idle (KtLockGuard *self, guint idle_seconds)
{
  kt_lock_policy_init (&self->policy, idle_seconds, g_get_monotonic_time (), kt_lock_policy_boottime ());
}
