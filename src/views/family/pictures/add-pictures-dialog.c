/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/add-pictures-dialog.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/pictures/add-pictures.h"
#include "views/family/pictures/picture-item.h"
#include "widgets/page.h"

struct _KtAddPicturesDialog {
  AdwDialog parent;
  KtFamilyContext *context;  /* owned */
  char *visit;               /* (nullable) */
  char *draft_key;
  GPtrArray *items;          /* KtPictureItem, borrowed */
  GPtrArray *kept;           /* KtRecord: kept since "Keep" was pressed */
  json_object *captions;     /* owned: file name → caption, as typed */
  gint64 position;           /* of the next one */
  gboolean saving;
  gboolean kind_said;        /* by a person */
  /* template */
  GtkBox *list;
  AdwBin *form_place;
  GtkButton *save;
  GtkWidget *document_note, *too_many;
  KtRecordForm *form;        /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtAddPicturesDialog, kt_add_pictures_dialog, ADW_TYPE_DIALOG)

static const KtFormField fields[] = {
  { "kind", KT_INPUT_CHIPS, N_("What is it?"), NULL, 0, FALSE },
  { "about", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_FAMILY | KT_WHO_MEMBERS | KT_WHO_HOUSEHOLDS, FALSE },
  { "date", KT_INPUT_DATE, N_("when it was made"), NULL, 0, TRUE },
  { "audience", KT_INPUT_CHOICE, NULL, NULL, 0, TRUE },
  { NULL },
};

static KtPictureItem *
item_at (KtAddPicturesDialog *self, guint i)
{
  return g_ptr_array_index (self->items, i);
}

/* ---- Draft: what was typed, not the pictures ---- */

static void
note_captions (KtAddPicturesDialog *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      g_autofree char *caption = kt_picture_item_dup_caption (item_at (self, i));
      const char *name = kt_picture_intake_get_name (kt_picture_item_get_intake (item_at (self, i)));

      if (caption != NULL)
        json_object_object_add (self->captions, name, json_object_new_string (caption));
      else
        json_object_object_del (self->captions, name);
    }
}

static void
put_draft (KtAddPicturesDialog *self)
{
  g_autoptr (json_object) draft = json_object_new_object ();
  g_autofree char *text = NULL;

  note_captions (self);
  json_object_object_add (draft, "form", kt_record_form_dup_values (self->form));
  json_object_object_add (draft, "captions", json_object_get (self->captions));
  text = kt_json_canonical (draft, NULL);
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

static void
restore_draft (KtAddPicturesDialog *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);
  g_autoptr (json_object) draft = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;
  json_object *form = NULL, *captions = NULL;

  if (!json_object_is_type (draft, json_type_object))
    return;
  if (json_object_object_get_ex (draft, "form", &form) && json_object_is_type (form, json_type_object))
    kt_record_form_set_values (self->form, form);
  if (!json_object_object_get_ex (draft, "captions", &captions) || !json_object_is_type (captions, json_type_object))
    return;
  json_object_put (self->captions);
  self->captions = json_object_get (captions);
}

/* ---- What can be kept now ---- */

static gboolean
is_reading (KtAddPicturesDialog *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (kt_picture_intake_is_reading (kt_picture_item_get_intake (item_at (self, i))))
      return TRUE;
  return FALSE;
}

/* The first that is good, from i on. Returns: (nullable) borrowed. */
static KtPictureItem *
find_good (KtAddPicturesDialog *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (kt_picture_intake_get_bytes (kt_picture_item_get_intake (item_at (self, i))) != NULL)
      return item_at (self, i);
  return NULL;
}

static gboolean
has_document (KtAddPicturesDialog *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (kt_picture_intake_is_document (kt_picture_item_get_intake (item_at (self, i))))
      return TRUE;
  return FALSE;
}

static void
update (KtAddPicturesDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), !self->saving && !is_reading (self) && find_good (self) != NULL &&
                                                         kt_record_form_check (self->form, FALSE));
  gtk_widget_set_visible (self->document_note, has_document (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !self->saving);
  adw_dialog_set_can_close (ADW_DIALOG (self), !self->saving);
}

static void
on_changed (KtAddPicturesDialog *self)
{
  put_draft (self);
  update (self);
}

static void
on_form_changed (KtAddPicturesDialog *self)
{
  self->kind_said = TRUE;
  on_changed (self);
}

/* A document is a scan until somebody says otherwise. */
static void
on_item_changed (KtAddPicturesDialog *self)
{
  if (!self->kind_said && self->items->len == 1 && has_document (self))
    {
      g_autoptr (json_object) scan = json_object_new_object ();

      json_object_object_add (scan, "kind", json_object_new_string ("scan"));
      kt_record_form_set_values (self->form, scan);
    }
  on_changed (self);
}

static void
take_out (KtAddPicturesDialog *self, KtPictureItem *item)
{
  g_ptr_array_remove (self->items, item);
  gtk_box_remove (self->list, GTK_WIDGET (item));
}

static void
on_left_out (KtAddPicturesDialog *self, KtPictureItem *item)
{
  take_out (self, item);
  gtk_widget_set_visible (self->too_many, FALSE);
  update (self);
}

/* ---- Undoing what was kept ---- */

typedef struct {
  KtFamilyContext *context; /* owned */
  GtkWidget *from;          /* owned: the window */
  GPtrArray *kept;          /* owned */
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->context);
  g_object_unref (undo->from);
  g_ptr_array_unref (undo->kept);
  g_free (undo);
}

static void
run_undo (gpointer data)
{
  Undo *undo = data;

  for (guint i = 0; i < undo->kept->len; i++)
    {
      json_object *changes = json_object_new_object ();

      json_object_object_add (changes, "deleted", json_object_new_boolean (TRUE));
      kt_family_context_save (undo->context, undo->from, "picture", g_ptr_array_index (undo->kept, i), changes, NULL, NULL);
    }
}

static void
tell_kept (KtAddPicturesDialog *self)
{
  guint n = self->kept->len;
  /* Translators: a number of pictures, of which there are several. */
  g_autofree char *said = n == 1 ? g_strdup (_ ("Kept")) : g_strdup_printf (_ ("%u kept"), n);
  Undo *undo = g_new0 (Undo, 1);

  *undo = (Undo) { g_object_ref (self->context), g_object_ref (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)))),
                   g_ptr_array_ref (self->kept) };
  kt_toast_undo (undo->from, said, run_undo, undo, undo_free);
}

/* ---- Keeping, one after another ---- */

static void keep_next (KtAddPicturesDialog *self);

static json_object *
describe (KtAddPicturesDialog *self, KtPictureItem *item)
{
  json_object *details = kt_record_form_dup_changes (self->form);
  g_autofree char *caption = kt_picture_item_dup_caption (item);

  if (caption != NULL)
    json_object_object_add (details, "caption", json_object_new_string (caption));
  if (self->visit != NULL)
    json_object_object_add (details, "visit", json_object_new_string (self->visit));
  json_object_object_add (details, "position", json_object_new_int64 (self->position));
  return details;
}

static void
end (KtAddPicturesDialog *self, const GError *error)
{
  self->saving = FALSE;
  kt_family_context_reload (self->context);
  if (self->kept->len > 0)
    tell_kept (self);
  if (error != NULL)
    kt_family_toast_problem (GTK_WIDGET (self), error);
  update (self);
  /* why something was left out stood there before "Keep" was pressed */
  if (error == NULL)
    {
      kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, NULL);
      adw_dialog_force_close (ADW_DIALOG (self));
    }
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtAddPicturesDialog) self = KT_ADD_PICTURES_DIALOG (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = kt_session_add_picture_finish (KT_SESSION (source), result, &error);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL) /* the window goes */
    return;
  if (record == NULL)
    {
      end (self, error);
      return;
    }
  g_ptr_array_add (self->kept, g_steal_pointer (&record));
  self->position++;
  take_out (self, find_good (self));
  keep_next (self);
}

static void
keep_next (KtAddPicturesDialog *self)
{
  KtPictureItem *item = find_good (self);

  if (item == NULL)
    {
      end (self, NULL);
      return;
    }
  kt_session_add_picture_async (kt_family_context_get_session (self->context),
                                kt_family_context_get_family_id (self->context), describe (self, item),
                                kt_picture_intake_get_bytes (kt_picture_item_get_intake (item)), added_cb,
                                g_object_ref (self));
}

static void
on_save (KtAddPicturesDialog *self)
{
  if (self->saving || is_reading (self) || !kt_record_form_check (self->form, TRUE))
    return;
  put_draft (self);
  self->saving = TRUE;
  g_ptr_array_unref (self->kept);
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  update (self);
  keep_next (self);
}

/* ---- More ---- */

static void
on_more (KtAddPicturesDialog *self)
{
  kt_add_pictures_choose (self->context, GTK_WIDGET (self), self->visit);
}

static void
on_close (KtAddPicturesDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

void
kt_add_pictures_dialog_take (KtAddPicturesDialog *self, KtPictureIntake *intake)
{
  json_object *caption = NULL;
  GtkWidget *item;

  if (self->items->len >= KT_PICTURES_AT_ONCE)
    {
      kt_picture_intake_cancel (intake);
      gtk_widget_set_visible (self->too_many, TRUE);
      return;
    }
  json_object_object_get_ex (self->captions, kt_picture_intake_get_name (intake), &caption);
  item = kt_picture_item_new (intake, caption != NULL ? json_object_get_string (caption) : NULL);
  g_ptr_array_add (self->items, item);
  gtk_box_append (self->list, item);
  if (self->items->len == 1)
    kt_picture_item_focus_when_shown (KT_PICTURE_ITEM (item));
  g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "left-out", G_CALLBACK (on_left_out), self, G_CONNECT_SWAPPED);
  update (self);
}

/* ---- Object ---- */

static void
kt_add_pictures_dialog_dispose (GObject *object)
{
  KtAddPicturesDialog *self = KT_ADD_PICTURES_DIALOG (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->visit, g_free);
  g_clear_pointer (&self->draft_key, g_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->captions, json_object_put);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_ADD_PICTURES_DIALOG);
  G_OBJECT_CLASS (kt_add_pictures_dialog_parent_class)->dispose (object);
}

static void
kt_add_pictures_dialog_class_init (KtAddPicturesDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_add_pictures_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/family/add-pictures-dialog.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtAddPicturesDialog, list);
  gtk_widget_class_bind_template_child (widget_class, KtAddPicturesDialog, form_place);
  gtk_widget_class_bind_template_child (widget_class, KtAddPicturesDialog, save);
  gtk_widget_class_bind_template_child (widget_class, KtAddPicturesDialog, document_note);
  gtk_widget_class_bind_template_child (widget_class, KtAddPicturesDialog, too_many);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_more);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
}

static void
kt_add_pictures_dialog_init (KtAddPicturesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_ptr_array_new ();
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  self->captions = json_object_new_object ();
}

/* Behind all pictures of the visit there are. */
static gint64
next_position (KtFamilyContext *context, const char *visit)
{
  g_autoptr (GPtrArray) there = kt_family_index_list_pictures (kt_family_context_get_index (context), visit);
  gint64 last = 0;

  for (guint i = 0; i < there->len; i++)
    last = MAX (last, kt_record_get_int (g_ptr_array_index (there, i), "position", 0));
  return last + 1;
}

static void
build_form (KtAddPicturesDialog *self)
{
  g_autoptr (json_object) presets = json_object_new_object ();
  g_autofree char *today = kt_clock_today ();
  GtkWidget *form = kt_record_form_new (self->context, kt_type_find ("picture"), fields, NULL);

  json_object_object_add (presets, "kind", json_object_new_string ("photo"));
  json_object_object_add (presets, "date", json_object_new_string (today));
  self->form = KT_RECORD_FORM (form);
  kt_record_form_set_values (self->form, presets);
  adw_bin_set_child (self->form_place, form);
  g_signal_connect_object (form, "changed", G_CALLBACK (on_form_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "activate", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
}

AdwDialog *
kt_add_pictures_dialog_new (KtFamilyContext *context, const char *visit)
{
  KtAddPicturesDialog *self = g_object_new (KT_TYPE_ADD_PICTURES_DIALOG, NULL);

  self->context = g_object_ref (context);
  self->visit = g_strdup (visit);
  self->draft_key = g_strdup_printf ("pictures:%s", visit != NULL ? visit : kt_family_context_get_family_id (context));
  self->position = next_position (context, visit);
  build_form (self);
  restore_draft (self);
  kt_add_pictures_accept (context, GTK_WIDGET (self), visit);
  update (self);
  return ADW_DIALOG (self);
}
