/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/visit-close.h"

#include "base/i18n.h"
#include "views/family/bound-words.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/pictures/picture-strip.h"
#include "views/family/plan/step-questions.h"
#include "widgets/chip-group.h"
#include "report/date-text.h"

/* The parts, kept on the column as data so that a refresh finds them. */
typedef struct {
  KtFamilyContext *context; /* owned */
  char *visit;
  /* borrowed */
  KtChipGroup *status, *with, *phone, *minutes;
  GtkWidget *held, *missed, *next, *called;
} Close;

static void
close_free (gpointer data)
{
  Close *part = data;

  g_object_unref (part->context);
  g_free (part->visit);
  g_free (part);
}

static KtRecord *
find_visit (Close *part)
{
  return kt_family_index_find (kt_family_context_get_index (part->context), part->visit);
}

/* ---- Taps ---- */

static void
save_value (Close *part, gpointer from, const char *key, json_object *value)
{
  json_object *changes = json_object_new_object ();
  KtRecord *visit = find_visit (part);

  json_object_object_add (changes, key, value);
  if (visit != NULL)
    kt_family_context_save (part->context, from, "visit", visit, changes, NULL, NULL);
  else
    json_object_put (changes);
}

static void
show_held (Close *part)
{
  gboolean missed = g_strcmp0 (kt_chip_group_get_selected (part->status), "not_held") == 0;

  gtk_widget_set_visible (part->held, !missed);
  gtk_widget_set_visible (part->missed, missed);
}

static void
on_status (KtChipGroup *chips, Close *part)
{
  const char *status = kt_chip_group_get_selected (chips);

  save_value (part, chips, "status", json_object_new_string (status != NULL ? status : "planned"));
  show_held (part);
}

static void
save_people (Close *part, KtChipGroup *chips, const char *key)
{
  g_auto (GStrv) refs = kt_chip_group_dup_selected (chips);

  save_value (part, chips, key, kt_json_from_strv ((const char *const *) refs));
}

static void
on_with (KtChipGroup *chips, Close *part)
{
  save_people (part, chips, "with");
}

static void
on_phone (KtChipGroup *chips, Close *part)
{
  save_people (part, chips, "phone");
}

static void
on_minutes (KtChipGroup *chips, Close *part)
{
  const char *minutes = kt_chip_group_get_selected (chips);

  save_value (part, chips, "minutes", minutes != NULL ? json_object_new_int64 (g_ascii_strtoll (minutes, NULL, 10)) : NULL);
}

static void
on_next (GtkWidget *button, Close *part)
{
  KtRecord *next = kt_family_index_get_next_visit (kt_family_context_get_index (part->context));

  if (next != NULL && !g_str_equal (kt_record_get_id (next), part->visit))
    kt_family_edit_record (part->context, button, next);
  else
    kt_family_add_visit (part->context, button);
}

/* Closing without having said how it went means it took place. */
static void
on_done (GtkWidget *button, Close *part)
{
  KtRecord *visit = find_visit (part);
  const char *status = visit != NULL ? kt_record_get_text (visit, "status") : NULL;

  if (status == NULL || g_str_equal (status, "planned"))
    save_value (part, button, "status", json_object_new_string ("done"));
}

/* ---- Refreshing ---- */

static void
select_list (KtChipGroup *chips, KtRecord *visit, const char *key)
{
  g_auto (GStrv) refs = kt_record_dup_list (visit, key);

  kt_chip_group_set_selected (chips, (const char *const *) refs);
}

static void
refresh_next (Close *part)
{
  KtRecord *next = kt_family_index_get_next_visit (kt_family_context_get_index (part->context));
  gboolean other = next != NULL && !g_str_equal (kt_record_get_id (next), part->visit);
  g_autofree char *day = other ? kt_date_text_day (kt_record_get_text (next, "date")) : NULL;
  /* Translators: %s is a date. */
  g_autofree char *label = other ? g_strdup_printf (_ ("Next time: %s"), day) : g_strdup (_ ("Plan the next visit"));

  gtk_button_set_label (GTK_BUTTON (part->next), label);
  /* a long date in large letters is wider than a telephone */
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (part->next))), TRUE);
}

static void
refresh (GtkWidget *widget)
{
  Close *part = g_object_get_data (G_OBJECT (widget), "kt-close");
  KtRecord *visit = find_visit (part);
  gint64 minutes = visit != NULL ? kt_record_get_int (visit, "minutes", 0) : 0;
  g_autofree char *key = g_strdup_printf ("%d", (int) minutes);

  if (visit == NULL)
    return;
  kt_chip_group_select (part->status, kt_record_get_text (visit, "status"));
  select_list (part->with, visit, "with");
  select_list (part->phone, visit, "phone");
  if (kt_chip_group_get_selected (part->phone) != NULL)
    kt_folded_open (part->called);
  kt_chip_group_select (part->minutes, key);
  show_held (part);
  refresh_next (part);
}

/* ---- Building ---- */

static void
append_block (GtkWidget *box, const char *title, gpointer widget)
{
  GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (block), kt_heading_label (title, "heading"));
  gtk_box_append (GTK_BOX (block), widget);
  gtk_box_append (GTK_BOX (box), block);
}

static void
make_chips (Close *part)
{
  static const char *const minutes[] = { "15", "30", "45", "60", "90", "120" };

  part->status = KT_CHIP_GROUP (kt_chip_group_new (KT_CHIPS_MAYBE, _ ("How did it go?"), FALSE));
  kt_chip_group_add (part->status, "done", _ ("It took place"));
  /* Translators: of a visit, neutral: nobody's fault. */
  kt_chip_group_add (part->status, "not_held", _ ("It did not work out"));
  part->with = KT_CHIP_GROUP (kt_step_who_new (part->context, _ ("Who was there?"), FALSE));
  part->phone = KT_CHIP_GROUP (kt_step_who_new (part->context, _ ("Who joined by phone?"), FALSE));
  part->minutes = KT_CHIP_GROUP (kt_chip_group_new (KT_CHIPS_MAYBE, _ ("How many minutes?"), FALSE));
  for (gsize i = 0; i < G_N_ELEMENTS (minutes); i++)
    kt_chip_group_add (part->minutes, minutes[i], minutes[i]);
}

static void
connect_chips (Close *part)
{
  g_signal_connect (part->status, "changed", G_CALLBACK (on_status), part);
  g_signal_connect (part->with, "changed", G_CALLBACK (on_with), part);
  g_signal_connect (part->phone, "changed", G_CALLBACK (on_phone), part);
  g_signal_connect (part->minutes, "changed", G_CALLBACK (on_minutes), part);
  g_signal_connect (part->next, "clicked", G_CALLBACK (on_next), part);
}

static void
fill (GtkWidget *column, Close *part)
{
  part->held = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  part->missed = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  part->next = gtk_button_new ();
  make_chips (part);
  append_block (column, _ ("How did it go?"), part->status);
  append_block (part->held, _ ("Who was there?"), part->with);
  part->called = kt_folded_new (_ ("Who joined by phone?"), GTK_WIDGET (part->phone));
  gtk_box_append (GTK_BOX (part->held), part->called);
  append_block (part->held, _ ("In one line: what happened?"),
                kt_bound_words_new (part->context, part->visit, "summary", _ ("What happened"), NULL, 1));
  gtk_box_append (GTK_BOX (part->held), kt_picture_block_new (part->context, part->visit));
  append_block (part->held, _ ("How many minutes?"), part->minutes);
  append_block (part->missed, _ ("Why did it not work out?"),
                kt_bound_words_new (part->context, part->visit, "not_held", _ ("Why it did not work out"), NULL, 1));
  gtk_box_append (GTK_BOX (column), part->held);
  gtk_box_append (GTK_BOX (column), part->missed);
  gtk_widget_set_halign (part->next, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (column), part->next);
}

GtkWidget *
kt_visit_close_new (KtFamilyContext *context, const char *visit, GCallback done, gpointer object)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24), *button = gtk_button_new_with_label (_("Finish"));
  Close *part = g_new0 (Close, 1);

  part->context = g_object_ref (context);
  part->visit = g_strdup (visit);
  g_object_set_data_full (G_OBJECT (column), "kt-close", part, close_free);
  gtk_widget_add_css_class (column, "kt-column");
  fill (column, part);
  connect_chips (part);
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_add_css_class (button, "kt-primary");
  g_signal_connect (button, "clicked", G_CALLBACK (on_done), part);
  g_signal_connect_object (button, "clicked", done, object, 0);
  gtk_box_append (GTK_BOX (column), button);
  kt_family_context_watch (context, column, refresh);
  return column;
}
