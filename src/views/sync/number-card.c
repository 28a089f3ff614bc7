/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/number-card.h"

struct _KtNumberCard {
  GtkButton parent_instance;

  /* borrowed: children */
  GtkImage *icon;
  GtkLabel *number, *caption;
};

G_DEFINE_FINAL_TYPE (KtNumberCard, kt_number_card, GTK_TYPE_BUTTON)

static void
name_for_reader (KtNumberCard *self)
{
  g_autofree char *name = g_strdup_printf ("%s %s", gtk_label_get_label (self->number), gtk_label_get_label (self->caption));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
kt_number_card_set_number (KtNumberCard *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  gtk_label_set_label (self->number, text);
  name_for_reader (self);
}

static void
kt_number_card_class_init (KtNumberCardClass *klass)
{
}

static void
kt_number_card_init (KtNumberCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->icon = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  self->number = GTK_LABEL (gtk_label_new ("0"));
  self->caption = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "kt-big");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "kt-quiet");
  gtk_label_set_xalign (self->caption, 0);
  gtk_label_set_yalign (self->caption, 0);
  gtk_label_set_wrap (self->caption, TRUE);
  gtk_label_set_wrap_mode (self->caption, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->number, 0);
  gtk_widget_set_halign (GTK_WIDGET (self->icon), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->caption));
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "kt-number");
}

GtkWidget *
kt_number_card_new (const char *icon, const char *caption)
{
  KtNumberCard *self = g_object_new (KT_TYPE_NUMBER_CARD, NULL);

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_label (self->caption, caption);
  name_for_reader (self);
  return GTK_WIDGET (self);
}
