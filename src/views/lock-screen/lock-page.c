/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "config.h"

#include "views/lock-screen/lock-page.h"

#include <glib/gi18n.h>

#include "base/i18n.h"
#include "base/log.h"
#include "views/lock-screen/example.h"
#include "views/profile/new-profile-page.h"
#include "widgets/error-text.h"
#include "widgets/page.h"
#include "widgets/person-avatar.h"

#define PATIENCE 300 /* ms before a spinner says that it is working */

struct _KtLockPage {
  AdwNavigationPage parent_instance;

  /* template */
  AdwToggleGroup *language;
  GtkImage *icon;
  GtkLabel *welcome, *message, *quiet;
  GtkWidget *unlocking;
  AdwWrapBox *profiles;
  AdwPasswordEntryRow *passphrase;
  GtkRevealer *message_revealer;
  GtkWidget *open, *make_profile, *look_around;
  GtkStack *open_stack;

  /* owned */
  char *data_dir;
  char *trouble;        /* why nothing can be opened here; NULL as a rule */
  GPtrArray *list;      /* KtProfile, last used first */
  GPtrArray *buttons;   /* a toggle each, in the same order; borrowed widgets */
  KtProfile *opening;   /* which one is being unlocked now */
  guint spinner_id;
  guint chosen;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtLockPage, kt_lock_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static void
show_message (KtLockPage *self, const char *text)
{
  gtk_revealer_set_reveal_child (self->message_revealer, text != NULL);
  if (text == NULL)
    return;
  gtk_label_set_label (self->message, text);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* ---- Working ---- */
static gboolean
spinner_cb (gpointer user_data)
{
  KtLockPage *self = user_data;

  self->spinner_id = 0;
  gtk_stack_set_visible_child_name (self->open_stack, "busy");
  return G_SOURCE_REMOVE;
}

static void
set_busy (KtLockPage *self, gboolean busy)
{
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (busy)
    self->spinner_id = g_timeout_add (PATIENCE, spinner_cb, self);
  else
    gtk_stack_set_visible_child_name (self->open_stack, "label");
  gtk_widget_set_sensitive (self->unlocking, !busy);
  gtk_widget_set_sensitive (self->make_profile, !busy);
  gtk_widget_set_sensitive (self->look_around, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->language), !busy);
}

/* ---- Unlocking ---- */
static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtLockPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSession) session = kt_session_unlock_finish (result, &error);

  set_busy (self, FALSE);
  g_clear_pointer (&self->opening, kt_profile_free);
  if (session != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
      kt_host_take_session (GTK_WIDGET (self), session);
      return;
    }
  show_message (self, kt_error_text (error));
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
  gtk_editable_select_region (GTK_EDITABLE (self->passphrase), 0, -1);
}

static void
unlock (KtLockPage *self, KtProfile *profile, const char *words)
{
  set_busy (self, TRUE);
  self->opening = kt_profile_copy (profile);
  kt_session_unlock_async (self->opening, words, NULL, unlocked_cb, g_object_ref (self));
}

static void
open_chosen (KtLockPage *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->passphrase));

  if (self->opening != NULL || self->chosen >= self->list->len)
    return;
  if (*words == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  show_message (self, NULL);
  unlock (self, self->list->pdata[self->chosen], words);
}

static void
open_clicked_cb (KtLockPage *self)
{
  open_chosen (self);
}

static void
passphrase_activated_cb (KtLockPage *self)
{
  open_chosen (self);
}

static void
passphrase_changed_cb (KtLockPage *self)
{
  show_message (self, NULL);
}

/* ---- Profiles ---- */
static void
show_quiet_line (KtLockPage *self)
{
  const KtProfile *profile = self->chosen < self->list->len ? self->list->pdata[self->chosen] : NULL;
  guint waiting = profile != NULL ? profile->waiting : 0;
  g_autofree char *waits = NULL;
  g_autofree char *text = NULL;

  /* Translators: how many things a person wrote that are not yet at the server. */
  waits = g_strdup_printf (ngettext ("%u change waits to be sent.", "%u changes wait to be sent.", waiting), waiting);
  text = waiting > 0 ? g_strdup_printf ("%s\n%s", _("Works without internet."), waits) : g_strdup (_("Works without internet."));
  gtk_label_set_label (self->quiet, text);
}

static void
choose (KtLockPage *self, guint i)
{
  self->chosen = i;
  show_message (self, NULL);
  show_quiet_line (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
profile_toggled_cb (GtkToggleButton *button, KtLockPage *self)
{
  guint i;

  if (gtk_toggle_button_get_active (button) && g_ptr_array_find (self->buttons, button, &i))
    choose (self, i);
}

static GtkWidget *
build_profile (const KtProfile *profile)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (profile->nickname);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_box_append (GTK_BOX (box), kt_name_avatar_new (profile->nickname, 72));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "kt-prof");
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, profile->nickname, -1);
  return button;
}

static void
show_profiles (KtLockPage *self)
{
  gboolean any = self->list->len > 0;

  for (guint i = 0; i < self->list->len; i++)
    {
      GtkWidget *button = build_profile (self->list->pdata[i]);

      g_ptr_array_add (self->buttons, button);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->buttons->pdata[0]);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == 0);
      g_signal_connect_object (button, "toggled", G_CALLBACK (profile_toggled_cb), self, G_CONNECT_DEFAULT);
      adw_wrap_box_append (self->profiles, button);
    }
  gtk_widget_set_visible (self->unlocking, any);
  gtk_widget_set_visible (GTK_WIDGET (self->welcome), !any);
  gtk_widget_set_visible (GTK_WIDGET (self->quiet), any);
  gtk_widget_add_css_class (self->make_profile, any ? "flat" : "suggested-action");
  gtk_widget_add_css_class (self->make_profile, any ? "kt-plain" : "pill");
  gtk_widget_add_css_class (self->look_around, any ? "flat" : "pill");
  show_quiet_line (self);
}

static void
load_profiles (KtLockPage *self)
{
  g_autoptr (GError) error = NULL;

  if (kt_data_dir_check (self->data_dir, &error))
    self->list = kt_profile_list (self->data_dir, &error);
  if (self->list != NULL)
    return;
  kt_log_event (G_LOG_LEVEL_WARNING, "profiles.unreadable", KT_LOG_ERROR, "error", error, KT_LOG_END);
  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_profile_free);
  self->trouble = g_strdup (kt_error_text (error));
}

/* Where nothing can be opened or made, one sentence says so, and there is nothing to press. */
static void
show_trouble (KtLockPage *self)
{
  if (self->trouble == NULL)
    return;
  gtk_label_set_label (self->welcome, self->trouble);
  gtk_widget_remove_css_class (GTK_WIDGET (self->welcome), "kt-quiet");
  gtk_widget_set_visible (self->make_profile, FALSE);
  gtk_widget_set_visible (self->look_around, FALSE);
}

/* ---- New here ---- */
static void
make_profile_clicked_cb (KtLockPage *self)
{
  kt_push_page (GTK_WIDGET (self), kt_new_profile_page_new (self->data_dir));
}

static void
example_ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtLockPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtProfile) profile = kt_example_finish (result, &error);

  set_busy (self, FALSE);
  if (profile != NULL)
    unlock (self, profile, KT_EXAMPLE_PASSPHRASE);
  else
    kt_toast (GTK_WIDGET (self), kt_error_text (error));
}

static void
look_around_clicked_cb (KtLockPage *self)
{
  set_busy (self, TRUE);
  kt_example_async (self->data_dir, kt_i18n_get (), example_ready_cb, g_object_ref (self));
}

static void
language_chosen_cb (KtLockPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.set-language", "s",
                              adw_toggle_group_get_active_name (self->language));
}

/* The first key typed is the first of the passphrase. */
static void
kt_lock_page_shown (AdwNavigationPage *page)
{
  KtLockPage *self = KT_LOCK_PAGE (page);

  if (self->list->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

/* ---- The object ---- */
static AdwNavigationPage *
rebuild (KtPage *page)
{
  KtLockPage *old = KT_LOCK_PAGE (page);
  KtLockPage *new = KT_LOCK_PAGE (kt_lock_page_new (old->data_dir));

  if (old->chosen < new->buttons->len)
    gtk_toggle_button_set_active (new->buttons->pdata[old->chosen], TRUE);
  return ADW_NAVIGATION_PAGE (new);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_lock_page_dispose (GObject *object)
{
  KtLockPage *self = KT_LOCK_PAGE (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_LOCK_PAGE);
  G_OBJECT_CLASS (kt_lock_page_parent_class)->dispose (object);
}

static void
kt_lock_page_finalize (GObject *object)
{
  KtLockPage *self = KT_LOCK_PAGE (object);

  g_clear_pointer (&self->opening, kt_profile_free);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_ptr_array_unref (self->buttons);
  g_free (self->data_dir);
  g_free (self->trouble);
  G_OBJECT_CLASS (kt_lock_page_parent_class)->finalize (object);
}

static void
kt_lock_page_class_init (KtLockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_lock_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_lock_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = kt_lock_page_shown;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/lock-screen/lock-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, language);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, icon);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, welcome);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, message);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, quiet);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, unlocking);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, profiles);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, open);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, open_stack);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, make_profile);
  gtk_widget_class_bind_template_child (widget_class, KtLockPage, look_around);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_profile_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_around_clicked_cb);
}

static void
kt_lock_page_init (KtLockPage *self)
{
  self->buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_image_set_from_icon_name (self->icon, APP_ID);
  adw_toggle_group_set_active_name (self->language, kt_i18n_get ());
  g_signal_connect_object (self->language, "notify::active-name", G_CALLBACK (language_chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

AdwNavigationPage *
kt_lock_page_new (const char *data_dir)
{
  KtLockPage *self = g_object_new (KT_TYPE_LOCK_PAGE, NULL);

  self->data_dir = g_strdup (data_dir);
  load_profiles (self);
  show_profiles (self);
  show_trouble (self);
  return ADW_NAVIGATION_PAGE (self);
}
