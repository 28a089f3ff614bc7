/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-views"
#include "views/caseload/visit-card.h"

#include <glib/gi18n.h>

#include "report/date-text.h"
#include "widgets/person-avatar.h"

#define STEPS 3       /* on a card; the family page has them all */
#define STEP_DAYS 7   /* steps due within so many days are what was agreed for now */

/* ---- Words ---- */
static const char *
first_name (KtFamilyIndex *index, const char *ref)
{
  const KtPerson *person = ref != NULL ? kt_family_index_find_person (index, ref) : NULL;

  return person != NULL ? person->first : NULL;
}

static char *
dup_place (const KtDayVisit *visit)
{
  const char *kind = kt_record_get_text (visit->visit, "kind"), *place = kt_record_get_text (visit->visit, "place");
  KtRecord *household = place != NULL ? kt_family_index_find (visit->index, place) : NULL;
  const char *address = household != NULL ? kt_record_get_text (household, "address") : NULL;

  if (address != NULL && (kind == NULL || g_str_equal (kind, "home")))
    return g_strdup (address);
  return g_strdup (kind != NULL ? _(kt_choice_label (kt_type_find_field (kt_type_find ("visit"), "kind"), kind)) : "");
}

/* "Meidoornstraat 14 · with Samira · interpreter" */
static char *
dup_where (const KtDayVisit *visit)
{
  g_auto (GStrv) with = kt_record_dup_list (visit->visit, "with");
  g_autofree char *place = dup_place (visit);
  g_autoptr (GString) line = g_string_new (place);
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; with[i] != NULL; i++)
    {
      const char *name = first_name (visit->index, with[i]);

      if (name != NULL)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  if (names->len > 0)
    {
      /* Translators: who is at the visit: "with Samira, Noor". */
      g_autofree char *text = g_strdup_printf (_("with %s"), names->str);
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", text);
    }
  if (kt_record_get_text (visit->visit, "interpreter") != NULL)
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", _("with an interpreter"));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
dup_minutes (const KtDayVisit *visit)
{
  gint64 minutes = kt_record_get_int (visit->visit, "minutes", 0);

  /* Translators: how long a visit takes, in minutes. */
  return minutes > 0 ? g_strdup_printf (_("%d min"), (int) minutes) : g_strdup ("");
}

/* The first open goal in the family's own words. */
static KtRecord *
find_goal (const KtDayVisit *visit)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (visit->index);

  for (guint i = 0; i < goals->len; i++)
    if (kt_goal_is_open (goals->pdata[i]) && kt_record_get_text (goals->pdata[i], "words") != NULL)
      return goals->pdata[i];
  return NULL;
}

static char *
dup_step (const KtDayVisit *visit, KtRecord *action)
{
  g_auto (GStrv) who = kt_record_dup_list (action, "who");
  const char *name = first_name (visit->index, who[0]), *what = kt_record_get_text (action, "what");
  int late = kt_family_index_get_days_late (visit->index, action);
  g_autofree char *days = late > 0 ? kt_date_text_late (late) : NULL;
  g_autoptr (GString) line = g_string_new (NULL);

  if (name != NULL)
    g_string_append_printf (line, "%s: ", name);
  g_string_append (line, what != NULL ? what : "");
  if (days != NULL)
    g_string_append_printf (line, ", %s", days);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
kt_visit_card_dup_print (const KtDayVisit *visit, gboolean suggested)
{
  g_autofree char *where = dup_where (visit);
  g_autoptr (GString) print = g_string_new (NULL);
  g_autoptr (GPtrArray) steps = kt_family_index_list_steps_within (visit->index, STEP_DAYS);
  KtRecord *goal = find_goal (visit), *family = kt_family_index_get_family (visit->index);

  g_string_append_printf (print, "%d %d %s %s ", suggested, visit->ready, kt_record_get_bytes (visit->visit), where);
  g_string_append (print, family != NULL ? kt_record_get_bytes (family) : "");
  g_string_append (print, goal != NULL ? kt_record_get_bytes (goal) : "");
  for (guint i = 0; i < MIN (steps->len, STEPS); i++)
    {
      g_autofree char *step = dup_step (visit, steps->pdata[i]);
      g_string_append_printf (print, "\n%s", step);
    }
  return kt_sha256_hex (print->str, print->len);
}

/* ---- Parts ---- */
static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A label that stays on one line whatever happens. */
static GtkWidget *
new_line (const char *text, const char *css_class)
{
  GtkWidget *label = new_label (text, css_class);

  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  return label;
}

static GtkWidget *
new_icon (const char *name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", name, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

static GtkWidget *
new_box (GtkOrientation orientation, int spacing)
{
  return gtk_box_new (orientation, spacing);
}

/* Hour and length left, name and place right: one column for every card of the day. */
static GtkWidget *
build_head (const KtDayVisit *visit)
{
  GtkWidget *head = new_box (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *left = new_box (GTK_ORIENTATION_VERTICAL, 2), *right = new_box (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *time = kt_date_text_time (kt_record_get_text (visit->visit, "date"));
  g_autofree char *minutes = dup_minutes (visit);
  g_autofree char *where = dup_where (visit);
  KtRecord *family = kt_family_index_get_family (visit->index);
  const char *name = family != NULL ? kt_record_get_text (family, "name") : NULL;

  gtk_box_append (GTK_BOX (left), new_line (*time != '\0' ? time : _("today"), "kt-time"));
  gtk_box_append (GTK_BOX (left), new_line (minutes, "kt-quiet"));
  gtk_box_append (GTK_BOX (right), new_label (name != NULL ? name : "…", "kt-words"));
  if (*where != '\0')
    gtk_box_append (GTK_BOX (right), new_label (where, "kt-quiet"));
  gtk_widget_set_hexpand (right, TRUE);
  gtk_box_append (GTK_BOX (head), left);
  gtk_box_append (GTK_BOX (head), right);
  return head;
}

static GtkWidget *
build_tag (const KtDayVisit *visit)
{
  GtkWidget *tag = new_box (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_halign (tag, GTK_ALIGN_START);
  gtk_widget_add_css_class (tag, "kt-tag");
  gtk_widget_add_css_class (tag, visit->ready ? "strength" : "concern");
  gtk_box_append (GTK_BOX (tag), new_icon (visit->ready ? "kt-check-symbolic" : "view-refresh-symbolic"));
  gtk_box_append (GTK_BOX (tag), gtk_label_new (visit->ready ? _("Ready for the road") : _("Not all of it is in yet")));
  return tag;
}

static GtkWidget *
build_goal (const KtDayVisit *visit, KtRecord *goal)
{
  GtkWidget *box = new_box (GTK_ORIENTATION_VERTICAL, 8), *who = new_box (GTK_ORIENTATION_HORIZONTAL, 8);
  g_auto (GStrv) whose = kt_record_dup_list (goal, "whose");
  const KtPerson *person = whose[0] != NULL ? kt_family_index_find_person (visit->index, whose[0]) : NULL;
  g_autofree char *quoted = g_strdup_printf (_("“%s”"), kt_record_get_text (goal, "words"));

  gtk_box_append (GTK_BOX (box), new_label (quoted, "kt-words"));
  if (person == NULL)
    return box;
  gtk_box_append (GTK_BOX (who), kt_person_avatar_new (person, 24));
  gtk_box_append (GTK_BOX (who), new_label (person->first, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), who);
  return box;
}

static GtkWidget *
build_steps (const KtDayVisit *visit, GPtrArray *steps)
{
  GtkWidget *box = new_box (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (box, "kt-rule");
  gtk_box_append (GTK_BOX (box), new_label (_("Agreed"), "kt-over"));
  for (guint i = 0; i < MIN (steps->len, STEPS); i++)
    {
      GtkWidget *line = new_box (GTK_ORIENTATION_HORIZONTAL, 10), *icon, *words;
      g_autofree char *text = dup_step (visit, steps->pdata[i]);
      gboolean late = kt_family_index_get_days_late (visit->index, steps->pdata[i]) > 0;

      icon = new_icon (late ? "kt-late-symbolic" : "kt-local-symbolic");
      gtk_widget_add_css_class (icon, late ? "kt-concern" : "kt-quiet");
      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_widget_set_margin_top (icon, 3);
      gtk_box_append (GTK_BOX (line), icon);
      words = new_label (text, "kt-body");
      gtk_widget_set_hexpand (words, TRUE); /* else it folds before the line is full */
      gtk_box_append (GTK_BOX (line), words);
      gtk_box_append (GTK_BOX (box), line);
    }
  return box;
}

static GtkWidget *
build_button (const KtDayVisit *visit, gboolean suggested)
{
  GtkWidget *button = gtk_button_new (), *content = adw_button_content_new ();
  gboolean done = g_strcmp0 (kt_record_get_text (visit->visit, "status"), "done") == 0;

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "kt-table-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), done ? _("Look back at the visit") : _("Prepare the visit"));
  adw_button_content_set_can_shrink (ADW_BUTTON_CONTENT (content), TRUE);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-family");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", kt_family_index_get_family_id (visit->index),
                                    kt_record_get_id (visit->visit));
  return button;
}

GtkWidget *
kt_visit_card_new (const KtDayVisit *visit, gboolean suggested)
{
  GtkWidget *card = new_box (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr (GPtrArray) steps = kt_family_index_list_steps_within (visit->index, STEP_DAYS);
  KtRecord *goal = find_goal (visit);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kt-card");
  gtk_box_append (GTK_BOX (card), build_head (visit));
  gtk_box_append (GTK_BOX (card), build_tag (visit));
  if (goal != NULL)
    gtk_box_append (GTK_BOX (card), build_goal (visit, goal));
  if (steps->len > 0)
    gtk_box_append (GTK_BOX (card), build_steps (visit, steps));
  gtk_box_append (GTK_BOX (card), build_button (visit, suggested));
  return card;
}
