/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/rebuild.h"

#include "app/carry-over.h"
#include "widgets/page.h"

/* The new page is not mapped yet: the focus can be taken once it is. */
static gboolean
focus_cb (gpointer user_data)
{
  GWeakRef *wanted = user_data;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (wanted);

  if (widget != NULL && gtk_widget_get_root (widget) != NULL)
    {
      /* Of a text field, without selecting what is in it. */
      if (GTK_IS_TEXT (widget))
        gtk_text_grab_focus_without_selecting (GTK_TEXT (widget));
      else
        gtk_widget_grab_focus (widget);
    }
  return G_SOURCE_REMOVE;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
focus_later (GtkWidget *widget)
{
  GWeakRef *wanted = g_new0 (GWeakRef, 1);

  g_weak_ref_init (wanted, widget);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, wanted, free_weak_ref);
}

void
kt_rebuild_pages (AdwNavigationView *view)
{
  g_autoptr (GListModel) stack = G_LIST_MODEL (adw_navigation_view_get_navigation_stack (view));
  guint n = g_list_model_get_n_items (stack);
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (view)));
  GtkWidget *focus = gtk_window_get_focus (window), *new_focus = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AdwNavigationPage) old = g_list_model_get_item (stack, i);
      AdwNavigationPage *new = kt_page_rebuild (old);

      g_ptr_array_add (pages, new != NULL ? g_object_ref_sink (new) : g_object_ref (old));
      if (new != NULL)
        {
          GtkWidget *found = kt_carry_over (GTK_WIDGET (old), GTK_WIDGET (new), focus);
          new_focus = found != NULL ? found : new_focus;
        }
    }
  adw_navigation_view_replace (view, (AdwNavigationPage **) pages->pdata, (int) pages->len);
  if (new_focus != NULL)
    focus_later (new_focus);
}
