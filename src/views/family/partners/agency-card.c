/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/partners/agency-card.h"

#include "base/i18n.h"
#include "report/date-text.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "views/family/partners/consent-card.h"
#include "views/family/partners/sharing-sheets.h"
#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  char *agency;
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  g_object_unref (card->context);
  g_free (card->agency);
  g_free (card);
}

/* ---- Head ---- */

static void
on_edit (GtkWidget *button, Card *card)
{
  KtRecord *agency = kt_family_index_find (kt_family_context_get_index (card->context), card->agency);

  if (agency != NULL)
    kt_family_edit_record (card->context, button, agency);
}

/* "debt support · Omar Lachkar". */
static char *
dup_under (KtFamilyIndex *index, const KtPerson *agency)
{
  g_autoptr (GPtrArray) helpers = kt_family_index_list_helpers (index);
  g_autoptr (GString) names = g_string_new (NULL);
  const char *kind = kt_record_get_text (agency->record, "kind");

  for (guint i = 0; i < helpers->len; i++)
    {
      const KtPerson *helper = g_ptr_array_index (helpers, i);

      if (kt_family_index_find_agency (index, helper->ref) == agency)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", helper->name);
    }
  return kt_join_dots (kind != NULL ? kind : "", names->str, NULL);
}

static GtkWidget *
make_head (Card *card, const KtPerson *agency)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *edit = gtk_button_new_from_icon_name ("document-edit-symbolic");
  g_autofree char *under = dup_under (kt_family_context_get_index (card->context), agency);
  /* Translators: %s is the name of an agency. */
  g_autofree char *told = g_strdup_printf (_("Change %s"), agency->name);

  g_object_set (texts, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_box_append (GTK_BOX (texts), kt_heading_label (agency->name, "title-4"));
  if (*under != '\0')
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (under, "kt-quiet"));
  g_object_set (edit, "valign", GTK_ALIGN_START, "tooltip-text", told, NULL);
  gtk_widget_add_css_class (edit, "flat");
  kt_keyed_name_focus (edit, "edit");
  g_signal_connect (edit, "clicked", G_CALLBACK (on_edit), card);
  gtk_box_append (GTK_BOX (head), kt_person_avatar_new (agency, 40));
  gtk_box_append (GTK_BOX (head), texts);
  gtk_box_append (GTK_BOX (head), edit);
  return head;
}

/* ---- Grounds ---- */

static void
on_ground (GtkWidget *button, Card *card)
{
  KtRecord *ground = kt_family_index_find (kt_family_context_get_index (card->context),
                                           g_object_get_data (G_OBJECT (button), "kt-ground"));

  if (ground != NULL)
    kt_sharing_edit_ground (card->context, button, ground);
}

static char *
dup_checked (KtFamilyContext *context, KtRecord *ground)
{
  const char *by = kt_record_get_text (ground, "checked_by");
  g_autofree char *name = by != NULL ? kt_family_full_name_of (context, by) : NULL;
  g_autofree char *date = kt_date_text_short (kt_record_get_text (ground, "checked_on"));

  /* Translators: a helper's name, then a date. */
  return name != NULL ? g_strdup_printf (_("looked at by %s, %s"), name, date) : g_strdup ("");
}

static char *
dup_ground_under (KtFamilyContext *context, KtRecord *ground)
{
  const char *covers = kt_record_get_text (ground, "covers");
  g_autofree char *checked = dup_checked (context, ground), *date = kt_date_text_short (kt_record_get_text (ground, "until"));
  /* Translators: %s is a date. */
  g_autofree char *until = *date != '\0' ? g_strdup_printf (_("until %s"), date) : g_strdup ("");

  return kt_join_dots (covers != NULL ? covers : "", until, checked, NULL);
}

static GtkWidget *
make_ground (Card *card, KtRecord *ground)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (card->context, kt_record_get_id (ground)));
  const char *title = kt_record_get_text (ground, "ground");
  g_autofree char *under = dup_ground_under (card->context, ground), *told = kt_join_dots (title, under, NULL);

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (title, NULL));
  if (*under != '\0')
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (under, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), texts);
  if (state != NULL)
    gtk_box_append (GTK_BOX (box), state);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-row");
  gtk_widget_add_css_class (button, "flush");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  g_object_set_data_full (G_OBJECT (button), "kt-ground", g_strdup (kt_record_get_id (ground)), g_free);
  kt_keyed_name_focus (button, kt_record_get_id (ground));
  g_signal_connect (button, "clicked", G_CALLBACK (on_ground), card);
  return button;
}

static GtkWidget *
make_grounds (Card *card)
{
  g_autoptr (GPtrArray) grounds = kt_family_index_list_grounds (kt_family_context_get_index (card->context), card->agency);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_visible (box, grounds->len > 0);
  gtk_box_append (GTK_BOX (box), kt_plain_label (_("Why they may take part"), "kt-over"));
  for (guint i = 0; i < grounds->len; i++)
    gtk_box_append (GTK_BOX (box), make_ground (card, grounds->pdata[i]));
  return box;
}

/* ---- What may be shared ---- */

static GtkWidget *
make_matters (Card *card)
{
  g_autoptr (GPtrArray) matters = kt_family_index_list_consents (kt_family_context_get_index (card->context), card->agency);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_visible (box, matters->len > 0);
  gtk_box_append (GTK_BOX (box), kt_plain_label (_("What may be shared"), "kt-over"));
  for (guint i = 0; i < matters->len; i++)
    gtk_box_append (GTK_BOX (box), kt_consent_card_new (card->context, matters->pdata[i]));
  return box;
}

/* ---- Foot ---- */

static void
on_ask (GtkWidget *button, Card *card)
{
  kt_sharing_ask (card->context, button, card->agency);
}

static void
on_add_ground (GtkWidget *button, Card *card)
{
  kt_sharing_add_ground (card->context, button, card->agency);
}

static GtkWidget *
make_button (Card *card, const char *label, const char *told, const char *name, GCallback clicked)
{
  /* Not an AdwButtonContent: its label would name the button, and not say which agency it is about. */
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", "list-add-symbolic", "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), gtk_label_new (label));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  gtk_widget_add_css_class (button, "flat");
  kt_keyed_name_focus (button, name);
  g_signal_connect (button, "clicked", clicked, card);
  return button;
}

static GtkWidget *
make_foot (Card *card, const KtPerson *agency)
{
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 6, "line-spacing", 6, NULL);
  g_autofree char *ask = kt_join_dots (_("Ask for consent"), agency->name, NULL);
  g_autofree char *ground = kt_join_dots (_("Legal ground"), agency->name, NULL);

  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, _("Ask for consent"), ask, "ask", G_CALLBACK (on_ask)));
  adw_wrap_box_append (ADW_WRAP_BOX (wrap), make_button (card, _("Legal ground"), ground, "ground", G_CALLBACK (on_add_ground)));
  gtk_widget_add_css_class (wrap, "kt-goal-foot");
  return wrap;
}

GtkWidget *
kt_agency_card_new (KtFamilyContext *context, const KtPerson *agency)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Card *card = g_new0 (Card, 1);

  card->context = g_object_ref (context);
  card->agency = g_strdup (agency->ref);
  g_object_set_data_full (G_OBJECT (box), "kt-card", card, card_free);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "kt-card");
  gtk_box_append (GTK_BOX (box), make_head (card, agency));
  gtk_box_append (GTK_BOX (box), make_grounds (card));
  gtk_box_append (GTK_BOX (box), make_matters (card));
  gtk_box_append (GTK_BOX (box), make_foot (card, agency));
  return box;
}
