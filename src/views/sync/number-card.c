/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/sync/number-card.h"

struct _KtNumberCard {
  GtkButton parent_instance;

  /* borrowed: children */
  GtkImage *icon;
  GtkLabel *number, *caption;
};

enum {
  PROP_0,
  PROP_ICON,
  PROP_CAPTION,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

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
kt_number_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  KtNumberCard *self = KT_NUMBER_CARD (object);

  if (id == PROP_ICON)
    gtk_image_set_from_icon_name (self->icon, g_value_get_string (value));
  else if (id == PROP_CAPTION)
    gtk_label_set_label (self->caption, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  name_for_reader (self);
}

static void
kt_number_card_class_init (KtNumberCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = kt_number_card_set_property;
  properties[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
kt_number_card_init (KtNumberCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->icon = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  self->number = GTK_LABEL (gtk_label_new ("0"));
  self->caption = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "kt-big");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "kt-quiet");
  gtk_label_set_xalign (self->caption, 0);
  gtk_label_set_yalign (self->caption, 0);
  gtk_label_set_wrap (self->caption, TRUE);
  gtk_label_set_wrap_mode (self->caption, PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->caption));
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "kt-number");
}
