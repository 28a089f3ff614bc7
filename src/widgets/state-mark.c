/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/state-mark.h"

#include "base/i18n.h"

const char *
kt_state_text (KtState state)
{
  switch (state)
    {
    case KT_STATE_HERE:
      return _ ("Only on this device");
    case KT_STATE_SENT:
      return _ ("Sent");
    case KT_STATE_SET_ASIDE:
      return _ ("Set aside: needs you");
    case KT_STATE_SERVER:
    default:
      return NULL;
    }
}

static GtkWidget *
make_mark (const char *icon, const char *text)
{
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  g_object_set (image, "pixel-size", 14, "tooltip-text", text, "valign", GTK_ALIGN_CENTER, "accessible-role",
                GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_add_css_class (image, "kt-mark");
  return image;
}

GtkWidget *
kt_state_mark_new (KtState state)
{
  static const char *const icons[] = { "kt-local-symbolic", "kt-sent-symbolic", NULL, "dialog-warning-symbolic" };

  return kt_state_text (state) != NULL ? make_mark (icons[state], kt_state_text (state)) : NULL;
}

GtkWidget *
kt_flag_mark_new (gboolean disputed)
{
  return disputed ? make_mark ("kt-flag-symbolic", _ ("Under discussion: a decision waits")) : NULL;
}

/* Position from narrow to wide; the default when unset. */
static gboolean
is_narrower (KtRecord *record, const char *audience)
{
  static const char *const order[] = { "restricted", "me", "household", "team", "family", NULL };
  const KtType *type = kt_record_get_type (record);
  int own = -1, usual = -1;

  for (int i = 0; type != NULL && order[i] != NULL; i++)
    {
      own = g_str_equal (order[i], audience) ? i : own;
      usual = g_str_equal (order[i], type->audience) ? i : usual;
    }
  return own >= 0 && own < usual;
}

GtkWidget *
kt_audience_mark_new (KtRecord *record)
{
  const char *audience = kt_record_get_text (record, "audience");
  const KtField *field;
  GtkWidget *box, *label;

  if (audience == NULL || !is_narrower (record, audience))
    return NULL;
  field = kt_type_find_field (kt_record_get_type (record), "audience");
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  label = gtk_label_new (_ (kt_choice_label (field, audience)));
  gtk_widget_add_css_class (label, "kt-quiet");
  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "icon-name", "kt-lock-symbolic", "pixel-size", 12,
                                               "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}
