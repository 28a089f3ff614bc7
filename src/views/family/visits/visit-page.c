/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/visit-page.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/pictures/add-pictures.h"
#include "views/family/plan/step-dialog.h"
#include "views/family/reopen.h"
#include "views/family/visits/note-composer.h"
#include "views/family/visits/visit-close.h"
#include "views/family/visits/visit-prepare.h"
#include "views/family/visits/visit-table.h"
#include "report/date-text.h"
#include "widgets/page.h"

#include <string.h>

struct _KtVisitPage {
  AdwNavigationPage parent;
  KtFamilyContext *context; /* owned */
  char *visit;
  /* template */
  AdwToolbarView *outer;
  AdwWindowTitle *heading;
  AdwToggleGroup *toggles;
  GtkStack *stack;
  AdwBin *prepare_place, *table_place, *close_place, *composer_place;
  GtkButton *step;
};

static void kt_visit_page_page_init (KtPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtVisitPage, kt_visit_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, kt_visit_page_page_init))

static KtRecord *
find_visit (KtVisitPage *self)
{
  return kt_family_index_find (kt_family_context_get_index (self->context), self->visit);
}

static void
refresh (GtkWidget *widget)
{
  KtVisitPage *self = KT_VISIT_PAGE (widget);
  KtRecord *visit = find_visit (self), *family = kt_family_index_get_family (kt_family_context_get_index (self->context));
  const char *date = visit != NULL ? kt_record_get_text (visit, "date") : NULL;
  g_autofree char *day = kt_date_text_near (date), *time = kt_date_text_time (date);
  g_autofree char *subtitle = kt_join_dots (family != NULL ? kt_record_get_text (family, "name") : "", day, time, NULL);

  adw_window_title_set_subtitle (self->heading, subtitle);
}

/* The steps of the visit, not the first text: on a tablet a keyboard would jump up over the plan. */
static void
on_shown (KtVisitPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->toggles), GTK_DIR_TAB_FORWARD);
}

/* ---- Stages ---- */

static void
on_stage (KtVisitPage *self)
{
  const char *stage = adw_toggle_group_get_active_name (self->toggles);

  adw_toolbar_view_set_reveal_bottom_bars (self->outer, g_strcmp0 (stage, "table") == 0);
}

static void
on_go_table (GtkWidget *button, KtVisitPage *self)
{
  adw_toggle_group_set_active_name (self->toggles, "table");
}

static void
on_closed (GtkWidget *button, KtVisitPage *self)
{
  kt_pop_page (GTK_WIDGET (self));
}

static const char *
first_stage (KtVisitPage *self)
{
  KtRecord *visit = find_visit (self);
  const char *date = visit != NULL ? kt_record_get_text (visit, "date") : NULL;
  const char *today = kt_family_index_get_today (kt_family_context_get_index (self->context));

  if (date == NULL || strncmp (date, today, 10) == 0)
    return "table";
  return strcmp (date, today) > 0 ? "prepare" : "close";
}

static void
on_step (KtVisitPage *self)
{
  kt_step_dialog_present (self->context, GTK_WIDGET (self), NULL);
}

static void
on_picture (KtVisitPage *self)
{
  kt_add_pictures_choose (self->context, GTK_WIDGET (self), self->visit);
}

static void
on_edit (KtVisitPage *self)
{
  KtRecord *visit = find_visit (self);

  if (visit != NULL)
    kt_family_edit_record (self->context, GTK_WIDGET (self), visit);
}

static void
fill (KtVisitPage *self)
{
  adw_bin_set_child (self->prepare_place,
                     kt_visit_prepare_new (self->context, self->visit, G_CALLBACK (on_go_table), self));
  adw_bin_set_child (self->table_place, kt_visit_table_new (self->context, self->visit));
  adw_bin_set_child (self->close_place, kt_visit_close_new (self->context, self->visit, G_CALLBACK (on_closed), self));
  adw_bin_set_child (self->composer_place, kt_note_composer_new (self->context, self->visit));
  g_signal_connect_object (self->toggles, "notify::active-name", G_CALLBACK (on_stage), self, G_CONNECT_SWAPPED);
}

static KtVisitPage *
make_page (KtFamilyContext *context, const char *visit, const char *stage)
{
  KtVisitPage *self = g_object_new (KT_TYPE_VISIT_PAGE, NULL);

  self->context = g_object_ref (context);
  self->visit = g_strdup (visit);
  fill (self);
  adw_toggle_group_set_active_name (self->toggles, stage != NULL ? stage : first_stage (self));
  on_stage (self);
  kt_add_pictures_accept (context, GTK_WIDGET (self), visit);
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
  g_signal_connect (self, "showing", G_CALLBACK (on_shown), NULL);
  return self;
}

static AdwNavigationPage *
kt_visit_page_rebuild (KtPage *page)
{
  KtVisitPage *self = KT_VISIT_PAGE (page);

  KtVisitPage *made = make_page (self->context, self->visit, adw_toggle_group_get_active_name (self->toggles));

  kt_reopen_over (GTK_WIDGET (self), GTK_WIDGET (made));
  return ADW_NAVIGATION_PAGE (made);
}

static void
kt_visit_page_page_init (KtPageInterface *iface)
{
  iface->rebuild = kt_visit_page_rebuild;
}

void
kt_visit_page_open (KtFamilyContext *context, GtkWidget *from, const char *visit)
{
  kt_push_page (from, ADW_NAVIGATION_PAGE (make_page (context, visit, NULL)));
}

void
kt_visit_page_open_for_note (KtFamilyContext *context, GtkWidget *from)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  KtRecord *next = kt_family_index_get_next_visit (index), *last = kt_family_index_get_last_visit (index);
  const char *today = kt_family_index_get_today (index);
  KtRecord *now = next != NULL && strncmp (kt_record_get_text (next, "date"), today, 10) == 0 ? next : last;
  json_object *presets;

  if (now != NULL && strncmp (kt_record_get_text (now, "date"), today, 10) == 0)
    {
      kt_push_page (from, ADW_NAVIGATION_PAGE (make_page (context, kt_record_get_id (now), "table")));
      return;
    }
  presets = json_object_new_object ();
  json_object_object_add (presets, "date", json_object_new_string (today));
  kt_family_add_record (context, from, "note", presets);
}

/* ---- Object ---- */

static void
kt_visit_page_dispose (GObject *object)
{
  KtVisitPage *self = KT_VISIT_PAGE (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->visit, g_free);
  /* Its child is bound by the template: taken out here, or both would. */
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_VISIT_PAGE);
  G_OBJECT_CLASS (kt_visit_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, KtVisitPage, outer);
  gtk_widget_class_bind_template_child (class, KtVisitPage, heading);
  gtk_widget_class_bind_template_child (class, KtVisitPage, toggles);
  gtk_widget_class_bind_template_child (class, KtVisitPage, stack);
  gtk_widget_class_bind_template_child (class, KtVisitPage, prepare_place);
  gtk_widget_class_bind_template_child (class, KtVisitPage, table_place);
  gtk_widget_class_bind_template_child (class, KtVisitPage, close_place);
  gtk_widget_class_bind_template_child (class, KtVisitPage, composer_place);
  gtk_widget_class_bind_template_child (class, KtVisitPage, step);
  gtk_widget_class_bind_template_callback (class, on_step);
  gtk_widget_class_bind_template_callback (class, on_picture);
  gtk_widget_class_bind_template_callback (class, on_edit);
}

static void
kt_visit_page_class_init (KtVisitPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_visit_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/visit-page.ui");
  bind_children (widget_class);
}

static void
kt_visit_page_init (KtVisitPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
