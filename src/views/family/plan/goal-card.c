/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/goal-card.h"

#include "base/i18n.h"
#include "views/family/decide/decide-page.h"
#include "views/family/doubt-note.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/plan/agree-dialog.h"
#include "views/family/plan/goal-page.h"
#include "views/family/plan/step-dialog.h"
#include "views/family/plan/step-row.h"
#include "views/family/words-header.h"
#include "report/date-text.h"
#include "widgets/keyed-box.h"
#include "widgets/part-button.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  KtRecord *goal;           /* owned */
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  g_object_unref (card->context);
  kt_record_unref (card->goal);
  g_free (card);
}

/* ---- What can be done with it ---- */

/* Of the goal, its steps and what its levels mean, the first that is under discussion; NULL: none is. */
static const char *
find_disputed (Card *card)
{
  KtFamilyIndex *index = kt_family_context_get_index (card->context);
  const char *goal = kt_record_get_id (card->goal);
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (index, goal);
  g_autoptr (GPtrArray) levels = kt_family_index_list_levels (index, goal);
  GPtrArray *lists[] = { actions, levels };

  if (kt_family_index_is_disputed (index, goal))
    return goal;
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++)
      if (kt_family_index_is_disputed (index, kt_record_get_id (g_ptr_array_index (lists[l], i))))
        return kt_record_get_id (g_ptr_array_index (lists[l], i));
  return NULL;
}

static void
on_decide (GtkWidget *button, Card *card)
{
  const char *disputed = find_disputed (card);

  if (disputed != NULL)
    kt_decide_page_open (card->context, button, disputed);
}

static void
on_add_step (GtkWidget *button, Card *card)
{
  kt_step_dialog_present (card->context, button, kt_record_get_id (card->goal));
}

static void
on_agree (GtkWidget *button, Card *card)
{
  kt_agree_dialog_present (card->context, button, card->goal);
}

static void
on_edit (GtkWidget *button, Card *card)
{
  kt_family_edit_record (card->context, button, card->goal);
}

static GtkWidget *
make_button (Card *card, const char *icon, const char *label, GCallback clicked)
{
  GtkWidget *button = kt_part_button_new (icon, label, icon);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", clicked, card);
  return button;
}

/* ---- Parts ---- */

/* "Yassin, 15 · Rivierwonen sees to it". */
static char *
dup_under (Card *card)
{
  g_autofree char *whose = kt_goal_whose_text (card->context, card->goal);
  const char *owner = kt_record_get_text (card->goal, "owner"), *status = kt_record_choice_text (card->goal, "status");
  g_autofree char *name = owner != NULL ? kt_family_name_of (card->context, owner) : NULL;
  /* Translators: %s is a person or an agency. */
  g_autofree char *sees = name != NULL ? g_strdup_printf (_("%s sees to it"), name) : g_strdup ("");

  return kt_join_dots (whose, sees, kt_goal_is_open (card->goal) ? "" : status, NULL);
}

static GtkWidget *
make_head (Card *card)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *words;
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (card->context, kt_record_get_id (card->goal)));
  g_autofree char *under = dup_under (card);

  words = kt_words_header_new (kt_goal_find_person (card->context, card->goal), kt_record_get_text (card->goal, "words"),
                               "kt-words", under);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (head), words);
  if (state == NULL)
    return head;
  gtk_widget_set_valign (state, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), state);
  return head;
}

/* Required by others, and what was agreed: smaller, and under the own words. */
static GtkWidget *
make_wording (Card *card)
{
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 8, "line-spacing", 6, NULL);
  const char *required = kt_record_get_text (card->goal, "required_by");
  const char *wording = kt_record_get_text (card->goal, "wording");
  /* Translators: a stamp on a goal that others demand; %s is who, such as a school. */
  g_autofree char *stamp = required != NULL ? g_strdup_printf (_("Required by: %s"), required) : NULL;

  if (stamp != NULL)
    adw_wrap_box_append (ADW_WRAP_BOX (wrap), kt_plain_label (stamp, "kt-stamp"));
  if (wording != NULL)
    adw_wrap_box_append (ADW_WRAP_BOX (wrap), kt_wrapped_label (wording, NULL));
  gtk_widget_set_visible (wrap, stamp != NULL || wording != NULL);
  return wrap;
}

/* Once it stands among the steps it need not be said twice. */
static gboolean
is_a_step (GPtrArray *actions, const char *what)
{
  for (guint i = 0; i < actions->len; i++)
    if (g_strcmp0 (kt_record_get_text (g_ptr_array_index (actions, i), "what"), what) == 0)
      return TRUE;
  return FALSE;
}

static GtkWidget *
make_first_step (Card *card, GPtrArray *actions)
{
  const char *first = kt_record_get_text (card->goal, "first_step");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_widget_set_visible (box, first != NULL && kt_goal_is_open (card->goal) && !is_a_step (actions, first));
  gtk_box_append (GTK_BOX (box), kt_plain_label (_("First small step"), "kt-over"));
  gtk_box_append (GTK_BOX (box), kt_wrapped_label (first, NULL));
  return box;
}

static char *
dup_agreed_line (KtFamilyContext *context, KtRecord *agreement)
{
  g_auto (GStrv) with = kt_record_dup_list (agreement, "with"), phone = kt_record_dup_list (agreement, "phone");
  g_autofree char *date = kt_date_text_short (kt_record_get_text (agreement, "date"));
  g_autofree char *table = kt_family_names_of (context, (const char *const *) with);
  g_autofree char *called = kt_family_names_of (context, (const char *const *) phone);
  /* Translators: %s is a date, then names of who was at the table. */
  g_autofree char *agreed = *table != '\0' ? g_strdup_printf (_("Agreed %s at the table with %s"), date, table)
                                           : g_strdup_printf (_("Agreed %s"), date);
  /* Translators: %s is one or more names. */
  g_autofree char *by_phone = *called != '\0' ? g_strdup_printf (_("%s by phone"), called) : g_strdup ("");

  return kt_join_dots (agreed, by_phone, NULL);
}

static GtkWidget *
make_agreed (Card *card)
{
  g_autoptr (GPtrArray) agreements = kt_family_index_list_agreements (kt_family_context_get_index (card->context),
                                                                      kt_record_get_id (card->goal));
  g_autofree char *line = agreements->len > 0 ? dup_agreed_line (card->context, g_ptr_array_index (agreements, 0)) : NULL;
  GtkWidget *label = kt_wrapped_label (line, "kt-quiet");

  gtk_widget_set_visible (label, line != NULL);
  return label;
}

static GtkWidget *
make_notice (Card *card)
{
  GtkWidget *notice = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *button = gtk_button_new_with_label (_("View"));
  GtkWidget *label = kt_wrapped_label (_("Under discussion: there is more than one version"), "heading");

  gtk_widget_add_css_class (notice, "kt-notice");
  gtk_box_append (GTK_BOX (notice), g_object_new (GTK_TYPE_IMAGE, "icon-name", "kt-flag-symbolic", "accessible-role",
                                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (notice), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  kt_keyed_name_focus (button, "decide");
  g_signal_connect (button, "clicked", G_CALLBACK (on_decide), card);
  gtk_box_append (GTK_BOX (notice), button);
  return notice;
}

static GtkWidget *
make_steps (Card *card, GPtrArray *actions, gboolean only_open)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  guint shown = 0;

  gtk_widget_add_css_class (box, "kt-steps");
  for (guint i = 0; i < actions->len; i++)
    if (!only_open || kt_action_is_open (g_ptr_array_index (actions, i)))
      {
        gtk_box_append (GTK_BOX (box), kt_step_row_new (card->context, g_ptr_array_index (actions, i)));
        shown++;
      }
  gtk_widget_set_visible (box, shown > 0);
  return box;
}

static void
on_history (GtkWidget *button, Card *card)
{
  kt_goal_page_open (card->context, button, kt_record_get_id (card->goal));
}

static GtkWidget *
make_foot (Card *card, gboolean alone)
{
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 6, "line-spacing", 6, NULL);

  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, "list-add-symbolic", _("Step"), G_CALLBACK (on_add_step)));
  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, "kt-table-symbolic", _("Agree at the table"),
                                                         G_CALLBACK (on_agree)));
  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, "document-edit-symbolic", _("Change"), G_CALLBACK (on_edit)));
  if (!alone)
    adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, "document-open-recent-symbolic", _("History"),
                                                           G_CALLBACK (on_history)));
  gtk_widget_add_css_class (wrap, "kt-goal-foot");
  return wrap;
}

static void
fill_full (Card *card, GtkBox *box, GPtrArray *actions, gboolean alone)
{
  GtkWidget *doubt = alone ? kt_doubt_note_new (card->context, card->goal) : NULL;

  gtk_box_append (box, make_wording (card));
  if (doubt != NULL)
    gtk_box_append (box, doubt);
  if (find_disputed (card) != NULL)
    gtk_box_append (box, make_notice (card));
  gtk_box_append (box, make_agreed (card));
  gtk_box_append (box, make_first_step (card, actions));
  gtk_box_append (box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (box, make_steps (card, actions, FALSE));
  gtk_box_append (box, make_foot (card, alone));
}

static void
fill_on_table (Card *card, GtkBox *box, GPtrArray *actions)
{
  gtk_box_append (box, make_wording (card));
  gtk_box_append (box, make_first_step (card, actions));
  gtk_box_append (box, make_steps (card, actions, TRUE));
}

GtkWidget *
kt_goal_card_new (KtFamilyContext *context, KtRecord *goal, KtGoalLook look)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (kt_family_context_get_index (context),
                                                                kt_record_get_id (goal));
  Card *card = g_new0 (Card, 1);

  card->context = g_object_ref (context);
  card->goal = kt_record_ref (goal);
  g_object_set_data_full (G_OBJECT (box), "kt-card", card, card_free);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "kt-card");
  gtk_box_append (GTK_BOX (box), make_head (card));
  if (look != KT_GOAL_ON_TABLE)
    fill_full (card, GTK_BOX (box), actions, look == KT_GOAL_ALONE);
  else
    fill_on_table (card, GTK_BOX (box), actions);
  return box;
}

void
kt_goal_print (KtFamilyContext *context, GString *print, KtRecord *goal)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (index, kt_record_get_id (goal));
  g_autoptr (GPtrArray) agreements = kt_family_index_list_agreements (index, kt_record_get_id (goal));
  g_autoptr (GPtrArray) levels = kt_family_index_list_levels (index, kt_record_get_id (goal));

  g_string_append (print, kt_family_index_get_today (index));
  kt_print_record (context, print, goal);
  for (guint i = 0; i < actions->len; i++)
    kt_print_record (context, print, g_ptr_array_index (actions, i));
  g_string_append_printf (print, "%u", agreements->len);
  for (guint i = 0; i < levels->len; i++)
    kt_print_record (context, print, g_ptr_array_index (levels, i));
}
