/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/person-avatar.h"

GtkWidget *
kt_name_avatar_new (const char *name, int size)
{
  return g_object_new (ADW_TYPE_AVATAR, "text", name, "size", size, "show-initials", name != NULL && *name != '\0',
                       "valign", GTK_ALIGN_CENTER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static const char *
icon_of_kind (KtPersonKind kind)
{
  switch (kind)
    {
    case KT_PERSON_HOUSEHOLD:
      return "go-home-symbolic";
    case KT_PERSON_FAMILY:
      return "system-users-symbolic";
    default:
      return NULL;
    }
}

GtkWidget *
kt_person_avatar_new (const KtPerson *person, int size)
{
  GtkWidget *avatar = kt_name_avatar_new (person != NULL ? person->name : "", size);
  const char *icon = person != NULL ? icon_of_kind (person->kind) : NULL;

  if (icon != NULL)
    g_object_set (avatar, "icon-name", icon, "show-initials", FALSE, NULL);
  return avatar;
}

GtkWidget *
kt_person_badge_new (const KtPerson *person, int size, const char *under)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *label = gtk_label_new (person->first);

  gtk_box_append (GTK_BOX (box), kt_person_avatar_new (person, size));
  gtk_widget_add_css_class (label, "kt-quiet");
  gtk_box_append (GTK_BOX (box), label);
  if (under != NULL)
    {
      GtkWidget *line = gtk_label_new (under);

      gtk_widget_add_css_class (line, "kt-quiet");
      gtk_box_append (GTK_BOX (box), line);
    }
  return box;
}
