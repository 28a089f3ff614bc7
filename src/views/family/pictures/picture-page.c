/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-page.h"

#include "base/i18n.h"
#include "store/store-error.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/pictures/picture-copy.h"
#include "views/family/pictures/picture-loader.h"
#include "views/family/pictures/picture-text.h"
#include "views/family/reopen.h"
#include "widgets/page.h"
#include "widgets/picture-decode.h"
#include "widgets/picture-view.h"

struct _KtPicturePage {
  AdwNavigationPage parent;
  KtFamilyContext *context; /* owned */
  char *id;
  char *visit;              /* (nullable): whose pictures are turned over */
  char *shown;              /* (nullable): the digest of the picture that is there or was asked for */
  guint place;              /* among the visit's, to go on from when it is removed */
  /* template */
  AdwWindowTitle *heading;
  GtkStack *stack;
  AdwBin *view_place;
  AdwStatusPage *message;
  GtkWidget *copy, *tools;
  GtkLabel *caption, *meta;
  KtPictureView *view;      /* borrowed */
};

static void kt_picture_page_page_init (KtPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtPicturePage, kt_picture_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, kt_picture_page_page_init))

static KtRecord *
find_picture (KtPicturePage *self)
{
  return kt_family_index_find (kt_family_context_get_index (self->context), self->id);
}

/* Returns: (transfer container). */
static GPtrArray *
list_pictures (KtPicturePage *self)
{
  return kt_family_index_list_pictures (kt_family_context_get_index (self->context), self->visit);
}

/* ---- What is in the middle ---- */

static void
show_message (KtPicturePage *self, const char *icon, const char *title, const char *text, gboolean copy)
{
  adw_status_page_set_icon_name (self->message, icon);
  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, text);
  gtk_widget_set_visible (self->copy, copy);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->message));
  gtk_widget_set_sensitive (self->tools, FALSE);
}

static void
show_problem (KtPicturePage *self, const GError *error)
{
  if (g_error_matches (error, GDK_TEXTURE_ERROR, GDK_TEXTURE_ERROR_UNSUPPORTED_FORMAT))
    show_message (self, "image-missing-symbolic", _ ("This device cannot show it"),
                  _ ("It is kept safely all the same. Another program may be able to open a copy of it."), TRUE);
  else if (g_error_matches (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_YET))
    show_message (self, "content-loading-symbolic", _ ("Still on its way"), NULL, FALSE);
  else
    show_message (self, "image-missing-symbolic", _ ("This picture cannot be shown"),
                  error->domain == KT_STORE_ERROR ? kt_family_problem_text (error)
                                                  : _ ("It is damaged, or too large for this device."),
                  FALSE);
}

static void
on_loaded (GtkWidget *widget, const char *id, GdkTexture *texture, const GError *error)
{
  KtPicturePage *self = KT_PICTURE_PAGE (widget);
  KtRecord *picture = find_picture (self);
  g_autofree char *told = NULL;

  if (picture == NULL || g_strcmp0 (id, self->id) != 0) /* turned over meanwhile */
    return;
  if (texture == NULL)
    {
      g_clear_pointer (&self->shown, g_free);
      show_problem (self, error);
      return;
    }
  told = kt_picture_title (picture);
  kt_picture_view_set (self->view, texture, told);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->view_place));
  gtk_widget_set_sensitive (self->tools, TRUE);
}

/* Only when another picture is meant, or the rest of it came in. */
static void
ask_for_it (KtPicturePage *self, KtRecord *picture)
{
  const char *digest = kt_record_get_text (picture, "digest");

  if (digest != NULL && g_strcmp0 (digest, self->shown) == 0)
    return;
  g_set_str (&self->shown, digest != NULL ? digest : "");
  gtk_widget_set_sensitive (self->tools, FALSE);
  /* never somebody else's words under the one before */
  kt_picture_view_set (self->view, NULL, "");
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->view_place));
  kt_picture_load (self->context, GTK_WIDGET (self), picture, KT_PICTURE_LARGE, on_loaded);
}

static void
show_middle (KtPicturePage *self, KtRecord *picture)
{
  g_autofree char *coming = kt_picture_coming (self->context, picture);

  if (coming != NULL)
    {
      g_clear_pointer (&self->shown, g_free);
      show_message (self, "content-loading-symbolic", _ ("Still on its way"), coming, FALSE);
    }
  else if (kt_picture_is_document (picture))
    {
      g_clear_pointer (&self->shown, g_free);
      show_message (self, "x-office-document-symbolic", _ ("A PDF document"),
                    _ ("Keukentafel keeps it safe, but does not show it. Another program can open a copy of it."), TRUE);
    }
  else
    ask_for_it (self, picture);
}

/* ---- What is around it ---- */

static void
show_place (KtPicturePage *self, GPtrArray *pictures)
{
  /* Translators: which picture this is: the second of five. */
  g_autofree char *place = g_strdup_printf (_ ("%u of %u"), self->place + 1, pictures->len);

  adw_window_title_set_subtitle (self->heading, pictures->len > 1 ? place : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.previous", self->place > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.next", self->place + 1 < pictures->len);
}

static void
show_words (KtPicturePage *self, KtRecord *picture)
{
  const char *caption = kt_record_get_text (picture, "caption"), *kind = kt_record_choice_text (picture, "kind");
  g_autofree char *meta = kt_picture_meta (self->context, picture), *told = kt_picture_title (picture);

  adw_window_title_set_title (self->heading, kind != NULL ? kind : _ ("Picture"));
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), kind != NULL ? kind : _ ("Picture"));
  gtk_label_set_label (self->caption, caption != NULL ? caption : "");
  gtk_widget_set_visible (GTK_WIDGET (self->caption), caption != NULL);
  gtk_label_set_label (self->meta, meta);
  gtk_widget_set_visible (GTK_WIDGET (self->meta), *meta != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, told, -1);
}

static void
show_picture (KtPicturePage *self, KtRecord *picture, GPtrArray *pictures)
{
  g_ptr_array_find (pictures, picture, &self->place);
  show_place (self, pictures);
  show_words (self, picture);
  show_middle (self, picture);
}

/* It was removed: the one that took its place, or back. */
static void
refresh (GtkWidget *widget)
{
  KtPicturePage *self = KT_PICTURE_PAGE (widget);
  KtRecord *picture = find_picture (self);
  g_autoptr (GPtrArray) pictures = list_pictures (self);

  if (picture == NULL && pictures->len == 0)
    {
      kt_pop_page (widget);
      return;
    }
  if (picture == NULL)
    {
      picture = g_ptr_array_index (pictures, MIN (self->place, pictures->len - 1));
      g_set_str (&self->id, kt_record_get_id (picture));
    }
  show_picture (self, picture, pictures);
}

/* ---- Actions ---- */

static void
go (KtPicturePage *self, int by)
{
  g_autoptr (GPtrArray) pictures = list_pictures (self);
  gint64 to = (gint64) self->place + by;

  if (to < 0 || to >= pictures->len)
    return;
  g_set_str (&self->id, kt_record_get_id (g_ptr_array_index (pictures, to)));
  show_picture (self, g_ptr_array_index (pictures, to), pictures);
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go (KT_PICTURE_PAGE (widget), g_str_equal (name, "picture.next") ? 1 : -1);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_picture_view_zoom (KT_PICTURE_PAGE (widget)->view, g_str_equal (name, "picture.zoom-in")    ? 1.25
                                                        : g_str_equal (name, "picture.zoom-out") ? 0.8
                                                                                                 : 0);
}

static void
turn_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_picture_view_turn (KT_PICTURE_PAGE (widget)->view);
}

static void
change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPicturePage *self = KT_PICTURE_PAGE (widget);
  KtRecord *picture = find_picture (self);

  if (picture != NULL)
    kt_family_edit_record (self->context, widget, picture);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPicturePage *self = KT_PICTURE_PAGE (widget);
  KtRecord *picture = find_picture (self);

  if (picture != NULL)
    kt_picture_copy (self->context, widget, picture);
}

/* ---- Building ---- */

static KtPicturePage *
make_page (KtFamilyContext *context, const char *id)
{
  KtPicturePage *self = g_object_new (KT_TYPE_PICTURE_PAGE, NULL);
  KtRecord *picture = kt_family_index_find (kt_family_context_get_index (context), id);

  self->context = g_object_ref (context);
  self->id = g_strdup (id);
  self->visit = picture != NULL ? g_strdup (kt_record_get_text (picture, "visit")) : NULL;
  self->view = KT_PICTURE_VIEW (kt_picture_view_new ());
  adw_bin_set_child (self->view_place, GTK_WIDGET (self->view));
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
  return self;
}

void
kt_picture_page_open (KtFamilyContext *context, GtkWidget *from, const char *id)
{
  if (kt_family_index_find (kt_family_context_get_index (context), id) != NULL)
    kt_push_page (from, ADW_NAVIGATION_PAGE (make_page (context, id)));
}

static AdwNavigationPage *
kt_picture_page_rebuild (KtPage *page)
{
  KtPicturePage *self = KT_PICTURE_PAGE (page), *made;

  if (find_picture (self) == NULL)
    return NULL;
  made = make_page (self->context, self->id);
  kt_reopen_over (GTK_WIDGET (self), GTK_WIDGET (made));
  return ADW_NAVIGATION_PAGE (made);
}

static void
kt_picture_page_page_init (KtPageInterface *iface)
{
  iface->rebuild = kt_picture_page_rebuild;
}

/* ---- Object ---- */

static void
kt_picture_page_dispose (GObject *object)
{
  KtPicturePage *self = KT_PICTURE_PAGE (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->visit, g_free);
  g_clear_pointer (&self->shown, g_free);
  /* Its child is bound by the template: taken out here, or both would. */
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_PICTURE_PAGE);
  G_OBJECT_CLASS (kt_picture_page_parent_class)->dispose (object);
}

static void
bind_keys (GtkWidgetClass *class)
{
  static const struct {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_Page_Down, "picture.next" },
    { GDK_KEY_n, "picture.next" },
    { GDK_KEY_Page_Up, "picture.previous" },
    { GDK_KEY_p, "picture.previous" },
    { GDK_KEY_plus, "picture.zoom-in" },
    { GDK_KEY_equal, "picture.zoom-in" },
    { GDK_KEY_KP_Add, "picture.zoom-in" },
    { GDK_KEY_minus, "picture.zoom-out" },
    { GDK_KEY_KP_Subtract, "picture.zoom-out" },
    { GDK_KEY_0, "picture.whole" },
    { GDK_KEY_KP_0, "picture.whole" },
    { GDK_KEY_r, "picture.turn" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (class, keys[i].key, 0, keys[i].action, NULL);
}

static void
install_actions (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "picture.next", NULL, go_action);
  gtk_widget_class_install_action (class, "picture.previous", NULL, go_action);
  gtk_widget_class_install_action (class, "picture.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (class, "picture.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (class, "picture.whole", NULL, zoom_action);
  gtk_widget_class_install_action (class, "picture.turn", NULL, turn_action);
  gtk_widget_class_install_action (class, "picture.change", NULL, change_action);
  gtk_widget_class_install_action (class, "picture.copy", NULL, copy_action);
  bind_keys (class);
}

static void
kt_picture_page_class_init (KtPicturePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_picture_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/family/picture-page.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, heading);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, stack);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, view_place);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, message);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, copy);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, tools);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, caption);
  gtk_widget_class_bind_template_child (widget_class, KtPicturePage, meta);
  install_actions (widget_class);
}

static void
kt_picture_page_init (KtPicturePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
