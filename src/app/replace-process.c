/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/replace-process.h"

#include <errno.h>
#include <linux/close_range.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 200 /* ms for the bus: locking may not wait for it */

/* The new process asks for the same name: it must be free by then. */
static void
release_name (GApplication *application)
{
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  g_autoptr (GVariant) reply = NULL;

  if (bus == NULL || (g_application_get_flags (application) & G_APPLICATION_NON_UNIQUE) != 0)
    return;
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "ReleaseName",
                                       g_variant_new ("(s)", g_application_get_application_id (application)), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, PATIENCE, NULL, NULL);
}

void
kt_replace_process (GApplication *application)
{
  char *argv[] = { (char *) "keukentafel", NULL };

  release_name (application);
  g_setenv (KT_RESUME, "1", TRUE);
  close_range (3, ~0U, CLOSE_RANGE_CLOEXEC);
  execv ("/proc/self/exe", argv);
  g_warning ("could not start anew: %s", g_strerror (errno));
  _exit (1);
}
