/* SPDX-License-Identifier: EUPL-1.2 */
/* Side by side while there is room, one above the other when there is not. */
#include <adwaita.h>

#include "widgets/fold-box.h"

static GtkWidget *
block (int width, int height)
{
  return g_object_new (GTK_TYPE_BOX, "width-request", width, "height-request", height, NULL);
}

static int
height_at (GtkWidget *box, int width)
{
  int natural;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static int
least_width (GtkWidget *box)
{
  int minimum;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
check_place (GtkWidget *box, GtkWidget *child, float x, float y, float width, float height)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (child, box, &place));
  g_assert_cmpfloat (place.origin.x, ==, x);
  g_assert_cmpfloat (place.origin.y, ==, y);
  g_assert_cmpfloat (place.size.width, ==, width);
  g_assert_cmpfloat (place.size.height, ==, height);
}

static void
test_folds (void)
{
  GtkWidget *box = g_object_ref_sink (kt_fold_box_new (600, 20, 10));
  GtkWidget *left = block (100, 40), *right = block (150, 70);

  kt_fold_box_append (KT_FOLD_BOX (box), left);
  kt_fold_box_append (KT_FOLD_BOX (box), right);
  g_assert_cmpint (least_width (box), ==, 150);
  g_assert_cmpint (height_at (box, 620), ==, 70);
  g_assert_cmpint (height_at (box, 599), ==, 40 + 10 + 70);
  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, 620, 70 }, -1);
  check_place (box, left, 0, 0, 300, 70);
  check_place (box, right, 320, 0, 300, 70);
  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, 400, 120 }, -1);
  check_place (box, left, 0, 0, 400, 40);
  check_place (box, right, 0, 50, 400, 70);
  g_assert_finalize_object (box);
}

static void
test_fixed_and_hidden (void)
{
  GtkWidget *box = g_object_ref_sink (kt_fold_box_new (600, 20, 10));
  GtkWidget *children[] = { block (10, 10), block (10, 10), block (10, 10) };

  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    kt_fold_box_append (KT_FOLD_BOX (box), children[i]);
  kt_fold_box_set_columns (KT_FOLD_BOX (box), 200, 0);
  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, 840, 10 }, -1);
  check_place (box, children[0], 0, 0, 200, 10);
  check_place (box, children[1], 220, 0, 300, 10);
  check_place (box, children[2], 540, 0, 300, 10);
  gtk_widget_set_visible (children[1], FALSE);
  gtk_widget_size_allocate (box, &(GtkAllocation) { 0, 0, 841, 10 }, -1);
  check_place (box, children[2], 220, 0, 621, 10);
  g_assert_finalize_object (box);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/widgets/fold-box/folds", test_folds);
  g_test_add_func ("/widgets/fold-box/fixed-and-hidden", test_fixed_and_hidden);
  return g_test_run ();
}
