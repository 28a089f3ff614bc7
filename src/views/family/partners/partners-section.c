/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/partners/partners-section.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/partners/agency-card.h"
#include "widgets/keyed-box.h"
#include "widgets/part-button.h"

struct _KtPartnersSection {
  KtSection parent;
  GtkWidget *intro, *parts; /* borrowed: a label, a KtKeyedBox */
};

G_DEFINE_FINAL_TYPE (KtPartnersSection, kt_partners_section, KT_TYPE_SECTION)

static void
on_add (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_record (context, button, "agency", NULL);
}

static GtkWidget *
make_adder (KtFamilyContext *context, gboolean alone)
{
  GtkWidget *button = kt_part_button_new ("list-add-symbolic", _("Agency"), "agency");

  gtk_widget_set_halign (button, alone ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
  gtk_widget_add_css_class (button, alone ? "suggested-action" : "flat");
  if (!alone)
    gtk_widget_add_css_class (button, "kt-add");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add), context, 0);
  return button;
}

/* item: an agency's id; NULL: what comes after them. */
static GtkWidget *
build_part (gpointer item, gpointer data)
{
  KtFamilyContext *context = data;
  KtFamilyIndex *index = kt_family_context_get_index (context);
  const KtPerson *agency = item != NULL ? kt_family_index_find_person (index, item) : NULL;
  g_autoptr (GPtrArray) agencies = kt_family_index_list_agencies (index);

  if (agency != NULL)
    return kt_agency_card_new (context, agency);
  if (agencies->len > 0)
    return make_adder (context, FALSE);
  return kt_empty_note_new (_("Which agencies are round this family? Begin with one; then ask what may be shared with it."),
                            make_adder (context, TRUE));
}

/* Who has a say hangs on ages and relations, so all of them count. */
static char *
dup_print (KtFamilyContext *context)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  GString *print = g_string_new (kt_family_index_get_today (index));
  g_autoptr (GPtrArray) matters = kt_family_index_list_consents (index, NULL);
  g_autoptr (GPtrArray) grounds = kt_family_index_list_grounds (index, NULL);
  GPtrArray *lists[] = { kt_family_index_list_agencies (index), kt_family_index_list_helpers (index),
                         kt_family_index_list_members (index) };

  for (guint i = 0; i < matters->len; i++)
    {
      const KtConsentMatter *matter = g_ptr_array_index (matters, i);

      g_string_append_printf (print, " %d/%u", matter->state, matter->unheard->len);
      for (guint v = 0; v < matter->voices->len; v++)
        kt_print_record (context, print, g_ptr_array_index (matter->voices, v));
    }
  for (guint i = 0; i < grounds->len; i++)
    kt_print_record (context, print, g_ptr_array_index (grounds, i));
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      for (guint i = 0; i < lists[l]->len; i++)
        kt_print_record (context, print, ((const KtPerson *) g_ptr_array_index (lists[l], i))->record);
      g_ptr_array_unref (lists[l]);
    }
  return g_string_free_and_steal (print);
}

static void
kt_partners_section_refresh (KtSection *section)
{
  KtPartnersSection *self = KT_PARTNERS_SECTION (section);
  KtFamilyContext *context = kt_section_get_context (section);
  g_autoptr (GPtrArray) agencies = kt_family_index_list_agencies (kt_section_get_index (section));
  GPtrArray *items = kt_keyed_items_new ();
  g_autofree char *print = dup_print (context);

  gtk_widget_set_visible (self->intro, agencies->len > 0);
  for (guint i = 0; i < agencies->len; i++)
    {
      const KtPerson *agency = g_ptr_array_index (agencies, i);

      kt_keyed_items_take (items, agency->ref, print, g_strdup (agency->ref), g_free);
    }
  kt_keyed_items_add (items, "adder", agencies->len > 0 ? "more" : "first", NULL);
  kt_keyed_box_update (KT_KEYED_BOX (self->parts), items, build_part, g_object_ref (context), g_object_unref);
}

static void
kt_partners_section_class_init (KtPartnersSectionClass *class)
{
  KT_SECTION_CLASS (class)->refresh = kt_partners_section_refresh;
}

static void
kt_partners_section_init (KtPartnersSection *self)
{
  self->intro = kt_wrapped_label (_("What each agency may know about whom, who said so, and until when. Saying no changes "
                                     "nothing about the help."),
                                  "kt-quiet");
  self->parts = kt_keyed_box_new (18);
}

GtkWidget *
kt_partners_section_new (KtFamilyContext *context)
{
  KtPartnersSection *self = g_object_new (KT_TYPE_PARTNERS_SECTION, NULL);

  kt_section_build (KT_SECTION (self), context, 860);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->intro);
  gtk_box_append (kt_section_get_column (KT_SECTION (self)), self->parts);
  return GTK_WIDGET (self);
}
