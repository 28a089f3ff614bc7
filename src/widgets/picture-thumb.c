/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/picture-thumb.h"

#define SIGN 28

/* The picture lies over the sign and asks for no room of its own: a broad one would. */
GtkWidget *
kt_picture_thumb_new (int side, const char *icon)
{
  GtkWidget *thumb = gtk_overlay_new (), *sign, *picture;

  sign = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  picture = g_object_new (GTK_TYPE_PICTURE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_image_set_pixel_size (GTK_IMAGE (sign), SIGN);
  gtk_widget_set_size_request (sign, side, side);
  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_COVER);
  gtk_overlay_set_child (GTK_OVERLAY (thumb), sign);
  gtk_overlay_add_overlay (GTK_OVERLAY (thumb), picture);
  g_object_set_data (G_OBJECT (thumb), "kt-picture", picture);
  g_object_set (thumb, "overflow", GTK_OVERFLOW_HIDDEN, "halign", GTK_ALIGN_START, "valign", GTK_ALIGN_START, NULL);
  gtk_widget_add_css_class (thumb, "kt-thumb");
  return thumb;
}

void
kt_picture_thumb_set (GtkWidget *thumb, GdkTexture *texture, const char *icon)
{
  GtkWidget *sign = gtk_overlay_get_child (GTK_OVERLAY (thumb));

  gtk_picture_set_paintable (g_object_get_data (G_OBJECT (thumb), "kt-picture"), GDK_PAINTABLE (texture));
  if (icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (sign), icon);
  gtk_widget_set_opacity (sign, texture != NULL ? 0 : 1);
}
