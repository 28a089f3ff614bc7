/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/picture-view.h"

#include <math.h>

#define MOST_SCALE 8.0
#define MOST_FITTED 4.0 /* a small drawing is not blown up to a blur */

/* ---- The canvas: a texture at a scale ---- */

#define KT_TYPE_PICTURE_CANVAS (kt_picture_canvas_get_type ())
G_DECLARE_FINAL_TYPE (KtPictureCanvas, kt_picture_canvas, KT, PICTURE_CANVAS, GtkWidget)
struct _KtPictureCanvas {
  GtkWidget parent;
  GdkTexture *texture; /* owned (nullable) */
  double scale;        /* 0: whatever fits */
  guint turns;         /* quarters, clockwise */
};

G_DEFINE_FINAL_TYPE (KtPictureCanvas, kt_picture_canvas, GTK_TYPE_WIDGET)

/* As it is seen: turned. */
static void
get_size (KtPictureCanvas *self, double *width, double *height)
{
  double w = self->texture != NULL ? gdk_texture_get_width (self->texture) : 1;
  double h = self->texture != NULL ? gdk_texture_get_height (self->texture) : 1;

  *width = self->turns % 2 == 0 ? w : h;
  *height = self->turns % 2 == 0 ? h : w;
}

static double
fitting_scale (KtPictureCanvas *self, double room_w, double room_h)
{
  double width, height;

  get_size (self, &width, &height);
  return MIN (MIN (room_w / width, room_h / height), MOST_FITTED);
}

static void
kt_picture_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  KtPictureCanvas *self = KT_PICTURE_CANVAS (widget);
  double width, height, side;

  get_size (self, &width, &height);
  side = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height;
  *minimum = self->scale > 0 ? (int) ceil (side * self->scale) : 0;
  *natural = MAX (*minimum, 1);
}

static void
kt_picture_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtPictureCanvas *self = KT_PICTURE_CANVAS (widget);
  double room_w = gtk_widget_get_width (widget), room_h = gtk_widget_get_height (widget), scale;
  float w, h;

  if (self->texture == NULL || room_w < 1 || room_h < 1)
    return;
  scale = self->scale > 0 ? self->scale : fitting_scale (self, room_w, room_h);
  w = (float) (gdk_texture_get_width (self->texture) * scale);
  h = (float) (gdk_texture_get_height (self->texture) * scale);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) room_w / 2, (float) room_h / 2));
  gtk_snapshot_rotate (snapshot, (float) self->turns * 90);
  gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_TRILINEAR,
                                      &GRAPHENE_RECT_INIT (-w / 2, -h / 2, w, h));
  gtk_snapshot_restore (snapshot);
}

static void
kt_picture_canvas_dispose (GObject *object)
{
  g_clear_object (&KT_PICTURE_CANVAS (object)->texture);
  G_OBJECT_CLASS (kt_picture_canvas_parent_class)->dispose (object);
}

static void
kt_picture_canvas_class_init (KtPictureCanvasClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_picture_canvas_dispose;
  widget_class->measure = kt_picture_canvas_measure;
  widget_class->snapshot = kt_picture_canvas_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kt_picture_canvas_init (KtPictureCanvas *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/* ---- The view ---- */

struct _KtPictureView {
  AdwBin parent;
  /* borrowed */
  GtkScrolledWindow *scroller;
  KtPictureCanvas *canvas;
  /* what a gesture began with */
  double pinch_scale, drag_x, drag_y;
  /* what stays in the middle when the size changes: shares of it */
  double middle_x, middle_y;
};

G_DEFINE_FINAL_TYPE (KtPictureView, kt_picture_view, ADW_TYPE_BIN)

static double
fit_now (KtPictureView *self)
{
  return fitting_scale (self->canvas, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
                        MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1));
}

static double
scale_now (KtPictureView *self)
{
  return self->canvas->scale > 0 ? self->canvas->scale : fit_now (self);
}

static double
middle_of (GtkAdjustment *adjustment)
{
  double upper = gtk_adjustment_get_upper (adjustment);

  return upper > 0 ? (gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) / 2) / upper : 0.5;
}

/* The picture got another size: what was in the middle stays there. */
static void
on_resized (GtkAdjustment *adjustment, KtPictureView *self)
{
  gboolean across = adjustment == gtk_scrolled_window_get_hadjustment (self->scroller);
  double share = across ? self->middle_x : self->middle_y;

  gtk_adjustment_set_value (adjustment, share * gtk_adjustment_get_upper (adjustment) -
                                            gtk_adjustment_get_page_size (adjustment) / 2);
}

static void
set_scale (KtPictureView *self, double scale)
{
  self->middle_x = middle_of (gtk_scrolled_window_get_hadjustment (self->scroller));
  self->middle_y = middle_of (gtk_scrolled_window_get_vadjustment (self->scroller));
  /* out as far as it goes is the whole picture, also when the window changes */
  self->canvas->scale = scale <= fit_now (self) ? 0 : MIN (scale, MOST_SCALE);
  gtk_widget_queue_resize (GTK_WIDGET (self->canvas));
}

void
kt_picture_view_zoom (KtPictureView *self, double factor)
{
  if (self->canvas->texture != NULL)
    set_scale (self, factor > 0 ? scale_now (self) * factor : 0);
}

void
kt_picture_view_turn (KtPictureView *self)
{
  self->canvas->turns = (self->canvas->turns + 1) % 4;
  self->canvas->scale = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self->canvas));
}

gboolean
kt_picture_view_is_zoomed (KtPictureView *self)
{
  return self->canvas->scale > 0;
}

void
kt_picture_view_set (KtPictureView *self, GdkTexture *texture, const char *told)
{
  if (g_set_object (&self->canvas->texture, texture))
    {
      self->canvas->turns = 0;
      self->canvas->scale = 0;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, told,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, told, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self->canvas));
}

/* ---- Gestures ---- */

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, KtPictureView *self)
{
  self->pinch_scale = scale_now (self);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_pinch (GtkGestureZoom *gesture, double factor, KtPictureView *self)
{
  if (self->canvas->texture != NULL)
    set_scale (self, self->pinch_scale * factor);
}

/* A wheel alone begins to zoom when all is seen; then it moves, and with Control it zooms on. */
static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, KtPictureView *self)
{
  GdkModifierType held = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (dy == 0 || (kt_picture_view_is_zoomed (self) && (held & GDK_CONTROL_MASK) == 0))
    return GDK_EVENT_PROPAGATE;
  kt_picture_view_zoom (self, pow (1.25, -CLAMP (dy, -2, 2)));
  return GDK_EVENT_STOP;
}

static void
on_tapped (GtkGestureClick *gesture, int n, double x, double y, KtPictureView *self)
{
  if (n == 2)
    kt_picture_view_zoom (self, kt_picture_view_is_zoomed (self) ? 0 : 2);
}

/* A finger moves it by GTK's own means; a mouse by this. */
static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, KtPictureView *self)
{
  GdkDevice *device = gtk_gesture_get_device (GTK_GESTURE (gesture));

  if (device == NULL || gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->drag_x = gtk_adjustment_get_value (gtk_scrolled_window_get_hadjustment (self->scroller));
  self->drag_y = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller));
}

static void
on_drag (GtkGestureDrag *gesture, double x, double y, KtPictureView *self)
{
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (self->scroller), self->drag_x - x);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), self->drag_y - y);
}

static void
add_gestures (KtPictureView *self)
{
  GtkGesture *pinch = gtk_gesture_zoom_new (), *tap = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  g_signal_connect (tap, "pressed", G_CALLBACK (on_tapped), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag), self);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_scroll), self);
  /* before the scrolled window inside takes them */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (pinch), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (tap));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), wheel);
}

/* ---- Object ---- */

static void
kt_picture_view_class_init (KtPictureViewClass *class)
{
}

static void
kt_picture_view_init (KtPictureView *self)
{
  self->canvas = g_object_new (KT_TYPE_PICTURE_CANVAS, NULL);
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->canvas));
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "changed", G_CALLBACK (on_resized), self, 0);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed", G_CALLBACK (on_resized), self, 0);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->scroller));
  add_gestures (self);
}

GtkWidget *
kt_picture_view_new (void)
{
  return g_object_new (KT_TYPE_PICTURE_VIEW, NULL);
}
