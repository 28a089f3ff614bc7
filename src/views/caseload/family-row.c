/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/caseload/family-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "report/date-text.h"
#include "widgets/person-avatar.h"
#include "widgets/state-mark.h"

struct _KtFamilyRow {
  GtkBox parent_instance;

  /* borrowed: children */
  AdwAvatar *avatar;
  GtkWidget *marks;
  GtkLabel *name, *under;
};

G_DEFINE_FINAL_TYPE (KtFamilyRow, kt_family_row, GTK_TYPE_BOX)

static const char *
choice_text (const char *key, const char *value)
{
  const KtType *type = kt_type_find ("family");

  return value != NULL ? _(kt_choice_label (kt_type_find_field (type, key), value)) : NULL;
}

/* A choice's label begins a sentence of its own; here it stands within one. */
static char *
dup_within (const char *label)
{
  g_autofree char *first = g_utf8_substring (label, 0, 1);
  g_autofree char *lower = g_utf8_strdown (first, -1);

  return g_strconcat (lower, label + strlen (first), NULL);
}

/* "plan · thin line", and today's hour when there is a visit. */
static char *
dup_under (KtFamilyItem *item)
{
  const char *phase = choice_text ("phase", item->phase), *intensity = choice_text ("intensity", item->intensity);
  g_autofree char *time = kt_date_text_time (item->visit);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (*time != '\0')
    g_ptr_array_add (parts, g_strdup (time));
  if (phase != NULL)
    g_ptr_array_add (parts, dup_within (phase));
  if (intensity != NULL)
    g_ptr_array_add (parts, dup_within (intensity));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static KtState
state_of (KtFamilyItem *item)
{
  if (item->here > 0)
    return KT_STATE_HERE;
  return item->sent > 0 ? KT_STATE_SENT : KT_STATE_SERVER;
}

static gboolean
is_flagged (KtFamilyItem *item)
{
  return item->disputed > 0 || item->set_aside > 0;
}

static void
show_marks (KtFamilyRow *self, KtFamilyItem *item)
{
  GtkWidget *flag = kt_flag_mark_new (is_flagged (item)), *state = kt_state_mark_new (state_of (item));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->marks)) != NULL)
    gtk_box_remove (GTK_BOX (self->marks), child);
  if (flag != NULL)
    gtk_box_append (GTK_BOX (self->marks), flag);
  if (state != NULL)
    gtk_box_append (GTK_BOX (self->marks), state);
}

void
kt_family_row_show (KtFamilyRow *self, KtFamilyItem *item)
{
  g_autofree char *under = dup_under (item);

  adw_avatar_set_text (self->avatar, item->name);
  gtk_label_set_label (self->name, item->name);
  gtk_label_set_label (self->under, under);
  gtk_widget_set_visible (GTK_WIDGET (self->under), *under != '\0');
  show_marks (self, item);
}

char *
kt_family_row_dup_sentence (KtFamilyItem *item)
{
  g_autofree char *under = dup_under (item);
  const char *state = kt_state_text (state_of (item));
  g_autoptr (GString) sentence = g_string_new (item->name);

  if (*under != '\0')
    g_string_append_printf (sentence, ", %s", under);
  if (is_flagged (item))
    g_string_append_printf (sentence, ", %s", _("waits for you"));
  if (state != NULL)
    g_string_append_printf (sentence, ", %s", state);
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
kt_family_row_class_init (KtFamilyRowClass *klass)
{
}

static void
kt_family_row_init (KtFamilyRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->name = add_label (words, "kt-name");
  self->under = add_label (words, "kt-quiet");
  self->marks = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->avatar = ADW_AVATAR (kt_name_avatar_new ("?", 40));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (self), words);
  gtk_box_append (GTK_BOX (self), self->marks);
}

GtkWidget *
kt_family_row_new (void)
{
  return g_object_new (KT_TYPE_FAMILY_ROW, NULL);
}
