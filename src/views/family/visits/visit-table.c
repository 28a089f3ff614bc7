/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/visit-table.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/pictures/picture-strip.h"
#include "views/family/plan/goal-card.h"
#include "views/family/section.h"
#include "views/family/visits/note-row.h"
#include "widgets/keyed-box.h"

static void
on_add_goal (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_goal (context, button, NULL);
}

static GtkWidget *
make_empty (KtFamilyContext *context)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Add a goal"));

  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_goal), context, 0);
  return kt_empty_note_new (_ ("There is no goal yet. What does somebody at this table want to be different?"), button);
}

/* A goal, a note, the pictures, a heading (a string is no record: kept apart by the part's kind), or nothing yet. */
typedef enum { KIND_GOAL,
               KIND_NOTE,
               KIND_PICTURES,
               KIND_HEADING,
               KIND_EMPTY } Kind;
typedef struct {
  Kind kind;
  KtRecord *record;
  const char *text;  /* a heading's, or the visit of the pictures; borrowed from what outlives it */
} Part;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_clear_pointer (&part->record, kt_record_unref);
  g_free (part);
}

static GtkWidget *
build_part (gpointer item, gpointer context)
{
  const Part *part = item;

  switch (part->kind)
    {
    case KIND_GOAL:
      return kt_goal_card_new (context, part->record, KT_GOAL_ON_TABLE);
    case KIND_NOTE:
      return kt_note_row_new (context, part->record);
    case KIND_PICTURES:
      return kt_picture_strip_new (context, part->text);
    case KIND_HEADING:
      return kt_heading_label (_ (part->text), "title-4");
    case KIND_EMPTY:
    default:
      return make_empty (context);
    }
}

static void
add_part (GPtrArray *items, Kind kind, KtRecord *record, const char *text, const char *print)
{
  Part *part = g_new0 (Part, 1);

  part->kind = kind;
  part->record = record != NULL ? kt_record_ref (record) : NULL;
  part->text = text;
  kt_keyed_items_take (items, record != NULL ? kt_record_get_id (record) : text != NULL ? text
                                                                                        : "empty",
                       print,
                       part, part_free);
}

static void
add_goals (KtFamilyContext *context, GPtrArray *items)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (kt_family_context_get_index (context));

  for (guint i = 0; i < goals->len; i++)
    {
      KtRecord *goal = g_ptr_array_index (goals, i);
      g_autoptr (GString) print = g_string_new (NULL);

      if (!kt_goal_is_open (goal))
        continue;
      kt_goal_print (context, print, goal);
      add_part (items, KIND_GOAL, goal, NULL, print->str);
    }
  if (items->len == 0)
    add_part (items, KIND_EMPTY, NULL, NULL, "");
}

static void
add_notes (KtFamilyContext *context, GPtrArray *items, const char *visit)
{
  g_autoptr (GPtrArray) notes = kt_family_index_list_notes (kt_family_context_get_index (context), visit);

  if (notes->len > 0)
    add_part (items, KIND_HEADING, NULL, N_ ("Noted today"), "");
  for (guint i = notes->len; i > 0; i--)
    {
      g_autoptr (GString) print = g_string_new (NULL);

      kt_print_record (context, print, g_ptr_array_index (notes, i - 1));
      add_part (items, KIND_NOTE, g_ptr_array_index (notes, i - 1), NULL, print->str);
    }
}

static void
add_pictures (KtFamilyContext *context, GPtrArray *items, const char *visit)
{
  g_autoptr (GString) print = g_string_new (NULL);

  if (kt_picture_strip_print (context, print, visit) == 0)
    return;
  add_part (items, KIND_HEADING, NULL, N_ ("Pictures"), "");
  add_part (items, KIND_PICTURES, NULL, visit, print->str);
}

static void
refresh (GtkWidget *widget)
{
  KtFamilyContext *context = g_object_get_data (G_OBJECT (widget), "kt-context");
  GPtrArray *items = kt_keyed_items_new ();

  add_goals (context, items);
  add_notes (context, items, g_object_get_data (G_OBJECT (widget), "kt-visit"));
  add_pictures (context, items, g_object_get_data (G_OBJECT (widget), "kt-visit"));
  kt_keyed_box_update (KT_KEYED_BOX (widget), items, build_part, g_object_ref (context), g_object_unref);
}

GtkWidget *
kt_visit_table_new (KtFamilyContext *context, const char *visit)
{
  GtkWidget *box = kt_keyed_box_new (12);

  gtk_widget_add_css_class (box, "kt-column");
  g_object_set_data_full (G_OBJECT (box), "kt-context", g_object_ref (context), g_object_unref);
  g_object_set_data_full (G_OBJECT (box), "kt-visit", g_strdup (visit), g_free);
  kt_family_context_watch (context, box, refresh);
  return box;
}
