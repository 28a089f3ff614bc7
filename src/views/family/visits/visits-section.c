/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/visits-section.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/pictures/picture-strip.h"
#include "views/family/visits/note-row.h"
#include "views/family/visits/visit-page.h"
#include "report/date-text.h"
#include "widgets/keyed-box.h"
#include "widgets/state-mark.h"

#include <string.h>

struct _KtVisitsSection {
  KtSection parent;
  GtkWidget *head, *parts; /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtVisitsSection, kt_visits_section, KT_TYPE_SECTION)

static void
on_add (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_visit (context, button);
}

static void
on_open (GtkWidget *button, KtFamilyContext *context)
{
  kt_visit_page_open (context, button, g_object_get_data (G_OBJECT (button), "kt-visit"));
}

/* ---- One visit ---- */

static gboolean
is_coming (KtFamilyIndex *index, KtRecord *visit)
{
  const char *status = kt_record_get_text (visit, "status"), *date = kt_record_get_text (visit, "date");

  return (status == NULL || g_str_equal (status, "planned")) && g_strcmp0 (date, kt_family_index_get_today (index)) >= 0;
}

/* "Home visit · Meidoornstraat 14 · Samira and Yassin". */
static char *
dup_about (KtFamilyContext *context, KtRecord *visit)
{
  const char *kind = kt_record_choice_text (visit, "kind"), *place = kt_record_get_text (visit, "place");
  const KtPerson *where = kt_family_index_find_person (kt_family_context_get_index (context), place);
  const char *address = where != NULL ? kt_record_get_text (where->record, "address") : NULL;
  g_auto (GStrv) with = kt_record_dup_list (visit, "with");
  g_autofree char *names = kt_family_names_of (context, (const char *const *) with);

  return kt_join_dots (kind != NULL ? kind : "", address != NULL ? address : where != NULL ? where->name
                                                                                           : "",
                       names, NULL);
}

static const char *
summary_of (KtRecord *visit)
{
  const char *summary = kt_record_get_text (visit, "summary"), *missed = kt_record_get_text (visit, "not_held");

  if (g_strcmp0 (kt_record_get_text (visit, "status"), "not_held") == 0)
    return missed != NULL ? missed : _ ("Did not take place");
  return summary != NULL ? summary : kt_record_get_text (visit, "bring");
}

static GtkWidget *
make_date (KtRecord *visit)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  const char *date = kt_record_get_text (visit, "date");
  g_autofree char *day = kt_date_text_short (date), *time = kt_date_text_time (date);
  GtkWidget *label = kt_plain_label (day, "heading");

  gtk_label_set_width_chars (GTK_LABEL (label), 7);
  gtk_box_append (GTK_BOX (box), label);
  if (*time != '\0')
    gtk_box_append (GTK_BOX (box), kt_plain_label (time, "kt-quiet"));
  return box;
}

/* "2 notes · 1 picture". */
static void
append_counts (KtFamilyContext *context, GtkBox *box, KtRecord *visit)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_autoptr (GPtrArray) notes = kt_family_index_list_notes (index, kt_record_get_id (visit));
  g_autoptr (GPtrArray) pictures = kt_family_index_list_pictures (index, kt_record_get_id (visit));
  g_autofree char *noted = g_strdup_printf (ngettext ("%u note", "%u notes", notes->len), notes->len);
  g_autofree char *seen = g_strdup_printf (ngettext ("%u picture", "%u pictures", pictures->len), pictures->len);
  g_autofree char *text = kt_join_dots (notes->len > 0 ? noted : "", pictures->len > 0 ? seen : "", NULL);

  if (*text != '\0')
    gtk_box_append (box, kt_wrapped_label (text, "kt-quiet"));
}

static GtkWidget *
make_visit (KtFamilyContext *context, KtRecord *visit)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *mark;
  g_autofree char *about = dup_about (context, visit), *day = kt_date_text_day (kt_record_get_text (visit, "date"));
  g_autofree char *told = kt_join_dots (day, about, summary_of (visit) != NULL ? summary_of (visit) : "", NULL);

  gtk_box_append (GTK_BOX (box), make_date (visit));
  if (summary_of (visit) != NULL)
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (summary_of (visit), NULL));
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (about, summary_of (visit) != NULL ? "kt-quiet" : NULL));
  append_counts (context, GTK_BOX (texts), visit);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  mark = kt_state_mark_new (kt_family_context_get_state (context, kt_record_get_id (visit)));
  if (mark != NULL)
    gtk_box_append (GTK_BOX (box), mark);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "kt-factor");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  g_object_set_data_full (G_OBJECT (button), "kt-visit", g_strdup (kt_record_get_id (visit)), g_free);
  kt_keyed_name_focus (button, kt_record_get_id (visit));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_open), context, 0);
  return button;
}

/* ---- The list ---- */

/* A heading, a visit or a note, or the loose pictures; none of them: there is nothing yet. */
typedef struct {
  const char *heading;
  KtRecord *record;
  gboolean pictures;
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_clear_pointer (&part->record, kt_record_unref);
  g_free (part);
}

static GtkWidget *
make_empty (KtFamilyContext *context)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Plan a visit"));

  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add), context, 0);
  return kt_empty_note_new (_ ("No visit is noted yet. Plan the first one: what you prepare goes along without internet."),
                            button);
}

static GtkWidget *
build_part (gpointer item, gpointer context)
{
  const Part *part = item;
  GtkWidget *heading;

  if (part->heading != NULL)
    {
      heading = kt_heading_label (part->heading, "title-4");
      gtk_widget_set_margin_top (heading, 12);
      return heading;
    }
  if (part->pictures)
    return kt_picture_strip_new (context, NULL);
  if (part->record == NULL)
    return make_empty (context);
  return g_str_equal (kt_record_get_type_name (part->record), "note") ? kt_note_row_new (context, part->record)
                                                                      : make_visit (context, part->record);
}

static void
add_part (KtFamilyContext *context, GPtrArray *items, const char *heading, KtRecord *record)
{
  Part *part = g_new0 (Part, 1);
  g_autoptr (GString) print = g_string_new (kt_family_index_get_today (kt_family_context_get_index (context)));

  part->heading = heading;
  part->record = record != NULL ? kt_record_ref (record) : NULL;
  if (record != NULL)
    {
      KtFamilyIndex *index = kt_family_context_get_index (context);
      g_autoptr (GPtrArray) notes = kt_family_index_list_notes (index, kt_record_get_id (record));
      g_autoptr (GPtrArray) pictures = kt_family_index_list_pictures (index, kt_record_get_id (record));

      kt_print_record (context, print, record);
      g_string_append_printf (print, "%u %u", notes->len, pictures->len);
    }
  kt_keyed_items_take (items, record != NULL ? kt_record_get_id (record) : heading != NULL ? heading
                                                                                           : "none",
                       print->str, part,
                       part_free);
}

static void
add_visits (KtFamilyContext *context, GPtrArray *items, gboolean coming)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_autoptr (GPtrArray) visits = kt_family_index_list_visits (index);
  gboolean first = TRUE;

  for (guint i = 0; i < visits->len; i++)
    {
      /* The next one first, then the last one first. */
      KtRecord *visit = g_ptr_array_index (visits, coming ? visits->len - 1 - i : i);

      if (is_coming (index, visit) != coming)
        continue;
      if (first)
        add_part (context, items, coming ? _ ("Planned") : _ ("Earlier"), NULL);
      first = FALSE;
      add_part (context, items, NULL, visit);
    }
}

static void
add_loose_notes (KtFamilyContext *context, GPtrArray *items)
{
  g_autoptr (GPtrArray) notes = kt_family_index_list_notes (kt_family_context_get_index (context), NULL);

  if (notes->len > 0)
    add_part (context, items, _ ("Notes between visits"), NULL);
  for (guint i = notes->len; i > 0; i--)
    add_part (context, items, NULL, g_ptr_array_index (notes, i - 1));
}

static void
add_loose_pictures (KtFamilyContext *context, GPtrArray *items)
{
  g_autoptr (GString) print = g_string_new (NULL);
  Part *part;

  if (kt_picture_strip_print (context, print, NULL) == 0)
    return;
  add_part (context, items, _ ("Pictures between visits"), NULL);
  part = g_new0 (Part, 1);
  part->pictures = TRUE;
  kt_keyed_items_take (items, "pictures", print->str, part, part_free);
}

static void
kt_visits_section_refresh (KtSection *section)
{
  KtFamilyContext *context = kt_section_get_context (section);
  GPtrArray *items = kt_keyed_items_new ();

  add_visits (context, items, TRUE);
  add_visits (context, items, FALSE);
  add_loose_notes (context, items);
  add_loose_pictures (context, items);
  gtk_widget_set_visible (KT_VISITS_SECTION (section)->head, items->len > 0);
  if (items->len == 0)
    add_part (context, items, NULL, NULL);
  kt_keyed_box_update (KT_KEYED_BOX (KT_VISITS_SECTION (section)->parts), items, build_part, g_object_ref (context),
                       g_object_unref);
}

static void
kt_visits_section_restore (KtSection *section, GVariantDict *state)
{
  kt_keyed_box_finish (KT_KEYED_BOX (KT_VISITS_SECTION (section)->parts));
}

static void
kt_visits_section_class_init (KtVisitsSectionClass *class)
{
  KT_SECTION_CLASS (class)->refresh = kt_visits_section_refresh;
  KT_SECTION_CLASS (class)->restore = kt_visits_section_restore;
}

static void
kt_visits_section_init (KtVisitsSection *self)
{
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->parts = kt_keyed_box_new (12);
}

static void
fill_head (KtVisitsSection *self, KtFamilyContext *context)
{
  GtkWidget *title = kt_heading_label (_ ("Visits"), "title-1"), *button = gtk_button_new_with_label (_ ("Plan a visit"));

  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add), context, 0);
  gtk_box_append (GTK_BOX (self->head), title);
  gtk_box_append (GTK_BOX (self->head), button);
}

GtkWidget *
kt_visits_section_new (KtFamilyContext *context)
{
  KtVisitsSection *self = g_object_new (KT_TYPE_VISITS_SECTION, NULL);

  fill_head (self, context);
  kt_section_build (KT_SECTION (self), context, 760);
  gtk_box_set_spacing (kt_section_get_column (KT_SECTION (self)), 6);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->head);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->parts);
  return GTK_WIDGET (self);
}
