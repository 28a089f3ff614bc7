/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/application.h"

#include "app/shortcuts.h"
#include "app/window.h"
#include "base/i18n.h"
#include "config.h"

#include <glib/gi18n.h>

struct _KtApplication {
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (KtApplication, kt_application, ADW_TYPE_APPLICATION)

static void
activate_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  /* By way of the window, so that what is being typed is kept and the store is closed in order. */
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (user_data);
}

static void
activate_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (AdwDialog) dialog = NULL;
  GtkWindow *window = gtk_application_get_active_window (user_data);

  dialog = g_object_ref_sink (adw_about_dialog_new ());
  g_object_set (dialog, "application-name", "Keukentafel", "application-icon", APP_ID, "version", VERSION,
                "developer-name", _("The Keukentafel makers"), "license-type", GTK_LICENSE_CUSTOM,
                "license", _("European Union Public Licence, version 1.2 (EUPL-1.2)."),
                "comments", _("One analysis and one plan for the whole family, at the kitchen table, with or without "
                               "internet."),
                NULL);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = activate_quit },
  { .name = "about", .activate = activate_about },
};

static void
kt_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (kt_application_parent_class)->startup (application);
  kt_i18n_bind_toolkit ();
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  kt_shortcuts_install (GTK_APPLICATION (application));
}

static void
kt_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (kt_window_new (GTK_APPLICATION (application)));
  gtk_window_present (window);
}

static void
kt_application_class_init (KtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = kt_application_startup;
  application_class->activate = kt_application_activate;
}

static void
kt_application_init (KtApplication *self)
{
}

KtApplication *
kt_application_new (void)
{
  const char *own_folder = g_getenv ("KEUKENTAFEL_DATA_DIR");

  return g_object_new (KT_TYPE_APPLICATION, "application-id", APP_ID,
                       "flags", own_folder != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS,
                       "resource-base-path", "/io/github/keukentafel/Keukentafel", NULL);
}
