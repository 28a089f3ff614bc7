/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/plan-section.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/plan/coverage-list.h"
#include "views/family/plan/goal-card.h"
#include "views/family/plan/paper-list.h"
#include "widgets/fold-box.h"
#include "widgets/keyed-box.h"
#include "widgets/page.h"

/* "At most a handful open": those that are over fold away. */
struct _KtPlanSection {
  KtSection parent;
  /* borrowed */
  GtkWidget *head, *goals, *past, *past_goals, *side;
};

G_DEFINE_FINAL_TYPE (KtPlanSection, kt_plan_section, KT_TYPE_SECTION)

static void
on_add_goal (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_goal (context, button, NULL);
}

static GtkWidget *
make_empty (KtFamilyContext *context)
{
  GtkWidget *button = gtk_button_new_with_label (_("Add a goal"));

  gtk_widget_add_css_class (button, "suggested-action");
  kt_keyed_name_focus (button, "add goal");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_goal), context, 0);
  return kt_empty_note_new (_("What does somebody want to be different? Write it down in their own words, and agree "
                               "one small first step."),
                            button);
}

static GtkWidget *
build_goal (gpointer item, gpointer context)
{
  return item != NULL ? kt_goal_card_new (context, item, KT_GOAL_FULL) : make_empty (context);
}

typedef enum {
  SIDE_COVERAGE,
  SIDE_PAPERS,
} Side;

static GtkWidget *
build_side (gpointer item, gpointer context)
{
  return GPOINTER_TO_INT (item) == SIDE_PAPERS ? kt_paper_list_new (context, KT_PAPERS_ALL) : kt_coverage_list_new (context);
}

/* "4 open · 2 reached". */
static void
refresh_head (KtPlanSection *self)
{
  KtFamilyIndex *index = kt_section_get_index (KT_SECTION (self));
  guint open = kt_family_index_count_goals (index, "open"), reached = kt_family_index_count_goals (index, "reached");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *title = kt_heading_label (_("Goals"), "title-1"), *count;
  /* Translators: how many goals are open. */
  g_autofree char *still = g_strdup_printf (ngettext ("%u open", "%u open", open), open);
  /* Translators: how many goals are reached. */
  g_autofree char *done = reached > 0 ? g_strdup_printf (ngettext ("%u reached", "%u reached", reached),
                                                         reached)
                                      : g_strdup ("");
  g_autofree char *text = kt_join_dots (still, done, NULL);

  GtkWidget *print = g_object_new (GTK_TYPE_BUTTON, "icon-name", "printer-symbolic", "tooltip-text", _("Print the plan"),
                                   "action-name", "family.print-plan", "valign", GTK_ALIGN_CENTER, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (print), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Print the plan"), -1);
  gtk_widget_add_css_class (print, "flat");
  kt_keyed_name_focus (print, "print");
  gtk_widget_set_hexpand (title, TRUE);
  count = kt_plain_label (text, "kt-quiet");
  gtk_widget_set_valign (count, GTK_ALIGN_BASELINE_FILL);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), count);
  gtk_box_append (GTK_BOX (box), print);
  adw_bin_set_child (ADW_BIN (self->head), box);
}

static void
update_box (KtPlanSection *self, GtkWidget *box, gboolean open)
{
  KtFamilyContext *context = kt_section_get_context (KT_SECTION (self));
  KtFamilyIndex *index = kt_section_get_index (KT_SECTION (self));
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (index);
  GPtrArray *items = kt_keyed_items_new ();

  for (guint i = 0; i < goals->len; i++)
    {
      KtRecord *goal = g_ptr_array_index (goals, i);
      g_autoptr (GString) print = g_string_new (NULL);

      if (kt_goal_is_open (goal) != open)
        continue;
      kt_goal_print (context, print, goal);
      kt_keyed_items_take (items, kt_record_get_id (goal), print->str, kt_record_ref (goal),
                           (GDestroyNotify) kt_record_unref);
    }
  if (!open)
    gtk_widget_set_visible (self->past, items->len > 0);
  else if (items->len == 0)
    kt_keyed_items_add (items, "none", "none", NULL);
  kt_keyed_box_update (KT_KEYED_BOX (box), items, build_goal, g_object_ref (context), g_object_unref);
}

static void
update_side (KtPlanSection *self)
{
  KtFamilyContext *context = kt_section_get_context (KT_SECTION (self));
  GPtrArray *items = kt_keyed_items_new ();
  g_autoptr (GString) coverage = g_string_new (NULL), papers = g_string_new (NULL);

  kt_coverage_print (context, coverage);
  kt_keyed_items_add (items, "coverage", coverage->str, GINT_TO_POINTER (SIDE_COVERAGE));
  kt_paper_list_print (context, KT_PAPERS_ALL, papers);
  if (kt_family_index_count_goals (kt_family_context_get_index (context), "open") > 0)
    kt_keyed_items_add (items, "papers", papers->str, GINT_TO_POINTER (SIDE_PAPERS));
  kt_keyed_box_update (KT_KEYED_BOX (self->side), items, build_side, g_object_ref (context), g_object_unref);
}

static void
kt_plan_section_refresh (KtSection *section)
{
  KtPlanSection *self = KT_PLAN_SECTION (section);

  refresh_head (self);
  update_box (self, self->goals, TRUE);
  update_box (self, self->past_goals, FALSE);
  update_side (self);
}

static void
kt_plan_section_restore (KtSection *section, GVariantDict *state)
{
  kt_keyed_box_finish (KT_KEYED_BOX (KT_PLAN_SECTION (section)->goals));
}

static void
kt_plan_section_class_init (KtPlanSectionClass *class)
{
  KT_SECTION_CLASS (class)->refresh = kt_plan_section_refresh;
  KT_SECTION_CLASS (class)->restore = kt_plan_section_restore;
}

static void
kt_plan_section_init (KtPlanSection *self)
{
  self->head = adw_bin_new ();
  self->goals = kt_keyed_box_new (18);
  self->past_goals = kt_keyed_box_new (18);
  self->side = kt_keyed_box_new (24);
  gtk_widget_set_margin_top (self->past_goals, 12);
  self->past = g_object_new (GTK_TYPE_EXPANDER, "label", _("Paused, reached and stopped"), "child", self->past_goals, NULL);
  gtk_widget_add_css_class (self->past, "kt-more");
  kt_expander_hide_folded (GTK_EXPANDER (self->past));
}

GtkWidget *
kt_plan_section_new (KtFamilyContext *context)
{
  KtPlanSection *self = g_object_new (KT_TYPE_PLAN_SECTION, NULL);
  GtkWidget *fold = kt_fold_box_new (760, 24, 30), *main_column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  kt_section_build (KT_SECTION (self), context, 908);
  gtk_box_append (GTK_BOX (main_column), self->head);
  gtk_box_append (GTK_BOX (main_column), self->goals);
  gtk_box_append (GTK_BOX (main_column), self->past);
  kt_fold_box_set_columns (KT_FOLD_BOX (fold), 0, 264);
  kt_fold_box_append (KT_FOLD_BOX (fold), main_column);
  kt_fold_box_append (KT_FOLD_BOX (fold), self->side);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), fold);
  return GTK_WIDGET (self);
}
