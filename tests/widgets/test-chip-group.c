/* SPDX-License-Identifier: EUPL-1.2 */
/* One, one or none, many: what a tap does, and that filling in is not a tap. */
#include "widgets/chip-group.h"

static guint taps;

static void
count (void)
{
  taps++;
}

static GtkWidget *
make (KtChipMode mode)
{
  static const char *const keys[] = { "a", "b", "c" };
  GtkWidget *group = g_object_ref_sink (kt_chip_group_new (mode, "letters", FALSE));

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    kt_chip_group_add (KT_CHIP_GROUP (group), keys[i], keys[i]);
  g_signal_connect (group, "changed", G_CALLBACK (count), NULL);
  return group;
}

/* Chips in order, below whatever holds them. */
static GtkWidget *
find_chip (GtkWidget *widget, int *i)
{
  GtkWidget *found = NULL;

  if (GTK_IS_TOGGLE_BUTTON (widget) && (*i)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_chip (child, i);
  return found;
}

static void
tap (GtkWidget *group, char key)
{
  int i = key - 'a';

  g_signal_emit_by_name (find_chip (group, &i), "clicked");
}

static void
test_modes (void)
{
  static const struct {
    KtChipMode mode;
    const char *taps, *left;
    guint changed;
  } rows[] = {
    { KT_CHIPS_ONE, "ab", "b", 2 },
    { KT_CHIPS_ONE, "aa", "a", 1 }, /* a second tap does not let go */
    { KT_CHIPS_MAYBE, "ab", "b", 2 },
    { KT_CHIPS_MAYBE, "aa", "", 2 },
    { KT_CHIPS_MANY, "cab", "abc", 3 },
    { KT_CHIPS_MANY, "aba", "b", 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *group = make (rows[i].mode);
      g_auto (GStrv) left = NULL;
      g_autofree char *joined = NULL;

      taps = 0;
      for (const char *key = rows[i].taps; *key != '\0'; key++)
        tap (group, *key);
      left = kt_chip_group_dup_selected (KT_CHIP_GROUP (group));
      joined = g_strjoinv ("", left);
      g_assert_cmpstr (joined, ==, rows[i].left);
      g_assert_cmpuint (taps, ==, rows[i].changed);
      g_assert_finalize_object (group);
    }
}

static void
test_filled_in (void)
{
  GtkWidget *group = make (KT_CHIPS_MANY), *one = make (KT_CHIPS_MAYBE);
  const char *const keys[] = { "c", "unknown", "a", NULL };

  taps = 0;
  kt_chip_group_set_selected (KT_CHIP_GROUP (group), keys);
  g_assert_cmpstr (kt_chip_group_get_selected (KT_CHIP_GROUP (group)), ==, "a");
  kt_chip_group_set_selected (KT_CHIP_GROUP (one), keys);
  g_assert_cmpstr (kt_chip_group_get_selected (KT_CHIP_GROUP (one)), ==, "a");
  kt_chip_group_select (KT_CHIP_GROUP (one), NULL);
  g_assert_null (kt_chip_group_get_selected (KT_CHIP_GROUP (one)));
  g_assert_false (kt_chip_group_has (KT_CHIP_GROUP (one), "unknown"));
  g_assert_cmpuint (taps, ==, 0);
  kt_chip_group_clear (KT_CHIP_GROUP (group));
  g_assert_false (kt_chip_group_has (KT_CHIP_GROUP (group), "a"));
  g_assert_finalize_object (group);
  g_assert_finalize_object (one);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/widgets/chip-group/modes", test_modes);
  g_test_add_func ("/widgets/chip-group/filled-in", test_filled_in);
  return g_test_run ();
}
