/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/overview/overview-cards.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/plan/step-dialog.h"
#include "views/family/plan/step-row.h"
#include "views/family/visits/visit-page.h"
#include "report/date-text.h"
#include "widgets/fold-box.h"
#include "widgets/person-avatar.h"

#include <adwaita.h>
#include <string.h>

#define STEPS_SHOWN 3

static GtkWidget *
make_card (const char *icon, const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-card");
  gtk_box_append (GTK_BOX (head), g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                                GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (head), kt_heading_label (title, "title-4"));
  gtk_box_append (GTK_BOX (card), head);
  return card;
}

static GtkWidget *
make_card_button (const char *label, const char *css, GCallback clicked, KtFamilyContext *context)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, css);
  g_signal_connect_object (button, "clicked", clicked, context, 0);
  return button;
}

/* ---- Next visit ---- */

static void
on_prepare (GtkWidget *button, KtFamilyContext *context)
{
  KtRecord *visit = kt_family_index_get_next_visit (kt_family_context_get_index (context));

  if (visit != NULL)
    kt_visit_page_open (context, button, kt_record_get_id (visit));
}

static void
on_plan_visit (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_visit (context, button);
}

static char *
dup_visit_line (KtFamilyContext *context, KtRecord *visit)
{
  const KtPerson *place = kt_family_index_find_person (kt_family_context_get_index (context),
                                                       kt_record_get_text (visit, "place"));
  const char *interpreter = kt_record_get_text (visit, "interpreter");
  g_autofree char *time = kt_date_text_time (kt_record_get_text (visit, "date"));
  const char *address = place != NULL ? kt_record_get_text (place->record, "address") : NULL;
  const char *kind = kt_record_choice_text (visit, "kind");

  return kt_join_dots (time, address != NULL ? address : place != NULL ? place->name
                                                     : kind != NULL    ? kind
                                                                       : "",
                       interpreter != NULL ? _ ("with an interpreter") : "", NULL);
}

/* What happened the time before: where the talk goes on. */
static void
append_last (KtFamilyContext *context, GtkBox *card)
{
  KtRecord *last = kt_family_index_get_last_visit (kt_family_context_get_index (context));
  const char *summary = last != NULL ? kt_record_get_text (last, "summary") : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *day = last != NULL ? kt_date_text_short (kt_record_get_text (last, "date")) : NULL;
  g_autofree char *title = kt_join_dots (_ ("Last time"), day != NULL ? day : "", NULL);

  gtk_box_append (GTK_BOX (box), kt_wrapped_label (title, "kt-over"));
  gtk_box_append (GTK_BOX (box), kt_wrapped_label (summary, "kt-quiet"));
  gtk_widget_set_visible (box, summary != NULL);
  gtk_box_append (card, box);
}

static GtkWidget *
make_visit_card (KtFamilyContext *context)
{
  KtRecord *visit = kt_family_index_get_next_visit (kt_family_context_get_index (context));
  GtkWidget *card = make_card ("kt-table-symbolic", _ ("Next time"));
  g_autofree char *day = visit != NULL ? kt_date_text_day (kt_record_get_text (visit, "date")) : NULL;
  g_autofree char *line = visit != NULL ? dup_visit_line (context, visit) : NULL;
  const char *bring = visit != NULL ? kt_record_get_text (visit, "bring") : NULL;
  GtkWidget *texts;

  if (visit == NULL)
    {
      gtk_box_append (GTK_BOX (card), kt_wrapped_label (_ ("No visit is planned yet."), NULL));
      gtk_box_append (GTK_BOX (card), make_card_button (_ ("Plan a visit"), "suggested-action",
                                                        G_CALLBACK (on_plan_visit), context));
      return card;
    }
  texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (day, "kt-words"));
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (line, "kt-quiet"));
  gtk_box_append (GTK_BOX (card), texts);
  if (bring != NULL)
    gtk_box_append (GTK_BOX (card), kt_wrapped_label (bring, NULL));
  append_last (context, GTK_BOX (card));
  gtk_box_append (GTK_BOX (card), make_card_button (_ ("Prepare"), "suggested-action", G_CALLBACK (on_prepare), context));
  return card;
}

/* ---- Steps ---- */

static void
on_add_step (GtkWidget *button, KtFamilyContext *context)
{
  kt_step_dialog_present (context, button, NULL);
}

static GtkWidget *
make_more_button (guint more)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u more step", "%u more steps", more), more);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "family.show-plan");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_start (button, 33);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_steps_card (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) steps = kt_family_index_list_steps_within (kt_family_context_get_index (context), 7);
  GtkWidget *card = make_card ("view-list-symbolic", _ ("Steps this week"));
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (guint i = 0; i < MIN (steps->len, STEPS_SHOWN); i++)
    gtk_box_append (GTK_BOX (list), kt_step_row_new (context, g_ptr_array_index (steps, i)));
  gtk_box_append (GTK_BOX (card), list);
  gtk_widget_add_css_class (list, "kt-steps");
  gtk_widget_set_visible (list, steps->len > 0);
  if (steps->len > STEPS_SHOWN)
    gtk_box_append (GTK_BOX (card), make_more_button (steps->len - STEPS_SHOWN));
  if (steps->len > 0)
    return card;
  gtk_box_append (GTK_BOX (card), kt_wrapped_label (_ ("Nothing is due this week. Which small step would help?"), NULL));
  gtk_box_append (GTK_BOX (card), make_card_button (_ ("Agree a step"), "kt-plain", G_CALLBACK (on_add_step), context));
  return card;
}

GtkWidget *
kt_overview_cards_new (KtFamilyContext *context)
{
  GtkWidget *fold = kt_fold_box_new (620, 18, 12);

  kt_fold_box_append (KT_FOLD_BOX (fold), make_visit_card (context));
  kt_fold_box_append (KT_FOLD_BOX (fold), make_steps_card (context));
  return fold;
}

/* ---- Counts ---- */

static guint
count_changes (KtFamilyContext *context)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  KtRecord *last = kt_family_index_get_last_visit (index);

  return last != NULL ? kt_family_index_count_changes (index, kt_record_get_text (last, "date"),
                                                       kt_family_context_get_worker (context))
                      : 0;
}

void
kt_overview_print_counts (KtFamilyContext *context, GString *print)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);

  g_string_append_printf (print, "%u %u %u", kt_family_index_count_factors (index, "strength", NULL),
                          kt_family_index_count_factors (index, "concern", NULL), count_changes (context));
}

static GtkWidget *
make_count (const char *icon, const char *css, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "pixel-size", 14, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (image, css);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), kt_plain_label (text, "heading"));
  return box;
}

GtkWidget *
kt_overview_counts_new (KtFamilyContext *context)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  guint strengths = kt_family_index_count_factors (index, "strength", NULL);
  guint concerns = kt_family_index_count_factors (index, "concern", NULL), changes = count_changes (context);
  g_autofree char *good = g_strdup_printf (ngettext ("%u strength", "%u strengths", strengths), strengths);
  g_autofree char *hard = g_strdup_printf (ngettext ("%u concern", "%u concerns", concerns), concerns);
  g_autofree char *news = g_strdup_printf (ngettext ("%u change by others since your last visit",
                                                     "%u changes by others since your last visit", changes),
                                           changes);
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 18, "line-spacing", 6, NULL);
  GtkWidget *button = gtk_button_new ();

  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_count ("kt-strength-symbolic", "kt-strength", good));
  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_count ("kt-concern-symbolic", "kt-concern", hard));
  if (changes > 0)
    adw_wrap_box_append (ADW_WRAP_BOX (wrap), kt_wrapped_label (news, "kt-quiet"));
  gtk_button_set_child (GTK_BUTTON (button), wrap);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-row");
  gtk_widget_add_css_class (button, "flush");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "family.show-analysis");
  return button;
}

/* ---- Homes ---- */

static GtkWidget *
make_home (KtFamilyContext *context, const char *title, const char *household)
{
  g_autoptr (GPtrArray) people = kt_family_index_list_living_at (kt_family_context_get_index (context), household);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 14, "line-spacing", 12, NULL);

  gtk_widget_add_css_class (box, "kt-house");
  gtk_box_append (GTK_BOX (box), kt_wrapped_label (title, "kt-quiet"));
  for (guint i = 0; i < people->len; i++)
    adw_wrap_box_append (ADW_WRAP_BOX (wrap), kt_person_badge_new (g_ptr_array_index (people, i), 44, NULL));
  gtk_box_append (GTK_BOX (box), wrap);
  return box;
}

static const char *
homes_title (guint n)
{
  static const char *const words[] = { N_ ("One household"), N_ ("Two households"), N_ ("Three households"),
                                       N_ ("Four households") };

  return n >= 1 && n <= G_N_ELEMENTS (words) ? _ (words[n - 1]) : _ ("Households");
}

GtkWidget *
kt_overview_homes_new (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) homes = kt_family_index_list_households (kt_family_context_get_index (context));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *fold;

  if (homes->len == 0)
    return box;
  fold = kt_fold_box_new (620, 18, 12);
  gtk_box_append (GTK_BOX (box), kt_heading_label (homes_title (homes->len), "title-4"));
  for (guint i = 0; i < homes->len; i++)
    {
      const KtPerson *home = g_ptr_array_index (homes, i);
      const char *address = kt_record_get_text (home->record, "address");

      kt_fold_box_append (KT_FOLD_BOX (fold), make_home (context, address != NULL ? address : home->name, home->ref));
    }
  gtk_box_append (GTK_BOX (box), fold);
  return box;
}
