/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/add-pictures.h"

#include "base/i18n.h"
#include "views/family/pictures/add-pictures-dialog.h"
#include "widgets/page.h"
#include "widgets/portal.h"
#include "widgets/recent-files.h"

/* Where what comes in goes. */
typedef struct {
  KtFamilyContext *context; /* owned */
  GtkWidget *from;          /* owned; borrowed when it lives in the widget's own controllers */
  char *visit;              /* (nullable) */
} Place;

static Place *
place_new (KtFamilyContext *context, GtkWidget *from, const char *visit)
{
  Place *place = g_new0 (Place, 1);

  *place = (Place) { g_object_ref (context), g_object_ref (from), g_strdup (visit) };
  return place;
}

static void
place_free (Place *place)
{
  g_object_unref (place->context);
  g_object_unref (place->from);
  g_free (place->visit);
  g_free (place);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Place, place_free)

/* intakes: of KtPictureIntake. */
static void
take (Place *place, GPtrArray *intakes)
{
  gboolean open = KT_IS_ADD_PICTURES_DIALOG (place->from);
  AdwDialog *dialog;

  if (intakes->len == 0 || gtk_widget_get_root (place->from) == NULL) /* left meanwhile */
    return;
  dialog = open ? ADW_DIALOG (place->from) : kt_add_pictures_dialog_new (place->context, place->visit);
  for (guint i = 0; i < intakes->len; i++)
    kt_add_pictures_dialog_take (KT_ADD_PICTURES_DIALOG (dialog), g_ptr_array_index (intakes, i));
  if (!open)
    adw_dialog_present (dialog, place->from);
}

/* ---- Chosen ---- */

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Place) place = user_data;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GPtrArray) intakes = g_ptr_array_new_with_free_func (g_object_unref);

  if (files == NULL) /* closed without choosing */
    return;
  kt_recent_files_forget (files);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      g_ptr_array_add (intakes, kt_picture_intake_new_for_file (file));
    }
  take (place, intakes);
}

static GListModel *
make_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) pictures = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) any = gtk_file_filter_new ();

  gtk_file_filter_set_name (pictures, _ ("Pictures and PDF"));
  gtk_file_filter_add_mime_type (pictures, "image/*");
  gtk_file_filter_add_mime_type (pictures, "application/pdf");
  gtk_file_filter_set_name (any, _ ("All files"));
  gtk_file_filter_add_pattern (any, "*");
  g_list_store_append (filters, pictures);
  g_list_store_append (filters, any);
  return G_LIST_MODEL (filters);
}

static void
portal_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Place) place = user_data;
  g_autoptr (GtkFileDialog) dialog = NULL;
  g_autoptr (GListModel) filters = NULL;
  GtkRoot *root = gtk_widget_get_root (place->from);

  if (root == NULL) /* left meanwhile */
    return;
  if (!kt_portal_files_finish (result))
    {
      kt_toast (place->from, _ ("On this device no file can be chosen. You can copy a picture elsewhere and paste it here."));
      return;
    }
  dialog = gtk_file_dialog_new ();
  filters = make_filters ();
  gtk_file_dialog_set_title (dialog, _ ("Add pictures"));
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (root), NULL, chosen_cb, g_steal_pointer (&place));
}

void
kt_add_pictures_choose (KtFamilyContext *context, GtkWidget *from, const char *visit)
{
  kt_portal_files_async (portal_asked_cb, place_new (context, from, visit));
}

/* ---- Dropped and pasted: files, or the picture itself ---- */

/* As bytes rather than as a texture: they are looked at before anything decodes them. */
static const char *mime_types[] = { "image/png", "image/jpeg", "image/webp", "application/pdf", NULL };

static gboolean
holds_pictures (GdkContentFormats *formats)
{
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    return TRUE;
  for (gsize i = 0; mime_types[i] != NULL; i++)
    if (gdk_content_formats_contain_mime_type (formats, mime_types[i]))
      return TRUE;
  return FALSE;
}

static void
take_files (Place *place, const GValue *value)
{
  g_autoptr (GPtrArray) intakes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *at = files; at != NULL; at = at->next)
    g_ptr_array_add (intakes, kt_picture_intake_new_for_file (at->data));
  take (place, intakes);
}

/* Returns: (transfer full). */
static KtPictureIntake *
take_stream (Place *place, GInputStream *stream)
{
  g_autoptr (GPtrArray) intakes = g_ptr_array_new_with_free_func (g_object_unref);
  /* Translators: what a picture without a file name is called. */
  KtPictureIntake *intake = kt_picture_intake_new_for_stream (stream, _ ("pasted picture"));

  g_ptr_array_add (intakes, g_object_ref (intake));
  take (place, intakes);
  return intake;
}

static void
tell_unreadable (Place *place)
{
  kt_toast (place->from, _ ("That could not be read as a picture."));
}

/* ---- Dropped ---- */

#define REFUSED ((GdkDragAction) 0)

static void
files_dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Place) place = user_data;
  const GValue *value = gdk_drop_read_value_finish (GDK_DROP (source), result, NULL);

  if (value != NULL)
    take_files (place, value);
  else
    tell_unreadable (place);
  gdk_drop_finish (GDK_DROP (source), value != NULL ? GDK_ACTION_COPY : REFUSED);
}

/* The other program must wait until all of it was read. */
static void
on_drop_read (KtPictureIntake *intake, GdkDrop *drop)
{
  if (kt_picture_intake_is_reading (intake))
    return;
  g_signal_handlers_disconnect_by_func (intake, on_drop_read, drop);
  gdk_drop_finish (drop, GDK_ACTION_COPY);
}

static void
picture_dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Place) place = user_data;
  g_autoptr (GInputStream) stream = gdk_drop_read_finish (GDK_DROP (source), result, NULL, NULL);
  g_autoptr (KtPictureIntake) intake = stream != NULL ? take_stream (place, stream) : NULL;

  if (intake != NULL)
    {
      g_signal_connect_object (intake, "changed", G_CALLBACK (on_drop_read), source, 0);
      return;
    }
  tell_unreadable (place);
  gdk_drop_finish (GDK_DROP (source), REFUSED);
}

static gboolean
on_drop (GtkDropTargetAsync *target, GdkDrop *drop, double x, double y, Place *at)
{
  Place *place = place_new (at->context, at->from, at->visit);

  if (gdk_content_formats_contain_gtype (gdk_drop_get_formats (drop), GDK_TYPE_FILE_LIST))
    gdk_drop_read_value_async (drop, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, files_dropped_cb, place);
  else
    gdk_drop_read_async (drop, mime_types, G_PRIORITY_DEFAULT, NULL, picture_dropped_cb, place);
  return TRUE;
}

/* ---- Pasted ---- */

static void
files_pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Place) place = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL)
    take_files (place, value);
  else
    tell_unreadable (place);
}

static void
picture_pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Place) place = user_data;
  g_autoptr (GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL);
  g_autoptr (KtPictureIntake) intake = stream != NULL ? take_stream (place, stream) : NULL;

  if (intake == NULL)
    tell_unreadable (place);
}

void
kt_add_pictures_paste (KtFamilyContext *context, GtkWidget *from, const char *visit)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (from);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (!holds_pictures (formats))
    kt_toast (from, _ ("No picture was copied yet."));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, files_pasted_cb,
                                    place_new (context, from, visit));
  else
    gdk_clipboard_read_async (clipboard, mime_types, G_PRIORITY_DEFAULT, NULL, picture_pasted_cb,
                              place_new (context, from, visit));
}

/* Text that was copied goes where the cursor is, as ever. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, Place *place)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (gtk_widget_get_clipboard (place->from));

  if (gdk_keyval_to_lower (key) != GDK_KEY_v || (state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK ||
      !holds_pictures (formats) ||
      (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING) &&
       !gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)))
    return GDK_EVENT_PROPAGATE;
  kt_add_pictures_paste (place->context, place->from, place->visit);
  return GDK_EVENT_STOP;
}

/* ---- Both ---- */

static GdkContentFormats *
make_formats (void)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_FILE_LIST);
  for (gsize i = 0; mime_types[i] != NULL; i++)
    gdk_content_formats_builder_add_mime_type (builder, mime_types[i]);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
accept_free (gpointer data)
{
  Place *place = data;

  g_object_unref (place->context);
  g_free (place->visit);
  g_free (place);
}

void
kt_add_pictures_accept (KtFamilyContext *context, GtkWidget *widget, const char *visit)
{
  GtkDropTargetAsync *target = gtk_drop_target_async_new (make_formats (), GDK_ACTION_COPY);
  GtkEventController *keys = gtk_event_controller_key_new ();
  Place *place = g_new0 (Place, 1);

  *place = (Place) { g_object_ref (context), widget, g_strdup (visit) };
  g_object_set_data_full (G_OBJECT (widget), "kt-pictures-place", place, accept_free);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), place);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), place);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  gtk_widget_add_controller (widget, keys);
}
