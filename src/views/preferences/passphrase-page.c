/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/preferences/passphrase-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "store/key-slots.h"
#include "views/profile/passphrase-advice.h"
#include "widgets/error-text.h"
#include "widgets/page.h"

struct _KtPassphrasePage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkWidget *form, *save;
  AdwPasswordEntryRow *current, *passphrase, *again;
  GtkLabel *advice;

  /* owned */
  KtSession *session;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtPassphrasePage, kt_passphrase_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static const char *
text_of (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_complete (KtPassphrasePage *self)
{
  return *text_of (self->current) != '\0' && kt_passphrase_is_good (text_of (self->passphrase), text_of (self->again));
}

static void
changed_cb (KtPassphrasePage *self)
{
  gtk_label_set_label (self->advice, kt_passphrase_advice (text_of (self->passphrase), text_of (self->again)));
  gtk_widget_set_sensitive (self->save, is_complete (self));
}

/* ---- Exchanging the slot, in a thread: it costs Argon2id twice ---- */
typedef struct
{
  char *dir, *current, *passphrase;
} Change;

static void
free_secret (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
free_change (gpointer data)
{
  Change *change = data;

  g_free (change->dir);
  free_secret (change->current);
  free_secret (change->passphrase);
  g_free (change);
}

static void
change_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Change *change = data;
  GError *error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (change->dir, change->current, &error);

  if (key != NULL && kt_key_slots_set_passphrase (change->dir, key, change->passphrase, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
changed_slot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtPassphrasePage *self = KT_PASSPHRASE_PAGE (source);
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->form, TRUE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      kt_toast (GTK_WIDGET (self), _("From now on the new passphrase opens your profile."));
      kt_pop_page (GTK_WIDGET (self));
      return;
    }
  gtk_label_set_label (self->advice, kt_error_text (error));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), kt_error_text (error), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_grab_focus (GTK_WIDGET (self->current));
}

static void
change (KtPassphrasePage *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, changed_slot_cb, NULL);
  Change *data = g_new0 (Change, 1);

  g_task_set_source_tag (task, change);
  data->dir = g_strdup (kt_session_get_profile (self->session)->dir);
  data->current = g_strdup (text_of (self->current));
  data->passphrase = g_strdup (text_of (self->passphrase));
  g_task_set_task_data (task, data, free_change);
  gtk_widget_set_sensitive (self->form, FALSE);
  g_task_run_in_thread (task, change_in_thread);
}

static void
save_clicked_cb (KtPassphrasePage *self)
{
  change (self);
}

static void
activated_cb (KtPassphrasePage *self)
{
  if (is_complete (self))
    change (self);
}

static AdwNavigationPage *
rebuild (KtPage *page)
{
  return kt_passphrase_page_new (KT_PASSPHRASE_PAGE (page)->session);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_passphrase_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_PASSPHRASE_PAGE);
  G_OBJECT_CLASS (kt_passphrase_page_parent_class)->dispose (object);
}

static void
kt_passphrase_page_finalize (GObject *object)
{
  g_clear_object (&KT_PASSPHRASE_PAGE (object)->session);
  G_OBJECT_CLASS (kt_passphrase_page_parent_class)->finalize (object);
}

static void
kt_passphrase_page_class_init (KtPassphrasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_passphrase_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_passphrase_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/preferences/passphrase-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtPassphrasePage, form);
  gtk_widget_class_bind_template_child (widget_class, KtPassphrasePage, save);
  gtk_widget_class_bind_template_child (widget_class, KtPassphrasePage, current);
  gtk_widget_class_bind_template_child (widget_class, KtPassphrasePage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, KtPassphrasePage, again);
  gtk_widget_class_bind_template_child (widget_class, KtPassphrasePage, advice);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
}

static void
kt_passphrase_page_init (KtPassphrasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

AdwNavigationPage *
kt_passphrase_page_new (KtSession *session)
{
  KtPassphrasePage *self = g_object_new (KT_TYPE_PASSPHRASE_PAGE, NULL);

  self->session = g_object_ref (session);
  return ADW_NAVIGATION_PAGE (self);
}
