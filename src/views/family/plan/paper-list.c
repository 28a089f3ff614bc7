/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/paper-list.h"

#include "base/i18n.h"
#include "model/paper.h"
#include "report/paper-text.h"
#include "views/family/family-text.h"
#include "views/family/plan/paper-left.h"
#include "views/family/plan/plan-print.h"
#include "widgets/keyed-box.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

#define MOST 4 /* changes told of a paper; the new one has them all */

static GPtrArray *
list_papers (KtFamilyContext *context, KtPapers which)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);

  return which == KT_PAPERS_ALL ? kt_paper_list (index) : kt_paper_list_to_replace (index);
}

guint
kt_paper_list_print (KtFamilyContext *context, KtPapers which, GString *print)
{
  g_autoptr (GPtrArray) papers = list_papers (context, which);

  for (guint i = 0; i < papers->len; i++)
    {
      const KtPaper *paper = g_ptr_array_index (papers, i);
      g_autofree char *title = kt_paper_text_title (kt_family_context_get_index (context), paper);

      kt_print_record (context, print, paper->record);
      g_string_append (print, title);
      for (guint c = 0; c < paper->changes->len; c++)
        {
          g_autofree char *text = kt_paper_text_change (kt_family_context_get_index (context),
                                                        g_ptr_array_index (paper->changes, c));
          g_string_append_printf (print, "\n%s", text);
        }
    }
  return papers->len;
}

/* ---- Buttons ---- */

static KtRecord *
find_print (GtkWidget *button, KtFamilyContext *context)
{
  return kt_family_index_find (kt_family_context_get_index (context), g_object_get_data (G_OBJECT (button), "kt-paper"));
}

static void
on_print (GtkWidget *button, KtFamilyContext *context)
{
  KtRecord *print = find_print (button, context);

  if (print != NULL)
    kt_plan_print (context, button, kt_record_get_text (print, "whom"));
}

static void
on_gone (GtkWidget *button, KtFamilyContext *context)
{
  KtRecord *print = find_print (button, context);

  if (print != NULL)
    kt_paper_gone_ask (context, button, print);
}

/* More than one of it may be there: a screen reader hears whose it is, so the button needs a label of its own. */
static GtkWidget *
make_button (const char *label, const char *name, const char *css, GCallback clicked, KtFamilyContext *context,
             const KtPaper *paper)
{
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "child", gtk_label_new (label), NULL);
  g_autofree char *whom = kt_paper_text_whom (kt_family_context_get_index (context), paper->whom);
  g_autofree char *told = g_strdup_printf ("%s (%s)", label, whom);
  g_autofree char *focus = g_strdup_printf ("%s %s", name, paper->whom);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  gtk_widget_add_css_class (button, css);
  gtk_widget_add_css_class (button, "text-button"); /* as GTK does for a label it made itself */
  g_object_set_data_full (G_OBJECT (button), "kt-paper", g_strdup (kt_record_get_id (paper->record)), g_free);
  kt_keyed_name_focus (button, focus);
  g_signal_connect_object (button, "clicked", clicked, context, 0);
  return button;
}

/* ---- A paper ---- */

static GtkWidget *
make_line (const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *words = kt_wrapped_label (text, NULL);
  GtkWidget *mark = g_object_new (GTK_TYPE_LABEL, "label", "•", "valign", GTK_ALIGN_START, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), words);
  return line;
}

static GtkWidget *
make_changes (KtFamilyContext *context, const KtPaper *paper)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  guint more = paper->changes->len > MOST ? paper->changes->len - MOST : 0;
  /* Translators: how many more changes there are than those listed. */
  g_autofree char *rest = g_strdup_printf (ngettext ("and %u more", "and %u more", more), more);

  for (guint i = 0; i < MIN (paper->changes->len, MOST); i++)
    {
      g_autofree char *text = kt_paper_text_change (kt_family_context_get_index (context),
                                                    g_ptr_array_index (paper->changes, i));
      gtk_box_append (GTK_BOX (box), make_line (text));
    }
  if (more > 0)
    gtk_box_append (GTK_BOX (box), kt_wrapped_label (rest, "kt-quiet"));
  return box;
}

static char *
dup_under (const KtPaper *paper)
{
  const char *how = kt_record_choice_text (paper->record, "how");
  g_autofree char *count = paper->changes->len > 0 ? kt_paper_text_count (paper) : g_strdup (_("reads as the plan does now"));

  return kt_join_dots (how != NULL ? how : "", count, NULL);
}

/* Who has which paper, and how far the note of it has come. */
static GtkWidget *
make_head (KtFamilyContext *context, const KtPaper *paper)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (context, kt_record_get_id (paper->record)));
  g_autofree char *title = kt_paper_text_title (kt_family_context_get_index (context), paper), *under = dup_under (paper);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (title, "heading"));
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (under, "kt-quiet"));
  gtk_box_append (GTK_BOX (head), texts);
  if (state == NULL)
    return head;
  gtk_widget_set_valign (state, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), state);
  return head;
}

static GtkWidget *
make_paper (KtFamilyContext *context, const KtPaper *paper)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 6, "line-spacing", 6, NULL);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-card");
  gtk_box_append (GTK_BOX (card), make_head (context, paper));
  if (paper->changes->len > 0)
    {
      gtk_box_append (GTK_BOX (card), make_changes (context, paper));
      adw_wrap_box_append (ADW_WRAP_BOX (buttons), make_button (_("Print the new one"), "print paper", "kt-plain",
                                                                G_CALLBACK (on_print), context, paper));
    }
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), make_button (_("It is gone"), "paper gone", "flat", G_CALLBACK (on_gone),
                                                            context, paper));
  gtk_box_append (GTK_BOX (card), buttons);
  return card;
}

static void
on_note (GtkWidget *button, KtFamilyContext *context)
{
  kt_paper_left_ask (context, button, kt_family_context_get_index (context), NULL);
}

/* What was printed at the office is given tomorrow, at the table. */
static GtkWidget *
make_note_button (KtFamilyContext *context)
{
  GtkWidget *button = gtk_button_new_with_label (_("Note who gets this plan"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "kt-plain");
  kt_keyed_name_focus (button, "note paper");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_note), context, 0);
  return button;
}

GtkWidget *
kt_paper_list_new (KtFamilyContext *context, KtPapers which)
{
  g_autoptr (GPtrArray) papers = list_papers (context, which);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  const char *title = which == KT_PAPERS_ALL ? _("On paper") : _("Paper to replace");

  gtk_box_append (GTK_BOX (box), kt_heading_label (title, "title-4"));
  for (guint i = 0; i < papers->len; i++)
    gtk_box_append (GTK_BOX (box), make_paper (context, g_ptr_array_index (papers, i)));
  if (papers->len == 0)
    gtk_box_append (GTK_BOX (box), kt_wrapped_label (_("Nobody was given this plan on paper yet."), "kt-quiet"));
  if (which == KT_PAPERS_ALL)
    gtk_box_append (GTK_BOX (box), make_note_button (context));
  return box;
}
