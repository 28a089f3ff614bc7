/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/preferences/preferences-page.h"

#include <glib/gi18n.h>

#include "base/i18n.h"
#include "base/preset.h"
#include "views/preferences/passphrase-page.h"
#include "views/preferences/renew-code-page.h"
#include "views/profile/connect-page.h"
#include "widgets/page.h"

#define SETTING_IDLE "lock.after"
#define IDLE 300 /* seconds: long enough to read a letter together, short enough for a corridor */

struct _KtPreferencesPage {
  AdwNavigationPage parent_instance;

  /* template */
  AdwToggleGroup *language;
  AdwComboRow *idle;
  AdwActionRow *server;

  /* owned */
  KtSession *session;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtPreferencesPage, kt_preferences_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static const guint idle_minutes[] = { 1, 2, 5, 10, 15, 30 };

/* ---- Locking by itself ---- */
guint
kt_preferences_get_idle (KtSession *session)
{
  g_autofree char *value = NULL;
  g_autoptr (KtPreset) preset = kt_preset_load ();
  KtStore *reader = kt_session_get_reader (session);

  if (reader != NULL && kt_store_get_setting (reader, SETTING_IDLE, &value, NULL) && value != NULL)
    return (guint) CLAMP (g_ascii_strtoll (value, NULL, 10), 30, 3600);
  return preset->lock_after != 0 ? preset->lock_after : IDLE;
}

static gboolean
run_set_idle (KtStore *store, gpointer data, GError **error)
{
  return kt_store_set_setting (store, SETTING_IDLE, data, error);
}

static void
idle_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtSession) session = user_data;
  KtStoreWorker *worker = kt_session_get_store_worker (session);
  g_autoptr (GError) error = NULL;

  if (worker != NULL && !kt_store_worker_run_finish (worker, result, &error))
    g_warning ("the time to lock was not kept: %s", error->message);
}

static void
idle_chosen_cb (KtPreferencesPage *self)
{
  guint i = adw_combo_row_get_selected (self->idle);
  guint seconds = i < G_N_ELEMENTS (idle_minutes) ? idle_minutes[i] * 60 : IDLE;

  if (kt_session_get_store_worker (self->session) == NULL || seconds == kt_preferences_get_idle (self->session))
    return;
  kt_store_worker_run_async (kt_session_get_store_worker (self->session), KT_PRIORITY_SAVE, run_set_idle,
                             g_strdup_printf ("%u", seconds), g_free, NULL, idle_set_cb, g_object_ref (self->session));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.set-idle", "u", seconds);
}

static void
show_idle (KtPreferencesPage *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint seconds = kt_preferences_get_idle (self->session), nearest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (idle_minutes); i++)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u minute", "%u minutes", idle_minutes[i]), idle_minutes[i]);

      gtk_string_list_append (words, text);
      if (idle_minutes[i] * 60 <= seconds)
        nearest = i;
    }
  adw_combo_row_set_model (self->idle, G_LIST_MODEL (words));
  adw_combo_row_set_selected (self->idle, nearest);
  g_signal_connect_object (self->idle, "notify::selected", G_CALLBACK (idle_chosen_cb), self, G_CONNECT_SWAPPED);
}

/* ---- The rest ---- */
static void
show_server (KtPreferencesPage *self)
{
  KtServer server = { 0 };
  gboolean known = kt_session_get_server (self->session, &server);
  g_autofree char *line = known ? g_strdup_printf ("%s · %s", server.url, server.user) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->server), FALSE);
  adw_action_row_set_subtitle (self->server, known ? line : _("Not connected yet"));
  kt_server_clear (&server);
}

static void
server_clicked_cb (KtPreferencesPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_connect_page_new (self->session, KT_CONNECT_CHANGE));
}

static void
passphrase_clicked_cb (KtPreferencesPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_passphrase_page_new (self->session));
}

static void
recovery_clicked_cb (KtPreferencesPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_renew_code_page_new (self->session));
}

static void
language_chosen_cb (KtPreferencesPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.set-language", "s", adw_toggle_group_get_active_name (self->language));
}

static AdwNavigationPage *
rebuild (KtPage *page)
{
  return kt_preferences_page_new (KT_PREFERENCES_PAGE (page)->session);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_preferences_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_PREFERENCES_PAGE);
  G_OBJECT_CLASS (kt_preferences_page_parent_class)->dispose (object);
}

static void
kt_preferences_page_finalize (GObject *object)
{
  g_clear_object (&KT_PREFERENCES_PAGE (object)->session);
  G_OBJECT_CLASS (kt_preferences_page_parent_class)->finalize (object);
}

static void
kt_preferences_page_class_init (KtPreferencesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_preferences_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_preferences_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/preferences/preferences-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtPreferencesPage, language);
  gtk_widget_class_bind_template_child (widget_class, KtPreferencesPage, idle);
  gtk_widget_class_bind_template_child (widget_class, KtPreferencesPage, server);
  gtk_widget_class_bind_template_callback (widget_class, server_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, recovery_clicked_cb);
}

static void
kt_preferences_page_init (KtPreferencesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active_name (self->language, kt_i18n_get ());
  g_signal_connect_object (self->language, "notify::active-name", G_CALLBACK (language_chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

AdwNavigationPage *
kt_preferences_page_new (KtSession *session)
{
  KtPreferencesPage *self = g_object_new (KT_TYPE_PREFERENCES_PAGE, NULL);

  self->session = g_object_ref (session);
  show_idle (self);
  show_server (self);
  g_signal_connect_object (session, "sync-changed", G_CALLBACK (show_server), self, G_CONNECT_SWAPPED);
  return ADW_NAVIGATION_PAGE (self);
}
