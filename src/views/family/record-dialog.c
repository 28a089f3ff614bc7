/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/record-dialog.h"

#include "base/i18n.h"
#include "views/family/doubt-note.h"
#include "views/family/family-text.h"
#include "views/family/reopen.h"
#include "widgets/page.h"

struct _KtRecordDialog {
  AdwDialog parent;
  KtFamilyContext *context;      /* owned */
  const KtRecordSheet *sheet;
  KtRecord *record;              /* owned (nullable) */
  json_object *presets;          /* owned (nullable) */
  json_object *kept_changes;     /* owned (nullable): what is being saved, or was */
  char *draft_key;
  KtSavedFunc saved;
  gpointer saved_data;
  gboolean saving;
  /* template */
  AdwWindowTitle *heading;
  AdwBin *doubt_place, *form_place;
  GtkWidget *save, *restored, *remove, *body;
  KtRecordForm *form;            /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtRecordDialog, kt_record_dialog, ADW_TYPE_DIALOG)

/* ---- Draft ---- */

static void
put_draft (KtRecordDialog *self)
{
  g_autoptr (json_object) values = kt_record_form_dup_values (self->form);
  g_autofree char *text = kt_json_canonical (values, NULL);

  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

static void
forget_draft (KtRecordDialog *self)
{
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, NULL);
}

static gboolean
restore_draft (KtRecordDialog *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);
  g_autoptr (json_object) values = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;

  if (!json_object_is_type (values, json_type_object))
    return FALSE;
  kt_record_form_set_values (self->form, values);
  return TRUE;
}

/* ---- Form ---- */

static void
update_save (KtRecordDialog *self)
{
  gtk_widget_set_sensitive (self->save, !self->saving && kt_record_form_check (self->form, FALSE));
}

static void
on_form_changed (KtRecordDialog *self)
{
  put_draft (self);
  update_save (self);
}

static void
on_kept (KtRecord *saved, gpointer data)
{
  KtRecordDialog *self = data;

  self->saving = FALSE;
  update_save (self);
  if (saved == NULL)
    return;
  forget_draft (self);
  kt_family_context_offer_undo (self->context, GTK_WIDGET (self), self->record, saved, self->kept_changes, _("Kept"));
  if (self->saved != NULL)
    self->saved (saved, self->saved_data);
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* Who agrees with what is kept now. Nobody: then whoever agreed before still stands in the record. */
static GStrv
dup_agreed_by (KtRecordDialog *self, json_object *changes)
{
  json_object *people = self->sheet->agreed_by != NULL ? kt_json_get_array (changes, self->sheet->agreed_by) : NULL;

  if (self->sheet->agreed_by != NULL && people == NULL)
    json_object_object_del (changes, self->sheet->agreed_by);
  return people != NULL && json_object_array_length (people) > 0 ? kt_json_dup_strv (people) : NULL;
}

static void
save (KtRecordDialog *self)
{
  json_object *changes;
  g_auto (GStrv) with = NULL;

  if (self->saving || !kt_record_form_check (self->form, TRUE))
    return;
  changes = kt_record_form_dup_changes (self->form);
  if (json_object_object_length (changes) == 0 && self->record != NULL)
    {
      json_object_put (changes);
      forget_draft (self);
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  self->saving = TRUE;
  update_save (self);
  g_clear_pointer (&self->kept_changes, json_object_put);
  self->kept_changes = json_object_get (changes);
  with = dup_agreed_by (self, changes);
  kt_family_context_save_with (self->context, GTK_WIDGET (self), self->sheet->type, self->record, changes,
                               (const char *const *) with, on_kept, self);
}

static void
on_remove (KtRecordDialog *self)
{
  forget_draft (self);
  kt_family_context_remove (self->context, GTK_WIDGET (self), self->record, _ (self->sheet->removed));
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
ask_anew (KtRecordDialog *self)
{
  g_autoptr (json_object) nobody = json_object_new_object ();

  json_object_object_add (nobody, self->sheet->agreed_by, NULL);
  kt_record_form_set_values (self->form, nobody);
}

static void
build_form (KtRecordDialog *self)
{
  GtkWidget *form = kt_record_form_new (self->context, kt_type_find (self->sheet->type), self->sheet->fields, self->record);

  self->form = KT_RECORD_FORM (form);
  if (self->sheet->agreed_by != NULL)
    ask_anew (self);
  if (self->presets != NULL)
    kt_record_form_set_values (self->form, self->presets);
  adw_bin_set_child (self->form_place, form);
  g_signal_connect_object (form, "changed", G_CALLBACK (on_form_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (form, "activate", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
}

static void
show_doubt (KtRecordDialog *self)
{
  GtkWidget *note = self->record != NULL ? kt_doubt_note_new (self->context, self->record) : NULL;

  adw_bin_set_child (self->doubt_place, note);
  gtk_widget_set_visible (GTK_WIDGET (self->doubt_place), note != NULL);
}

static void
on_start_again (KtRecordDialog *self)
{
  forget_draft (self);
  gtk_widget_set_visible (self->restored, FALSE);
  build_form (self);
  update_save (self);
  gtk_widget_child_focus (GTK_WIDGET (self->form), GTK_DIR_TAB_FORWARD);
}

static void
on_close (KtRecordDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* ---- Object ---- */

static void
kt_record_dialog_dispose (GObject *object)
{
  KtRecordDialog *self = KT_RECORD_DIALOG (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->record, kt_record_unref);
  g_clear_pointer (&self->presets, json_object_put);
  g_clear_pointer (&self->kept_changes, json_object_put);
  g_clear_pointer (&self->draft_key, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_RECORD_DIALOG);
  G_OBJECT_CLASS (kt_record_dialog_parent_class)->dispose (object);
}

static void
kt_record_dialog_class_init (KtRecordDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_record_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/record-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, doubt_place);
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, form_place);
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, save);
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, restored);
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, remove);
  gtk_widget_class_bind_template_child (widget_class, KtRecordDialog, body);
  gtk_widget_class_bind_template_callback_full (widget_class, "save", G_CALLBACK (save));
  gtk_widget_class_bind_template_callback (widget_class, on_close);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_remove", G_CALLBACK (on_remove));
  gtk_widget_class_bind_template_callback_full (widget_class, "on_start_again", G_CALLBACK (on_start_again));
}

static void
kt_record_dialog_init (KtRecordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
reopen (AdwDialog *old, GtkWidget *from)
{
  KtRecordDialog *self = KT_RECORD_DIALOG (old);
  AdwDialog *made = kt_record_dialog_new (self->context, self->sheet, self->record, self->presets);

  kt_record_dialog_set_saved (KT_RECORD_DIALOG (made), self->saved, self->saved_data);
  adw_dialog_present (made, from);
}

static char *
dup_draft_key (KtRecordDialog *self)
{
  GString *key;

  if (self->record != NULL)
    return g_strdup_printf ("form:%s", kt_record_get_id (self->record));
  key = g_string_new (NULL);
  g_string_printf (key, "form:%s:new:%s", self->sheet->type, kt_family_context_get_family_id (self->context));
  for (const char *const *by = self->sheet->drafts_by; by != NULL && *by != NULL; by++)
    {
      json_object *value = NULL;

      if (self->presets != NULL && json_object_object_get_ex (self->presets, *by, &value) && value != NULL)
        g_string_append_printf (key, ":%s", json_object_get_string (value));
    }
  return g_string_free_and_steal (key);
}

AdwDialog *
kt_record_dialog_new (KtFamilyContext *context, const KtRecordSheet *sheet, KtRecord *record, json_object *presets)
{
  KtRecordDialog *self = g_object_new (KT_TYPE_RECORD_DIALOG, NULL);
  const char *title = _ (record != NULL ? sheet->edit_title : sheet->new_title);

  self->context = g_object_ref (context);
  self->sheet = sheet;
  self->record = record != NULL ? kt_record_ref (record) : NULL;
  self->presets = presets != NULL ? kt_json_copy (presets) : NULL;
  self->draft_key = dup_draft_key (self);
  adw_window_title_set_title (self->heading, title);
  adw_dialog_set_title (ADW_DIALOG (self), title);
  gtk_widget_set_visible (self->remove, record != NULL && sheet->removed != NULL);
  show_doubt (self);
  build_form (self);
  kt_dialog_set_reopen (ADW_DIALOG (self), reopen);
  gtk_widget_set_visible (self->restored, restore_draft (self));
  update_save (self);
  if (record == NULL)
    kt_focus_when_shown (kt_record_form_get_first (self->form));
  return ADW_DIALOG (self);
}

KtRecordForm *
kt_record_dialog_get_form (KtRecordDialog *self)
{
  return self->form;
}

void
kt_record_dialog_set_saved (KtRecordDialog *self, KtSavedFunc saved, gpointer data)
{
  self->saved = saved;
  self->saved_data = data;
}
