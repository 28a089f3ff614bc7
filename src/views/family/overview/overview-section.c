/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/overview/overview-section.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/overview/overview-cards.h"
#include "views/family/plan/paper-list.h"
#include "views/family/words-header.h"
#include "widgets/keyed-box.h"

struct _KtOverviewSection {
  KtSection parent;
  GtkWidget *parts; /* borrowed: KtKeyedBox */
};

G_DEFINE_FINAL_TYPE (KtOverviewSection, kt_overview_section, KT_TYPE_SECTION)

/* ---- What each part shows ---- */

/* A child's words come first: of the open goals that of the youngest. */
static KtRecord *
find_hero_goal (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (kt_family_context_get_index (context));
  KtRecord *found = NULL;
  int youngest = G_MAXINT;

  for (guint i = 0; i < goals->len; i++)
    {
      KtRecord *goal = g_ptr_array_index (goals, i);
      const KtPerson *person = kt_goal_find_person (context, goal);
      int age = person != NULL && person->age >= 0 ? person->age : G_MAXINT - 1;

      if (!kt_goal_is_open (goal) || age >= youngest)
        continue;
      youngest = age;
      found = goal;
    }
  return found;
}

static void
on_add_goal (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_goal (context, button, NULL);
}

static GtkWidget *
make_first_goal_button (KtFamilyContext *context)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Add a goal"));

  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_goal), context, 0);
  return button;
}

static GtkWidget *
build_hero (KtFamilyContext *context)
{
  KtRecord *goal = find_hero_goal (context), *family = kt_family_index_get_family (kt_family_context_get_index (context));
  const char *words = family != NULL ? kt_record_get_text (family, "words") : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  g_autofree char *whose = goal != NULL ? kt_goal_whose_text (context, goal) : NULL;
  const KtPerson *everybody = kt_family_index_find_person (kt_family_context_get_index (context),
                                                           kt_family_context_get_family_id (context));

  if (goal != NULL)
    gtk_box_append (GTK_BOX (box), kt_words_header_new (kt_goal_find_person (context, goal),
                                                        kt_record_get_text (goal, "words"), "kt-hero", whose));
  if (words != NULL)
    gtk_box_append (GTK_BOX (box), kt_words_header_new (everybody, words, goal != NULL ? "kt-said" : "kt-hero",
                                                        _ ("What matters to us")));
  if (goal == NULL && words == NULL)
    gtk_box_append (GTK_BOX (box), kt_empty_note_new (_ ("What does this family want to be different? Begin with one "
                                                         "goal, in their own words."),
                                                      make_first_goal_button (context)));
  return box;
}

typedef enum { PART_HERO,
               PART_CARDS,
               PART_PAPERS,
               PART_COUNTS,
               PART_HOMES,
               N_PARTS } Part;

static GtkWidget *
build_part (gpointer item, gpointer user_data)
{
  switch ((Part) GPOINTER_TO_INT (item))
    {
    case PART_HERO:
      return build_hero (user_data);
    case PART_CARDS:
      return kt_overview_cards_new (user_data);
    case PART_PAPERS:
      return kt_paper_list_new (user_data, KT_PAPERS_TO_REPLACE);
    case PART_COUNTS:
      return kt_overview_counts_new (user_data);
    case PART_HOMES:
    case N_PARTS:
    default:
      return kt_overview_homes_new (user_data);
    }
}

/* ---- Prints ---- */

static void
print_list (KtFamilyContext *context, GString *print, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    kt_print_record (context, print, g_ptr_array_index (records, i));
  g_ptr_array_unref (records);
}

static void
print_people (GString *print, GPtrArray *people)
{
  for (guint i = 0; i < people->len; i++)
    {
      const KtPerson *person = g_ptr_array_index (people, i);

      g_string_append_printf (print, "%s %s %d %x;", person->ref, person->name, person->age,
                              g_str_hash (kt_record_get_bytes (person->record)));
    }
  g_ptr_array_unref (people);
}

/* NULL: there is nothing to show of it. */
static char *
dup_print (KtFamilyContext *context, Part part)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  KtRecord *family = kt_family_index_get_family (index);
  GString *print = g_string_new (kt_family_index_get_today (index));

  if (part == PART_PAPERS && kt_paper_list_print (context, KT_PAPERS_TO_REPLACE, print) == 0)
    {
      g_string_free (print, TRUE);
      return NULL;
    }
  if (family != NULL && part == PART_HERO)
    kt_print_record (context, print, family);
  if (part == PART_HERO)
    print_list (context, print, kt_family_index_list_goals (index));
  if (part == PART_CARDS)
    {
      print_list (context, print, kt_family_index_list_visits (index));
      print_list (context, print, kt_family_index_list_steps_within (index, 7));
    }
  if (part == PART_COUNTS)
    kt_overview_print_counts (context, print);
  print_people (print, kt_family_index_list_members (index));
  print_people (print, kt_family_index_list_households (index));
  print_people (print, kt_family_index_list_network (index));
  return g_string_free (print, FALSE);
}

static void
kt_overview_section_refresh (KtSection *section)
{
  KtOverviewSection *self = KT_OVERVIEW_SECTION (section);
  KtFamilyContext *context = kt_section_get_context (section);
  GPtrArray *items = kt_keyed_items_new ();

  for (int part = 0; part < N_PARTS; part++)
    {
      g_autofree char *key = g_strdup_printf ("%d", part), *print = dup_print (context, (Part) part);

      if (print != NULL)
        kt_keyed_items_add (items, key, print, GINT_TO_POINTER (part));
    }
  kt_keyed_box_update (KT_KEYED_BOX (self->parts), items, build_part, g_object_ref (context), g_object_unref);
}

static void
kt_overview_section_class_init (KtOverviewSectionClass *class)
{
  KT_SECTION_CLASS (class)->refresh = kt_overview_section_refresh;
}

static void
kt_overview_section_init (KtOverviewSection *self)
{
  self->parts = kt_keyed_box_new (24);
}

GtkWidget *
kt_overview_section_new (KtFamilyContext *context)
{
  KtOverviewSection *self = g_object_new (KT_TYPE_OVERVIEW_SECTION, NULL);

  kt_section_build (KT_SECTION (self), context, 860);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->parts);
  return GTK_WIDGET (self);
}
