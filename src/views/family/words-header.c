/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/words-header.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "widgets/person-avatar.h"

GtkWidget *
kt_words_header_new (const KtPerson *person, const char *words, const char *css, const char *under)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *avatar = kt_person_avatar_new (person, g_str_equal (css, "kt-said") ? 28 : 40);
  g_autofree char *quoted = kt_quoted (words);

  g_object_set (avatar, "valign", GTK_ALIGN_START, "margin-top", 1, NULL);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (quoted, css));
  if (under != NULL && *under != '\0')
    gtk_box_append (GTK_BOX (texts), kt_wrapped_label (under, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), texts);
  return box;
}

const KtPerson *
kt_goal_find_person (KtFamilyContext *context, KtRecord *goal)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_auto (GStrv) whose = kt_record_dup_list (goal, "whose");

  return kt_family_index_find_person (index, whose[0] != NULL ? whose[0] : kt_family_context_get_family_id (context));
}

char *
kt_goal_whose_text (KtFamilyContext *context, KtRecord *goal)
{
  g_auto (GStrv) whose = kt_record_dup_list (goal, "whose");
  const KtPerson *person = kt_goal_find_person (context, goal);

  if (whose[0] == NULL || (person != NULL && person->kind == KT_PERSON_FAMILY))
    return g_strdup (_ ("The whole family"));
  if (whose[1] == NULL && person != NULL)
    return kt_person_with_age (person);
  return kt_family_names_of (context, (const char *const *) whose);
}
