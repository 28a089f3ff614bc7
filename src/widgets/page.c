/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/page.h"

#include "base/i18n.h"

G_DEFINE_INTERFACE (KtPage, kt_page, ADW_TYPE_NAVIGATION_PAGE)

static void
kt_page_default_init (KtPageInterface *iface)
{
}

G_DEFINE_INTERFACE (KtHost, kt_host, GTK_TYPE_WIDGET)

static void
kt_host_default_init (KtHostInterface *iface)
{
}

void
kt_host_take_session (GtkWidget *from, KtSession *session)
{
  GtkWidget *host = gtk_widget_get_ancestor (from, KT_TYPE_HOST);

  if (host != NULL)
    KT_HOST_GET_IFACE (host)->take_session (KT_HOST (host), session);
}

AdwNavigationPage *
kt_page_rebuild (AdwNavigationPage *page)
{
  if (!KT_IS_PAGE (page) || KT_PAGE_GET_IFACE (page)->rebuild == NULL)
    return NULL;
  return KT_PAGE_GET_IFACE (page)->rebuild (KT_PAGE (page));
}

/* The outermost one: a split view that is folded has a navigation view of its own inside. */
static AdwNavigationView *
find_navigation (GtkWidget *from)
{
  GtkWidget *found = NULL;

  for (GtkWidget *at = from; at != NULL; at = gtk_widget_get_parent (at))
    if (ADW_IS_NAVIGATION_VIEW (at))
      found = at;
  return found != NULL ? ADW_NAVIGATION_VIEW (found) : NULL;
}

void
kt_push_page (GtkWidget *from, AdwNavigationPage *page)
{
  AdwNavigationView *view = find_navigation (from);

  g_return_if_fail (view != NULL);
  adw_navigation_view_push (view, page);
}

void
kt_pop_page (GtkWidget *from)
{
  AdwNavigationView *view = find_navigation (from);

  if (view != NULL)
    adw_navigation_view_pop (view);
}

void
kt_pop_to_page (GtkWidget *from, const char *tag)
{
  AdwNavigationView *view = find_navigation (from);

  if (view != NULL)
    adw_navigation_view_pop_to_tag (view, tag);
}

static gboolean
focus_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (!gtk_widget_get_mapped (widget))
    return G_SOURCE_CONTINUE;
  gtk_widget_grab_focus (widget);
  return G_SOURCE_REMOVE;
}

void
kt_focus_when_shown (GtkWidget *widget)
{
  gtk_widget_add_tick_callback (widget, focus_cb, NULL, NULL);
}

void
kt_expander_hide_folded (GtkExpander *expander)
{
  g_object_bind_property (expander, "expanded", gtk_expander_get_child (expander), "visible", G_BINDING_SYNC_CREATE);
}

static AdwToastOverlay *
find_toasts (GtkWidget *from)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (from, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (from);

  /* A dialog floats outside the overlay: its toasts appear in the window. */
  if (overlay == NULL && ADW_IS_APPLICATION_WINDOW (root))
    overlay = adw_application_window_get_content (ADW_APPLICATION_WINDOW (root));
  return ADW_IS_TOAST_OVERLAY (overlay) ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

void
kt_toast (GtkWidget *from, const char *text)
{
  kt_toast_action (from, text, NULL, NULL, NULL);
}

void
kt_toast_action (GtkWidget *from, const char *text, const char *button, const char *action, GVariant *target)
{
  AdwToastOverlay *overlay = find_toasts (from);
  AdwToast *toast;
  g_autoptr (GVariant) kept = target != NULL ? g_variant_ref_sink (target) : NULL;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_action_name (toast, action);
      adw_toast_set_action_target_value (toast, kept);
    }
  adw_toast_overlay_add_toast (overlay, toast);
}

typedef struct {
  KtUndoFunc undo;
  gpointer data;
  GDestroyNotify data_free;
} Undo;

static void
free_undo (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  if (undo->data_free != NULL)
    undo->data_free (undo->data);
  g_free (undo);
}

static void
on_undo (AdwToast *toast, Undo *undo)
{
  undo->undo (undo->data);
}

/* Only the last deed is offered to be undone: toasts queue, and an old one would come up long after. */
static void
dismiss_last (AdwToastOverlay *overlay)
{
  AdwToast *last = g_object_get_data (G_OBJECT (overlay), "kt-undo");

  if (last != NULL)
    adw_toast_dismiss (last);
}

void
kt_toast_undo (GtkWidget *from, const char *text, KtUndoFunc undo, gpointer data, GDestroyNotify data_free)
{
  AdwToast *toast = adw_toast_new (text);
  AdwToastOverlay *overlay = find_toasts (from);
  Undo *kept = g_new0 (Undo, 1);

  *kept = (Undo) { undo, data, data_free };
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, 8);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), kept, free_undo, 0);
  if (overlay == NULL)
    {
      g_object_unref (g_object_ref_sink (toast));
      return;
    }
  dismiss_last (overlay);
  g_object_set_data_full (G_OBJECT (overlay), "kt-undo", g_object_ref (toast), g_object_unref);
  adw_toast_overlay_add_toast (overlay, toast);
}
