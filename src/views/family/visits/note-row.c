/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/note-row.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "report/date-text.h"
#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

typedef struct {
  KtFamilyContext *context; /* owned */
  KtRecord *note;           /* owned */
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_object_unref (row->context);
  kt_record_unref (row->note);
  g_free (row);
}

static void
on_clicked (GtkWidget *button, Row *row)
{
  kt_family_edit_record (row->context, button, row->note);
}

static char *
dup_words (KtRecord *note)
{
  const char *words = kt_record_get_text (note, "words");

  return g_strcmp0 (kt_record_get_text (note, "nature"), "said") == 0 ? kt_quoted (words) : g_strdup (words);
}

/* "Said · Noor · about Samira · Ilse, 3 Nov". */
static char *
dup_meta (KtFamilyContext *context, KtRecord *note)
{
  const char *nature = kt_record_choice_text (note, "nature"), *speaker = kt_record_get_text (note, "said_by"), *by = NULL;
  g_auto (GStrv) about = kt_record_dup_list (note, "about");
  g_autofree char *name = speaker != NULL ? kt_family_name_of (context, speaker) : g_strdup ("");
  gboolean own = about[0] != NULL && about[1] == NULL && g_strcmp0 (about[0], speaker) == 0;
  g_autofree char *names = own ? g_strdup ("") : kt_family_names_of (context, (const char *const *) about);
  /* Translators: %s is one or more names. */
  g_autofree char *over = *names != '\0' ? g_strdup_printf (_ ("about %s"), names) : g_strdup ("");
  g_autofree char *date = kt_date_text_short (kt_record_get_text (note, "date")), *writer = NULL;

  kt_record_get_newest_edit (note, NULL, &by);
  writer = by != NULL ? kt_family_full_name_of (context, by) : g_strdup ("");
  return kt_join_dots (nature != NULL ? nature : "", name, over, writer, date, NULL);
}

GtkWidget *
kt_note_row_new (KtFamilyContext *context, KtRecord *note)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *mark = kt_state_mark_new (kt_family_context_get_state (context, kt_record_get_id (note)));
  const char *speaker = kt_record_get_text (note, "said_by");
  const KtPerson *who = kt_family_index_find_person (kt_family_context_get_index (context), speaker);
  g_autofree char *words = dup_words (note), *meta = dup_meta (context, note), *told = kt_join_dots (words, meta, NULL);
  Row *row = g_new0 (Row, 1);

  row->context = g_object_ref (context);
  row->note = kt_record_ref (note);
  g_object_set_data_full (G_OBJECT (button), "kt-note", row, row_free);
  if (speaker != NULL)
    gtk_box_append (GTK_BOX (box), kt_person_avatar_new (who, 28));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (words, NULL));
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (meta, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), texts);
  if (mark != NULL)
    gtk_box_append (GTK_BOX (box), mark);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "kt-factor");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  kt_keyed_name_focus (button, kt_record_get_id (note));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), row);
  return button;
}
