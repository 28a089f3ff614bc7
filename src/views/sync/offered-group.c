/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/offered-group.h"

#include <glib/gi18n.h>

#include "base/json.h"
#include "store/outbox.h"
#include "widgets/error-text.h"
#include "widgets/page.h"
#include "widgets/record-text.h"

/* ---- Taking over ---- */

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) bin = user_data;
  g_autoptr (GError) error = NULL;

  if (!kt_session_take_over_finish (KT_SESSION (source), result, NULL, &error))
    {
      kt_toast (bin, kt_error_text (error));
      return;
    }
  kt_toast (bin, _("Taken over. It goes along with the next sending."));
  kt_session_sync_now (KT_SESSION (source));
}

static void
take_over_clicked_cb (GtkWidget *button, const char *id)
{
  GtkWidget *bin = button;

  while (bin != NULL && g_object_get_data (G_OBJECT (bin), "session") == NULL)
    bin = gtk_widget_get_parent (bin);
  if (bin == NULL)
    return;
  gtk_widget_set_sensitive (button, FALSE);
  kt_session_take_over_async (g_object_get_data (G_OBJECT (bin), "session"), id, taken_cb, g_object_ref (bin));
}

static void
free_id (gpointer id, GClosure *closure)
{
  g_free (id);
}

/* ---- Rows ---- */

static guint
count_drafts (json_object *note)
{
  json_object *drafts = kt_json_get_object (note, "drafts");

  return drafts != NULL ? (guint) json_object_object_length (drafts) : 0;
}

/* Returns: (transfer full). */
static char *
dup_what (const KtOffered *offered, json_object *note)
{
  guint drafts = count_drafts (note);

  if (offered->taken != NULL)
    return g_strdup_printf (
        ngettext ("Taken over, but for %u half-written text: you have words of your own there. Save those first.",
                  "Taken over, but for %u half-written texts: you have words of your own there. Save those first.", drafts),
        drafts);
  /* Translators: the placeholder is how a colleague signs in. */
  return g_strdup_printf (_("%s could not send this any more"), offered->author);
}

/* What is in it, so that nobody takes over what they have not seen. */
static void
add_records (AdwExpanderRow *expander, json_object *note)
{
  json_object *records = kt_json_get_array (note, "records");

  for (gsize i = 0; records != NULL && i < json_object_array_length (records); i++)
    {
      const char *bytes = kt_json_get_string (json_object_array_get_idx (records, i), "bytes");
      g_autoptr (KtRecord) record = bytes != NULL ? kt_record_parse (bytes, -1, NULL, NULL) : NULL;
      g_autofree char *title = record != NULL ? kt_record_text_title (record) : g_strdup (_("Something that could not be read"));
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_expander_row_add_row (expander, row);
    }
}

static GtkWidget *
build_button (const KtOffered *offered, const char *title)
{
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "child", gtk_label_new (_("Take over")), NULL);
  /* Translators: the name of a button; the placeholder is whose work it is. */
  g_autofree char *name = g_strdup_printf (_("Take over: %s"), title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (take_over_clicked_cb), g_strdup (offered->id), free_id, 0);
  return button;
}

static GtkWidget *
build_row (KtStore *store, const KtOffered *offered, json_object *note)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autoptr (KtRecord) family = kt_store_load (store, offered->family, NULL);
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;
  const char *title = name != NULL ? name : _("A family");
  g_autofree char *what = dup_what (offered, note);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), what);
  adw_expander_row_set_subtitle_lines (ADW_EXPANDER_ROW (row), 0);
  adw_expander_row_set_title_lines (ADW_EXPANDER_ROW (row), 0);
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), build_button (offered, title));
  add_records (ADW_EXPANDER_ROW (row), note);
  return row;
}

/* ---- All of it ---- */

static gboolean
is_told (const KtOffered *offered, json_object *note)
{
  return note != NULL && (offered->taken == NULL || count_drafts (note) > 0);
}

static char *
dup_print (GPtrArray *list)
{
  GString *print = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const KtOffered *offered = list->pdata[i];

      g_string_append_printf (print, "%s %d %" G_GSIZE_FORMAT "\n", offered->id, offered->taken != NULL, strlen (offered->body));
    }
  return g_string_free (print, FALSE);
}

static GtkWidget *
build_group (KtStore *store, GPtrArray *list, gboolean *any)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Left by colleagues"));
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const KtOffered *offered = list->pdata[i];
      g_autoptr (json_object) note = kt_json_parse (offered->body, -1, NULL);

      if (!is_told (offered, note))
        continue;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_row (store, offered, note));
      *any = TRUE;
    }
  return group;
}

void
kt_offered_group_update (AdwBin *bin, KtSession *session)
{
  KtStore *store = kt_session_get_reader (session);
  g_autoptr (GPtrArray) list = kt_store_list_offered (store, NULL);
  g_autofree char *print = dup_print (list);
  gboolean any = FALSE;

  g_object_set_data_full (G_OBJECT (bin), "session", g_object_ref (session), g_object_unref);
  if (g_strcmp0 (print, g_object_get_data (G_OBJECT (bin), "print")) == 0)
    return;
  adw_bin_set_child (bin, build_group (store, list, &any));
  gtk_widget_set_visible (GTK_WIDGET (bin), any);
  g_object_set_data_full (G_OBJECT (bin), "print", g_steal_pointer (&print), g_free);
}
