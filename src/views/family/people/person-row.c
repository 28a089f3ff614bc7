/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/people/person-row.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

#include <adwaita.h>

typedef struct {
  KtFamilyContext *context; /* owned */
  KtRecord *record;         /* owned */
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_object_unref (row->context);
  kt_record_unref (row->record);
  g_free (row);
}

static void
on_clicked (GtkWidget *button, Row *row)
{
  kt_family_edit_record (row->context, button, row->record);
}

static GtkWidget *
make_row (KtFamilyContext *context, KtRecord *record, GtkWidget *lead, const char *title, const char *under)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *state = kt_state_mark_new (kt_family_context_get_state (context, kt_record_get_id (record)));
  GtkWidget *flag = kt_flag_mark_new (kt_family_index_is_disputed (kt_family_context_get_index (context),
                                                                   kt_record_get_id (record)));
  g_autofree char *told = kt_join_dots (title, under, NULL);
  Row *row = g_new0 (Row, 1);

  row->context = g_object_ref (context);
  row->record = kt_record_ref (record);
  g_object_set_data_full (G_OBJECT (button), "kt-row", row, row_free);
  g_object_set (texts, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (title, "kt-name"));
  if (*under != '\0')
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (under, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), lead);
  gtk_box_append (GTK_BOX (box), texts);
  if (flag != NULL)
    gtk_box_append (GTK_BOX (box), flag);
  if (state != NULL)
    gtk_box_append (GTK_BOX (box), state);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "kt-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  kt_keyed_name_focus (button, kt_record_get_id (record));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), row);
  return button;
}

/* ---- A person ---- */

/* The other homes of somebody who has two. */
static char *
dup_elsewhere (KtFamilyContext *context, const KtPerson *person, const char *here)
{
  g_auto (GStrv) homes = kt_record_dup_list (person->record, "households");
  const char *living = kt_record_get_text (person->record, "living");
  g_autofree char *other = NULL;

  if (living != NULL)
    return g_strdup (living);
  for (char **home = homes; here != NULL && *home != NULL && other == NULL; home++)
    if (!g_str_equal (*home, here))
      other = kt_family_name_of (context, *home);
  /* Translators: %s is the name or street of a second home. */
  return other != NULL ? g_strdup_printf (_("also at %s"), other) : g_strdup ("");
}

static char *
dup_age (const KtPerson *person)
{
  if (person->age < 0)
    return g_strdup ("");
  /* Translators: only the year of birth is known, so the age may be one less. */
  return g_strdup_printf (person->age_about ? _("about %d") : "%d", person->age);
}

static char *
dup_about_member (KtFamilyContext *context, const KtPerson *person, const char *here)
{
  const char *role = kt_record_get_text (person->record, "role"), *about = kt_record_get_text (person->record, "about");
  g_auto (GStrv) spoken = kt_record_dup_list (person->record, "languages");
  g_autofree char *languages = g_strjoinv (", ", spoken), *age = dup_age (person);
  g_autofree char *elsewhere = dup_elsewhere (context, person, here);

  return kt_join_dots (role != NULL ? role : "", age, elsewhere, languages, about != NULL ? about : "", NULL);
}

static char *
dup_about_helper (KtFamilyContext *context, const KtPerson *person)
{
  const KtPerson *agency = kt_family_index_find_agency (kt_family_context_get_index (context), person->ref);
  const char *role = kt_record_choice_text (person->record, "role"), *task = kt_record_get_text (person->record, "task");
  const char *phone = kt_record_get_text (person->record, "phone");

  return kt_join_dots (agency != NULL ? agency->name : "", role != NULL ? role : "", task != NULL ? task : "",
                       phone != NULL ? phone : "", NULL);
}

static char *
dup_about_other (const KtPerson *person)
{
  const char *kind = kt_record_get_text (person->record, "kind"), *phone = kt_record_get_text (person->record, "phone");

  return kt_join_dots (kind != NULL ? kind : "", phone != NULL ? phone : "", NULL);
}

GtkWidget *
kt_person_row_new (KtFamilyContext *context, const KtPerson *person, const char *here)
{
  g_autofree char *under = person->kind <= KT_PERSON_NETWORK  ? dup_about_member (context, person, here)
                           : person->kind == KT_PERSON_HELPER ? dup_about_helper (context, person)
                                                              : dup_about_other (person);

  return make_row (context, person->record, kt_person_avatar_new (person, 40), person->name, under);
}

/* ---- A relation ---- */

static GtkWidget *
make_pair (KtFamilyIndex *index, KtRecord *relation)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  static const char *const ends[] = { "from", "to" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const KtPerson *person = kt_family_index_find_person (index, kt_record_get_text (relation, ends[i]));

      gtk_box_append (GTK_BOX (box), kt_person_avatar_new (person, 28));
    }
  return box;
}

GtkWidget *
kt_relation_row_new (KtFamilyContext *context, KtRecord *relation)
{
  g_autofree char *from = kt_family_name_of (context, kt_record_get_text (relation, "from"));
  g_autofree char *to = kt_family_name_of (context, kt_record_get_text (relation, "to"));
  const char *kind = kt_record_choice_text (relation, "kind"), *state = kt_record_choice_text (relation, "state");
  /* Translators: two first names, of people who are related. */
  g_autofree char *title = g_strdup_printf (_("%s and %s"), from, to);
  g_autofree char *under = kt_join_dots (kind != NULL ? kind : "", state != NULL ? state : "", NULL);

  return make_row (context, relation, make_pair (kt_family_context_get_index (context), relation), title, under);
}
