/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/step-dialog.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/plan/step-questions.h"
#include "views/family/reopen.h"
#include "views/family/words-header.h"
#include "widgets/chip-group.h"
#include "widgets/date-row.h"
#include "report/date-text.h"
#include "widgets/page.h"
#include "widgets/words-entry.h"

#include <string.h>

typedef enum { ASK_GOAL,
               ASK_WHAT,
               ASK_WHO,
               ASK_WHEN,
               ASK_SURE,
               ASK_AGREE,
               N_ASK } Ask;

struct _KtStepDialog {
  AdwDialog parent;
  KtFamilyContext *context; /* owned */
  char *goal;
  char *draft_key;
  Ask ask, first;
  gboolean saving, settling;
  /* template */
  AdwWindowTitle *heading;
  GtkStack *stack;
  GtkLabel *summary;
  GtkButton *back, *next;
  /* borrowed: what is asked */
  KtWordsEntry *what;
  KtChipGroup *who, *when, *sure, *agree;
  KtDateRow *day;
  AdwSwitchRow *quick;
  GtkWidget *advice;
};

G_DEFINE_FINAL_TYPE (KtStepDialog, kt_step_dialog, ADW_TYPE_DIALOG)

static const char *const page_names[N_ASK] = { "goal", "what", "who", "when", "sure", "agree" };

static void show_page (KtStepDialog *self, Ask ask);

/* ---- Values ---- */

static const char *
chosen_day (KtStepDialog *self)
{
  const char *day = kt_date_row_get_date (self->day), *chip = kt_chip_group_get_selected (self->when);

  if (chip != NULL)
    return g_str_equal (chip, KT_NO_DAY) ? NULL : chip;
  return day != NULL && *day != '\0' ? day : NULL;
}

static void
set_text (json_object *values, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_object_add (values, key, json_object_new_string (text));
}

static void
set_refs (json_object *values, const char *key, KtChipGroup *chips)
{
  g_auto (GStrv) refs = kt_chip_group_dup_selected (chips);

  if (refs[0] != NULL)
    json_object_object_add (values, key, kt_json_from_strv ((const char *const *) refs));
}

static json_object *
dup_values (KtStepDialog *self)
{
  json_object *values = json_object_new_object ();
  g_autofree char *what = kt_words_entry_dup_text (self->what), *today = kt_clock_today ();
  const char *sure = kt_chip_group_get_selected (self->sure);

  set_text (values, "goal", self->goal);
  set_text (values, "what", what);
  set_text (values, "due", chosen_day (self));
  set_text (values, "date", today);
  set_text (values, "status", "open");
  set_refs (values, "who", self->who);
  set_refs (values, "agreed_by", self->agree);
  if (sure != NULL)
    json_object_object_add (values, "sure", json_object_new_int64 (g_ascii_strtoll (sure, NULL, 10)));
  if (adw_switch_row_get_active (self->quick))
    json_object_object_add (values, "quick_win", json_object_new_boolean (TRUE));
  return values;
}

static void
set_chips (KtChipGroup *chips, json_object *refs)
{
  g_auto (GStrv) keys = kt_json_dup_strv (refs);

  kt_chip_group_set_selected (chips, (const char *const *) keys);
}

static void
set_day (KtStepDialog *self, const char *due)
{
  kt_chip_group_select (self->when, due != NULL && kt_chip_group_has (self->when, due) ? due : NULL);
  kt_date_row_set_date (self->day, due != NULL && !kt_chip_group_has (self->when, due) ? due : NULL);
}

static void
set_values (KtStepDialog *self, json_object *values)
{
  gint64 sure = kt_json_get_int (values, "sure", -1);
  g_autofree char *sure_key = sure >= 0 ? g_strdup_printf ("%d", (int) sure) : NULL;

  self->settling = TRUE;
  if (self->goal == NULL)
    self->goal = g_strdup (kt_json_get_string (values, "goal"));
  kt_words_entry_set_text (self->what, kt_json_get_string (values, "what"));
  set_chips (self->who, kt_json_get_array (values, "who"));
  set_chips (self->agree, kt_json_get_array (values, "agreed_by"));
  set_day (self, kt_json_get_string (values, "due"));
  kt_chip_group_select (self->sure, sure_key);
  adw_switch_row_set_active (self->quick, kt_json_get_bool (values, "quick_win"));
  self->settling = FALSE;
}

/* ---- Draft ---- */

static void
put_draft (KtStepDialog *self)
{
  g_autoptr (json_object) values = dup_values (self);
  g_autofree char *text = NULL;

  json_object_object_add (values, "page", json_object_new_string (page_names[self->ask]));
  text = kt_json_canonical (values, NULL);
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

static Ask
page_of_name (const char *name)
{
  for (int ask = 0; ask < N_ASK; ask++)
    if (g_strcmp0 (page_names[ask], name) == 0)
      return (Ask) ask;
  return ASK_WHAT;
}

/* A draft for another goal waits for that goal. */
static void
restore_draft (KtStepDialog *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);
  g_autoptr (json_object) values = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;
  if (!json_object_is_type (values, json_type_object))
    return;
  if (self->goal != NULL && g_strcmp0 (self->goal, kt_json_get_string (values, "goal")) != 0)
    return;
  set_values (self, values);
  self->ask = MAX (page_of_name (kt_json_get_string (values, "page")), self->first);
}

/* ---- Pages ---- */

static gboolean
has_words (KtStepDialog *self)
{
  g_autofree char *what = kt_words_entry_dup_text (self->what);

  return *what != '\0';
}

static gboolean
is_answered (KtStepDialog *self)
{
  if (self->ask == ASK_GOAL)
    return self->goal != NULL;
  return self->ask != ASK_WHAT || has_words (self);
}

static void
refresh_foot (KtStepDialog *self)
{
  const char *sure = kt_chip_group_get_selected (self->sure);

  gtk_button_set_label (self->next, self->ask == ASK_AGREE ? _("Agree this step") : _("Next"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), is_answered (self) && !self->saving);
  gtk_widget_set_visible (GTK_WIDGET (self->next), self->ask != ASK_GOAL);
  gtk_widget_set_visible (GTK_WIDGET (self->back), self->ask > self->first);
  gtk_widget_set_visible (self->advice, sure != NULL && g_ascii_strtoll (sure, NULL, 10) < 7);
}

/* What is agreed so far, growing with every answer. */
static void
refresh_summary (KtStepDialog *self)
{
  g_auto (GStrv) who = kt_chip_group_dup_selected (self->who);
  g_autofree char *what = kt_words_entry_dup_text (self->what), *when = kt_date_text_near (chosen_day (self));
  g_autofree char *names = kt_family_names_of (self->context, (const char *const *) who);
  g_autofree char *text = kt_join_dots (self->ask > ASK_WHAT ? what : "", self->ask > ASK_WHO ? names : "",
                                        self->ask > ASK_WHEN ? when : "", NULL);

  gtk_label_set_label (self->summary, text);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), *text != '\0');
}

static void
on_answer (KtStepDialog *self)
{
  if (self->settling)
    return;
  refresh_foot (self);
  put_draft (self);
}

/* One tap is the whole answer: go on by itself. */
static void
on_last_answer (KtStepDialog *self)
{
  if (self->settling)
    return;
  on_answer (self);
  show_page (self, self->ask + 1);
}

static void
on_day_chip (KtStepDialog *self)
{
  kt_date_row_set_date (self->day, NULL);
  on_last_answer (self);
}

static void
on_day_typed (KtStepDialog *self)
{
  kt_chip_group_select (self->when, NULL);
  on_answer (self);
}

static void
show_page (KtStepDialog *self, Ask ask)
{
  self->ask = ask;
  gtk_stack_set_visible_child_name (self->stack, page_names[ask]);
  refresh_summary (self);
  refresh_foot (self);
  if (ask == ASK_WHAT)
    kt_focus_when_shown (GTK_WIDGET (self->what));
  else
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
on_kept (KtRecord *saved, gpointer data)
{
  KtStepDialog *self = data;

  self->saving = FALSE;
  refresh_foot (self);
  if (saved == NULL)
    return;
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, NULL);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
on_next (KtStepDialog *self)
{
  if (!is_answered (self) || self->saving)
    return;
  if (self->ask < ASK_AGREE)
    {
      show_page (self, self->ask + 1);
      return;
    }
  self->saving = TRUE;
  refresh_foot (self);
  kt_family_context_save (self->context, GTK_WIDGET (self), "action", NULL, dup_values (self), on_kept, self);
}

static void
on_back (KtStepDialog *self)
{
  if (self->ask > self->first)
    show_page (self, self->ask - 1);
}

static void
on_close (KtStepDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
on_goal (GtkWidget *button, KtStepDialog *self)
{
  g_set_str (&self->goal, g_object_get_data (G_OBJECT (button), "kt-goal"));
  put_draft (self);
  show_page (self, ASK_WHAT);
}

static void
on_verb (GtkWidget *button, KtStepDialog *self)
{
  kt_step_put_verb (self->what, gtk_button_get_label (GTK_BUTTON (button)));
  on_answer (self);
}

/* ---- Building ---- */

static void
connect_answer (KtStepDialog *self, gpointer widget, const char *signal, GCallback callback)
{
  g_signal_connect_object (widget, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
add_page (KtStepDialog *self, Ask ask, const char *question, GtkWidget *first, ...)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  va_list parts;

  gtk_box_append (GTK_BOX (page), kt_heading_label (question, "title-2"));
  va_start (parts, first);
  for (GtkWidget *part = first; part != NULL; part = va_arg (parts, GtkWidget *))
    gtk_box_append (GTK_BOX (page), part);
  va_end (parts);
  gtk_stack_add_named (self->stack, page, page_names[ask]);
}

static void
build_pages (KtStepDialog *self)
{
  GtkWidget *quick = g_object_new (ADW_TYPE_SWITCH_ROW, "title", _("Quick win"), "subtitle",
                                   _("Done at once, and seen at once"), NULL);
  GtkWidget *day = kt_date_row_new (_("Another day"), FALSE);

  self->quick = ADW_SWITCH_ROW (quick);
  self->day = KT_DATE_ROW (day);
  self->what = KT_WORDS_ENTRY (kt_words_entry_new (_("What is the step?"), _("Small enough for this week"), 2));
  self->who = KT_CHIP_GROUP (kt_step_who_new (self->context, _("Who does it?"), TRUE));
  self->when = KT_CHIP_GROUP (kt_step_when_new ());
  self->sure = KT_CHIP_GROUP (kt_step_sure_new ());
  self->agree = KT_CHIP_GROUP (kt_step_who_new (self->context, _("Who agrees with this?"), FALSE));
  self->advice = kt_wrapped_label (_("What would make it one point surer? Perhaps a smaller step, or someone to "
                                      "help."),
                                   "kt-quiet");
  add_page (self, ASK_GOAL, _("For which goal?"), kt_step_goals_new (self->context, G_CALLBACK (on_goal), self), NULL);
  add_page (self, ASK_WHAT, _("What is the step?"), kt_step_verbs_new (G_CALLBACK (on_verb), self), GTK_WIDGET (self->what),
            kt_step_list_of (quick), NULL);
  add_page (self, ASK_WHO, _("Who does it?"), GTK_WIDGET (self->who), NULL);
  add_page (self, ASK_WHEN, _("When?"), GTK_WIDGET (self->when), kt_step_list_of (day), NULL);
  add_page (self, ASK_SURE, _("How sure is it that this works?"),
            kt_wrapped_label (_("0 is not at all, 10 is very sure."), "kt-quiet"), GTK_WIDGET (self->sure), NULL);
  add_page (self, ASK_AGREE, _("Who agrees with this?"), GTK_WIDGET (self->agree), self->advice, NULL);
}

static void
connect_all (KtStepDialog *self)
{
  connect_answer (self, self->what, "changed", G_CALLBACK (on_answer));
  connect_answer (self, self->what, "activate", G_CALLBACK (on_next));
  connect_answer (self, self->quick, "notify::active", G_CALLBACK (on_answer));
  connect_answer (self, self->who, "changed", G_CALLBACK (on_answer));
  connect_answer (self, self->when, "changed", G_CALLBACK (on_day_chip));
  connect_answer (self, self->day, "changed-date", G_CALLBACK (on_day_typed));
  connect_answer (self, self->sure, "changed", G_CALLBACK (on_last_answer));
  connect_answer (self, self->agree, "changed", G_CALLBACK (on_answer));
}

/* ---- Object ---- */

static void
kt_step_dialog_dispose (GObject *object)
{
  KtStepDialog *self = KT_STEP_DIALOG (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->goal, g_free);
  g_clear_pointer (&self->draft_key, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_STEP_DIALOG);
  G_OBJECT_CLASS (kt_step_dialog_parent_class)->dispose (object);
}

static void
kt_step_dialog_class_init (KtStepDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_step_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/step-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KtStepDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, KtStepDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, KtStepDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, KtStepDialog, back);
  gtk_widget_class_bind_template_child (widget_class, KtStepDialog, next);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
}

static void
kt_step_dialog_init (KtStepDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* With one open goal, or one given, there is nothing to ask first. */
static void
settle_goal (KtStepDialog *self, const char *goal)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (kt_family_context_get_index (self->context));

  if (goal == NULL && goals->len == 1)
    goal = kt_record_get_id (g_ptr_array_index (goals, 0));
  self->goal = g_strdup (goal);
  self->first = self->ask = goal != NULL ? ASK_WHAT : ASK_GOAL;
}

static void
reopen (AdwDialog *old, GtkWidget *from)
{
  kt_step_dialog_present (KT_STEP_DIALOG (old)->context, from, KT_STEP_DIALOG (old)->goal);
}

void
kt_step_dialog_present (KtFamilyContext *context, GtkWidget *from, const char *goal)
{
  KtStepDialog *self = g_object_new (KT_TYPE_STEP_DIALOG, NULL);

  self->context = g_object_ref (context);
  self->draft_key = g_strdup_printf ("form:step:%s", kt_family_context_get_family_id (context));
  settle_goal (self, goal);
  build_pages (self);
  kt_dialog_set_reopen (ADW_DIALOG (self), reopen);
  restore_draft (self);
  connect_all (self);
  adw_dialog_present (ADW_DIALOG (self), from);
  show_page (self, self->ask);
}
