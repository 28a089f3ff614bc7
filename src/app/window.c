/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "config.h"

#include "app/window.h"

#include <glib/gi18n.h>

#include "app/lock-guard.h"
#include "app/rebuild.h"
#include "app/replace-process.h"
#include "app/shortcuts.h"
#include "app/window-state.h"
#include "base/i18n.h"
#include "views/caseload/caseload-page.h"
#include "views/caseload/new-family-dialog.h"
#include "views/family/family-page.h"
#include "views/family/reopen.h"
#include "views/lock-screen/example.h"
#include "views/lock-screen/lock-page.h"
#include "views/preferences/preferences-page.h"
#include "views/sync/safe-page.h"
#include "views/sync/sync-page.h"
#include "widgets/page.h"

struct _KtWindow {
  AdwApplicationWindow parent_instance;

  /* template */
  AdwNavigationView *pages;

  /* owned */
  char *data_dir;
  KtSession *session; /* NULL while locked */
  KtLockGuard *guard;
};

static void host_init (KtHostInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtWindow, kt_window, ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_HOST, host_init))

/* Where the worker was when it locked: a family's id, and on the next lines the page's own state. A draft, so
 * encrypted. */
#define PLACE_KEY "ui:place"
#define LOCK_AFTER 30 /* ms */

/* ---- Pages ---- */
static AdwNavigationPage *
visible_page (KtWindow *self)
{
  return adw_navigation_view_get_visible_page (self->pages);
}

/* A page that is open somewhere below is gone back to instead of opened twice. */
static gboolean
go_back_to (KtWindow *self, const char *tag)
{
  AdwNavigationPage *page = adw_navigation_view_find_page (self->pages, tag);

  if (page == NULL)
    return FALSE;
  if (page != visible_page (self))
    adw_navigation_view_pop_to_page (self->pages, page);
  return TRUE;
}

static KtFamilyPage *
open_family (KtWindow *self, const char *family, const char *record)
{
  AdwNavigationPage *page;

  kt_session_set_open_family (self->session, family);
  if (!go_back_to (self, family))
    {
      page = ADW_NAVIGATION_PAGE (kt_family_page_new (self->session, family));
      adw_navigation_page_set_tag (page, family);
      adw_navigation_view_push (self->pages, page);
    }
  page = visible_page (self);
  if (record != NULL && *record != '\0')
    kt_family_page_open_record (KT_FAMILY_PAGE (page), record);
  return KT_FAMILY_PAGE (page);
}

/* The family at work: the page seen, or the one that a visit or a decision was opened from. */
static AdwNavigationPage *
family_page (KtWindow *self)
{
  AdwNavigationPage *page = visible_page (self);

  while (page != NULL && !KT_IS_FAMILY_PAGE (page))
    page = adw_navigation_view_get_previous_page (self->pages, page);
  return page;
}

/* ---- Locking ---- */
static void
remember_place (KtWindow *self)
{
  AdwNavigationPage *page = family_page (self);
  g_autoptr (GVariant) state = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *place = NULL;

  if (page != NULL)
    {
      state = g_variant_ref_sink (kt_family_page_save_state (KT_FAMILY_PAGE (page)));
      printed = g_variant_print (state, TRUE);
      place = g_strdup_printf ("%s\n%s", adw_navigation_page_get_tag (page), printed);
    }
  kt_session_put_draft (self->session, PLACE_KEY, place);
}

static void
return_to_place (KtWindow *self)
{
  g_autofree char *place = kt_session_get_draft (self->session, PLACE_KEY);
  g_auto (GStrv) parts = place != NULL ? g_strsplit (place, "\n", 2) : NULL;
  g_autoptr (GVariant) state = NULL;
  KtFamilyPage *page;

  kt_session_put_draft (self->session, PLACE_KEY, NULL);
  if (parts == NULL || g_strv_length (parts) != 2 || g_getenv (KT_RESUME) == NULL)
    return;
  g_unsetenv (KT_RESUME);
  page = open_family (self, parts[0], NULL);
  state = g_variant_parse (NULL, parts[1], NULL, NULL, NULL);
  if (state != NULL)
    kt_family_page_restore_state (page, state);
}

static void
lock (KtWindow *self)
{
  if (self->session == NULL)
    return;
  kt_window_state_save (GTK_WINDOW (self), self->data_dir);
  remember_place (self);
  kt_session_lock (self->session);
  kt_replace_process (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

static gboolean
lock_cb (gpointer user_data)
{
  lock (user_data);
  return G_SOURCE_REMOVE;
}

/* Whoever asked (a screen reader, over the bus) still gets its answer from this process. */
static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_timeout_add_full (G_PRIORITY_HIGH, LOCK_AFTER, lock_cb, g_object_ref (widget), g_object_unref);
}

/* A sheet over the page takes all keys for itself, also the window's own: locking comes before everything. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, KtWindow *self)
{
  if (self->session == NULL || !kt_shortcuts_match ("win.lock", key, state))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.lock", NULL);
  return GDK_EVENT_STOP;
}

static void
dialog_shown_cb (KtWindow *self)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));
  GtkEventController *keys;

  if (dialog == NULL || g_object_get_data (G_OBJECT (dialog), "kt-lock-key") != NULL)
    return;
  keys = gtk_event_controller_key_new ();
  g_object_set_data (G_OBJECT (dialog), "kt-lock-key", keys);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (dialog), keys);
}

/* ---- Unlocked ---- */
static void
enable_actions (KtWindow *self, gboolean unlocked)
{
  static const char *const names[] = { "win.lock", "win.search", "win.sync-page", "win.safe-page", "win.preferences",
                                       "win.new-family", "win.open-family", "win.set-idle" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], unlocked);
}

static void
take_session (KtHost *host, KtSession *session)
{
  KtWindow *self = KT_WINDOW (host);
  gboolean example = kt_example_is (kt_session_get_profile (session)->dir, self->data_dir);
  AdwNavigationPage *caseload;

  g_set_object (&self->session, session);
  self->guard = kt_lock_guard_new (GTK_WIDGET (self), kt_preferences_get_idle (session));
  g_signal_connect_object (self->guard, "lock", G_CALLBACK (lock), self, G_CONNECT_SWAPPED);
  enable_actions (self, TRUE);
  caseload = kt_caseload_page_new (session, example);
  adw_navigation_view_replace (self->pages, &caseload, 1);
  return_to_place (self);
}

static void
host_init (KtHostInterface *iface)
{
  iface->take_session = take_session;
}

/* ---- Actions ---- */
static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (go_back_to (self, "caseload"))
    kt_caseload_page_search (KT_CASELOAD_PAGE (visible_page (self)));
}

static void
new_family_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_present (kt_new_family_dialog_new (KT_WINDOW (widget)->session), widget);
}

static void
open_family_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *family, *record;

  g_variant_get (parameter, "(&s&s)", &family, &record);
  open_family (KT_WINDOW (widget), family, record);
}

static void
sync_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (!go_back_to (self, "sync"))
    adw_navigation_view_push (self->pages, kt_sync_page_new (self->session));
}

static void
safe_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (!go_back_to (self, "safe"))
    adw_navigation_view_push (self->pages, kt_safe_page_new (self->session));
}

static void
preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (!go_back_to (self, "preferences"))
    adw_navigation_view_push (self->pages, kt_preferences_page_new (self->session));
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_present (kt_shortcuts_dialog_new (), widget);
}

static void
set_idle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtWindow *self = KT_WINDOW (widget);

  if (self->guard != NULL)
    kt_lock_guard_set_idle (self->guard, g_variant_get_uint32 (parameter));
}

/* ---- Language ---- */
static void
set_language (KtWindow *self, const char *language)
{
  KtProfile *profile = self->session != NULL ? kt_session_get_profile (self->session) : NULL;
  g_autoptr (GError) error = NULL;

  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));

  /* A dialog that cannot come back in another language is finished first. */
  if (g_str_equal (language, kt_i18n_get ()) || (dialog != NULL && !kt_dialog_can_reopen (dialog)))
    return;
  kt_i18n_set (language);
  if (profile != NULL && !kt_profile_touch (profile, profile->waiting, language, &error))
    g_warning ("the language was not kept: %s", error->message);
  kt_rebuild_pages (self->pages);
}

/* The button that asks is on a page that is about to go: it must have ended first. */
static gboolean
set_language_cb (gpointer user_data)
{
  KtWindow *self = user_data;

  set_language (self, g_object_get_data (G_OBJECT (self), "language"));
  return G_SOURCE_REMOVE;
}

static void
set_language_later (KtWindow *self, const char *language)
{
  g_object_set_data (G_OBJECT (self), "language", (gpointer) (g_str_equal (language, "nl") ? "nl" : "en"));
  g_idle_add_full (G_PRIORITY_DEFAULT, set_language_cb, g_object_ref (self), g_object_unref);
}

static void
set_language_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_language_later (KT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
switch_language_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_language_later (KT_WINDOW (widget), g_str_equal (kt_i18n_get (), "nl") ? "en" : "nl");
}

/* Whoever worked here last reads it in her own language. */
static void
choose_first_language (KtWindow *self)
{
  g_autoptr (GPtrArray) profiles = g_getenv ("KEUKENTAFEL_LANG") == NULL ? kt_profile_list (self->data_dir, NULL) : NULL;
  const KtProfile *last = profiles != NULL && profiles->len > 0 ? profiles->pdata[0] : NULL;

  if (last != NULL && last->language != NULL && !g_str_equal (last->language, kt_i18n_get ()))
    kt_i18n_set (last->language);
}

/* ---- Kiosk ---- */
/* On a tablet that shows nothing else the window fills the screen and has no buttons of its own, and a locked one cannot
 * be closed: only a passphrase gets out. */
static gboolean
is_kiosk (void)
{
  return g_getenv ("KEUKENTAFEL_KIOSK") != NULL;
}

static void
fill_screen (GtkWindow *window)
{
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", "", NULL);
  gtk_window_fullscreen (window);
}

/* ---- The object ---- */
static gboolean
kt_window_close_request (GtkWindow *window)
{
  KtWindow *self = KT_WINDOW (window);

  if (is_kiosk () && self->session == NULL)
    return GDK_EVENT_STOP;
  kt_window_state_save (window, self->data_dir);
  if (self->session != NULL)
    kt_session_lock (self->session);
  return GTK_WINDOW_CLASS (kt_window_parent_class)->close_request (window);
}

static void
kt_window_dispose (GObject *object)
{
  KtWindow *self = KT_WINDOW (object);

  g_clear_object (&self->guard);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_WINDOW);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (kt_window_parent_class)->dispose (object);
}

static void
kt_window_finalize (GObject *object)
{
  g_free (KT_WINDOW (object)->data_dir);
  G_OBJECT_CLASS (kt_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.new-family", NULL, new_family_action);
  gtk_widget_class_install_action (widget_class, "win.open-family", "(ss)", open_family_action);
  gtk_widget_class_install_action (widget_class, "win.sync-page", NULL, sync_page_action);
  gtk_widget_class_install_action (widget_class, "win.safe-page", NULL, safe_page_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.set-idle", "u", set_idle_action);
  gtk_widget_class_install_action (widget_class, "win.set-language", "s", set_language_action);
  gtk_widget_class_install_action (widget_class, "win.switch-language", NULL, switch_language_action);
}

static void
kt_window_class_init (KtWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = kt_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("app/window.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtWindow, pages);
  install_actions (widget_class);
}

static void
kt_window_init (KtWindow *self)
{
  self->data_dir = kt_data_dir ();
  choose_first_language (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Installed beside the released one it must not be taken for it; pictures of a build tree show what people get. */
  if (DEVEL && g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
  enable_actions (self, FALSE);
  g_signal_connect (self, "notify::visible-dialog", G_CALLBACK (dialog_shown_cb), NULL);
  if (is_kiosk ())
    fill_screen (GTK_WINDOW (self));
  else
    kt_window_state_load (GTK_WINDOW (self), self->data_dir);
  adw_navigation_view_push (self->pages, kt_lock_page_new (self->data_dir));
}

KtWindow *
kt_window_new (GtkApplication *application)
{
  return g_object_new (KT_TYPE_WINDOW, "application", application, NULL);
}
