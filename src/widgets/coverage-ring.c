/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/coverage-ring.h"

#include <math.h>

#define GAP 7        /* from the edge to the child */
#define THICK 3.5f

struct _KtCoverageRing {
  GtkWidget parent;
  GtkWidget *child; /* owned */
  double share;
};

G_DEFINE_FINAL_TYPE (KtCoverageRing, kt_coverage_ring, GTK_TYPE_WIDGET)

static void
stroke_arc (GtkSnapshot *snapshot, float size, double share, const GdkRGBA *colour)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) path = NULL;
  GskStroke *stroke = gsk_stroke_new (THICK);
  float middle = size / 2, radius = (size - THICK) / 2;
  double turn = share * 2 * G_PI;

  gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
  if (share >= 1)
    gsk_path_builder_add_circle (builder, &GRAPHENE_POINT_INIT (middle, middle), radius);
  else
    {
      gsk_path_builder_move_to (builder, middle, middle - radius);
      gsk_path_builder_svg_arc_to (builder, radius, radius, 0, share > 0.5, TRUE, middle + radius * (float) sin (turn),
                                   middle - radius * (float) cos (turn));
    }
  path = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_stroke (snapshot, path, stroke, colour);
  gsk_stroke_free (stroke);
}

static void
kt_coverage_ring_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtCoverageRing *self = KT_COVERAGE_RING (widget);
  float size = (float) MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  GdkRGBA colour, track;

  gtk_widget_get_color (widget, &colour);
  track = colour;
  track.alpha *= 0.2f;
  stroke_arc (snapshot, size, 1, &track);
  if (self->share > 0)
    stroke_arc (snapshot, size, self->share, &colour);
  gtk_widget_snapshot_child (widget, self->child, snapshot);
}

static void
kt_coverage_ring_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (KT_COVERAGE_RING (widget)->child, orientation, -1, minimum, natural, NULL, NULL);
  *minimum += 2 * GAP;
  *natural += 2 * GAP;
}

static void
kt_coverage_ring_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (KT_COVERAGE_RING (widget)->child,
                            &(GtkAllocation) { GAP, GAP, width - 2 * GAP, height - 2 * GAP }, -1);
}

static void
kt_coverage_ring_dispose (GObject *object)
{
  g_clear_pointer (&KT_COVERAGE_RING (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (kt_coverage_ring_parent_class)->dispose (object);
}

static void
kt_coverage_ring_class_init (KtCoverageRingClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_coverage_ring_dispose;
  widget_class->snapshot = kt_coverage_ring_snapshot;
  widget_class->measure = kt_coverage_ring_measure;
  widget_class->size_allocate = kt_coverage_ring_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "kt-coverage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kt_coverage_ring_init (KtCoverageRing *self)
{
  g_object_set (self, "valign", GTK_ALIGN_CENTER, "halign", GTK_ALIGN_CENTER, NULL);
}

GtkWidget *
kt_coverage_ring_new (GtkWidget *child, double share)
{
  KtCoverageRing *self = g_object_new (KT_TYPE_COVERAGE_RING, NULL);

  self->child = child;
  self->share = share;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
