/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/asks-group.h"

#include <glib/gi18n.h>

#include "store/outbox.h"
#include "sync/ask-words.h"
#include "widgets/error-text.h"
#include "widgets/page.h"

/* Returns: (transfer full). */
static char *
dup_state (const KtAsk *ask)
{
  if (ask->state == KT_ASK_REFUSED && ask->reason != NULL)
    /* Translators: the placeholder is the reason. */
    return g_strdup_printf (_("refused: %s"), _(kt_ask_reason_words (ask->reason)));
  if (ask->state == KT_ASK_REFUSED)
    return g_strdup (_("refused"));
  return g_strdup (ask->state == KT_ASK_SENT ? _("asked; no answer yet") : _("goes at the next contact"));
}

/* A device's key is the program's own affair. */
static gboolean
is_told (const KtAsk *ask)
{
  return ask->state != KT_ASK_DONE && ask->state != KT_ASK_DISMISSED && !ask->piece && g_strcmp0 (ask->kind, "device-key") != 0;
}

/* ---- Taking off the list ---- */

static gboolean
run_dismiss (KtStore *store, gpointer id, GError **error)
{
  return kt_store_dismiss_ask (store, id, error);
}

static void
dismissed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) bin = user_data;
  KtSession *session = g_object_get_data (G_OBJECT (bin), "session");
  g_autoptr (GError) error = NULL;

  if (gtk_widget_get_root (bin) == NULL || kt_session_get_store_worker (session) == NULL) /* left, or locked meanwhile */
    return;
  if (!kt_store_worker_run_finish (kt_session_get_store_worker (session), result, &error))
    {
      kt_toast (bin, kt_error_text (error));
      return;
    }
  kt_toast (bin, _("Off the list. Nothing that is unsent is lost."));
  g_signal_emit_by_name (session, "changed", NULL);
  gtk_widget_child_focus (bin, GTK_DIR_TAB_FORWARD);
}

static void
dismiss_clicked_cb (GtkWidget *button, const char *id)
{
  GtkWidget *bin = gtk_widget_get_ancestor (button, ADW_TYPE_BIN);
  KtSession *session;

  while (bin != NULL && g_object_get_data (G_OBJECT (bin), "session") == NULL)
    bin = gtk_widget_get_parent (bin);
  session = bin != NULL ? g_object_get_data (G_OBJECT (bin), "session") : NULL;
  if (session == NULL || kt_session_get_store_worker (session) == NULL)
    return;
  gtk_widget_set_sensitive (button, FALSE);
  kt_store_worker_run_async (kt_session_get_store_worker (session), KT_PRIORITY_SAVE, run_dismiss, g_strdup (id), g_free,
                             NULL, dismissed_cb, g_object_ref (bin));
}

static void
free_id (gpointer id, GClosure *closure)
{
  g_free (id);
}

static GtkWidget *
build_dismiss (const KtAsk *ask, const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: on a button; the placeholder is what was asked. */
  g_autofree char *name = g_strdup_printf (_("Take off the list: %s"), title);

  gtk_widget_set_tooltip_text (button, _("Take off the list"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (dismiss_clicked_cb), g_strdup (ask->id), free_id, 0);
  return button;
}

static GtkWidget *
build_row (KtStore *store, const KtAsk *ask)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (KtRecord) family = ask->family != NULL ? kt_store_load (store, ask->family, NULL) : NULL;
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;
  g_autofree char *title = name != NULL ? g_strdup_printf ("%s: %s", name, _(kt_ask_kind_words (ask->kind)))
                                        : g_strdup (_(kt_ask_kind_words (ask->kind)));
  g_autofree char *state = dup_state (ask);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (ask->state == KT_ASK_REFUSED)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), build_dismiss (ask, title));
  return row;
}

static char *
dup_print (GPtrArray *asks)
{
  GString *print = g_string_new (NULL);

  for (guint i = 0; asks != NULL && i < asks->len; i++)
    {
      const KtAsk *ask = asks->pdata[i];

      g_string_append_printf (print, "%s %d %s\n", ask->id, ask->state, ask->reason != NULL ? ask->reason : "");
    }
  return g_string_free (print, FALSE);
}

void
kt_asks_group_update (AdwBin *bin, KtSession *session)
{
  KtStore *store = kt_session_get_reader (session);
  g_autoptr (GPtrArray) asks = kt_store_list_asks (store, NULL);
  g_autofree char *print = dup_print (asks);
  GtkWidget *group;
  gboolean any = FALSE;

  g_object_set_data_full (G_OBJECT (bin), "session", g_object_ref (session), g_object_unref);
  if (g_strcmp0 (print, g_object_get_data (G_OBJECT (bin), "print")) == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Asked of the office"));
  for (guint i = 0; asks != NULL && i < asks->len; i++)
    {
      if (!is_told (asks->pdata[i]))
        continue;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_row (store, asks->pdata[i]));
      any = TRUE;
    }
  adw_bin_set_child (bin, group);
  gtk_widget_set_visible (GTK_WIDGET (bin), any);
  g_object_set_data_full (G_OBJECT (bin), "print", g_steal_pointer (&print), g_free);
}
