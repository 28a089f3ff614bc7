/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-strip.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/pictures/add-pictures.h"
#include "views/family/pictures/picture-loader.h"
#include "views/family/pictures/picture-page.h"
#include "views/family/pictures/picture-text.h"
#include "widgets/keyed-box.h"
#include "widgets/picture-decode.h"
#include "widgets/picture-thumb.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

#define SIDE 96

/* ---- One picture, small ---- */

static void
on_open (GtkWidget *button, KtFamilyContext *context)
{
  kt_picture_page_open (context, button, g_object_get_data (G_OBJECT (button), "kt-picture"));
}

/* What cannot be shown small keeps its sign. */
static void
on_loaded (GtkWidget *thumb, const char *id, GdkTexture *texture, const GError *error)
{
  if (texture != NULL)
    kt_picture_thumb_set (thumb, texture, NULL);
}

static const char *
sign_of (KtRecord *picture, gboolean coming)
{
  if (coming)
    return "content-loading-symbolic";
  return kt_picture_is_document (picture) ? "x-office-document-symbolic" : "image-x-generic-symbolic";
}

static GtkWidget *
make_thumb (KtFamilyContext *context, KtRecord *picture)
{
  g_autofree char *coming = kt_picture_coming (context, picture);
  GtkWidget *thumb = kt_picture_thumb_new (SIDE, sign_of (picture, coming != NULL));

  if (coming == NULL && !kt_picture_is_document (picture))
    kt_picture_load (context, thumb, picture, KT_PICTURE_THUMB, on_loaded);
  return thumb;
}

/* The caption, and the state only where it says something. */
static GtkWidget *
make_foot (KtFamilyContext *context, KtRecord *picture)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *label;
  GtkWidget *mark = kt_state_mark_new (kt_family_context_get_state (context, kt_record_get_id (picture)));
  g_autofree char *title = kt_picture_title (picture);

  label = kt_plain_label (title, "kt-quiet");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (foot), label);
  if (mark != NULL)
    gtk_box_append (GTK_BOX (foot), mark);
  return foot;
}

static GtkWidget *
make_picture (KtFamilyContext *context, KtRecord *picture)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *told = kt_picture_told (context, picture);

  gtk_box_append (GTK_BOX (box), make_thumb (context, picture));
  gtk_box_append (GTK_BOX (box), make_foot (context, picture));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-picture");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  g_object_set_data_full (G_OBJECT (button), "kt-picture", g_strdup (kt_record_get_id (picture)), g_free);
  kt_keyed_name_focus (button, kt_record_get_id (picture));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_open), context, 0);
  return button;
}

/* ---- All of them ---- */

GtkWidget *
kt_picture_strip_new (KtFamilyContext *context, const char *visit)
{
  g_autoptr (GPtrArray) pictures = kt_family_index_list_pictures (kt_family_context_get_index (context), visit);
  GtkWidget *strip = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (strip), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (strip), 6);
  for (guint i = 0; i < pictures->len; i++)
    adw_wrap_box_append (ADW_WRAP_BOX (strip), make_picture (context, g_ptr_array_index (pictures, i)));
  return strip;
}

guint
kt_picture_strip_print (KtFamilyContext *context, GString *print, const char *visit)
{
  g_autoptr (GPtrArray) pictures = kt_family_index_list_pictures (kt_family_context_get_index (context), visit);

  for (guint i = 0; i < pictures->len; i++)
    kt_picture_print (context, print, g_ptr_array_index (pictures, i));
  return pictures->len;
}

/* ---- With a heading and a way to add one ---- */

static const char *
visit_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "kt-visit");
}

static void
on_add (GtkWidget *button, KtFamilyContext *context)
{
  kt_add_pictures_choose (context, button, visit_of (button));
}

typedef struct {
  KtFamilyContext *context; /* owned */
  char *visit;
} Build;

static void
build_free (gpointer data)
{
  Build *build = data;

  g_object_unref (build->context);
  g_free (build->visit);
  g_free (build);
}

static GtkWidget *
build_strip (gpointer item, gpointer data)
{
  Build *build = data;

  return kt_picture_strip_new (build->context, build->visit);
}

static void
refresh (GtkWidget *widget)
{
  KtFamilyContext *context = g_object_get_data (G_OBJECT (widget), "kt-context");
  GPtrArray *items = kt_keyed_items_new ();
  g_autoptr (GString) print = g_string_new (NULL);
  Build *build = g_new0 (Build, 1);

  build->context = g_object_ref (context);
  build->visit = g_strdup (visit_of (widget));
  if (kt_picture_strip_print (context, print, build->visit) > 0)
    kt_keyed_items_add (items, "strip", print->str, NULL);
  kt_keyed_box_update (KT_KEYED_BOX (widget), items, build_strip, build, build_free);
}

GtkWidget *
kt_picture_block_new (KtFamilyContext *context, const char *visit)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *parts = kt_keyed_box_new (0);
  GtkWidget *button = gtk_button_new_with_label (_ ("Add a picture"));

  for (guint i = 0; i < 2; i++)
    g_object_set_data_full (G_OBJECT (i == 0 ? parts : button), "kt-visit", g_strdup (visit), g_free);
  g_object_set_data_full (G_OBJECT (parts), "kt-context", g_object_ref (context), g_object_unref);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add), context, 0);
  gtk_box_append (GTK_BOX (block), kt_heading_label (_ ("Pictures"), "heading"));
  gtk_box_append (GTK_BOX (block), parts);
  gtk_box_append (GTK_BOX (block), button);
  kt_family_context_watch (context, parts, refresh);
  return block;
}
