/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-copy.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/pictures/picture-text.h"
#include "widgets/page.h"
#include "widgets/portal.h"
#include "widgets/recent-files.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  GtkWidget *from;          /* owned */
  KtRecord *picture;        /* owned */
  GFile *file;              /* owned (nullable): once chosen */
} Copy;

static void
copy_free (Copy *copy)
{
  g_object_unref (copy->context);
  g_object_unref (copy->from);
  kt_record_unref (copy->picture);
  g_clear_object (&copy->file);
  g_free (copy);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, copy_free)

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) from = user_data;
  gboolean good = g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);

  kt_toast (from, good ? _ ("Copied. Whoever has the file can read it: keep it safe.") : _ ("The file could not be written."));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = kt_session_load_picture_finish (KT_SESSION (source), result, &error);

  if (bytes == NULL)
    {
      kt_family_toast_problem (copy->from, error);
      return;
    }
  g_file_replace_contents_bytes_async (copy->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, written_cb,
                                       g_object_ref (copy->from));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  KtSession *session = kt_family_context_get_session (copy->context);
  const char *id = kt_record_get_id (copy->picture);

  copy->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  if (copy->file == NULL) /* closed without choosing */
    return;
  g_list_store_append (files, copy->file);
  kt_recent_files_forget (G_LIST_MODEL (files));
  kt_session_load_picture_async (session, id, NULL, read_cb, g_steal_pointer (&copy));
}

static void
portal_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GtkFileDialog) dialog = NULL;
  GtkRoot *root = gtk_widget_get_root (copy->from);

  if (root == NULL) /* left meanwhile */
    return;
  if (!kt_portal_files_finish (result))
    {
      kt_toast (copy->from, _ ("On this device no place can be chosen to save it. Open it on another device."));
      return;
    }
  dialog = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (dialog, _ ("Save a copy"));
  /* the name of a file may not say whose it is */
  gtk_file_dialog_set_initial_name (dialog, kt_picture_is_document (copy->picture) ? "keukentafel.pdf" : "keukentafel.webp");
  gtk_file_dialog_save (dialog, GTK_WINDOW (root), NULL, chosen_cb, g_steal_pointer (&copy));
}

static void
on_answered (AdwAlertDialog *dialog, const char *answer, Copy *copy)
{
  if (g_str_equal (answer, "copy"))
    kt_portal_files_async (portal_asked_cb, copy);
  else
    copy_free (copy);
}

void
kt_picture_copy (KtFamilyContext *context, GtkWidget *from, KtRecord *picture)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Outside the safe?"),
                                            _ ("A copy is not encrypted. Whoever uses this device can open it, and it stays "
                                               "there until somebody deletes it."));
  Copy *copy = g_new0 (Copy, 1);

  *copy = (Copy) { g_object_ref (context), g_object_ref (from), kt_record_ref (picture), NULL };
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("Cancel"), "copy", _ ("Save a copy"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_answered), copy);
  adw_dialog_present (dialog, from);
}
