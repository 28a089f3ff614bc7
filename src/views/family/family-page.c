/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/family-page.h"

#include "base/i18n.h"
#include "views/family/analysis/analysis-section.h"
#include "views/family/decide/decide-page.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/overview/overview-section.h"
#include "views/family/partners/partners-section.h"
#include "views/family/people/people-section.h"
#include "views/family/pictures/picture-page.h"
#include "views/family/plan/goal-page.h"
#include "views/family/plan/plan-print.h"
#include "views/family/plan/plan-section.h"
#include "views/family/plan/step-dialog.h"
#include "views/family/reopen.h"
#include "views/family/section.h"
#include "views/family/visits/visit-page.h"
#include "views/family/visits/visits-section.h"
#include "widgets/page.h"
#include "widgets/state-mark.h"
#include "widgets/sync-sentence.h"

#include <string.h>

struct _KtFamilyPage {
  AdwNavigationPage parent;
  KtFamilyContext *context; /* owned */
  /* template */
  AdwNavigationSplitView *split;
  AdwNavigationPage *sidebar, *content;
  AdwToolbarView *outer;
  AdwWindowTitle *heading;
  GtkListBox *sections;
  GtkStack *stack;
  AdwSplitButton *add_top, *add_bottom;
  GtkImage *foot_icon;
  GtkLabel *foot_words;
};

typedef GtkWidget *(*MakeSection) (KtFamilyContext *context);

static const struct {
  const char *name, *action, *title, *icon;
  MakeSection make;
} table[] = {
  { "overview", "family.show-overview", N_("Overview"), "go-home-symbolic", kt_overview_section_new },
  { "people", "family.show-people", N_("Family"), "system-users-symbolic", kt_people_section_new },
  { "analysis", "family.show-analysis", N_("Analysis"), "kt-words-symbolic", kt_analysis_section_new },
  { "plan", "family.show-plan", N_("Plan"), "view-list-symbolic", kt_plan_section_new },
  { "visits", "family.show-visits", N_("Visits"), "kt-table-symbolic", kt_visits_section_new },
  { "partners", "family.show-partners", N_("Partners"), "x-office-address-book-symbolic", kt_partners_section_new },
};

static void kt_family_page_page_init (KtPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtFamilyPage, kt_family_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, kt_family_page_page_init))

static const char *
shown_section (KtFamilyPage *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

/* A section is made when it is first looked at: opening a family costs one, not five. */
static GtkWidget *
ensure_section (KtFamilyPage *self, guint i)
{
  GtkWidget *made = gtk_stack_get_child_by_name (self->stack, table[i].name);

  if (made != NULL)
    return made;
  made = table[i].make (self->context);
  gtk_stack_add_named (self->stack, made, table[i].name);
  return made;
}

static void
show_section (KtFamilyPage *self, guint i)
{
  GtkWidget *section = ensure_section (self, i);

  gtk_stack_set_visible_child (self->stack, section);
  adw_window_title_set_title (self->heading, _(table[i].title));
  adw_navigation_page_set_title (self->content, _(table[i].title));
  gtk_list_box_select_row (self->sections, gtk_list_box_get_row_at_index (self->sections, (int) i));
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

void
kt_family_page_show_section (KtFamilyPage *self, const char *section)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].name, section) == 0)
      show_section (self, i);
}

static void
on_section_activated (KtFamilyPage *self, GtkListBoxRow *row)
{
  show_section (self, (guint) gtk_list_box_row_get_index (row));
}

/* ---- The list of sections ---- */

static GtkWidget *
make_row (guint i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *row = gtk_list_box_row_new ();
  GtkWidget *label = kt_plain_label (_(table[i].title), NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", table[i].icon, "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(table[i].title), -1);
  return row;
}

static const char *
section_of_type (const char *type)
{
  static const struct {
    const char *type, *section;
  } where[] = {
    { "goal", "plan" },
    { "action", "plan" },
    { "agreement", "plan" },
    { "decision", "plan" },
    { "goal-level", "plan" },
    { "consent", "partners" },
    { "legal-ground", "partners" },
    { "factor", "analysis" },
    { "visit", "visits" },
    { "note", "visits" },
    { "print-record", "overview" },
    { "picture", "visits" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (where); i++)
    if (g_str_equal (where[i].type, type))
      return where[i].section;
  return "people";
}

/* ---- One record ---- */

static void
open_visit_of (KtFamilyPage *self, KtRecord *note)
{
  const char *visit = kt_record_get_text (note, "visit");

  if (visit != NULL && kt_family_index_find (kt_family_context_get_index (self->context), visit) != NULL)
    kt_visit_page_open (self->context, GTK_WIDGET (self), visit);
  else
    kt_family_edit_record (self->context, GTK_WIDGET (self), note);
}

/* The goal that an agreement, or a decision about a goal or a step, belongs to. */
static const char *
find_goal (KtFamilyPage *self, KtRecord *record)
{
  const char *about = kt_record_get_text (record, "record");
  KtRecord *decided = about != NULL ? kt_family_index_find (kt_family_context_get_index (self->context), about) : NULL;
  const char *type = decided != NULL ? kt_record_get_type_name (decided) : NULL;

  if (g_strcmp0 (type, "goal") == 0)
    return about;
  return kt_record_get_text (decided != NULL ? decided : record, "goal");
}

static void
open_found (KtFamilyPage *self, KtRecord *record)
{
  const char *type = kt_record_get_type_name (record), *id = kt_record_get_id (record);
  gboolean told = g_str_equal (type, "agreement") || g_str_equal (type, "decision");
  const char *goal = told || g_str_equal (type, "goal-level") ? find_goal (self, record) : NULL;

  if (kt_family_index_is_disputed (kt_family_context_get_index (self->context), id))
    kt_decide_page_open (self->context, GTK_WIDGET (self), id);
  else if (g_str_equal (type, "visit"))
    kt_visit_page_open (self->context, GTK_WIDGET (self), id);
  else if (g_str_equal (type, "note"))
    open_visit_of (self, record);
  else if (g_str_equal (type, "picture"))
    kt_picture_page_open (self->context, GTK_WIDGET (self), id);
  else if (g_str_equal (type, "goal") || goal != NULL)
    kt_goal_page_open (self->context, GTK_WIDGET (self), goal != NULL ? goal : id);
  else if (!told && !g_str_equal (type, "family") && !kt_record_get_type (record)->append_only)
    kt_family_edit_record (self->context, GTK_WIDGET (self), record);
}

void
kt_family_page_open_record (KtFamilyPage *self, const char *id)
{
  KtRecord *record = kt_family_index_find (kt_family_context_get_index (self->context), id);

  if (record == NULL || g_str_equal (kt_record_get_type_name (record), "family"))
    return;
  kt_family_page_show_section (self, section_of_type (kt_record_get_type_name (record)));
  open_found (self, record);
}

/* ---- Marks ---- */

static void
mark_row (KtFamilyPage *self, guint i, gboolean disputed)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->sections, (int) i);
  GtkWidget *box = gtk_list_box_row_get_child (row), *last = gtk_widget_get_last_child (box);
  GtkWidget *mark = kt_flag_mark_new (disputed);

  if (g_object_get_data (G_OBJECT (last), "kt-row-mark") != NULL)
    gtk_box_remove (GTK_BOX (box), last);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  disputed ? _("Under discussion: a decision waits") : "", -1);
  if (mark == NULL)
    return;
  g_object_set_data (G_OBJECT (mark), "kt-row-mark", mark);
  gtk_box_append (GTK_BOX (box), mark);
}

static void
mark_rows (KtFamilyPage *self)
{
  g_autoptr (GPtrArray) disputes = kt_family_index_list_disputes (kt_family_context_get_index (self->context));

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gboolean disputed = FALSE;

      for (guint d = 0; d < disputes->len; d++)
        {
          KtDispute *dispute = g_ptr_array_index (disputes, d);

          disputed |= g_str_equal (section_of_type (kt_record_get_type_name (dispute->record)), table[i].name);
        }
      mark_row (self, i, disputed);
    }
}

/* ---- Heading ---- */

static char *
dup_subtitle (KtFamilyIndex *index)
{
  KtRecord *family = kt_family_index_get_family (index);
  const KtPerson *fixed = kt_family_index_get_fixed_worker (index);
  const char *phase = family != NULL ? kt_record_choice_text (family, "phase") : NULL;
  const char *intensity = family != NULL ? kt_record_choice_text (family, "intensity") : NULL;

  return kt_join_dots (phase != NULL ? phase : "", intensity != NULL ? intensity : "", fixed != NULL ? fixed->name : "",
                       NULL);
}

static void
refresh_foot (KtFamilyPage *self)
{
  KtSyncSentence sentence = kt_sync_sentence (kt_family_context_get_session (self->context));

  gtk_label_set_label (self->foot_words, sentence.words);
  gtk_image_set_from_icon_name (self->foot_icon, sentence.icon);
  g_free (sentence.words);
}

static void
refresh (GtkWidget *widget)
{
  KtFamilyPage *self = KT_FAMILY_PAGE (widget);
  KtFamilyIndex *index = kt_family_context_get_index (self->context);
  KtRecord *family = kt_family_index_get_family (index);
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;
  g_autofree char *subtitle = dup_subtitle (index);

  adw_navigation_page_set_title (self->sidebar, name != NULL ? name : _("Family"));
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), name != NULL ? name : _("Family"));
  adw_window_title_set_subtitle (self->heading, subtitle);
  mark_rows (self);
  refresh_foot (self);
}

/* ---- Adding ---- */

/* What is in view makes the guess: the board's domain and person. */
static void
add_factor (KtFamilyPage *self, const char *kind)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->stack);
  const char *domain = NULL, *person = NULL;

  if (KT_IS_ANALYSIS_SECTION (shown))
    {
      domain = kt_analysis_section_get_domain_in_view (KT_ANALYSIS_SECTION (shown));
      person = kt_analysis_section_get_person (KT_ANALYSIS_SECTION (shown));
    }
  kt_family_add_factor (self->context, GTK_WIDGET (self), kind, domain, person);
}

/* Each thing to add, and each section, is an action without a parameter: that is what assistive technology can start. */
static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtFamilyPage *self = KT_FAMILY_PAGE (widget);
  const char *what = name + strlen ("family.add-");

  if (g_str_equal (what, "strength") || g_str_equal (what, "concern"))
    add_factor (self, what);
  else if (g_str_equal (what, "goal"))
    kt_family_add_goal (self->context, widget, NULL);
  else if (g_str_equal (what, "step"))
    kt_step_dialog_present (self->context, widget, NULL);
  else if (g_str_equal (what, "note"))
    kt_visit_page_open_for_note (self->context, widget);
  else if (g_str_equal (what, "visit"))
    kt_family_add_visit (self->context, widget);
}

static void
about_action (GtkWidget *widget, const char *name, GVariant *target)
{
  KtFamilyPage *self = KT_FAMILY_PAGE (widget);
  KtRecord *family = kt_family_index_get_family (kt_family_context_get_index (self->context));

  if (family != NULL)
    kt_family_edit_record (self->context, widget, family);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *target)
{
  kt_plan_print (KT_FAMILY_PAGE (widget)->context, widget, NULL);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_family_page_show_section (KT_FAMILY_PAGE (widget), name + strlen ("family.show-"));
}

/* ---- State ---- */

GVariant *
kt_family_page_save_state (KtFamilyPage *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "section", g_variant_new_string (shown_section (self)));
  g_variant_builder_add (&builder, "{sv}", "content",
                         g_variant_new_boolean (adw_navigation_split_view_get_show_content (self->split)));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GtkWidget *section = gtk_stack_get_child_by_name (self->stack, table[i].name);

      if (section != NULL)
        g_variant_builder_add (&builder, "{sv}", table[i].name, kt_section_save_state (section));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

void
kt_family_page_restore_state (KtFamilyPage *self, GVariant *state)
{
  const char *section = "overview";
  gboolean content = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GVariant) kept = g_variant_lookup_value (state, table[i].name, NULL);

      if (kept != NULL)
        kt_section_restore_state (ensure_section (self, i), kept);
    }
  g_variant_lookup (state, "section", "&s", &section);
  g_variant_lookup (state, "content", "b", &content);
  kt_family_page_show_section (self, section);
  adw_navigation_split_view_set_show_content (self->split, content);
}

static AdwNavigationPage *
kt_family_page_rebuild (KtPage *page)
{
  KtFamilyPage *self = KT_FAMILY_PAGE (page);
  GtkWidget *made = kt_family_page_new (kt_family_context_get_session (self->context),
                                        kt_family_context_get_family_id (self->context));
  g_autoptr (GVariant) state = kt_family_page_save_state (self);

  kt_family_page_restore_state (KT_FAMILY_PAGE (made), state);
  kt_reopen_over (GTK_WIDGET (self), made);
  return ADW_NAVIGATION_PAGE (made);
}

static void
kt_family_page_page_init (KtPageInterface *iface)
{
  iface->rebuild = kt_family_page_rebuild;
}

/* ---- Object ---- */

static void
kt_family_page_dispose (GObject *object)
{
  g_clear_object (&KT_FAMILY_PAGE (object)->context);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_FAMILY_PAGE);
  G_OBJECT_CLASS (kt_family_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, KtFamilyPage, split);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, sidebar);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, content);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, outer);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, heading);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, sections);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, stack);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, add_top);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, add_bottom);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, foot_icon);
  gtk_widget_class_bind_template_child (class, KtFamilyPage, foot_words);
  gtk_widget_class_bind_template_callback (class, on_section_activated);
}

static void
kt_family_page_class_init (KtFamilyPageClass *class)
{
  static const char *const additions[] = { "family.add-strength", "family.add-concern", "family.add-goal",
                                           "family.add-step", "family.add-note", "family.add-visit" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_family_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/family-page.ui");
  bind_children (widget_class);
  for (gsize i = 0; i < G_N_ELEMENTS (additions); i++)
    gtk_widget_class_install_action (widget_class, additions[i], NULL, add_action);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gtk_widget_class_install_action (widget_class, table[i].action, NULL, show_action);
      gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, table[i].action, NULL);
    }
  gtk_widget_class_install_action (widget_class, "family.about", NULL, about_action);
  gtk_widget_class_install_action (widget_class, "family.print-plan", NULL, print_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "family.print-plan", NULL);
}

static void
kt_family_page_init (KtFamilyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_list_box_append (self->sections, make_row (i));
}

GtkWidget *
kt_family_page_new (KtSession *session, const char *family_id)
{
  KtFamilyPage *self = g_object_new (KT_TYPE_FAMILY_PAGE, NULL);

  self->context = kt_family_context_new (session, family_id);
  kt_family_context_watch (self->context, GTK_WIDGET (self), refresh);
  g_signal_connect_object (session, "sync-changed", G_CALLBACK (refresh_foot), self, G_CONNECT_SWAPPED);
  show_section (self, 0);
  return GTK_WIDGET (self);
}
