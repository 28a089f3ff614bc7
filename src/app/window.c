/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/window.h"

#include "app/shortcuts.h"
#include "app/window-state.h"
#include "session/profile.h"

struct _KtWindow {
  AdwApplicationWindow parent_instance;

  /* template */
  AdwNavigationView *pages;
};

G_DEFINE_FINAL_TYPE (KtWindow, kt_window, ADW_TYPE_APPLICATION_WINDOW)

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_present (kt_shortcuts_dialog_new (), widget);
}

static void
kt_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_WINDOW);
  G_OBJECT_CLASS (kt_window_parent_class)->dispose (object);
}

static void
kt_window_class_init (KtWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keukentafel/Keukentafel/app/window.ui");
  gtk_widget_class_bind_template_child (widget_class, KtWindow, pages);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
}

static void
kt_window_init (KtWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

KtWindow *
kt_window_new (GtkApplication *application)
{
  return g_object_new (KT_TYPE_WINDOW, "application", application, NULL);
}
