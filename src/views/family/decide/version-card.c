/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/decide/version-card.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "report/date-text.h"
#include "widgets/fold-box.h"
#include "widgets/person-avatar.h"

#include <adwaita.h>

gboolean
kt_any_of_family (KtFamilyContext *context, const char *const *refs)
{
  for (guint i = 0; refs != NULL && refs[i] != NULL; i++)
    {
      const KtPerson *person = kt_family_index_find_person (kt_family_context_get_index (context), refs[i]);

      if (person != NULL && person->kind <= KT_PERSON_NETWORK)
        return TRUE;
    }
  return FALSE;
}

static GtkWidget *
make_tag (const char *icon, const char *text, const char *css)
{
  GtkWidget *tag = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (tag), g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "pixel-size", 12, "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (tag), kt_wrapped_label (text, NULL));
  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  gtk_widget_add_css_class (tag, "kt-tag");
  gtk_widget_add_css_class (tag, css);
  return tag;
}

static char *
dup_value (KtFamilyContext *context, const KtField *field, json_object *value)
{
  g_autofree char *text = kt_family_value_text (context, field, value);

  return field->kind == KT_KIND_OWN_WORDS ? kt_quoted (text) : g_steal_pointer (&text);
}

static char *
dup_meta (KtFamilyContext *context, const KtEntry *entry)
{
  g_autofree char *who = kt_family_full_name_of (context, entry->by), *when = kt_date_text_moment (entry->at);

  return kt_join_dots (who, when, entry->note != NULL ? entry->note : "", NULL);
}

/* Avatars with names; a person unknown here is a colleague. */
static GtkWidget *
make_people (KtFamilyContext *context, const char *const *refs)
{
  GtkWidget *wrap = g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 14, "line-spacing", 8, NULL);

  for (guint i = 0; refs[i] != NULL; i++)
    {
      const KtPerson *person = kt_family_index_find_person (kt_family_context_get_index (context), refs[i]);
      g_autofree char *name = kt_family_full_name_of (context, refs[i]);
      KtPerson unknown = { .kind = KT_PERSON_HELPER, .name = name, .first = name, .age = -1 };

      adw_wrap_box_append (ADW_WRAP_BOX (wrap), kt_person_badge_new (person != NULL ? person : &unknown, 44, NULL));
    }
  return wrap;
}

static void
append_group (KtFamilyContext *context, GtkWidget *groups, const char *title, const char *const *refs)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_set_visible (group, refs[0] != NULL);
  gtk_box_append (GTK_BOX (group), kt_wrapped_label (title, "kt-over"));
  gtk_box_append (GTK_BOX (group), make_people (context, refs));
  kt_fold_box_append (KT_FOLD_BOX (groups), group);
}

/* Somebody on the phone was not at the table: said apart. */
static void
append_people (KtFamilyContext *context, GtkBox *card, const KtEntry *entry)
{
  GtkWidget *groups = kt_fold_box_new (230, 18, 12);
  g_auto (GStrv) with = kt_json_dup_strv (kt_json_get_array (entry->edit, "with"));
  g_auto (GStrv) phone = kt_json_dup_strv (kt_json_get_array (entry->edit, "phone"));
  gboolean table = kt_any_of_family (context, (const char *const *) with);
  gboolean called = kt_any_of_family (context, (const char *const *) phone);

  append_group (context, groups, _("At the table"), (const char *const *) with);
  append_group (context, groups, _("By phone"), (const char *const *) phone);
  gtk_box_append (card, groups);
  if (!table && !called)
    gtk_box_append (card, kt_wrapped_label (_("Nobody of the family was there yet"), "kt-quiet"));
}

GtkWidget *
kt_version_card_new (KtFamilyContext *context, const KtField *field, const KtEntry *entry, GtkWidget *chooser)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *space = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *value = dup_value (context, field, entry->value), *meta = dup_meta (context, entry);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-card");
  if (entry->agreed)
    gtk_widget_add_css_class (card, "kt-agreed");
  gtk_box_append (GTK_BOX (card), entry->agreed
                                      ? make_tag ("kt-check-symbolic", _("Agreed with the family"), "strength")
                                      : make_tag ("document-edit-symbolic", _("Not agreed with the family yet"), "plain"));
  gtk_box_append (GTK_BOX (card), kt_wrapped_label (*value != '\0' ? value : _("Left empty"), "kt-hero"));
  gtk_box_append (GTK_BOX (card), kt_wrapped_label (meta, "kt-quiet"));
  gtk_box_append (GTK_BOX (card), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  append_people (context, GTK_BOX (card), entry);
  gtk_widget_set_vexpand (space, TRUE);
  gtk_box_append (GTK_BOX (card), space);
  if (chooser != NULL)
    gtk_box_append (GTK_BOX (card), chooser);
  return card;
}
