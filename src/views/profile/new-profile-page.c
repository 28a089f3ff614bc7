/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/profile/new-profile-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "views/profile/passphrase-advice.h"
#include "views/profile/recovery-page.h"
#include "widgets/error-text.h"
#include "widgets/page.h"

struct _KtNewProfilePage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkWidget *form, *make;
  AdwEntryRow *nickname;
  AdwPasswordEntryRow *passphrase, *again;
  GtkLabel *advice;
  GtkStack *make_stack;

  /* owned */
  char *data_dir;
  char *recovery_code;
  KtSession *session; /* once made */
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtNewProfilePage, kt_new_profile_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* ---- Advice while typing ---- */
static gboolean
is_complete (KtNewProfilePage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (text_of (self->nickname)));

  return *name != '\0' && kt_passphrase_is_good (text_of (self->passphrase), text_of (self->again));
}

static void
changed_cb (KtNewProfilePage *self)
{
  gtk_label_set_label (self->advice, kt_passphrase_advice (text_of (self->passphrase), text_of (self->again)));
  gtk_widget_set_sensitive (self->make, is_complete (self));
}

/* ---- Making it ---- */
typedef struct
{
  char *data_dir, *nickname, *passphrase, *recovery_code;
} Make;

static void
free_make (gpointer data)
{
  Make *make = data;

  g_free (make->data_dir);
  g_free (make->nickname);
  explicit_bzero (make->passphrase, strlen (make->passphrase));
  g_free (make->passphrase);
  g_free (make->recovery_code);
  g_free (make);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Make *make = data;
  GError *error = NULL;
  KtProfile *profile = kt_profile_create (make->data_dir, make->nickname, make->passphrase, NULL, &make->recovery_code,
                                          &error);

  if (profile != NULL)
    g_task_return_pointer (task, profile, (GDestroyNotify) kt_profile_free);
  else
    g_task_return_error (task, error);
}

static void
set_busy (KtNewProfilePage *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_stack_set_visible_child_name (self->make_stack, busy ? "busy" : "label");
}

static void
fail (KtNewProfilePage *self, const GError *error)
{
  set_busy (self, FALSE);
  gtk_label_set_label (self->advice, kt_error_text (error));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), kt_error_text (error), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtNewProfilePage) self = user_data;
  g_autoptr (GError) error = NULL;

  self->session = kt_session_unlock_finish (result, &error);
  if (self->session == NULL)
    {
      fail (self, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  gtk_editable_set_text (GTK_EDITABLE (self->again), "");
  kt_push_page (GTK_WIDGET (self), kt_recovery_page_new (self->session, self->recovery_code, KT_RECOVERY_FIRST));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtNewProfilePage *self = KT_NEW_PROFILE_PAGE (source);
  Make *make = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (KtProfile) profile = g_task_propagate_pointer (G_TASK (result), &error);

  if (profile == NULL)
    {
      fail (self, error);
      return;
    }
  self->recovery_code = g_steal_pointer (&make->recovery_code);
  kt_session_unlock_async (profile, make->passphrase, NULL, opened_cb, g_object_ref (self));
}

static void
make_profile (KtNewProfilePage *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, made_cb, NULL);
  Make *make = g_new0 (Make, 1);

  make->data_dir = g_strdup (self->data_dir);
  make->nickname = g_strstrip (g_strdup (text_of (self->nickname)));
  make->passphrase = g_strdup (text_of (self->passphrase));
  g_task_set_source_tag (task, make_profile);
  g_task_set_task_data (task, make, free_make);
  set_busy (self, TRUE);
  g_task_run_in_thread (task, make_in_thread);
}

static void
make_clicked_cb (KtNewProfilePage *self)
{
  make_profile (self);
}

static void
activated_cb (KtNewProfilePage *self)
{
  if (is_complete (self))
    make_profile (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* ---- The object ---- */
static AdwNavigationPage *
rebuild (KtPage *page)
{
  KtNewProfilePage *self = KT_NEW_PROFILE_PAGE (page);

  /* With the code on the screen the profile exists: no second form for it. */
  return self->session == NULL && gtk_widget_get_sensitive (self->form) ? kt_new_profile_page_new (self->data_dir) : NULL;
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_new_profile_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_NEW_PROFILE_PAGE);
  G_OBJECT_CLASS (kt_new_profile_page_parent_class)->dispose (object);
}

static void
kt_new_profile_page_finalize (GObject *object)
{
  KtNewProfilePage *self = KT_NEW_PROFILE_PAGE (object);

  g_free (self->data_dir);
  g_free (self->recovery_code);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (kt_new_profile_page_parent_class)->finalize (object);
}

static void
kt_new_profile_page_class_init (KtNewProfilePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_new_profile_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_new_profile_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/profile/new-profile-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, form);
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, make);
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, make_stack);
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, nickname);
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, again);
  gtk_widget_class_bind_template_child (widget_class, KtNewProfilePage, advice);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_clicked_cb);
}

static void
kt_new_profile_page_init (KtNewProfilePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

AdwNavigationPage *
kt_new_profile_page_new (const char *data_dir)
{
  KtNewProfilePage *self = g_object_new (KT_TYPE_NEW_PROFILE_PAGE, NULL);

  self->data_dir = g_strdup (data_dir);
  return ADW_NAVIGATION_PAGE (self);
}
