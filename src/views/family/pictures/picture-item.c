/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-item.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/pictures/picture-text.h"
#include "widgets/page.h"
#include "widgets/picture-thumb.h"

#define SIDE 72

struct _KtPictureItem {
  AdwBin parent;
  KtPictureIntake *intake;   /* owned */
  /* borrowed */
  GtkLabel *refusal;
  GtkWidget *thumb, *progress, *caption;
};

G_DEFINE_FINAL_TYPE (KtPictureItem, kt_picture_item, ADW_TYPE_BIN)

enum { CHANGED,
       LEFT_OUT,
       N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- How far it is ---- */

static void
show_progress (KtPictureItem *self)
{
  double fraction = kt_picture_intake_get_fraction (self->intake);

  if (fraction < 0)
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));
  else
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
}

static void
show_face (KtPictureItem *self)
{
  kt_picture_thumb_set (self->thumb, kt_picture_intake_get_thumb (self->intake),
                        kt_picture_intake_get_error (self->intake) != NULL ? "dialog-warning-symbolic"
                                                                           : "x-office-document-symbolic");
}

static void
show (KtPictureItem *self)
{
  gboolean reading = kt_picture_intake_is_reading (self->intake);
  gboolean refused = kt_picture_intake_get_error (self->intake) != NULL;

  gtk_widget_set_visible (self->progress, reading);
  gtk_widget_set_visible (self->caption, !refused);
  gtk_widget_set_visible (GTK_WIDGET (self->refusal), refused);
  if (reading)
    {
      show_progress (self);
      return;
    }
  show_face (self);
  if (refused)
    {
      g_autofree char *why = kt_picture_refusal (self->intake);

      gtk_label_set_label (self->refusal, why);
      gtk_accessible_announce (GTK_ACCESSIBLE (self), why, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
}

static void
on_intake_changed (KtPictureItem *self)
{
  show (self);
  if (!kt_picture_intake_is_reading (self->intake))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_typed (KtPictureItem *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_leave_out (KtPictureItem *self)
{
  kt_picture_intake_cancel (self->intake);
  g_signal_emit (self, signals[LEFT_OUT], 0);
}

/* ---- Building ---- */

static GtkWidget *
make_name (KtPictureItem *self)
{
  GtkWidget *name = kt_plain_label (kt_picture_intake_get_name (self->intake), "kt-quiet");

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  return name;
}

static GtkWidget *
make_texts (KtPictureItem *self, const char *caption)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->progress = gtk_progress_bar_new ();
  self->caption = gtk_entry_new ();
  self->refusal = GTK_LABEL (kt_wrapped_label ("", NULL));
  gtk_editable_set_text (GTK_EDITABLE (self->caption), caption != NULL ? caption : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (self->caption), 8);
  gtk_widget_add_css_class (self->caption, "kt-caption");
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->caption), _("What is to be seen?"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->caption), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Caption"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Being read"), -1);
  g_signal_connect_object (self->caption, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_name (self));
  gtk_box_append (GTK_BOX (texts), self->progress);
  gtk_box_append (GTK_BOX (texts), self->caption);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->refusal));
  return texts;
}

static GtkWidget *
make_leave_out (KtPictureItem *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: %s is the name of a file that is not to be added after all. */
  g_autofree char *name = g_strdup_printf (_("Leave out “%s”"), kt_picture_intake_get_name (self->intake));

  gtk_widget_set_tooltip_text (button, _("Leave out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_leave_out), self, G_CONNECT_SWAPPED);
  return button;
}

static void
kt_picture_item_dispose (GObject *object)
{
  KtPictureItem *self = KT_PICTURE_ITEM (object);

  if (self->intake != NULL)
    kt_picture_intake_cancel (self->intake);
  g_clear_object (&self->intake);
  G_OBJECT_CLASS (kt_picture_item_parent_class)->dispose (object);
}

static void
kt_picture_item_class_init (KtPictureItemClass *class)
{
  G_OBJECT_CLASS (class)->dispose = kt_picture_item_dispose;
  signals[CHANGED] = g_signal_new ("changed", KT_TYPE_PICTURE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT_OUT] = g_signal_new ("left-out", KT_TYPE_PICTURE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_picture_item_init (KtPictureItem *self)
{
}

GtkWidget *
kt_picture_item_new (KtPictureIntake *intake, const char *caption)
{
  KtPictureItem *self = g_object_new (KT_TYPE_PICTURE_ITEM, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->intake = g_object_ref (intake);
  self->thumb = kt_picture_thumb_new (SIDE, "image-x-generic-symbolic");
  gtk_box_append (GTK_BOX (box), self->thumb);
  gtk_box_append (GTK_BOX (box), make_texts (self, caption));
  gtk_box_append (GTK_BOX (box), make_leave_out (self));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (intake, "changed", G_CALLBACK (on_intake_changed), self, G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}

void
kt_picture_item_focus_when_shown (KtPictureItem *self)
{
  kt_focus_when_shown (self->caption);
}

KtPictureIntake *
kt_picture_item_get_intake (KtPictureItem *self)
{
  return self->intake;
}

char *
kt_picture_item_dup_caption (KtPictureItem *self)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->caption))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}
