/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/preferences/renew-code-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "store/key-slots.h"
#include "views/profile/recovery-page.h"
#include "widgets/error-text.h"
#include "widgets/page.h"

struct _KtRenewCodePage {
  AdwNavigationPage parent_instance;

  /* template */
  GtkWidget *form, *make;
  AdwPasswordEntryRow *passphrase;
  GtkLabel *advice;

  /* owned */
  KtSession *session;
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtRenewCodePage, kt_renew_code_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static const char *
typed (KtRenewCodePage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->passphrase));
}

static void
changed_cb (KtRenewCodePage *self)
{
  gtk_widget_set_sensitive (self->make, *typed (self) != '\0');
}

/* ---- Exchanging the slot, in a thread: it costs Argon2id once ---- */
typedef struct
{
  char *dir, *passphrase;
} Renewal;

static void
free_secret (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
free_renewal (gpointer data)
{
  Renewal *renewal = data;

  g_free (renewal->dir);
  free_secret (renewal->passphrase);
  g_free (renewal);
}

static void
renew_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Renewal *renewal = data;
  GError *error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (renewal->dir, renewal->passphrase, &error);
  char *code = key != NULL ? kt_key_slots_renew_recovery (renewal->dir, key, &error) : NULL;

  if (code != NULL)
    g_task_return_pointer (task, code, free_secret);
  else
    g_task_return_error (task, error);
}

static void
tell_failure (KtRenewCodePage *self, const GError *error)
{
  gtk_label_set_label (self->advice, kt_error_text (error));
  gtk_widget_set_visible (GTK_WIDGET (self->advice), TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), kt_error_text (error), GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KtRenewCodePage *self = KT_RENEW_CODE_PAGE (source);
  g_autoptr (GError) error = NULL;
  char *code = g_task_propagate_pointer (G_TASK (result), &error);

  gtk_widget_set_sensitive (self->form, TRUE);
  if (code == NULL)
    {
      tell_failure (self, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  kt_push_page (GTK_WIDGET (self), kt_recovery_page_new (self->session, code, KT_RECOVERY_RENEWED));
  free_secret (code);
}

static void
renew (KtRenewCodePage *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, renewed_cb, NULL);
  Renewal *data = g_new0 (Renewal, 1);

  g_task_set_source_tag (task, renew);
  data->dir = g_strdup (kt_session_get_profile (self->session)->dir);
  data->passphrase = g_strdup (typed (self));
  g_task_set_task_data (task, data, free_renewal);
  gtk_widget_set_sensitive (self->form, FALSE);
  g_task_run_in_thread (task, renew_in_thread);
}

static void
make_clicked_cb (KtRenewCodePage *self)
{
  renew (self);
}

static void
activated_cb (KtRenewCodePage *self)
{
  if (*typed (self) != '\0')
    renew (self);
}

static AdwNavigationPage *
rebuild (KtPage *page)
{
  return kt_renew_code_page_new (KT_RENEW_CODE_PAGE (page)->session);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_renew_code_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_RENEW_CODE_PAGE);
  G_OBJECT_CLASS (kt_renew_code_page_parent_class)->dispose (object);
}

static void
kt_renew_code_page_finalize (GObject *object)
{
  g_clear_object (&KT_RENEW_CODE_PAGE (object)->session);
  G_OBJECT_CLASS (kt_renew_code_page_parent_class)->finalize (object);
}

static void
kt_renew_code_page_class_init (KtRenewCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_renew_code_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_renew_code_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/preferences/renew-code-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtRenewCodePage, form);
  gtk_widget_class_bind_template_child (widget_class, KtRenewCodePage, make);
  gtk_widget_class_bind_template_child (widget_class, KtRenewCodePage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, KtRenewCodePage, advice);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_clicked_cb);
}

static void
kt_renew_code_page_init (KtRenewCodePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
kt_renew_code_page_new (KtSession *session)
{
  KtRenewCodePage *self = g_object_new (KT_TYPE_RENEW_CODE_PAGE, NULL);

  self->session = g_object_ref (session);
  return ADW_NAVIGATION_PAGE (self);
}
