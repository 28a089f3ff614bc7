/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/visit-prepare.h"

#include "base/i18n.h"
#include "views/family/bound-words.h"
#include "views/family/family-text.h"
#include "views/family/plan/paper-list.h"
#include "views/family/plan/step-row.h"
#include "views/family/visits/note-row.h"
#include "report/date-text.h"
#include "widgets/keyed-box.h"

/* How far ahead preparing looks. */
#define DAYS 14

typedef enum { PART_LAST,
               PART_STEPS,
               PART_PAPERS,
               N_PARTS } Part;

static GtkWidget *
make_part (const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (box), kt_heading_label (title, "title-4"));
  return box;
}

static GtkWidget *
build_last (KtFamilyContext *context)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  KtRecord *last = kt_family_index_get_last_visit (index);
  GtkWidget *box = make_part (_("Last time"));
  g_autofree char *day = last != NULL ? kt_date_text_day (kt_record_get_text (last, "date")) : NULL;
  g_autoptr (GPtrArray) notes = last != NULL ? kt_family_index_list_notes (index, kt_record_get_id (last)) : NULL;
  const char *summary = last != NULL ? kt_record_get_text (last, "summary") : NULL;

  if (last == NULL)
    {
      gtk_box_append (GTK_BOX (box), kt_wrapped_label (_("This is the first visit. Getting to know each other comes "
                                                          "first."),
                                                       NULL));
      return box;
    }
  gtk_box_append (GTK_BOX (box), kt_wrapped_label (day, "kt-quiet"));
  if (summary != NULL)
    gtk_box_append (GTK_BOX (box), kt_wrapped_label (summary, "kt-said"));
  for (guint i = 0; i < notes->len; i++)
    gtk_box_append (GTK_BOX (box), kt_note_row_new (context, g_ptr_array_index (notes, i)));
  return box;
}

static GtkWidget *
build_steps (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) steps = kt_family_index_list_steps_within (kt_family_context_get_index (context), DAYS);
  GtkWidget *box = make_part (_("What is open")), *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  if (steps->len == 0)
    {
      gtk_box_append (GTK_BOX (box), kt_wrapped_label (_("No step is due in the next two weeks."), NULL));
      g_object_unref (g_object_ref_sink (card));
      return box;
    }
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-factor");
  for (guint i = 0; i < steps->len; i++)
    gtk_box_append (GTK_BOX (card), kt_step_row_new (context, g_ptr_array_index (steps, i)));
  gtk_box_append (GTK_BOX (box), card);
  return box;
}

static GtkWidget *
build_part (gpointer item, gpointer context)
{
  switch ((Part) GPOINTER_TO_INT (item))
    {
    case PART_LAST:
      return build_last (context);
    case PART_PAPERS:
      return kt_paper_list_new (context, KT_PAPERS_TO_REPLACE);
    case PART_STEPS:
    case N_PARTS:
    default:
      return build_steps (context);
    }
}

static void
print_list (KtFamilyContext *context, GString *print, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    kt_print_record (context, print, g_ptr_array_index (records, i));
  g_ptr_array_unref (records);
}

static void
refresh (GtkWidget *widget)
{
  KtFamilyContext *context = g_object_get_data (G_OBJECT (widget), "kt-context");
  KtFamilyIndex *index = kt_family_context_get_index (context);
  KtRecord *last = kt_family_index_get_last_visit (index);
  GPtrArray *items = kt_keyed_items_new ();
  g_autoptr (GString) before = g_string_new (NULL), steps = g_string_new (kt_family_index_get_today (index));
  g_autoptr (GString) papers = g_string_new (NULL);

  if (last != NULL)
    {
      kt_print_record (context, before, last);
      print_list (context, before, kt_family_index_list_notes (index, kt_record_get_id (last)));
    }
  print_list (context, steps, kt_family_index_list_steps_within (index, DAYS));
  kt_keyed_items_add (items, "last", before->str, GINT_TO_POINTER (PART_LAST));
  kt_keyed_items_add (items, "steps", steps->str, GINT_TO_POINTER (PART_STEPS));
  if (kt_paper_list_print (context, KT_PAPERS_TO_REPLACE, papers) > 0)
    kt_keyed_items_add (items, "papers", papers->str, GINT_TO_POINTER (PART_PAPERS));
  kt_keyed_box_update (KT_KEYED_BOX (widget), items, build_part, g_object_ref (context), g_object_unref);
}

GtkWidget *
kt_visit_prepare_new (KtFamilyContext *context, const char *visit, GCallback go, gpointer object)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24), *parts = kt_keyed_box_new (24);
  GtkWidget *bring = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *button = gtk_button_new_with_label (_("To the table"));

  gtk_widget_add_css_class (column, "kt-column");
  g_object_set_data_full (G_OBJECT (parts), "kt-context", g_object_ref (context), g_object_unref);
  gtk_box_append (GTK_BOX (bring), kt_heading_label (_("To bring up"), "title-4"));
  gtk_box_append (GTK_BOX (bring), kt_bound_words_new (context, visit, "bring", _("To bring up"),
                                                       _("What must not be forgotten?"), 2));
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_add_css_class (button, "kt-primary");
  g_signal_connect_object (button, "clicked", go, object, 0);
  gtk_box_append (GTK_BOX (column), bring);
  gtk_box_append (GTK_BOX (column), parts);
  gtk_box_append (GTK_BOX (column), button);
  kt_family_context_watch (context, parts, refresh);
  return column;
}
