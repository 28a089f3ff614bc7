/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/set-aside-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "widgets/error-text.h"
#include "widgets/page.h"
#include "widgets/portal.h"
#include "widgets/record-text.h"

/* What the buttons need after the item itself is gone. */
typedef struct
{
  KtSession *session;
  char *id, *rev, *reason, *at, *bytes, *type;
} Aside;

static void
free_aside (gpointer data)
{
  Aside *aside = data;

  g_object_unref (aside->session);
  g_free (aside->id);
  g_free (aside->rev);
  g_free (aside->reason);
  g_free (aside->at);
  g_free (aside->bytes);
  g_free (aside->type);
  g_free (aside);
}

static Aside *
aside_of (GtkWidget *button)
{
  GtkWidget *card = button;

  while (card != NULL && !gtk_widget_has_css_class (card, "kt-card"))
    card = gtk_widget_get_parent (card);
  return card != NULL ? g_object_get_data (G_OBJECT (card), "aside") : NULL;
}

/* ---- Trying again ---- */
static gboolean
run_retry (KtStore *store, gpointer data, GError **error)
{
  return kt_store_retry_set_aside (store, data, error);
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Aside *aside = aside_of (button);
  g_autoptr (GError) error = NULL;

  if (aside == NULL || kt_session_get_store_worker (aside->session) == NULL)
    return;
  if (!kt_store_worker_run_finish (kt_session_get_store_worker (aside->session), result, &error))
    {
      kt_toast (button, kt_error_text (error));
      return;
    }
  kt_toast (button, _("It goes along with the next sending."));
  kt_session_sync_now (aside->session);
  g_signal_emit_by_name (aside->session, "changed", NULL);
}

static void
retry_clicked_cb (GtkWidget *button)
{
  Aside *aside = aside_of (button);

  kt_store_worker_run_async (kt_session_get_store_worker (aside->session), KT_PRIORITY_SAVE, run_retry,
                             g_strdup (aside->id), g_free, NULL, retried_cb, g_object_ref (button));
}

/* ---- Keeping a copy ---- */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  gboolean good = g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);

  kt_toast (button, good ? _("Exported. Whoever has the file can read it: keep it safe.") : _("The file could not be written."));
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GBytes) bytes = NULL;
  Aside *aside = aside_of (button);

  if (file == NULL || aside == NULL)
    return;
  bytes = g_bytes_new (aside->bytes, strlen (aside->bytes));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, written_cb,
                                       g_object_ref (button));
}

static void
portal_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  g_autoptr (GtkFileDialog) dialog = NULL;

  if (gtk_widget_get_root (button) == NULL) /* left meanwhile */
    return;
  if (!kt_portal_files_finish (result))
    {
      kt_toast (button, _("On this device no file can be chosen. “Ask the office” copies what they need."));
      return;
    }
  dialog = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (dialog, _("Export this record"));
  gtk_file_dialog_set_initial_name (dialog, "keukentafel.json");
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (button)), NULL, file_chosen_cb, g_object_ref (button));
}

static void
export_clicked_cb (GtkWidget *button)
{
  kt_portal_files_async (portal_asked_cb, g_object_ref (button));
}

/* ---- Asking the office ---- */
static void
ask_clicked_cb (GtkWidget *button)
{
  Aside *aside = aside_of (button);
  g_autofree char *text = NULL;

  /* Translators: copied for the office; nothing of a family may be in it. Kind of record, its number, when, why. */
  text = g_strdup_printf (_("Keukentafel: a record was set aside.\nKind: %s\nNumber: %s\nVersion: %s\nSince: %s\n"
                             "Reason: %s"),
                          aside->type,
                          aside->id, aside->rev != NULL ? aside->rev : "–", aside->at, aside->reason);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button), text);
  kt_toast (button, _("Copied, without personal data. Paste it in a message to your office."));
}

/* ---- The card ---- */
/* A reason is kept as "code: what the server said"; for the ones we know there are better words. */
char *
kt_set_aside_reason_text (const char *reason)
{
  static const struct
  {
    const char *part, *words;
  } known[] = {
    { "erased", N_("It was erased at somebody's request, and may not come back.") },
    { "another family", N_("It belongs to another family than this place on the server.") },
    { "type and family never change", N_("The server has something else under this number.") },
    { "type and id do not fit", N_("The server has something else under this number.") },
    { "too_large", N_("It is too large for the server.") },
    { "unauthorized", N_("Your account may not write here.") },
  };
  const char *said = strstr (reason, ": ");

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (reason, known[i].part) != NULL)
      return g_strdup (_(known[i].words));
  /* Translators: what a server gave as its reason, in its own words. */
  return g_strdup_printf (_("The server says: “%s”."), said != NULL && said[2] != '\0' ? said + 2 : reason);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_button (GtkWidget *buttons, const char *label, gboolean flat, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (flat)
    gtk_widget_add_css_class (button, "flat");
  if (clicked != NULL)
    g_signal_connect (button, "clicked", clicked, NULL);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), button);
}

static GtkWidget *
build_buttons (const KtSetAside *item, KtRecord *record)
{
  GtkWidget *buttons = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (buttons), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (buttons), 6);
  if (record != NULL && kt_record_get_family (record) != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Change it"));

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-family");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", kt_record_get_family (record), item->id);
      adw_wrap_box_append (ADW_WRAP_BOX (buttons), button);
    }
  add_button (buttons, _("Try again"), record != NULL, G_CALLBACK (retry_clicked_cb));
  if (item->bytes != NULL)
    add_button (buttons, _("Export"), TRUE, G_CALLBACK (export_clicked_cb));
  add_button (buttons, _("Ask the office"), TRUE, G_CALLBACK (ask_clicked_cb));
  return buttons;
}

static Aside *
new_aside (KtSession *session, const KtSetAside *item, KtRecord *record)
{
  Aside *aside = g_new0 (Aside, 1);

  aside->session = g_object_ref (session);
  aside->id = g_strdup (item->id);
  aside->rev = g_strdup (item->rev);
  aside->reason = g_strdup (item->reason != NULL ? item->reason : "–");
  aside->at = g_strdup (item->at != NULL ? item->at : "–");
  aside->bytes = g_strdup (item->bytes);
  aside->type = g_strdup (record != NULL ? kt_record_text_type (record) : "–");
  return aside;
}

GtkWidget *
kt_set_aside_card_new (KtSession *session, const KtSetAside *item, KtRecord *record)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *flag = g_object_new (GTK_TYPE_IMAGE, "icon-name", "kt-flag-symbolic", "valign", GTK_ALIGN_START, "margin-top", 3,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  g_autofree char *title = record != NULL ? kt_record_text_title (record) : g_strdup (_("Something that could not be read"));

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-card");
  g_object_set_data_full (G_OBJECT (card), "aside", new_aside (session, item, record), free_aside);
  gtk_box_append (GTK_BOX (words), new_label (title, "kt-name"));
  gtk_box_append (GTK_BOX (words), new_label (record != NULL ? _("The server did not take it. It is kept here.")
                                                             : _("It came from the server, and is kept as it came."),
                                              "kt-quiet"));
  if (item->reason != NULL)
    {
      g_autofree char *reason = kt_set_aside_reason_text (item->reason);
      gtk_box_append (GTK_BOX (words), new_label (reason, "kt-quiet"));
    }
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (head), flag);
  gtk_box_append (GTK_BOX (head), words);
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), build_buttons (item, record));
  return card;
}
