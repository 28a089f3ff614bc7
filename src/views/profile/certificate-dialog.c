/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/profile/certificate-dialog.h"

#include <glib/gi18n.h>

#include "widgets/page.h"

struct _KtCertificateDialog {
  AdwDialog parent_instance;

  /* template */
  GtkTextView *text;
  GtkLabel *message;
  GtkRevealer *message_revealer;
  GtkWidget *use;
};

enum {
  GIVEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtCertificateDialog, kt_certificate_dialog, ADW_TYPE_DIALOG)

static char *
dup_text (KtCertificateDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return g_strdup (g_strstrip (text));
}

/* Half a certificate, or the wrong file, is said here and not as a server that cannot be reached. */
static gboolean
is_certificate (const char *text)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (text, -1, NULL);
  const char *begin = g_strstr_len (text, -1, "-----BEGIN CERTIFICATE-----");
  gboolean whole = begin != NULL && g_strstr_len (begin, -1, "-----END CERTIFICATE-----") != NULL;

  /* Without a TLS backend GLib knows no certificate at all: its marks must do. */
  return whole && (certificate != NULL || !g_tls_backend_supports_tls (g_tls_backend_get_default ()));
}

static void
changed_cb (KtCertificateDialog *self)
{
  g_autofree char *text = dup_text (self);

  gtk_widget_set_sensitive (self->use, *text != '\0');
  gtk_revealer_set_reveal_child (self->message_revealer, FALSE);
}

static void
use_clicked_cb (KtCertificateDialog *self)
{
  g_autofree char *text = dup_text (self);

  if (is_certificate (text))
    {
      g_signal_emit (self, signals[GIVEN], 0, text);
      adw_dialog_close (ADW_DIALOG (self));
      return;
    }
  gtk_label_set_label (self->message, _("This is not a whole certificate. It begins with -----BEGIN CERTIFICATE----- and "
                                         "ends with -----END CERTIFICATE-----."));
  gtk_revealer_set_reveal_child (self->message_revealer, TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), gtk_label_get_label (self->message),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
kt_certificate_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_CERTIFICATE_DIALOG);
  G_OBJECT_CLASS (kt_certificate_dialog_parent_class)->dispose (object);
}

static void
kt_certificate_dialog_class_init (KtCertificateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_certificate_dialog_dispose;
  signals[GIVEN] = g_signal_new ("given", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/profile/certificate-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtCertificateDialog, text);
  gtk_widget_class_bind_template_child (widget_class, KtCertificateDialog, message);
  gtk_widget_class_bind_template_child (widget_class, KtCertificateDialog, message_revealer);
  gtk_widget_class_bind_template_child (widget_class, KtCertificateDialog, use);
  gtk_widget_class_bind_template_callback (widget_class, use_clicked_cb);
}

static void
kt_certificate_dialog_init (KtCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

AdwDialog *
kt_certificate_dialog_new (void)
{
  return g_object_new (KT_TYPE_CERTIFICATE_DIALOG, NULL);
}
