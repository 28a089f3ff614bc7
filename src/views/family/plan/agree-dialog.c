/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/agree-dialog.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/plan/step-questions.h"
#include "views/family/reopen.h"
#include "widgets/chip-group.h"
#include "widgets/page.h"
#include "widgets/words-entry.h"

struct _KtAgreeDialog {
  AdwDialog parent;
  KtFamilyContext *context; /* owned */
  KtRecord *goal;           /* owned: what was on the screen */
  char *draft_key;
  gboolean saving;
  /* template */
  GtkBox *body;
  GtkWidget *save;
  /* borrowed */
  KtChipGroup *field, *with, *phone;
  KtWordsEntry *words;
  AdwEntryRow *note;
  GtkWidget *called;
};

G_DEFINE_FINAL_TYPE (KtAgreeDialog, kt_agree_dialog, ADW_TYPE_DIALOG)

/* ---- Draft ---- */

static void
put_draft (KtAgreeDialog *self)
{
  g_autoptr (json_object) values = json_object_new_object ();
  g_autofree char *words = kt_words_entry_dup_text (self->words), *text = NULL;
  g_auto (GStrv) with = kt_chip_group_dup_selected (self->with), phone = kt_chip_group_dup_selected (self->phone);

  json_object_object_add (values, "field", json_object_new_string (kt_chip_group_get_selected (self->field)));
  json_object_object_add (values, "words", json_object_new_string (words));
  json_object_object_add (values, "note", json_object_new_string (gtk_editable_get_text (GTK_EDITABLE (self->note))));
  json_object_object_add (values, "with", kt_json_from_strv ((const char *const *) with));
  json_object_object_add (values, "phone", kt_json_from_strv ((const char *const *) phone));
  text = kt_json_canonical (values, NULL);
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

static void
select_refs (KtChipGroup *chips, json_object *refs)
{
  g_auto (GStrv) keys = kt_json_dup_strv (refs);

  kt_chip_group_set_selected (chips, (const char *const *) keys);
}

static gboolean
restore_draft (KtAgreeDialog *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);
  g_autoptr (json_object) values = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;
  const char *field = values != NULL ? kt_json_get_string (values, "field") : NULL, *note;

  if (field == NULL || !kt_chip_group_has (self->field, field))
    return FALSE;
  note = kt_json_get_string (values, "note");
  kt_chip_group_select (self->field, field);
  kt_words_entry_set_text (self->words, kt_json_get_string (values, "words"));
  gtk_editable_set_text (GTK_EDITABLE (self->note), note != NULL ? note : "");
  select_refs (self->with, kt_json_get_array (values, "with"));
  select_refs (self->phone, kt_json_get_array (values, "phone"));
  if (kt_chip_group_get_selected (self->phone) != NULL)
    kt_folded_open (self->called);
  return TRUE;
}

/* ---- Answers ---- */

static gboolean
is_ready (KtAgreeDialog *self)
{
  g_autofree char *words = kt_words_entry_dup_text (self->words);

  if (*words == '\0' || self->saving)
    return FALSE;
  return kt_chip_group_get_selected (self->with) != NULL || kt_chip_group_get_selected (self->phone) != NULL;
}

static void
on_changed (KtAgreeDialog *self)
{
  gtk_widget_set_sensitive (self->save, is_ready (self));
  put_draft (self);
}

/* Somebody is at the table or on the phone, never both: the last tap counts. */
static void
take_out (KtChipGroup *from, KtChipGroup *chosen)
{
  g_auto (GStrv) here = kt_chip_group_dup_selected (from), there = kt_chip_group_dup_selected (chosen);
  g_autoptr (GStrvBuilder) left = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;

  for (char **ref = here; *ref != NULL; ref++)
    if (!g_strv_contains ((const char *const *) there, *ref))
      g_strv_builder_add (left, *ref);
  kept = g_strv_builder_end (left);
  kt_chip_group_set_selected (from, (const char *const *) kept);
}

static void
on_with (KtAgreeDialog *self)
{
  take_out (self->phone, self->with);
  on_changed (self);
}

static void
on_phone (KtAgreeDialog *self)
{
  take_out (self->with, self->phone);
  on_changed (self);
}

static void
on_field (KtAgreeDialog *self)
{
  kt_words_entry_set_text (self->words, kt_record_get_text (self->goal, kt_chip_group_get_selected (self->field)));
  on_changed (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->words));
}

/* ---- Saving ---- */

static void
on_agreed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KtAgreeDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) kept = kt_session_agree_finish (KT_SESSION (source), result, &error);

  self->saving = FALSE;
  gtk_widget_set_sensitive (self->save, is_ready (self));
  if (kept == NULL)
    {
      kt_family_toast_problem (GTK_WIDGET (self), error);
      return;
    }
  kt_session_put_draft (KT_SESSION (source), self->draft_key, NULL);
  kt_family_context_reload (self->context);
  kt_toast (GTK_WIDGET (self), _ ("Agreed and kept"));
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_save (KtAgreeDialog *self)
{
  g_autofree char *words = kt_words_entry_dup_text (self->words);
  g_auto (GStrv) with = kt_chip_group_dup_selected (self->with), phone = kt_chip_group_dup_selected (self->phone);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note));

  if (!is_ready (self))
    return;
  self->saving = TRUE;
  gtk_widget_set_sensitive (self->save, FALSE);
  kt_session_agree_async (kt_family_context_get_session (self->context), kt_record_get_id (self->goal), self->goal,
                          kt_chip_group_get_selected (self->field), words, (const char *const *) with,
                          (const char *const *) phone, *note != '\0' ? note : NULL, on_agreed, g_object_ref (self));
}

/* ---- Building ---- */

static void
append_block (KtAgreeDialog *self, const char *title, gpointer widget)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (block), kt_plain_label (title, "kt-over"));
  gtk_box_append (GTK_BOX (block), widget);
  gtk_box_append (self->body, block);
}

static void
connect_all (KtAgreeDialog *self)
{
  g_signal_connect_object (self->field, "changed", G_CALLBACK (on_field), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words, "activate", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->with, "changed", G_CALLBACK (on_with), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->phone, "changed", G_CALLBACK (on_phone), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->note, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
build (KtAgreeDialog *self)
{
  self->field = KT_CHIP_GROUP (kt_chip_group_new (KT_CHIPS_ONE, _ ("What is agreed"), FALSE));
  kt_chip_group_add (self->field, "wording", _ ("What we do"));
  kt_chip_group_add (self->field, "first_step", _ ("First small step"));
  kt_chip_group_add (self->field, "words", _ ("Own words"));
  kt_chip_group_select (self->field, "wording");
  self->words = KT_WORDS_ENTRY (kt_words_entry_new (_ ("The wording"), _ ("As everyone at the table would say it"), 3));
  self->with = KT_CHIP_GROUP (kt_step_who_new (self->context, _ ("At the table"), FALSE));
  self->phone = KT_CHIP_GROUP (kt_step_who_new (self->context, _ ("By phone"), FALSE));
  self->note = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _ ("Note (one line)"), NULL);
  kt_words_entry_set_text (self->words, kt_record_get_text (self->goal, "wording"));
  append_block (self, _ ("What is agreed"), self->field);
  gtk_box_append (self->body, GTK_WIDGET (self->words));
  append_block (self, _ ("Who agrees at the table?"), self->with);
  self->called = kt_folded_new (_ ("Who agrees by phone?"), GTK_WIDGET (self->phone));
  gtk_box_append (self->body, self->called);
  gtk_box_append (self->body, kt_step_list_of (GTK_WIDGET (self->note)));
}

static void
on_close (KtAgreeDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
kt_agree_dialog_dispose (GObject *object)
{
  KtAgreeDialog *self = KT_AGREE_DIALOG (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->goal, kt_record_unref);
  g_clear_pointer (&self->draft_key, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_AGREE_DIALOG);
  G_OBJECT_CLASS (kt_agree_dialog_parent_class)->dispose (object);
}

static void
kt_agree_dialog_class_init (KtAgreeDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_agree_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/agree-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KtAgreeDialog, body);
  gtk_widget_class_bind_template_child (widget_class, KtAgreeDialog, save);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
}

static void
kt_agree_dialog_init (KtAgreeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
reopen (AdwDialog *old, GtkWidget *from)
{
  kt_agree_dialog_present (KT_AGREE_DIALOG (old)->context, from, KT_AGREE_DIALOG (old)->goal);
}

void
kt_agree_dialog_present (KtFamilyContext *context, GtkWidget *from, KtRecord *goal)
{
  KtAgreeDialog *self = g_object_new (KT_TYPE_AGREE_DIALOG, NULL);

  self->context = g_object_ref (context);
  self->goal = kt_record_ref (goal);
  self->draft_key = g_strdup_printf ("form:agree:%s", kt_record_get_id (goal));
  build (self);
  kt_dialog_set_reopen (ADW_DIALOG (self), reopen);
  restore_draft (self);
  connect_all (self);
  gtk_widget_set_sensitive (self->save, is_ready (self));
  adw_dialog_present (ADW_DIALOG (self), from);
  kt_focus_when_shown (GTK_WIDGET (self->words));
}
