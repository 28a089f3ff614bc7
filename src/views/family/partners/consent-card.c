/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/partners/consent-card.h"

#include "base/i18n.h"
#include "report/date-text.h"
#include "views/family/decide/decide-page.h"
#include "views/family/family-text.h"
#include "views/family/partners/sharing-sheets.h"
#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  char *like;               /* any answer to it */
} Card;

static void
card_free (gpointer data)
{
  Card *card = data;

  g_object_unref (card->context);
  g_free (card->like);
  g_free (card);
}

static KtRecord *
find_of (Card *card, GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "kt-consent");

  return kt_family_index_find (kt_family_context_get_index (card->context), id != NULL ? id : card->like);
}

/* ---- How it stands ---- */

/* One is missing, and somebody else speaks for the child already. */
static gboolean
is_other_parent (const KtConsentMatter *matter)
{
  const char *missing = matter->unheard->len == 1 ? ((const KtPerson *) g_ptr_array_index (matter->unheard, 0))->ref : NULL;

  for (guint i = 0; missing != NULL && i < matter->voices->len; i++)
    {
      const char *speaker = kt_record_get_text (g_ptr_array_index (matter->voices, i), "said_by");

      if (g_strcmp0 (missing, matter->person) != 0 && g_strcmp0 (speaker, missing) != 0 &&
          g_strcmp0 (speaker, matter->person) != 0)
        return TRUE;
    }
  return FALSE;
}

/* "Waiting for the other parent: Marco". */
static char *
dup_waiting (KtFamilyContext *context, const KtConsentMatter *matter)
{
  g_autoptr (GStrvBuilder) refs = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *names = NULL;

  for (guint i = 0; i < matter->unheard->len; i++)
    g_strv_builder_add (refs, ((const KtPerson *) g_ptr_array_index (matter->unheard, i))->ref);
  all = g_strv_builder_end (refs);
  names = kt_family_names_of (context, (const char *const *) all);
  if (is_other_parent (matter))
    /* Translators: %s is a first name. */
    return g_strdup_printf (_("Waiting for the other parent: %s"), names);
  /* Translators: %s is one or more first names: others who have a say have not been heard. */
  return *names != '\0' ? g_strdup_printf (_("Waiting for %s"), names) : g_strdup (_("Waiting for whoever has a say"));
}

static GtkWidget *
make_state (KtFamilyContext *context, const KtConsentMatter *matter)
{
  g_autofree char *text = matter->state == KT_CONSENT_WAITING ? dup_waiting (context, matter)
                          : matter->state == KT_CONSENT_NO    ? g_strdup (_("May not be shared"))
                          : matter->state == KT_CONSENT_OVER  ? g_strdup (_("Time is up: ask again"))
                                                              : g_strdup (_("May be shared"));
  GtkWidget *tag = kt_wrapped_label (text, "kt-tag");

  gtk_widget_add_css_class (tag, matter->state == KT_CONSENT_YES ? "strength" : "plain");
  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  return tag;
}

/* ---- What is asked ---- */

static const char *
choice_words (const KtConsentMatter *matter, const char *key)
{
  return kt_record_choice_text (g_ptr_array_index (matter->voices, 0), key);
}

/* The narrowest of what everybody left out is what counts: so all of it is said. */
static void
append_limits (GtkBox *box, const KtConsentMatter *matter)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < matter->voices->len; i++)
    {
      const char *limits = kt_record_get_text (g_ptr_array_index (matter->voices, i), "limits");

      if (limits != NULL && g_hash_table_add (said, (gpointer) limits))
        gtk_box_append (box, kt_wrapped_label (limits, "kt-name"));
    }
}

static GtkWidget *
make_head (KtFamilyContext *context, const KtConsentMatter *matter)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const KtPerson *person = kt_family_index_find_person (kt_family_context_get_index (context), matter->person);
  const char *data = choice_words (matter, "data"), *direction = choice_words (matter, "direction");
  g_autofree char *name = kt_family_name_of (context, matter->person);
  /* Translators: a first name, then what may be shared about that person. */
  g_autofree char *title = g_strdup_printf (_("%s: %s"), name, data != NULL ? data : "");
  g_autofree char *under = kt_join_dots (direction != NULL ? direction : "", matter->purpose, NULL);
  GtkWidget *avatar = kt_person_avatar_new (person, 32);

  gtk_widget_set_valign (avatar, GTK_ALIGN_START);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (title, "kt-said"));
  append_limits (GTK_BOX (texts), matter);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (under, "kt-quiet"));
  gtk_box_append (GTK_BOX (texts), make_state (context, matter));
  gtk_box_append (GTK_BOX (head), avatar);
  gtk_box_append (GTK_BOX (head), texts);
  return head;
}

/* ---- Answers ---- */

static void
on_answer (GtkWidget *button, Card *card)
{
  KtRecord *consent = find_of (card, button);

  if (consent == NULL)
    return;
  if (kt_family_index_is_disputed (kt_family_context_get_index (card->context), kt_record_get_id (consent)))
    kt_decide_page_open (card->context, button, kt_record_get_id (consent));
  else
    kt_sharing_edit_answer (card->context, button, consent);
}

static void
on_withdraw (GtkWidget *button, Card *card)
{
  KtRecord *consent = find_of (card, button);

  if (consent != NULL)
    kt_sharing_withdraw (card->context, button, consent);
}

static void
on_write_down (GtkWidget *button, Card *card)
{
  KtRecord *like = find_of (card, button);

  if (like != NULL)
    kt_sharing_answer (card->context, button, like, g_object_get_data (G_OBJECT (button), "kt-speaker"));
}

static char *
dup_said (KtFamilyContext *context, KtRecord *consent)
{
  static const struct {
    const char *status, *says;
  } words[] = {
    /* Translators: each %s is a first name; what that person answered. */
    { "given", N_("%s says yes") },
    { "refused", N_("%s says no") },
    { "withdrawn", N_("%s took it back") },
    { "asked", N_("%s has not answered yet") },
    { "not_needed", N_("%s need not be asked") },
  };
  g_autofree char *name = kt_family_name_of (context, kt_record_get_text (consent, "said_by"));
  const char *status = kt_record_get_text (consent, "status");

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].status, status) == 0)
      {
        const char *format = _ (words[i].says);
        g_autoptr (GString) said = g_string_new (format);

        g_string_replace (said, "%s", name, 1);
        return g_string_free_and_steal (g_steal_pointer (&said));
      }
  return g_steal_pointer (&name);
}

/* "17 Aug · Face to face, read aloud · until 15 March". */
static char *
dup_when (KtRecord *consent)
{
  gboolean withdrawn = g_strcmp0 (kt_record_get_text (consent, "status"), "withdrawn") == 0;
  const char *how = kt_record_choice_text (consent, "how"), *note = kt_record_get_text (consent, "note");
  g_autofree char *date = kt_date_text_short (kt_record_get_text (consent, withdrawn ? "ended_on" : "date"));
  g_autofree char *end = withdrawn ? g_strdup ("") : kt_date_text_short (kt_record_get_text (consent, "until"));
  /* Translators: %s is a date. */
  g_autofree char *until = *end != '\0' ? g_strdup_printf (_("until %s"), end) : g_strdup ("");

  return kt_join_dots (date, how != NULL ? how : "", kt_record_get_bool (consent, "read_aloud") ? _("read aloud") : "", until,
                       note != NULL ? note : "", NULL);
}

static GtkWidget *
make_small_button (Card *card, const char *label, const char *told, GCallback clicked)
{
  /* A label of its own: a button's would name it to a screen reader, and not say whose answer it is about. */
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "child", gtk_label_new (label), NULL);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  kt_keyed_name_focus (button, told);
  g_signal_connect (button, "clicked", clicked, card);
  return button;
}

static GtkWidget *
make_voice_row (Card *card, KtRecord *consent, const char *said)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (card->context, kt_record_get_id (consent)));
  GtkWidget *flag = kt_flag_mark_new (kt_family_index_is_disputed (kt_family_context_get_index (card->context),
                                                                   kt_record_get_id (consent)));
  g_autofree char *when = dup_when (consent), *told = kt_join_dots (said, when, NULL);

  g_object_set (texts, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (said, NULL));
  if (*when != '\0')
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (when, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), texts);
  if (flag != NULL)
    gtk_box_append (GTK_BOX (box), flag);
  if (state != NULL)
    gtk_box_append (GTK_BOX (box), state);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  g_object_set_data_full (G_OBJECT (button), "kt-consent", g_strdup (kt_record_get_id (consent)), g_free);
  kt_keyed_name_focus (button, kt_record_get_id (consent));
  g_signal_connect (button, "clicked", G_CALLBACK (on_answer), card);
  return button;
}

static GtkWidget *
make_voice (Card *card, KtRecord *consent)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *button;
  gboolean given = g_strcmp0 (kt_record_get_text (consent, "status"), "given") == 0;
  g_autofree char *said = dup_said (card->context, consent);
  g_autofree char *name = kt_family_name_of (card->context, kt_record_get_text (consent, "said_by"));
  g_autofree char *told = kt_join_dots (given ? _("Take back") : _("Write down the answer"), name, NULL);

  gtk_box_append (GTK_BOX (line), make_voice_row (card, consent, said));
  if (!given && g_strcmp0 (kt_record_get_text (consent, "status"), "asked") != 0)
    return line;
  button = given ? make_small_button (card, _("Take back"), told, G_CALLBACK (on_withdraw))
                 : make_small_button (card, _("Answer"), told, G_CALLBACK (on_answer));
  g_object_set_data_full (G_OBJECT (button), "kt-consent", g_strdup (kt_record_get_id (consent)), g_free);
  gtk_box_append (GTK_BOX (line), button);
  return line;
}

static gboolean
is_asked (const KtConsentMatter *matter, const char *person)
{
  for (guint i = 0; i < matter->voices->len; i++)
    if (g_strcmp0 (kt_record_get_text (g_ptr_array_index (matter->voices, i), "said_by"), person) == 0)
      return TRUE;
  return FALSE;
}

/* Somebody who has a say, and of whom nothing is written down. */
static GtkWidget *
make_unheard (Card *card, const KtPerson *person)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *button;
  /* Translators: %s is a first name. */
  g_autofree char *text = g_strdup_printf (_("%s has a say too, and was not asked yet"), person->first);
  g_autofree char *told = kt_join_dots (_("Write down the answer"), person->first, NULL);
  GtkWidget *label = kt_wrapped_label (text, NULL);

  g_object_set (label, "hexpand", TRUE, "margin-start", 10, NULL);
  gtk_box_append (GTK_BOX (line), label);
  button = make_small_button (card, _("Answer"), told, G_CALLBACK (on_write_down));
  g_object_set_data_full (G_OBJECT (button), "kt-speaker", g_strdup (person->ref), g_free);
  gtk_box_append (GTK_BOX (line), button);
  return line;
}

GtkWidget *
kt_consent_card_new (KtFamilyContext *context, const KtConsentMatter *matter)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *voices = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  Card *card = g_new0 (Card, 1);

  card->context = g_object_ref (context);
  card->like = g_strdup (kt_record_get_id (g_ptr_array_index (matter->voices, 0)));
  g_object_set_data_full (G_OBJECT (box), "kt-card", card, card_free);
  gtk_widget_add_css_class (box, "kt-house");
  gtk_box_append (GTK_BOX (box), make_head (context, matter));
  for (guint i = 0; i < matter->voices->len; i++)
    gtk_box_append (GTK_BOX (voices), make_voice (card, g_ptr_array_index (matter->voices, i)));
  for (guint i = 0; i < matter->unheard->len; i++)
    {
      const KtPerson *person = g_ptr_array_index (matter->unheard, i);

      if (!is_asked (matter, person->ref))
        gtk_box_append (GTK_BOX (voices), make_unheard (card, person));
    }
  gtk_box_append (GTK_BOX (box), voices);
  return box;
}
