/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/profile/recovery-page.h"

#include <glib/gi18n.h>

#include "views/profile/connect-page.h"
#include "widgets/page.h"

struct _KtRecoveryPage {
  AdwNavigationPage parent_instance;

  /* template */
  AdwWrapBox *groups;
  AdwEntryRow *typed;
  GtkWidget *next;

  /* owned */
  KtSession *session;
  KtRecoveryUse use;
  char *code;
  GStrv parts;
  guint asked; /* which group is to be typed over, from 0 */
};

static void page_init (KtPageInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtRecoveryPage, kt_recovery_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, page_init))

static gboolean
is_right (KtRecoveryPage *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->typed))));

  return g_ascii_strcasecmp (typed, self->parts[self->asked]) == 0;
}

static void
changed_cb (KtRecoveryPage *self)
{
  gtk_widget_set_sensitive (self->next, is_right (self));
}

static void
go_on (KtRecoveryPage *self)
{
  if (!is_right (self))
    return;
  if (self->use == KT_RECOVERY_FIRST)
    kt_push_page (GTK_WIDGET (self), kt_connect_page_new (self->session, KT_CONNECT_FIRST));
  else
    kt_pop_to_page (GTK_WIDGET (self), "preferences");
}

static void
activated_cb (KtRecoveryPage *self)
{
  go_on (self);
}

static void
next_clicked_cb (KtRecoveryPage *self)
{
  go_on (self);
}

static void
add_group (KtRecoveryPage *self, guint i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *number = g_strdup_printf ("%u", i + 1);
  GtkWidget *small = gtk_label_new (number), *large = gtk_label_new (self->parts[i]);

  gtk_widget_add_css_class (small, "kt-quiet");
  gtk_widget_add_css_class (large, "kt-code");
  gtk_widget_add_css_class (box, "kt-house");
  gtk_label_set_xalign (GTK_LABEL (small), 0);
  gtk_box_append (GTK_BOX (box), small);
  gtk_box_append (GTK_BOX (box), large);
  adw_wrap_box_append (self->groups, box);
}

static void
show_code (KtRecoveryPage *self, const char *code, guint asked)
{
  g_autofree char *title = NULL;
  guint n;

  self->code = g_strdup (code);
  self->parts = g_strsplit_set (code, "- ", -1);
  n = g_strv_length (self->parts);
  self->asked = asked < n ? asked : (guint) g_random_int_range (0, (gint32) n);
  for (guint i = 0; i < n; i++)
    add_group (self, i);
  /* Translators: %u is the number of one group of the recovery code, to be typed over from paper. */
  title = g_strdup_printf (_("Type group %u over from your paper"), self->asked + 1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->typed), title);
}

static AdwNavigationPage *
rebuild (KtPage *page)
{
  KtRecoveryPage *old = KT_RECOVERY_PAGE (page);
  KtRecoveryPage *new = g_object_new (KT_TYPE_RECOVERY_PAGE, NULL);

  new->session = g_object_ref (old->session);
  new->use = old->use;
  show_code (new, old->code, old->asked);
  return ADW_NAVIGATION_PAGE (new);
}

static void
page_init (KtPageInterface *iface)
{
  iface->rebuild = rebuild;
}

static void
kt_recovery_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_RECOVERY_PAGE);
  G_OBJECT_CLASS (kt_recovery_page_parent_class)->dispose (object);
}

static void
kt_recovery_page_finalize (GObject *object)
{
  KtRecoveryPage *self = KT_RECOVERY_PAGE (object);

  g_clear_object (&self->session);
  g_free (self->code);
  g_strfreev (self->parts);
  G_OBJECT_CLASS (kt_recovery_page_parent_class)->finalize (object);
}

static void
kt_recovery_page_class_init (KtRecoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_recovery_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_recovery_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/profile/recovery-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtRecoveryPage, groups);
  gtk_widget_class_bind_template_child (widget_class, KtRecoveryPage, typed);
  gtk_widget_class_bind_template_child (widget_class, KtRecoveryPage, next);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_clicked_cb);
}

static void
kt_recovery_page_init (KtRecoveryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
kt_recovery_page_new (KtSession *session, const char *code, KtRecoveryUse use)
{
  KtRecoveryPage *self = g_object_new (KT_TYPE_RECOVERY_PAGE, NULL);

  self->session = g_object_ref (session);
  self->use = use;
  show_code (self, code, G_MAXUINT);
  return ADW_NAVIGATION_PAGE (self);
}
