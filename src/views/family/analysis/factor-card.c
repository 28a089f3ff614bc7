/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/analysis/factor-card.h"

#include "base/i18n.h"
#include "views/family/decide/decide-page.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "report/date-text.h"
#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

typedef struct {
  KtFamilyContext *context; /* owned */
  KtRecord *factor;         /* owned */
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  g_object_unref (card->context);
  kt_record_unref (card->factor);
  g_free (card);
}

/* A disputed one is decided first. */
static void
on_clicked (GtkWidget *button, Card *card)
{
  if (kt_family_index_is_disputed (kt_family_context_get_index (card->context), kt_record_get_id (card->factor)))
    kt_decide_page_open (card->context, button, kt_record_get_id (card->factor));
  else
    kt_family_edit_record (card->context, button, card->factor);
}

/* ---- Words ---- */

static gboolean
is_strength (KtRecord *factor)
{
  return g_strcmp0 (kt_record_get_text (factor, "kind"), "strength") == 0;
}

static char *
dup_words (Card *card)
{
  const char *words = kt_record_get_text (card->factor, "words");

  return kt_factor_is_quote (card->context, card->factor) ? kt_quoted (words) : g_strdup (words);
}

/* "Samira, 3 Nov", "Ilse saw it, 3 Nov". */
static char *
dup_source (Card *card)
{
  const char *speaker = kt_record_get_text (card->factor, "said_by"), *source = kt_record_get_text (card->factor, "source");
  g_autofree char *name = speaker != NULL ? kt_family_name_of (card->context, speaker) : NULL;
  g_autofree char *date = kt_date_text_short (kt_record_get_text (card->factor, "date"));
  g_autofree char *who = NULL;

  if (name != NULL && g_strcmp0 (source, "seen") == 0)
    /* Translators: %s is who saw it. */
    who = g_strdup_printf (_ ("%s saw it"), name);
  else if (name != NULL && g_strcmp0 (source, "told") == 0)
    /* Translators: %s is who passed it on. */
    who = g_strdup_printf (_ ("%s told it"), name);
  else
    who = g_strdup (name != NULL ? name : "");
  if (*who == '\0' || *date == '\0')
    return g_strdup (*who != '\0' ? who : date);
  return g_strdup_printf ("%s, %s", who, date);
}

/* About whom, unless it is just whoever says it about themselves. */
static char *
dup_about (Card *card)
{
  g_auto (GStrv) about = kt_record_dup_list (card->factor, "about");
  const char *family = kt_family_context_get_family_id (card->context);

  if (about[0] == NULL || g_strv_contains ((const char *const *) about, family))
    return g_strdup (_ ("Whole family"));
  if (about[1] == NULL && g_strcmp0 (about[0], kt_record_get_text (card->factor, "said_by")) == 0)
    return g_strdup ("");
  return kt_family_names_of (card->context, (const char *const *) about);
}

static char *
dup_meta (Card *card)
{
  g_autofree char *about = dup_about (card), *source = dup_source (card);
  gboolean outside = kt_record_get_bool (card->factor, "outside_control");

  return kt_join_dots (about, source, outside ? _ ("outside our control") : "", NULL);
}

/* ---- Parts ---- */

static const KtPerson *
find_face (Card *card)
{
  g_auto (GStrv) about = kt_record_dup_list (card->factor, "about");
  KtFamilyIndex *index = kt_family_context_get_index (card->context);

  return kt_family_index_find_person (index, about[0] != NULL ? about[0] : kt_family_context_get_family_id (card->context));
}

static GtkWidget *
make_foot (Card *card)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *label;
  const char *id = kt_record_get_id (card->factor);
  g_autofree char *meta = dup_meta (card);
  GtkWidget *marks[] = { kt_audience_mark_new (card->factor),
                         kt_flag_mark_new (kt_family_index_is_disputed (kt_family_context_get_index (card->context), id)),
                         kt_state_mark_new (kt_family_context_get_state (card->context, id)) };

  gtk_box_append (GTK_BOX (foot), kt_person_avatar_new (find_face (card), 24));
  label = kt_wrapped_label (meta, "kt-quiet");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (foot), label);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (marks[i] != NULL)
      gtk_box_append (GTK_BOX (foot), marks[i]);
  return foot;
}

static GtkWidget *
make_sign (KtRecord *factor)
{
  GtkWidget *sign = g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                  is_strength (factor) ? "kt-strength-symbolic" : "kt-concern-symbolic",
                                  "pixel-size", 14, "valign", GTK_ALIGN_START, "margin-top", 4, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (sign, is_strength (factor) ? "kt-strength" : "kt-concern");
  return sign;
}

static void
name_for_reader (GtkWidget *button, Card *card)
{
  g_autofree char *words = dup_words (card), *meta = dup_meta (card);
  /* Translators: for a screen reader: the kind, the words, about whom and who said it. */
  g_autofree char *told = g_strdup_printf (_ ("%s: %s %s"), is_strength (card->factor) ? _ ("Strength") : _ ("Concern"),
                                           words, meta);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
}

GtkWidget *
kt_factor_card_new (KtFamilyContext *context, KtRecord *factor)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  Card *card = g_new0 (Card, 1);
  g_autofree char *words = NULL;

  card->context = g_object_ref (context);
  card->factor = kt_record_ref (factor);
  g_object_set_data_full (G_OBJECT (button), "kt-card", card, card_free);
  words = dup_words (card);
  gtk_box_append (GTK_BOX (box), make_sign (factor));
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (words, "kt-said"));
  gtk_box_append (GTK_BOX (texts), make_foot (card));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "kt-factor");
  name_for_reader (button, card);
  kt_keyed_name_focus (button, kt_record_get_id (factor));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), card);
  return button;
}
