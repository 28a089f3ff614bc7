/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/people/people-section.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/people/person-row.h"
#include "widgets/fold-box.h"
#include "widgets/keyed-box.h"
#include "widgets/part-button.h"

struct _KtPeopleSection {
  KtSection parent;
  GtkWidget *parts; /* borrowed: KtKeyedBox */
};

G_DEFINE_FINAL_TYPE (KtPeopleSection, kt_people_section, KT_TYPE_SECTION)

/* ---- Adding ---- */

typedef struct {
  KtFamilyContext *context; /* owned */
  const char *type;
  char *key, *value;        /* (nullable) one preset; households as a list */
} Adder;

static void
adder_free (gpointer data, GClosure *closure)
{
  Adder *adder = data;

  g_object_unref (adder->context);
  g_free (adder->key);
  g_free (adder->value);
  g_free (adder);
}

static void
on_add (GtkWidget *button, Adder *adder)
{
  json_object *presets = json_object_new_object ();

  if (g_strcmp0 (adder->key, "households") == 0)
    json_object_object_add (presets, adder->key, kt_json_from_strv ((const char *const[]) { adder->value, NULL }));
  else if (adder->key != NULL)
    json_object_object_add (presets, adder->key, json_object_new_string (adder->value));
  if (g_str_equal (adder->type, "member") && g_strcmp0 (adder->key, "kind") != 0)
    json_object_object_add (presets, "kind", json_object_new_string ("family"));
  kt_family_add_record (adder->context, button, adder->type, presets);
}

/* A quiet plus at the end of a list. */
static GtkWidget *
make_adder (KtFamilyContext *context, const char *label, const char *type, const char *key, const char *value)
{
  GtkWidget *button = kt_part_button_new ("list-add-symbolic", label, type);
  Adder *adder = g_new0 (Adder, 1);

  adder->context = g_object_ref (context);
  adder->type = type;
  adder->key = g_strdup (key);
  adder->value = g_strdup (value);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-add");
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_add), adder, adder_free, 0);
  return button;
}

/* ---- Parts ---- */

static GtkWidget *
make_group (const char *title, const char *under)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), kt_heading_label (title, "title-4"));
  if (under != NULL)
    gtk_box_append (GTK_BOX (box), kt_wrapped_label (under, "kt-quiet"));
  return box;
}

static void
append_people (KtFamilyContext *context, GtkWidget *group, GPtrArray *people, const char *here)
{
  for (guint i = 0; i < people->len; i++)
    gtk_box_append (GTK_BOX (group), kt_person_row_new (context, g_ptr_array_index (people, i), here));
  g_ptr_array_unref (people);
}

static void
on_edit_home (GtkWidget *button, KtFamilyContext *context)
{
  KtRecord *home = kt_family_index_find (kt_family_context_get_index (context),
                                         g_object_get_data (G_OBJECT (button), "kt-home"));

  if (home != NULL)
    kt_family_edit_record (context, button, home);
}

static GtkWidget *
make_home_head (KtFamilyContext *context, const KtPerson *home)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *edit = gtk_button_new_from_icon_name ("document-edit-symbolic");
  const char *address = kt_record_get_text (home->record, "address");
  GtkWidget *group = make_group (home->name, address != NULL && !g_str_has_prefix (address, home->name) ? address : NULL);
  /* Translators: %s is the name of a household. */
  g_autofree char *told = g_strdup_printf (_("Change %s"), home->name);

  gtk_widget_set_hexpand (group, TRUE);
  g_object_set (edit, "valign", GTK_ALIGN_START, "tooltip-text", told, NULL);
  gtk_widget_add_css_class (edit, "flat");
  g_object_set_data_full (G_OBJECT (edit), "kt-home", g_strdup (home->ref), g_free);
  g_signal_connect_object (edit, "clicked", G_CALLBACK (on_edit_home), context, 0);
  gtk_box_append (GTK_BOX (head), group);
  gtk_box_append (GTK_BOX (head), edit);
  return head;
}

static GtkWidget *
make_home (KtFamilyContext *context, const KtPerson *home)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (box, "kt-house");
  gtk_box_append (GTK_BOX (box), make_home_head (context, home));
  append_people (context, box, kt_family_index_list_living_at (kt_family_context_get_index (context), home->ref), home->ref);
  gtk_box_append (GTK_BOX (box), make_adder (context, _("Person"), "member", "households", home->ref));
  return box;
}

static GtkWidget *
build_homes (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) homes = kt_family_index_list_households (kt_family_context_get_index (context));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *fold = kt_fold_box_new (620, 18, 12), *button;

  for (guint i = 0; i < homes->len; i++)
    kt_fold_box_append (KT_FOLD_BOX (fold), make_home (context, g_ptr_array_index (homes, i)));
  button = make_adder (context, _("Household"), "household", NULL, NULL);
  if (homes->len > 0)
    {
      gtk_box_append (GTK_BOX (box), fold);
      gtk_box_append (GTK_BOX (box), button);
      return box;
    }
  gtk_widget_remove_css_class (button, "flat");
  gtk_widget_remove_css_class (button, "kt-add");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (GTK_BOX (box), kt_empty_note_new (_("Who lives where? Begin with a household, then add the people in "
                                                       "it."),
                                                    button));
  g_object_unref (g_object_ref_sink (fold));
  return box;
}

static GtkWidget *
build_elsewhere (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) people = kt_family_index_list_living_at (kt_family_context_get_index (context), NULL);
  GtkWidget *box = make_group (_("Elsewhere"), NULL);

  gtk_widget_set_visible (box, people->len > 0);
  append_people (context, box, g_ptr_array_ref (people), NULL);
  return box;
}

static GtkWidget *
build_network (KtFamilyContext *context)
{
  GtkWidget *box = make_group (_("People around us"), _("Family, friends, neighbours: whoever helps, and whom they help."));

  append_people (context, box, kt_family_index_list_network (kt_family_context_get_index (context)), NULL);
  gtk_box_append (GTK_BOX (box), make_adder (context, _("Someone around them"), "member", "kind", "network"));
  return box;
}

static GtkWidget *
build_helpers (KtFamilyContext *context)
{
  GtkWidget *box = make_group (_("Helpers"), NULL), *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 6, NULL);

  append_people (context, box, kt_family_index_list_helpers (kt_family_context_get_index (context)), NULL);
  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_adder (context, _("Helper"), "participation", "role", "professional"));
  gtk_box_append (GTK_BOX (box), wrap);
  return box;
}

static GtkWidget *
build_agencies (KtFamilyContext *context)
{
  GtkWidget *box = make_group (_("Agencies"), NULL);

  append_people (context, box, kt_family_index_list_agencies (kt_family_context_get_index (context)), NULL);
  gtk_box_append (GTK_BOX (box), make_adder (context, _("Agency"), "agency", NULL, NULL));
  return box;
}

static GtkWidget *
build_relations (KtFamilyContext *context)
{
  g_autoptr (GPtrArray) relations = kt_family_index_list_relations (kt_family_context_get_index (context), NULL);
  GtkWidget *box = make_group (_("Relations"), NULL);

  for (guint i = 0; i < relations->len; i++)
    gtk_box_append (GTK_BOX (box), kt_relation_row_new (context, g_ptr_array_index (relations, i)));
  gtk_box_append (GTK_BOX (box), make_adder (context, _("Relation"), "relation", NULL, NULL));
  return box;
}

/* Two short lists side by side while there is room. */
static GtkWidget *
beside (GtkWidget *one, GtkWidget *two)
{
  GtkWidget *fold = kt_fold_box_new (620, 24, 24);

  kt_fold_box_append (KT_FOLD_BOX (fold), one);
  kt_fold_box_append (KT_FOLD_BOX (fold), two);
  return fold;
}

typedef enum { PART_HOMES,
               PART_ELSEWHERE,
               PART_NETWORK,
               PART_AGENCIES,
               N_PARTS } Part;

static GtkWidget *
build_part (gpointer item, gpointer context)
{
  switch ((Part) GPOINTER_TO_INT (item))
    {
    case PART_HOMES:
      return build_homes (context);
    case PART_ELSEWHERE:
      return build_elsewhere (context);
    case PART_NETWORK:
      return beside (build_network (context), build_helpers (context));
    case PART_AGENCIES:
    case N_PARTS:
    default:
      return beside (build_relations (context), build_agencies (context));
    }
}

static void
print_people (KtFamilyContext *context, GString *print, GPtrArray *people)
{
  for (guint i = 0; i < people->len; i++)
    kt_print_record (context, print, ((KtPerson *) g_ptr_array_index (people, i))->record);
  g_ptr_array_unref (people);
}

static char *
dup_print (KtFamilyContext *context)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_autoptr (GPtrArray) relations = kt_family_index_list_relations (index, NULL);
  GString *print = g_string_new (kt_family_index_get_today (index));

  print_people (context, print, kt_family_index_list_households (index));
  print_people (context, print, kt_family_index_list_members (index));
  print_people (context, print, kt_family_index_list_network (index));
  print_people (context, print, kt_family_index_list_helpers (index));
  print_people (context, print, kt_family_index_list_agencies (index));
  for (guint i = 0; i < relations->len; i++)
    kt_print_record (context, print, g_ptr_array_index (relations, i));
  return g_string_free (print, FALSE);
}

static void
kt_people_section_refresh (KtSection *section)
{
  KtFamilyContext *context = kt_section_get_context (section);
  GPtrArray *items = kt_keyed_items_new ();
  g_autofree char *print = dup_print (context);

  for (int part = 0; part < N_PARTS; part++)
    {
      g_autofree char *key = g_strdup_printf ("%d", part);

      kt_keyed_items_add (items, key, print, GINT_TO_POINTER (part));
    }
  kt_keyed_box_update (KT_KEYED_BOX (KT_PEOPLE_SECTION (section)->parts), items, build_part, g_object_ref (context),
                       g_object_unref);
}

static void
kt_people_section_class_init (KtPeopleSectionClass *class)
{
  KT_SECTION_CLASS (class)->refresh = kt_people_section_refresh;
}

static void
kt_people_section_init (KtPeopleSection *self)
{
  self->parts = kt_keyed_box_new (24);
}

GtkWidget *
kt_people_section_new (KtFamilyContext *context)
{
  KtPeopleSection *self = g_object_new (KT_TYPE_PEOPLE_SECTION, NULL);

  kt_section_build (KT_SECTION (self), context, 860);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->parts);
  return GTK_WIDGET (self);
}
