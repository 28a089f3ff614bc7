/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/step-row.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "report/date-text.h"
#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  KtRecord *action;         /* owned */
} StepRow;

static void
step_row_free (gpointer data)
{
  StepRow *row = data;

  g_object_unref (row->context);
  kt_record_unref (row->action);
  g_free (row);
}

static void
tell_checked (GtkToggleButton *check)
{
  gboolean done = gtk_toggle_button_get_active (check);

  gtk_accessible_update_state (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_STATE_CHECKED,
                               done ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
on_toggled (GtkToggleButton *check, StepRow *row)
{
  tell_checked (check);
  kt_family_context_tick (row->context, GTK_WIDGET (check), row->action, gtk_toggle_button_get_active (check));
}

static void
on_clicked (GtkWidget *button, StepRow *row)
{
  kt_family_edit_record (row->context, button, row->action);
}

/* ---- Words ---- */

/* "Omar (Geldloket)": an agency's promise is as visible as a family's. */
static char *
dup_who (KtFamilyContext *context, KtRecord *action)
{
  g_auto (GStrv) who = kt_record_dup_list (action, "who");
  const KtPerson *person = kt_family_index_find_person (kt_family_context_get_index (context), who[0]);
  const KtPerson *agency = kt_family_index_find_agency (kt_family_context_get_index (context), who[0]);
  g_autofree char *names = kt_family_names_of (context, (const char *const *) who);

  if (who[0] == NULL || who[1] != NULL || agency == NULL || agency == person)
    return g_steal_pointer (&names);
  /* Translators: a helper's name and their agency. */
  return g_strdup_printf (_ ("%s (%s)"), names, agency->name);
}

static char *
dup_when (KtFamilyContext *context, KtRecord *action)
{
  const char *often = kt_record_get_text (action, "how_often"), *done_on = kt_record_get_text (action, "done_on");
  g_autofree char *due = kt_date_text_near (kt_record_get_text (action, "due"));
  g_autofree char *done = kt_date_text_short (done_on);

  if (g_strcmp0 (kt_record_get_text (action, "status"), "done") == 0)
    /* Translators: %s is a date. */
    return done_on != NULL ? g_strdup_printf (_ ("done on %s"), done) : g_strdup (_ ("done"));
  return kt_join_dots (due, often != NULL ? often : "", NULL);
}

static const char *
odd_status (KtRecord *action)
{
  const char *status = kt_record_get_text (action, "status");

  if (status == NULL || g_str_equal (status, "open") || g_str_equal (status, "done"))
    return NULL;
  return kt_record_choice_text (action, "status");
}

static GtkWidget *
make_late (int days)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  g_autofree char *text = kt_date_text_late (days);

  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", "kt-late-symbolic", "pixel-size", 14,
                                               "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), kt_plain_label (text, "kt-late"));
  gtk_widget_add_css_class (box, "kt-concern");
  return box;
}

static GtkWidget *
make_meta (KtFamilyContext *context, KtRecord *action)
{
  int late = kt_family_index_get_days_late (kt_family_context_get_index (context), action);
  g_autofree char *who = dup_who (context, action), *when = dup_when (context, action);
  g_autofree char *text = kt_join_dots (who, late > 0 ? "" : when, odd_status (action) != NULL ? odd_status (action) : "",
                                        NULL);
  GtkWidget *box = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 10, "line-spacing", 2, NULL);

  if (*text != '\0')
    adw_wrap_box_append (ADW_WRAP_BOX (box), kt_wrapped_label (text, "kt-quiet"));
  if (late > 0)
    adw_wrap_box_append (ADW_WRAP_BOX (box), make_late (late));
  return box;
}

/* ---- Parts ---- */

/* A toggle button that looks and says it is a box to tick: GTK lets assistive technology press only buttons. */
static GtkWidget *
make_check (StepRow *row)
{
  const char *what = kt_record_get_text (row->action, "what");
  GtkWidget *mark = g_object_new (GTK_TYPE_IMAGE, "icon-name", "kt-check-symbolic", "halign", GTK_ALIGN_CENTER, "valign",
                                  GTK_ALIGN_CENTER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *check = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "child", mark, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_CHECKBOX, NULL);
  g_autofree char *name = g_strdup_printf ("tick %s", kt_record_get_id (row->action));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (check), g_strcmp0 (kt_record_get_text (row->action, "status"), "done") == 0);
  tell_checked (GTK_TOGGLE_BUTTON (check));
  gtk_widget_add_css_class (check, "kt-tick");
  gtk_widget_add_css_class (check, "flat");
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  kt_keyed_name_focus (check, name);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), row);
  return check;
}

static GtkWidget *
make_texts (StepRow *row)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *what = kt_wrapped_label (kt_record_get_text (row->action, "what"), NULL);

  if (!kt_action_is_open (row->action))
    gtk_widget_add_css_class (what, "dim-label");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), what);
  gtk_box_append (GTK_BOX (texts), make_meta (row->context, row->action));
  return texts;
}

static void
append_marks (StepRow *row, GtkBox *box)
{
  g_auto (GStrv) who = kt_record_dup_list (row->action, "who");
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (row->context, kt_record_get_id (row->action)));
  GtkWidget *flag = kt_flag_mark_new (kt_family_index_is_disputed (kt_family_context_get_index (row->context),
                                                                   kt_record_get_id (row->action)));

  if (kt_record_get_bool (row->action, "quick_win") && kt_action_is_open (row->action))
    {
      GtkWidget *spark = g_object_new (GTK_TYPE_IMAGE, "icon-name", "kt-spark-symbolic", "tooltip-text",
                                       _ ("Quick win"), NULL);

      gtk_accessible_update_property (GTK_ACCESSIBLE (spark), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Quick win"), -1);
      gtk_widget_add_css_class (spark, "kt-strength");
      gtk_box_append (box, spark);
    }
  if (state != NULL)
    gtk_box_append (box, state);
  if (flag != NULL)
    gtk_box_append (box, flag);
  if (who[0] != NULL)
    gtk_box_append (box, kt_person_avatar_new (
                             kt_family_index_find_person (kt_family_context_get_index (row->context), who[0]), 28));
}

static GtkWidget *
make_button (StepRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *button = gtk_button_new ();
  g_autofree char *name = g_strdup_printf ("step %s", kt_record_get_id (row->action));
  g_autofree char *who = dup_who (row->context, row->action), *when = dup_when (row->context, row->action);
  g_autofree char *told = kt_join_dots (kt_record_get_text (row->action, "what"), who, when, NULL);

  gtk_box_append (GTK_BOX (box), make_texts (row));
  append_marks (row, GTK_BOX (box));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  kt_keyed_name_focus (button, name);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), row);
  return button;
}

GtkWidget *
kt_step_row_new (KtFamilyContext *context, KtRecord *action)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  StepRow *row = g_new0 (StepRow, 1);

  row->context = g_object_ref (context);
  row->action = kt_record_ref (action);
  g_object_set_data_full (G_OBJECT (box), "kt-step", row, step_row_free);
  gtk_box_append (GTK_BOX (box), make_check (row));
  gtk_box_append (GTK_BOX (box), make_button (row));
  return box;
}
