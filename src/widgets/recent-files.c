/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/recent-files.h"

#include <gtk/gtk.h>

/* GTK looks at the file first, notes it in memory, and writes the list a quarter of a second after. */
#define LOOK_MS 20
#define LOOKS 250

typedef struct {
  GPtrArray *uris; /* owned */
  guint looks;
} Forget;

static void
forget_free (gpointer data)
{
  Forget *forget = data;

  g_ptr_array_unref (forget->uris);
  g_free (forget);
}

static gboolean
look_cb (gpointer data)
{
  Forget *forget = data;
  GtkRecentManager *manager = gtk_recent_manager_get_default ();

  for (guint i = 0; i < forget->uris->len; i++)
    if (gtk_recent_manager_has_item (manager, forget->uris->pdata[i]))
      gtk_recent_manager_remove_item (manager, forget->uris->pdata[i], NULL);
  return ++forget->looks < LOOKS ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
kt_recent_files_forget (GListModel *files)
{
  Forget *forget = g_new0 (Forget, 1);

  forget->uris = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      g_ptr_array_add (forget->uris, g_file_get_uri (file));
    }
  g_timeout_add_full (G_PRIORITY_HIGH, LOOK_MS, look_cb, forget, forget_free);
}
