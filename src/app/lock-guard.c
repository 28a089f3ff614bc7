/* SPDX-License-Identifier: EUPL-1.2 */
/* Time is read from CLOCK_BOOTTIME, which goes on while the machine sleeps: after a sleep, the look at the clock that
 * comes every second finds more than that second gone, and locks before anything of a family is drawn again. */
#define G_LOG_DOMAIN "kt-app"
#include "app/lock-guard.h"

#include <time.h>

#define LOOK_EVERY 1      /* seconds */
#define SLEPT 10          /* a gap of so many seconds between two looks was a sleep */

struct _KtLockGuard {
  GObject parent_instance;
  GtkWidget *window;      /* borrowed */
  GDBusConnection *bus;   /* owned */
  guint look_id, lock_id, sleep_id;
  guint idle_seconds;
  gint64 touched, looked; /* CLOCK_BOOTTIME, seconds */
};

enum { LOCK,
       N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtLockGuard, kt_lock_guard, G_TYPE_OBJECT)

static gint64
seconds_since_boot (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

static gboolean
look_cb (gpointer user_data)
{
  KtLockGuard *self = user_data;
  gint64 now = seconds_since_boot ();
  gboolean slept = now - self->looked > SLEPT;

  self->looked = now;
  if (slept || now - self->touched >= self->idle_seconds)
    g_signal_emit (self, signals[LOCK], 0);
  return G_SOURCE_CONTINUE;
}

static gboolean
touched_cb (GtkEventController *controller, GdkEvent *event, KtLockGuard *self)
{
  self->touched = seconds_since_boot ();
  return GDK_EVENT_PROPAGATE;
}

static void
session_locked_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                   GVariant *parameters, gpointer user_data)
{
  gboolean sleeping = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &sleeping);
  if (sleeping)
    g_signal_emit (user_data, signals[LOCK], 0);
}

static void
bus_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtLockGuard) self = user_data;

  self->bus = g_bus_get_finish (result, NULL);
  if (self->bus == NULL) /* no system bus: idle, sleep and the key still lock */
    return;
  self->lock_id = g_dbus_connection_signal_subscribe (self->bus, "org.freedesktop.login1",
                                                      "org.freedesktop.login1.Session", "Lock", NULL, NULL,
                                                      G_DBUS_SIGNAL_FLAGS_NONE, session_locked_cb, self, NULL);
  self->sleep_id = g_dbus_connection_signal_subscribe (self->bus, "org.freedesktop.login1",
                                                       "org.freedesktop.login1.Manager", "PrepareForSleep", NULL, NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, session_locked_cb, self, NULL);
}

static void
kt_lock_guard_dispose (GObject *object)
{
  KtLockGuard *self = KT_LOCK_GUARD (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->bus != NULL && self->lock_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, g_steal_handle_id (&self->lock_id));
  if (self->bus != NULL && self->sleep_id != 0)
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
  self->touched = self->looked = seconds_since_boot ();
}

KtLockGuard *
kt_lock_guard_new (GtkWidget *window, guint idle_seconds)
{
  KtLockGuard *self = g_object_new (KT_TYPE_LOCK_GUARD, NULL);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->window = window;
  self->idle_seconds = idle_seconds;
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (touched_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (window, events);
  self->look_id = g_timeout_add_seconds (LOOK_EVERY, look_cb, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, bus_found_cb, g_object_ref (self));
  return self;
}

void
kt_lock_guard_set_idle (KtLockGuard *self, guint idle_seconds)
{
  self->idle_seconds = idle_seconds;
}
