/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/goal-levels.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "report/date-text.h"
#include "views/family/family-text.h"
#include "views/family/record-dialog.h"
#include "widgets/keyed-box.h"
#include "widgets/page.h"
#include "widgets/part-button.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

static const struct {
  const char *key, *sign, *mark, *title;
} levels[] = {
  { "minus_two", "minus_two_sign", "−2", N_("Where we start") },
  { "minus_one", "minus_one_sign", "−1", N_("A bit better") },
  { "zero", "zero_sign", "0", N_("Goal reached") },
  { "plus_one", "plus_one_sign", "+1", N_("More than that") },
  { "plus_two", "plus_two_sign", "+2", N_("Much more") },
};

static const KtFormField fields[] = {
  { "minus_two", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "minus_two_sign", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "minus_one", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "minus_one_sign", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "zero", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "zero_sign", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "plus_one", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "plus_one_sign", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "plus_two", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "plus_two_sign", KT_INPUT_LINE, NULL, NULL, 0, FALSE },
  { "agreed_by", KT_INPUT_PEOPLE, NULL, NULL, KT_WHO_ANYONE, FALSE },
  { "date", KT_INPUT_DATE, NULL, NULL, 0, TRUE },
  { NULL },
};
static const char *const drafts_by[] = { "goal", "version", NULL };
static const KtRecordSheet sheet = { "goal-level", fields, N_("What better looks like"), N_("What better looks like"),
                                     N_("Levels removed"), drafts_by, "agreed_by" };

/* ---- The sheet ---- */

void
kt_goal_levels_edit (KtFamilyContext *context, GtkWidget *from, KtRecord *record)
{
  adw_dialog_present (kt_record_dialog_new (context, &sheet, record, NULL), from);
}

/* before: (nullable) the version it goes on from. */
static void
add (KtFamilyContext *context, GtkWidget *from, const char *goal, KtRecord *before)
{
  g_autoptr (json_object) presets = json_object_new_object ();
  g_autofree char *today = kt_clock_today ();

  json_object_object_add (presets, "goal", json_object_new_string (goal));
  json_object_object_add (presets, "version",
                          json_object_new_int64 (before != NULL ? kt_record_get_int (before, "version", 0) + 1 : 1));
  json_object_object_add (presets, "date", json_object_new_string (today));
  for (gsize i = 0; before != NULL && i < G_N_ELEMENTS (levels); i++)
    {
      const char *words = kt_record_get_text (before, levels[i].key), *sign = kt_record_get_text (before, levels[i].sign);

      json_object_object_add (presets, levels[i].key, words != NULL ? json_object_new_string (words) : NULL);
      json_object_object_add (presets, levels[i].sign, sign != NULL ? json_object_new_string (sign) : NULL);
    }
  adw_dialog_present (kt_record_dialog_new (context, &sheet, NULL, presets), from);
}

/* ---- The card ---- */

typedef struct {
  KtFamilyContext *context; /* owned */
  char *goal;
  KtRecord *newest;         /* owned (nullable) */
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  g_object_unref (card->context);
  g_free (card->goal);
  g_clear_pointer (&card->newest, kt_record_unref);
  g_free (card);
}

static void
on_edit (GtkWidget *button, Card *card)
{
  kt_goal_levels_edit (card->context, button, card->newest);
}

static void
on_add (GtkWidget *button, Card *card)
{
  add (card->context, button, card->goal, card->newest);
}

static GtkWidget *
make_button (Card *card, const char *icon, const char *label, GCallback clicked)
{
  GtkWidget *button = kt_part_button_new (icon, label, icon);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", clicked, card);
  return button;
}

/* The number, what it means, and the one thing by which everybody sees it. A screen reader hears it as one line. */
static GtkWidget *
make_level (KtRecord *record, gsize i)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *mark = kt_plain_label (levels[i].mark, "kt-level"), *flag;
  const char *words = kt_record_get_text (record, levels[i].key), *sign = kt_record_get_text (record, levels[i].sign);

  g_object_set (mark, "valign", GTK_ALIGN_START, "xalign", 0.5, NULL);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (_ (levels[i].title), "kt-over"));
  gtk_box_append (GTK_BOX (texts), words != NULL ? kt_wrapped_label (words, "kt-said")
                                                 : kt_wrapped_label (_("Not written down yet"), "kt-quiet"));
  if (sign != NULL)
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (sign, "kt-quiet"));
  gtk_box_append (GTK_BOX (row), mark);
  gtk_box_append (GTK_BOX (row), texts);
  flag = kt_flag_mark_new (kt_record_is_disputed (record, levels[i].key) || kt_record_is_disputed (record, levels[i].sign));
  if (flag != NULL)
    gtk_box_append (GTK_BOX (row), flag);
  return row;
}

static GtkWidget *
make_rows (KtRecord *record)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    gtk_box_append (GTK_BOX (box), make_level (record, i));
  return box;
}

/* "Version 2 · agreed 15 Sep · Marco, Samira and Yassin". */
static char *
dup_line (KtFamilyContext *context, KtRecord *record)
{
  g_auto (GStrv) who = kt_record_dup_list (record, "agreed_by");
  g_autofree char *names = kt_family_names_of (context, (const char *const *) who);
  g_autofree char *date = kt_date_text_short (kt_record_get_text (record, "date"));
  /* Translators: %u counts the versions of what is written down. */
  g_autofree char *version = g_strdup_printf (_("Version %u"), (guint) kt_record_get_int (record, "version", 1));
  /* Translators: %s is a date. */
  g_autofree char *agreed = *names == '\0'  ? g_strdup (_("not agreed with the family yet"))
                            : *date != '\0' ? g_strdup_printf (_("agreed %s"), date)
                                            : g_strdup (_("agreed"));

  return kt_join_dots (version, agreed, names, NULL);
}

static GtkWidget *
make_earlier (KtFamilyContext *context, GPtrArray *versions)
{
  GtkWidget *expander = gtk_expander_new (_("Earlier")), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  for (guint i = 1; i < versions->len; i++)
    {
      GtkWidget *one = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
      g_autofree char *line = dup_line (context, g_ptr_array_index (versions, i));

      gtk_box_append (GTK_BOX (one), kt_wrapped_label (line, "kt-quiet"));
      gtk_box_append (GTK_BOX (one), make_rows (g_ptr_array_index (versions, i)));
      gtk_box_append (GTK_BOX (box), one);
    }
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_add_css_class (expander, "kt-more");
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  kt_expander_hide_folded (GTK_EXPANDER (expander));
  kt_keyed_name_focus (expander, "earlier");
  return expander;
}

static GtkWidget *
make_foot (Card *card)
{
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 6, "line-spacing", 6, NULL);

  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, "document-edit-symbolic", _("Change"), G_CALLBACK (on_edit)));
  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, "list-add-symbolic", _("New version"), G_CALLBACK (on_add)));
  gtk_widget_add_css_class (wrap, "kt-goal-foot");
  return wrap;
}

static void
fill (Card *card, GtkBox *box, GPtrArray *versions)
{
  g_autofree char *line = dup_line (card->context, card->newest);
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (card->context, kt_record_get_id (card->newest)));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = kt_wrapped_label (line, "kt-quiet");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (head), label);
  if (state != NULL)
    gtk_box_append (GTK_BOX (head), state);
  gtk_box_append (box, make_rows (card->newest));
  gtk_box_append (box, head);
  gtk_box_append (box, make_foot (card));
  if (versions->len > 1)
    gtk_box_append (box, make_earlier (card->context, versions));
}

GtkWidget *
kt_goal_levels_new (KtFamilyContext *context, KtRecord *goal)
{
  g_autoptr (GPtrArray) versions = kt_family_index_list_levels (kt_family_context_get_index (context), kt_record_get_id (goal));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  Card *card = g_new0 (Card, 1);

  card->context = g_object_ref (context);
  card->goal = g_strdup (kt_record_get_id (goal));
  card->newest = versions->len > 0 ? kt_record_ref (g_ptr_array_index (versions, 0)) : NULL;
  g_object_set_data_full (G_OBJECT (box), "kt-card", card, card_free);
  gtk_box_append (GTK_BOX (box), kt_heading_label (_("What better looks like"), "title-4"));
  gtk_widget_add_css_class (inner, "card");
  gtk_widget_add_css_class (inner, "kt-card");
  if (card->newest != NULL)
    fill (card, GTK_BOX (inner), versions);
  else
    {
      gtk_box_append (GTK_BOX (inner), kt_wrapped_label (_("Write it down before the work begins, in things everybody can see: "
                                                            "five steps, from where it is now to much better than hoped."),
                                                         NULL));
      gtk_box_append (GTK_BOX (inner), make_button (card, "list-add-symbolic", _("Write down the steps"), G_CALLBACK (on_add)));
      gtk_widget_set_halign (gtk_widget_get_last_child (inner), GTK_ALIGN_START);
    }
  gtk_box_append (GTK_BOX (box), inner);
  return box;
}

void
kt_goal_levels_print (KtFamilyContext *context, GString *print, const char *goal)
{
  g_autoptr (GPtrArray) versions = kt_family_index_list_levels (kt_family_context_get_index (context), goal);

  for (guint i = 0; i < versions->len; i++)
    kt_print_record (context, print, g_ptr_array_index (versions, i));
}
