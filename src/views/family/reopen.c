/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/reopen.h"

#define KEY "kt-reopen"

typedef struct {
  AdwDialog *dialog; /* owned: the old sheet */
  GWeakRef page;     /* the new page, still floating when this is made */
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_object_unref (move->dialog);
  g_weak_ref_clear (&move->page);
  g_free (move);
}

static gboolean
run_move (gpointer data)
{
  Move *move = data;
  KtReopenFunc reopen = (KtReopenFunc) g_object_get_data (G_OBJECT (move->dialog), KEY);
  g_autoptr (GtkWidget) page = g_weak_ref_get (&move->page);

  adw_dialog_force_close (move->dialog);
  if (page != NULL && gtk_widget_get_root (page) != NULL)
    reopen (move->dialog, page);
  return G_SOURCE_REMOVE;
}

void
kt_dialog_set_reopen (AdwDialog *dialog, KtReopenFunc reopen)
{
  g_object_set_data (G_OBJECT (dialog), KEY, (gpointer) reopen);
}

gboolean
kt_dialog_can_reopen (AdwDialog *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), KEY) != NULL;
}

void
kt_reopen_over (GtkWidget *old, GtkWidget *made)
{
  GtkRoot *root = gtk_widget_get_root (old);
  AdwDialog *dialog = NULL;
  Move *move;

  if (ADW_IS_APPLICATION_WINDOW (root) && gtk_widget_get_mapped (old))
    dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (root));
  if (dialog == NULL || !kt_dialog_can_reopen (dialog))
    return;
  move = g_new0 (Move, 1);
  move->dialog = g_object_ref (dialog);
  g_weak_ref_init (&move->page, made);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, run_move, move, move_free);
}
