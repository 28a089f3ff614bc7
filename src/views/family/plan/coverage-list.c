/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/coverage-list.h"

#include "base/i18n.h"
#include "views/family/family-sheets.h"
#include "views/family/family-text.h"
#include "widgets/coverage-ring.h"
#include "widgets/fold-box.h"
#include "widgets/part-button.h"
#include "widgets/person-avatar.h"

#include <adwaita.h>

/* How far the ring closes: a goal of one's own, a shared one, or only doing something for the others. */
static double
share_of (const KtCoverage *coverage)
{
  if (coverage->own > 0)
    return 1;
  if (coverage->shared > 0)
    return 0.66;
  return coverage->helps > 0 ? 0.33 : 0;
}

static char *
dup_words (const KtCoverage *coverage)
{
  g_autofree char *own = coverage->own > 0
                             ? g_strdup_printf (ngettext ("own goal", "%u own goals", coverage->own), coverage->own)
                             : g_strdup ("");
  const char *shared = coverage->shared > 0 && coverage->own == 0 ? _("shares a goal") : "";
  const char *helps = coverage->helps > 0 ? _ ("helps along") : "";

  if (share_of (coverage) == 0)
    return g_strdup (coverage->whole > 0 ? _ ("part of the family's goal, none of their own yet") : _ ("no goal yet"));
  return kt_join_dots (own, shared, helps, NULL);
}

static GtkWidget *
make_line (const KtPerson *person, const KtCoverage *coverage)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *ring = kt_coverage_ring_new (kt_person_avatar_new (person, 36), share_of (coverage));
  g_autofree char *words = dup_words (coverage);

  gtk_widget_add_css_class (ring, "kt-strength");
  g_object_set (texts, "valign", GTK_ALIGN_CENTER, "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (person->first, "heading"));
  gtk_box_append (GTK_BOX (texts), kt_wrapped_label (words, "kt-quiet"));
  gtk_box_append (GTK_BOX (box), ring);
  gtk_box_append (GTK_BOX (box), texts);
  return box;
}

static void
on_add_goal (GtkWidget *button, KtFamilyContext *context)
{
  kt_family_add_goal (context, button, g_object_get_data (G_OBJECT (button), "kt-whose"));
}

static GtkWidget *
make_add_goal (KtFamilyContext *context, const KtPerson *person)
{
  /* Translators: %s is a first name. */
  g_autofree char *label = g_strdup_printf (_ ("Goal for %s"), person->first);
  GtkWidget *button = kt_part_button_new ("list-add-symbolic", label, "add goal");

  g_object_set_data_full (G_OBJECT (button), "kt-whose", g_strdup (person->ref), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_goal), context, 0);
  return button;
}

/* Whoever has nothing, children before grown-ups. */
static gboolean
needs_more (const KtPerson *found, const KtPerson *person)
{
  return found == NULL || (person->age >= 0 && (found->age < 0 || person->age < found->age));
}

/* A grandfather who lives elsewhere and calls at times needs no ring. */
static gboolean
lives_here (const KtPerson *member)
{
  g_auto (GStrv) homes = kt_record_dup_list (member->record, "households");

  return homes[0] != NULL;
}

GtkWidget *
kt_coverage_list_new (KtFamilyContext *context)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_autoptr (GPtrArray) members = kt_family_index_list_members (index);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  const KtPerson *without = NULL;

  gtk_box_append (GTK_BOX (head), kt_heading_label (_ ("Is everyone helped?"), "title-4"));
  gtk_box_append (GTK_BOX (head), kt_wrapped_label (_ ("One ring for each member of the family"), "kt-quiet"));
  gtk_box_append (GTK_BOX (box), head);
  for (guint i = 0; i < members->len; i++)
    {
      const KtPerson *member = g_ptr_array_index (members, i);
      KtCoverage coverage;

      if (!lives_here (member))
        continue;
      kt_family_index_get_coverage (index, member->ref, &coverage);
      gtk_box_append (GTK_BOX (box), make_line (member, &coverage));
      if (share_of (&coverage) == 0 && needs_more (without, member))
        without = member;
    }
  gtk_widget_set_visible (box, members->len > 0);
  if (without != NULL)
    gtk_box_append (GTK_BOX (box), make_add_goal (context, without));
  return box;
}

void
kt_coverage_print (KtFamilyContext *context, GString *print)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  g_autoptr (GPtrArray) members = kt_family_index_list_members (index);

  for (guint i = 0; i < members->len; i++)
    {
      const KtPerson *member = g_ptr_array_index (members, i);
      KtCoverage coverage;

      kt_family_index_get_coverage (index, member->ref, &coverage);
      g_string_append_printf (print, "%s %s %d %u %u %u %u;", member->ref, member->name, member->age, coverage.own,
                              coverage.shared, coverage.whole, coverage.helps);
    }
}
