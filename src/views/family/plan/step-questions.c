/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/step-questions.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/record-form.h"
#include "views/family/words-header.h"
#include "widgets/chip-group.h"
#include "report/date-text.h"
#include "widgets/page.h"

static GtkWidget *
make_goal (KtFamilyContext *context, KtRecord *goal)
{
  GtkWidget *button = gtk_button_new ();
  const char *words = kt_record_get_text (goal, "words");
  g_autofree char *whose = kt_goal_whose_text (context, goal);
  g_autofree char *told = kt_join_dots (words, whose, NULL);

  gtk_button_set_child (GTK_BUTTON (button), kt_words_header_new (kt_goal_find_person (context, goal), words, "kt-said",
                                                                  whose));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "kt-factor");
  g_object_set_data_full (G_OBJECT (button), "kt-goal", g_strdup (kt_record_get_id (goal)), g_free);
  return button;
}

GtkWidget *
kt_step_goals_new (KtFamilyContext *context, GCallback clicked, gpointer object)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (kt_family_context_get_index (context));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  for (guint i = 0; i < goals->len; i++)
    if (kt_goal_is_open (g_ptr_array_index (goals, i)))
      {
        GtkWidget *button = make_goal (context, g_ptr_array_index (goals, i));

        g_signal_connect_object (button, "clicked", clicked, object, 0);
        gtk_box_append (GTK_BOX (box), button);
      }
  if (gtk_widget_get_first_child (box) == NULL)
    gtk_box_append (GTK_BOX (box), kt_wrapped_label (_("A step belongs to a goal. Add a goal first: what does somebody "
                                                        "want to be different?"),
                                                     NULL));
  return box;
}

GtkWidget *
kt_step_verbs_new (GCallback clicked, gpointer object)
{
  /* Translators: how a small step may begin. */
  static const char *const verbs[] = { N_("Call"), N_("Ask"), N_("Go along to"), N_("Write down"), N_("Practise"),
                                       N_("Arrange"), N_("Try out") };
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 8, "line-spacing", 8, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (_(verbs[i]));

      gtk_widget_add_css_class (button, "kt-chip");
      gtk_widget_add_css_class (button, "text");
      gtk_widget_add_css_class (button, "flat");
      g_signal_connect_object (button, "clicked", clicked, object, 0);
      adw_wrap_box_append (ADW_WRAP_BOX (wrap), button);
    }
  return wrap;
}

void
kt_step_put_verb (KtWordsEntry *what, const char *verb)
{
  g_autofree char *before = kt_words_entry_dup_text (what);
  g_autofree char *after = g_strdup_printf ("%s %s", verb, before);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (kt_words_entry_get_view (what));
  GtkTextIter end;

  kt_words_entry_set_text (what, after);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_place_cursor (buffer, &end);
  gtk_widget_grab_focus (GTK_WIDGET (what));
}

GtkWidget *
kt_step_who_new (KtFamilyContext *context, const char *label, gboolean agencies)
{
  g_autoptr (GPtrArray) people = kt_family_list_who (context, KT_WHO_ANYONE | (agencies ? KT_WHO_AGENCIES : 0));
  GtkWidget *chips = kt_chip_group_new (KT_CHIPS_MANY, label, FALSE);

  for (guint i = 0; i < people->len; i++)
    kt_chip_group_add_person (KT_CHIP_GROUP (chips), g_ptr_array_index (people, i));
  return chips;
}

static void
add_day (KtChipGroup *chips, int days, const char *label)
{
  g_autofree char *today = kt_clock_today (), *day = kt_clock_add_days (today, days), *near = kt_date_text_near (day);

  if (!kt_chip_group_has (chips, day))
    kt_chip_group_add (chips, day, label != NULL ? label : near);
}

GtkWidget *
kt_step_when_new (void)
{
  GtkWidget *chips = kt_chip_group_new (KT_CHIPS_MAYBE, _("When?"), FALSE);
  g_autoptr (GDateTime) today = kt_clock_today_datetime ();
  int to_friday = (5 - g_date_time_get_day_of_week (today) + 7) % 7;

  add_day (KT_CHIP_GROUP (chips), 0, _("Today"));
  add_day (KT_CHIP_GROUP (chips), 1, _("Tomorrow"));
  if (to_friday > 1)
    add_day (KT_CHIP_GROUP (chips), to_friday, NULL);
  add_day (KT_CHIP_GROUP (chips), 7, _("In a week"));
  add_day (KT_CHIP_GROUP (chips), 14, _("In two weeks"));
  kt_chip_group_add (KT_CHIP_GROUP (chips), KT_NO_DAY, _("No date"));
  return chips;
}

GtkWidget *
kt_step_sure_new (void)
{
  GtkWidget *chips = kt_chip_group_new (KT_CHIPS_MAYBE, _("How sure, from 0 to 10?"), FALSE);

  for (int i = 0; i <= 10; i++)
    {
      g_autofree char *number = g_strdup_printf ("%d", i);

      kt_chip_group_add (KT_CHIP_GROUP (chips), number, number);
    }
  gtk_widget_add_css_class (chips, "kt-numbers");
  return chips;
}

GtkWidget *
kt_folded_new (const char *title, GtkWidget *chips)
{
  GtkWidget *folded = gtk_expander_new (NULL), *label = kt_wrapped_label (title, NULL);

  /* One that wraps, but only where it must: a question in large letters is wider than a telephone. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_expander_set_label_widget (GTK_EXPANDER (folded), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (folded), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_margin_top (chips, 6);
  gtk_widget_add_css_class (folded, "kt-more");
  gtk_expander_set_child (GTK_EXPANDER (folded), chips);
  kt_expander_hide_folded (GTK_EXPANDER (folded));
  return folded;
}

void
kt_folded_open (GtkWidget *folded)
{
  gtk_expander_set_expanded (GTK_EXPANDER (folded), TRUE);
}

GtkWidget *
kt_step_list_of (GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return list;
}
