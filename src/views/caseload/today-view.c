/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/caseload/today-view.h"

#include <glib/gi18n.h>

#include "views/caseload/visit-card.h"
#include "report/date-text.h"
#include "report/paper-text.h"
#include "widgets/keyed-box.h"
#include "widgets/page.h"

#define MOST 5 /* rows of a group; the families themselves have the rest */

struct _KtTodayView {
  AdwBin parent_instance;

  /* template */
  GtkStack *pages;
  GtkLabel *date;
  KtKeyedBox *visits, *rest;
};

G_DEFINE_FINAL_TYPE (KtTodayView, kt_today_view, ADW_TYPE_BIN)

/* ---- Visits ---- */
typedef struct
{
  const KtDayVisit *visit;
  gboolean suggested;
} Card;

static GtkWidget *
build_visit (gpointer item, gpointer user_data)
{
  Card *card = item;

  return kt_visit_card_new (card->visit, card->suggested);
}

/* The first visit still to be held. */
static guint
find_next (GPtrArray *visits)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const KtDayVisit *visit = visits->pdata[i];

      if (g_strcmp0 (kt_record_get_text (visit->visit, "status"), "done") != 0)
        return i;
    }
  return G_MAXUINT;
}

static void
show_visits (KtTodayView *self, GPtrArray *visits)
{
  GPtrArray *items = kt_keyed_items_new ();
  GPtrArray *cards = g_ptr_array_new_with_free_func (g_free);
  guint next = find_next (visits);

  for (guint i = 0; i < visits->len; i++)
    {
      const KtDayVisit *visit = visits->pdata[i];
      g_autofree char *print = kt_visit_card_dup_print (visit, i == next);
      Card *card = g_new0 (Card, 1);

      card->visit = visit;
      card->suggested = i == next;
      g_ptr_array_add (cards, card);
      kt_keyed_items_add (items, kt_record_get_id (visit->visit), print, card);
    }
  kt_keyed_box_update (self->visits, items, build_visit, cards, (GDestroyNotify) g_ptr_array_unref);
  kt_keyed_box_finish (self->visits);
  gtk_widget_set_visible (GTK_WIDGET (self->visits), visits->len > 0);
}

/* ---- Groups of rows ---- */
static GtkWidget *
new_row (const char *title, const char *under, const char *family, const char *record)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), under);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-family");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", family, record);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic", "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  return row;
}

static GtkWidget *
new_group (const char *title, guint n)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *counted = g_strdup_printf ("%s (%u)", title, n);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), counted);
  return group;
}

static char *
dup_step_under (const KtDayStep *step)
{
  const char *due = kt_record_get_text (step->action, "due");
  g_autofree char *when = step->late > 0 ? kt_date_text_late (step->late) : due != NULL ? kt_date_text_near (due)
                                                                                        : NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  if (step->who != NULL)
    g_ptr_array_add (parts, step->who);
  g_ptr_array_add (parts, step->family_name);
  if (when != NULL)
    g_ptr_array_add (parts, when);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static GtkWidget *
build_steps (const char *title, GPtrArray *steps)
{
  GtkWidget *group = new_group (title, steps->len);

  for (guint i = 0; i < MIN (steps->len, MOST); i++)
    {
      const KtDayStep *step = steps->pdata[i];
      const char *what = kt_record_get_text (step->action, "what");
      g_autofree char *under = dup_step_under (step);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 new_row (what != NULL ? what : "", under, step->family, kt_record_get_id (step->action)));
    }
  return group;
}

static GtkWidget *
build_drafts (GPtrArray *drafts)
{
  GtkWidget *group = new_group (_("Unfinished"), drafts->len);

  for (guint i = 0; i < MIN (drafts->len, MOST); i++)
    {
      const KtDayDraft *draft = drafts->pdata[i];
      g_autofree char *day = draft->date != NULL ? kt_date_text_near (draft->date) : NULL;
      /* Translators: "today" or a day of the week. */
      g_autofree char *title = day != NULL ? g_strdup_printf (_("Note of %s"), day) : g_strdup (_("Note"));
      g_autofree char *words = g_strdup_printf (ngettext ("%u word", "%u words", draft->words), draft->words);
      g_autofree char *under = g_strdup_printf ("%s · %s", draft->family_name, words);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (title, under, draft->family, draft->key + 5));
    }
  return group;
}

static void
add_paper_row (AdwPreferencesGroup *group, KtFamilyIndex *index, const KtPaper *paper)
{
  KtRecord *family = kt_family_index_get_family (index);
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;
  g_autofree char *title = kt_paper_text_title (index, paper), *count = kt_paper_text_count (paper);
  g_autofree char *under = g_strdup_printf ("%s · %s", name != NULL ? name : "…", count);

  adw_preferences_group_add (group, new_row (title, under, kt_family_index_get_family_id (index),
                                             kt_record_get_id (paper->record)));
}

static GtkWidget *
build_papers (GPtrArray *families)
{
  guint n = 0, shown = 0;
  GtkWidget *group;

  for (guint i = 0; i < families->len; i++)
    n += ((KtDayPapers *) families->pdata[i])->papers->len;
  group = new_group (_("Paper to replace"), n);
  for (guint i = 0; i < families->len; i++)
    {
      const KtDayPapers *of = families->pdata[i];

      for (guint p = 0; p < of->papers->len && shown < MOST; p++, shown++)
        add_paper_row (ADW_PREFERENCES_GROUP (group), of->index, of->papers->pdata[p]);
    }
  return group;
}

static GtkWidget *
build_group (gpointer item, gpointer user_data)
{
  KtCaseload *caseload = user_data;
  GPtrArray *rows = item;

  if (rows == caseload->promised)
    return build_steps (_("Promised by you"), rows);
  if (rows == caseload->late)
    return build_steps (_("Late at agencies"), rows);
  if (rows == caseload->papers)
    return build_papers (rows);
  return build_drafts (rows);
}

static void
add_steps_group (GPtrArray *items, const char *key, GPtrArray *steps)
{
  g_autoptr (GString) print = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const KtDayStep *step = steps->pdata[i];

      g_string_append_printf (print, "%s %s %s %d\n", kt_record_get_bytes (step->action), step->family_name,
                              step->who != NULL ? step->who : "", step->late);
    }
  if (steps->len > 0)
    kt_keyed_items_add (items, key, print->str, steps);
}

static void
add_papers_group (GPtrArray *items, GPtrArray *families)
{
  g_autoptr (GString) print = g_string_new (NULL);

  for (guint i = 0; i < families->len; i++)
    {
      const KtDayPapers *of = families->pdata[i];

      for (guint p = 0; p < of->papers->len; p++)
        {
          const KtPaper *paper = of->papers->pdata[p];
          g_autofree char *title = kt_paper_text_title (of->index, paper);

          g_string_append_printf (print, "%s %s %u\n", kt_record_get_id (paper->record), title, paper->changes->len);
        }
    }
  if (families->len > 0)
    kt_keyed_items_add (items, "papers", print->str, families);
}

static void
add_drafts_group (GPtrArray *items, GPtrArray *drafts)
{
  g_autoptr (GString) print = g_string_new (NULL);

  for (guint i = 0; i < drafts->len; i++)
    {
      const KtDayDraft *draft = drafts->pdata[i];

      g_string_append_printf (print, "%s %s %u\n", draft->key, draft->family_name, draft->words);
    }
  if (drafts->len > 0)
    kt_keyed_items_add (items, "drafts", print->str, drafts);
}

static void
show_rest (KtTodayView *self, KtCaseload *caseload)
{
  GPtrArray *items = kt_keyed_items_new ();

  add_steps_group (items, "promised", caseload->promised);
  add_steps_group (items, "late", caseload->late);
  add_papers_group (items, caseload->papers);
  add_drafts_group (items, caseload->drafts);
  gtk_widget_set_visible (GTK_WIDGET (self->rest), items->len > 0);
  kt_keyed_box_update (self->rest, items, build_group, caseload, NULL);
  kt_keyed_box_finish (self->rest);
}

void
kt_today_view_show (KtTodayView *self, KtCaseload *caseload)
{
  guint n = caseload->visits->len;
  g_autofree char *day = kt_date_text_day (caseload->today);
  g_autofree char *visits = n > 0 ? g_strdup_printf (ngettext ("%u visit", "%u visits", n), n) : g_strdup (_("no visits"));
  g_autofree char *line = g_strdup_printf ("%s · %s", day, visits);

  gtk_label_set_label (self->date, line);
  show_visits (self, caseload->visits);
  show_rest (self, caseload);
  gtk_stack_set_visible_child_name (self->pages, caseload->families->len > 0 ? "day" : "nothing");
}

static void
kt_today_view_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL); /* before the template goes: a bin unparents its child itself */
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_TODAY_VIEW);
  G_OBJECT_CLASS (kt_today_view_parent_class)->dispose (object);
}

static void
kt_today_view_class_init (KtTodayViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_today_view_dispose;
  g_type_ensure (KT_TYPE_KEYED_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, KT_UI ("views/caseload/today-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, KtTodayView, pages);
  gtk_widget_class_bind_template_child (widget_class, KtTodayView, date);
  gtk_widget_class_bind_template_child (widget_class, KtTodayView, visits);
  gtk_widget_class_bind_template_child (widget_class, KtTodayView, rest);
}

static void
kt_today_view_init (KtTodayView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
