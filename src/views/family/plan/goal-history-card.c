/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/goal-history.h"

#include "base/i18n.h"
#include "report/date-text.h"
#include "views/family/family-text.h"
#include "views/family/plan/take-back-dialog.h"
#include "widgets/keyed-box.h"

#include <adwaita.h>

/* ---- Words ---- */

static const char *
kind_text (KtMomentKind kind)
{
  static const char *const texts[] = {
    [KT_MOMENT_NOW] = N_("Written"),
    [KT_MOMENT_BEFORE] = N_("Before that"),
    [KT_MOMENT_AGREED] = N_("Agreed"),
    [KT_MOMENT_DECIDED] = N_("Decided"),
  };

  return _(texts[kind]);
}

/* "Agreed · 21 July · first small step". */
static char *
dup_over (const KtMoment *moment)
{
  g_autofree char *day = g_strndup (moment->when, 10), *date = kt_date_text_short (day);

  return kt_join_dots (kind_text (moment->kind), *day != '\0' ? date : "",
                       moment->field != NULL ? _(moment->field->label) : "", NULL);
}

static char *
dup_words (KtFamilyContext *context, const KtMoment *moment)
{
  g_autoptr (json_object) value = json_object_new_string (moment->words);

  if (*moment->words == '\0')
    return g_strdup (_("Left empty"));
  if (moment->field == NULL)
    return kt_quoted (moment->words);
  if (moment->field->kind == KT_KIND_TEXT || moment->field->kind == KT_KIND_OWN_WORDS)
    return kt_quoted (moment->words);
  /* Lists and numbers stand in a decision as they were written down: what is no single reference is shown so. */
  return moment->field->kind == KT_KIND_REF_LIST || moment->field->kind == KT_KIND_TEXT_LIST ||
                 moment->field->kind == KT_KIND_INT || moment->field->kind == KT_KIND_SCALE ||
                 moment->field->kind == KT_KIND_BOOL
             ? g_strdup (moment->words)
             : kt_family_value_text (context, moment->field, value);
}

/* "Ilse Verbrugge · at the table with Yassin and Samira · Petra by phone". */
static char *
dup_people (KtFamilyContext *context, const KtMoment *moment)
{
  g_autofree char *who = moment->by != NULL ? kt_family_full_name_of (context, moment->by) : g_strdup ("");
  g_autofree char *table = kt_family_names_of (context, (const char *const *) moment->with);
  g_autofree char *called = kt_family_names_of (context, (const char *const *) moment->phone);
  /* Translators: %s is one or more names. */
  g_autofree char *at_table = *table != '\0' ? g_strdup_printf (_("at the table with %s"), table) : g_strdup ("");
  /* Translators: %s is one or more names. */
  g_autofree char *by_phone = *called != '\0' ? g_strdup_printf (_("%s by phone"), called) : g_strdup ("");

  return kt_join_dots (who, at_table, by_phone, NULL);
}

/* ---- One moment ---- */

static void
append_text (GtkBox *box, const char *text, const char *css)
{
  if (*text != '\0')
    gtk_box_append (box, kt_wrapped_label (text, css));
}

static void
append_not_taken (GtkBox *box, const KtMoment *moment)
{
  for (guint i = 0; moment->not_taken != NULL && moment->not_taken[i] != NULL; i++)
    {
      g_autofree char *quoted = kt_quoted (moment->not_taken[i]);
      /* Translators: %s is a wording that was not chosen. */
      g_autofree char *text = g_strdup_printf (_("Not chosen: %s"), quoted);

      append_text (box, text, "kt-quiet");
    }
}

static void
append_why (GtkBox *box, const KtMoment *moment)
{
  g_autofree char *why = NULL;

  if (moment->note == NULL)
    return;
  /* Translators: %s is why something was decided so. */
  why = moment->kind == KT_MOMENT_DECIDED ? g_strdup_printf (_("Because: %s"), moment->note) : g_strdup (moment->note);
  append_text (box, why, NULL);
}

static void
on_take_back (GtkWidget *button, KtFamilyContext *context)
{
  KtRecord *about = kt_family_index_find (kt_family_context_get_index (context),
                                          g_object_get_data (G_OBJECT (button), "kt-about"));
  const char *const *choices = g_object_get_data (G_OBJECT (button), "kt-choices");

  if (about != NULL)
    kt_take_back_dialog_present (context, button, about, g_object_get_data (G_OBJECT (button), "kt-field"), choices);
}

static GtkWidget *
make_take_back (KtFamilyContext *context, const KtMoment *moment)
{
  GtkWidget *button = gtk_button_new_with_label (_("Take this decision back"));

  g_object_set_data_full (G_OBJECT (button), "kt-about", g_strdup (kt_record_get_id (moment->about)), g_free);
  g_object_set_data_full (G_OBJECT (button), "kt-choices", g_strdupv (moment->not_taken), (GDestroyNotify) g_strfreev);
  g_object_set_data (G_OBJECT (button), "kt-field", (gpointer) moment->field);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 6);
  kt_keyed_name_focus (button, "take back");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_take_back), context, 0);
  return button;
}

static gboolean
can_take_back (KtFamilyContext *context, const KtMoment *moment)
{
  return moment->kind == KT_MOMENT_DECIDED && moment->stands && moment->not_taken[0] != NULL &&
         (moment->field->kind == KT_KIND_TEXT || moment->field->kind == KT_KIND_OWN_WORDS) &&
         kt_family_context_may_decide (context);
}

static GtkWidget *
make_moment (KtFamilyContext *context, const KtMoment *moment)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *over = dup_over (moment), *words = dup_words (context, moment), *people = dup_people (context, moment);

  append_text (GTK_BOX (box), over, "kt-over");
  if (kt_record_get_text (moment->about, "what") != NULL)
    append_text (GTK_BOX (box), kt_record_get_text (moment->about, "what"), "kt-quiet");
  append_text (GTK_BOX (box), words, "kt-said");
  append_not_taken (GTK_BOX (box), moment);
  append_why (GTK_BOX (box), moment);
  append_text (GTK_BOX (box), people, "kt-quiet");
  if (can_take_back (context, moment))
    gtk_box_append (GTK_BOX (box), make_take_back (context, moment));
  return box;
}

GtkWidget *
kt_goal_history_new (KtFamilyContext *context, KtRecord *goal)
{
  g_autoptr (GPtrArray) moments = kt_goal_history (kt_family_context_get_index (context), goal);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gtk_box_append (GTK_BOX (box), kt_heading_label (_("History"), "title-4"));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-card");
  for (guint i = 0; i < moments->len; i++)
    {
      if (i > 0)
        gtk_box_append (GTK_BOX (card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
      gtk_box_append (GTK_BOX (card), make_moment (context, g_ptr_array_index (moments, i)));
    }
  gtk_widget_set_visible (box, moments->len > 0);
  gtk_box_append (GTK_BOX (box), card);
  return box;
}
