/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/goal-page.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/plan/goal-card.h"
#include "views/family/plan/goal-history.h"
#include "views/family/plan/goal-levels.h"
#include "widgets/keyed-box.h"
#include "widgets/page.h"

#define WIDTH 720

struct _KtGoalPage {
  AdwNavigationPage parent;
  KtFamilyContext *context; /* owned */
  char *goal;               /* owned */
  /* borrowed */
  AdwWindowTitle *heading;
  GtkWidget *parts;
};

static void kt_goal_page_page_init (KtPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtGoalPage, kt_goal_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, kt_goal_page_page_init))

static KtRecord *
find_goal (KtGoalPage *self)
{
  return kt_family_index_find (kt_family_context_get_index (self->context), self->goal);
}

static GtkWidget *
build_card (gpointer item, gpointer context)
{
  return kt_goal_card_new (context, item, KT_GOAL_ALONE);
}

typedef enum {
  PART_CARD,
  PART_LEVELS,
  PART_HISTORY,
} Part;

static GtkWidget *
build_part (gpointer item, gpointer data)
{
  KtGoalPage *self = KT_GOAL_PAGE (data);
  KtRecord *goal = find_goal (self);

  if (goal == NULL)
    return gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  switch ((Part) GPOINTER_TO_INT (item))
    {
    case PART_CARD:
      return build_card (goal, self->context);
    case PART_LEVELS:
      return kt_goal_levels_new (self->context, goal);
    case PART_HISTORY:
    default:
      return kt_goal_history_new (self->context, goal);
    }
}

static void
print_decisions (KtFamilyIndex *index, GString *print, const char *record)
{
  g_autoptr (GPtrArray) decisions = kt_family_index_list_decisions (index, record);

  g_string_append_printf (print, " %u", decisions->len);
}

static void
print_decisions_of_levels (KtGoalPage *self, GString *print)
{
  KtFamilyIndex *index = kt_family_context_get_index (self->context);
  g_autoptr (GPtrArray) versions = kt_family_index_list_levels (index, self->goal);

  for (guint i = 0; i < versions->len; i++)
    print_decisions (index, print, kt_record_get_id (g_ptr_array_index (versions, i)));
}

/* Removed meanwhile: there is nothing left to look at. */
static gboolean
leave (gpointer data)
{
  if (gtk_widget_get_root (data) != NULL)
    kt_pop_page (data);
  return G_SOURCE_REMOVE;
}

static void
refresh (GtkWidget *widget)
{
  KtGoalPage *self = KT_GOAL_PAGE (widget);
  KtFamilyIndex *index = kt_family_context_get_index (self->context);
  KtRecord *goal = find_goal (self), *family = kt_family_index_get_family (index);
  GPtrArray *items;
  g_autoptr (GPtrArray) actions = NULL;
  g_autoptr (GString) print = g_string_new (NULL), past = g_string_new (NULL), steps = g_string_new (NULL);

  if (goal == NULL)
    {
      g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, leave, g_object_ref (self), g_object_unref);
      return;
    }
  adw_window_title_set_subtitle (self->heading, family != NULL ? kt_record_get_text (family, "name") : "");
  kt_goal_print (self->context, print, goal);
  g_string_assign (past, print->str);
  actions = kt_family_index_list_actions (index, self->goal);
  print_decisions (index, past, self->goal);
  for (guint i = 0; i < actions->len; i++)
    print_decisions (index, past, kt_record_get_id (g_ptr_array_index (actions, i)));
  kt_goal_levels_print (self->context, steps, self->goal);
  print_decisions_of_levels (self, past);
  items = kt_keyed_items_new ();
  kt_keyed_items_add (items, "card", print->str, GINT_TO_POINTER (PART_CARD));
  kt_keyed_items_add (items, "levels", steps->str, GINT_TO_POINTER (PART_LEVELS));
  kt_keyed_items_add (items, "history", past->str, GINT_TO_POINTER (PART_HISTORY));
  kt_keyed_box_update (KT_KEYED_BOX (self->parts), items, build_part, g_object_ref (self), g_object_unref);
}

/* ---- Object ---- */

static GtkWidget *
build_body (KtGoalPage *self)
{
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", WIDTH, NULL);
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, NULL);

  self->parts = kt_keyed_box_new (24);
  gtk_widget_add_css_class (self->parts, "kt-column");
  adw_clamp_set_child (ADW_CLAMP (clamp), self->parts);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static AdwNavigationPage *
make_page (KtFamilyContext *context, const char *goal)
{
  KtGoalPage *self = g_object_new (KT_TYPE_GOAL_PAGE, "title", _("Goal"), NULL);
  GtkWidget *outer = adw_toolbar_view_new (), *bar = adw_header_bar_new ();

  self->context = g_object_ref (context);
  self->goal = g_strdup (goal);
  self->heading = ADW_WINDOW_TITLE (adw_window_title_new (_("Goal"), ""));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), GTK_WIDGET (self->heading));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (outer), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (outer), build_body (self));
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), outer);
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
  return ADW_NAVIGATION_PAGE (self);
}

static AdwNavigationPage *
kt_goal_page_rebuild (KtPage *page)
{
  AdwNavigationPage *made = make_page (KT_GOAL_PAGE (page)->context, KT_GOAL_PAGE (page)->goal);

  kt_keyed_box_finish (KT_KEYED_BOX (KT_GOAL_PAGE (made)->parts));
  return made;
}

static void
kt_goal_page_page_init (KtPageInterface *iface)
{
  iface->rebuild = kt_goal_page_rebuild;
}

static void
kt_goal_page_dispose (GObject *object)
{
  KtGoalPage *self = KT_GOAL_PAGE (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->goal, g_free);
  G_OBJECT_CLASS (kt_goal_page_parent_class)->dispose (object);
}

static void
kt_goal_page_class_init (KtGoalPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = kt_goal_page_dispose;
}

static void
kt_goal_page_init (KtGoalPage *self)
{
}

void
kt_goal_page_open (KtFamilyContext *context, GtkWidget *from, const char *goal)
{
  kt_push_page (from, make_page (context, goal));
}
