/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/analysis/analysis-section.h"

#include "base/i18n.h"
#include "model/domains.h"
#include "views/family/analysis/factor-card.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "widgets/chip-group.h"
#include "widgets/fold-box.h"
#include "widgets/keyed-box.h"

#define LABEL_WIDTH 214
#define FOLD_WIDTH 720

struct _KtAnalysisSection {
  KtSection parent;
  /* borrowed */
  GtkWidget *chips_place, *head, *board;
  KtChipGroup *chips;
  char *chips_print;
  char *person; /* NULL: the whole family */
};

G_DEFINE_FINAL_TYPE (KtAnalysisSection, kt_analysis_section, KT_TYPE_SECTION)

#define WHOLE "whole"

/* ---- A domain's row ---- */

typedef struct {
  KtFamilyContext *context; /* owned */
  char *person;
} Board; /* what the rows are built from */

static void
board_free (gpointer data)
{
  Board *board = data;

  g_object_unref (board->context);
  g_free (board->person);
  g_free (board);
}

static void
on_add (GtkWidget *button, KtFamilyContext *context)
{
  GObject *data = G_OBJECT (button);

  kt_family_add_factor (context, button, g_object_get_data (data, "kt-kind"), g_object_get_data (data, "kt-domain"),
                        g_object_get_data (data, "kt-person"));
}

/* An empty place is a quiet plus, not a box. */
static GtkWidget *
make_add (Board *board, const KtDomain *domain, const char *kind)
{
  gboolean strength = g_str_equal (kind, "strength");
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");
  /* Translators: %s is a part of life, such as "School, work and the day". */
  g_autofree char *told = g_strdup_printf (strength ? _ ("Add a strength: %s") : _ ("Add a concern: %s"), _ (domain->label));
  g_autofree char *name = g_strdup_printf ("add %s", kind);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-add");
  g_object_set (button, "halign", GTK_ALIGN_START, "valign", GTK_ALIGN_START, "tooltip-text",
                strength ? _ (domain->ask_strength) : _ (domain->ask_concern), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  g_object_set_data (G_OBJECT (button), "kt-kind", (gpointer) kind);
  g_object_set_data (G_OBJECT (button), "kt-domain", (gpointer) domain->id);
  g_object_set_data_full (G_OBJECT (button), "kt-person", g_strdup (board->person), g_free);
  kt_keyed_name_focus (button, name);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add), board->context, 0);
  return button;
}

static GtkWidget *
make_cell (Board *board, const KtDomain *domain, const char *kind)
{
  g_autoptr (GPtrArray) factors = kt_family_index_list_factors (kt_family_context_get_index (board->context), domain->id,
                                                                kind, board->person);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  for (guint i = 0; i < factors->len; i++)
    gtk_box_append (GTK_BOX (cell), kt_factor_card_new (board->context, g_ptr_array_index (factors, i)));
  if (factors->len == 0)
    gtk_box_append (GTK_BOX (cell), make_add (board, domain, kind));
  return cell;
}

static GtkWidget *
make_domain_label (const KtDomain *domain)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *hint = kt_capitalised (_ (domain->hint));

  gtk_box_append (GTK_BOX (box), kt_heading_label (_ (domain->label), "heading"));
  gtk_box_append (GTK_BOX (box), kt_wrapped_label (hint, "kt-quiet"));
  gtk_widget_add_css_class (box, "kt-domain");
  return box;
}

static GtkWidget *
build_row (gpointer item, gpointer user_data)
{
  const KtDomain *domain = item;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *fold = kt_fold_box_new (FOLD_WIDTH, 12, 10);

  if (domain != kt_domain (0))
    {
      GtkWidget *rule = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_box_append (GTK_BOX (box), rule);
    }
  kt_fold_box_set_columns (KT_FOLD_BOX (fold), LABEL_WIDTH, 0);
  kt_fold_box_append (KT_FOLD_BOX (fold), make_domain_label (domain));
  kt_fold_box_append (KT_FOLD_BOX (fold), make_cell (user_data, domain, "strength"));
  kt_fold_box_append (KT_FOLD_BOX (fold), make_cell (user_data, domain, "concern"));
  gtk_box_append (GTK_BOX (box), fold);
  return box;
}

/* ---- Refreshing ---- */

static char *
dup_row_print (KtAnalysisSection *self, const KtDomain *domain)
{
  KtFamilyContext *context = kt_section_get_context (KT_SECTION (self));
  KtFamilyIndex *index = kt_section_get_index (KT_SECTION (self));
  static const char *const kinds[] = { "strength", "concern" };
  GString *print = g_string_new (self->person);

  g_string_append_printf (print, " %s ", self->chips_print);
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (GPtrArray) factors = kt_family_index_list_factors (index, domain->id, kinds[k], self->person);

      for (guint i = 0; i < factors->len; i++)
        kt_print_record (context, print, g_ptr_array_index (factors, i));
    }
  return g_string_free (print, FALSE);
}

static void
refresh_board (KtAnalysisSection *self)
{
  GPtrArray *items = kt_keyed_items_new ();
  Board *board = g_new0 (Board, 1);

  board->context = g_object_ref (kt_section_get_context (KT_SECTION (self)));
  board->person = g_strdup (self->person);
  for (guint i = 0; i < KT_N_DOMAINS; i++)
    {
      g_autofree char *print = dup_row_print (self, kt_domain (i));

      kt_keyed_items_add (items, kt_domain (i)->id, print, (gpointer) kt_domain (i));
    }
  kt_keyed_box_update (KT_KEYED_BOX (self->board), items, build_row, board, board_free);
}

static GtkWidget *
make_head_part (const char *icon, const char *css, const char *title, guint count)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *image, *tag;
  g_autofree char *number = g_strdup_printf ("%u", count);

  image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "pixel-size", 14, "accessible-role",
                        GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (image, g_str_equal (css, "strength") ? "kt-strength" : "kt-concern");
  tag = kt_plain_label (number, "kt-tag");
  gtk_widget_add_css_class (tag, css);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), kt_heading_label (title, "heading"));
  gtk_box_append (GTK_BOX (box), tag);
  gtk_widget_set_margin_start (box, 2);
  return box;
}

static void
refresh_head (KtAnalysisSection *self)
{
  KtFamilyIndex *index = kt_section_get_index (KT_SECTION (self));
  GtkWidget *fold = kt_fold_box_new (FOLD_WIDTH, 12, 0), *pair = kt_fold_box_new (250, 12, 6);

  kt_fold_box_append (KT_FOLD_BOX (pair), make_head_part ("kt-strength-symbolic", "strength", _ ("Strengths"),
                                                          kt_family_index_count_factors (index, "strength", self->person)));
  kt_fold_box_append (KT_FOLD_BOX (pair), make_head_part ("kt-concern-symbolic", "concern", _ ("Concerns"),
                                                          kt_family_index_count_factors (index, "concern", self->person)));
  kt_fold_box_set_columns (KT_FOLD_BOX (fold), LABEL_WIDTH, 0);
  kt_fold_box_append (KT_FOLD_BOX (fold), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  kt_fold_box_append (KT_FOLD_BOX (fold), pair);
  adw_bin_set_child (ADW_BIN (self->head), fold);
}

static void
on_chip (KtAnalysisSection *self)
{
  const char *chosen = kt_chip_group_get_selected (self->chips);

  g_set_str (&self->person, g_strcmp0 (chosen, WHOLE) == 0 ? NULL : chosen);
  refresh_head (self);
  refresh_board (self);
}

/* The chips are made anew only when somebody came, left or was renamed. */
static void
refresh_chips (KtAnalysisSection *self)
{
  g_autoptr (GPtrArray) members = kt_family_index_list_members (kt_section_get_index (KT_SECTION (self)));
  g_autoptr (GString) print = g_string_new (NULL);

  for (guint i = 0; i < members->len; i++)
    {
      const KtPerson *member = g_ptr_array_index (members, i);

      g_string_append_printf (print, "%s %s %s;", member->ref, member->name, member->first);
    }
  if (g_strcmp0 (print->str, self->chips_print) == 0)
    return;
  g_set_str (&self->chips_print, print->str);
  self->chips = KT_CHIP_GROUP (kt_chip_group_new (KT_CHIPS_ONE, _ ("About whom"), TRUE));
  kt_chip_group_add (self->chips, WHOLE, _ ("Whole family"));
  for (guint i = 0; i < members->len; i++)
    kt_chip_group_add_person (self->chips, g_ptr_array_index (members, i));
  if (!kt_chip_group_has (self->chips, self->person != NULL ? self->person : WHOLE))
    g_clear_pointer (&self->person, g_free);
  kt_chip_group_select (self->chips, self->person != NULL ? self->person : WHOLE);
  g_signal_connect_object (self->chips, "changed", G_CALLBACK (on_chip), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self->chips_place), GTK_WIDGET (self->chips));
}

static void
kt_analysis_section_refresh (KtSection *section)
{
  KtAnalysisSection *self = KT_ANALYSIS_SECTION (section);

  refresh_chips (self);
  refresh_head (self);
  refresh_board (self);
}

/* ---- State ---- */

static void
kt_analysis_section_save (KtSection *section, GVariantDict *state)
{
  KtAnalysisSection *self = KT_ANALYSIS_SECTION (section);

  if (self->person != NULL)
    g_variant_dict_insert (state, "person", "s", self->person);
}

static void
kt_analysis_section_restore (KtSection *section, GVariantDict *state)
{
  KtAnalysisSection *self = KT_ANALYSIS_SECTION (section);
  const char *person = NULL;

  if (g_variant_dict_lookup (state, "person", "&s", &person) && kt_chip_group_has (self->chips, person))
    {
      g_set_str (&self->person, person);
      kt_chip_group_select (self->chips, person);
      refresh_head (self);
      refresh_board (self);
    }
  kt_keyed_box_finish (KT_KEYED_BOX (self->board));
}

const char *
kt_analysis_section_get_person (KtAnalysisSection *self)
{
  return self->person;
}

const char *
kt_analysis_section_get_domain_in_view (KtAnalysisSection *self)
{
  guint i = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (self->board); row != NULL && i < KT_N_DOMAINS;
       row = gtk_widget_get_next_sibling (row), i++)
    {
      float high = gtk_widget_get_height (GTK_WIDGET (self)) / 4.0f;
      graphene_rect_t bounds;

      if (!gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds))
        continue;
      if (bounds.origin.y + bounds.size.height > high)
        return kt_domain (i)->id;
    }
  return kt_domain (0)->id;
}

/* ---- Object ---- */

static void
kt_analysis_section_finalize (GObject *object)
{
  g_free (KT_ANALYSIS_SECTION (object)->person);
  g_free (KT_ANALYSIS_SECTION (object)->chips_print);
  G_OBJECT_CLASS (kt_analysis_section_parent_class)->finalize (object);
}

static void
kt_analysis_section_class_init (KtAnalysisSectionClass *class)
{
  KtSectionClass *section_class = KT_SECTION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = kt_analysis_section_finalize;
  section_class->refresh = kt_analysis_section_refresh;
  section_class->save = kt_analysis_section_save;
  section_class->restore = kt_analysis_section_restore;
}

static void
kt_analysis_section_init (KtAnalysisSection *self)
{
  self->chips_place = adw_bin_new ();
  self->head = adw_bin_new ();
  self->board = kt_keyed_box_new (18);
}

GtkWidget *
kt_analysis_section_new (KtFamilyContext *context)
{
  KtAnalysisSection *self = g_object_new (KT_TYPE_ANALYSIS_SECTION, NULL);

  kt_section_build (KT_SECTION (self), context, 908);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->chips_place);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->head);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->board);
  return GTK_WIDGET (self);
}
