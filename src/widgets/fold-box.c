/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/fold-box.h"

#include <adwaita.h>

struct _KtFoldBox {
  GtkWidget parent;
  int fold_width, spacing, row_spacing, first_width, last_width;
};

static void kt_fold_box_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtFoldBox, kt_fold_box, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, kt_fold_box_buildable_init))

enum { PROP_0,
       PROP_FOLD_WIDTH,
       PROP_SPACING,
       PROP_ROW_SPACING,
       PROP_FIRST_WIDTH,
       PROP_LAST_WIDTH,
       N_PROPS };
static GParamSpec *properties[N_PROPS];

/* Widths are in sp, so that larger text folds earlier. */
static int
to_px (KtFoldBox *self, int sp)
{
  return (int) adw_length_unit_to_px (ADW_LENGTH_UNIT_SP, sp, gtk_widget_get_settings (GTK_WIDGET (self)));
}

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

#define FOR_EACH_SHOWN(self, child) \
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (GTK_WIDGET (self))); child != NULL; \
       child = next_shown (gtk_widget_get_next_sibling (child)))

static int
count_shown (KtFoldBox *self)
{
  int count = 0;

  FOR_EACH_SHOWN (self, child)
    count++;
  return count;
}

static gboolean
is_folded (KtFoldBox *self, int width)
{
  return width < to_px (self, self->fold_width);
}

/* The width of column i of n when side by side. */
static int
column_width (KtFoldBox *self, int width, int i, int n)
{
  int first = n > 1 ? to_px (self, self->first_width) : 0, last = n > 1 ? to_px (self, self->last_width) : 0;
  int shared = n - (first > 0) - (last > 0), rest = width - (n - 1) * self->spacing - first - last;

  if (i == 0 && first > 0)
    return first;
  if (i == n - 1 && last > 0)
    return last;
  return shared > 0 ? MAX (rest / shared, 0) : 0;
}

static void
measure_width (KtFoldBox *self, int *minimum, int *natural)
{
  int n = 0;

  FOR_EACH_SHOWN (self, child)
    {
      int min, nat;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat, NULL, NULL);
      *minimum = MAX (*minimum, min);
      *natural += nat + (n++ > 0 ? self->spacing : 0);
    }
  *natural = MAX (*natural, *minimum);
}

static void
measure_height (KtFoldBox *self, int width, int *minimum, int *natural)
{
  int n = count_shown (self), i = 0;
  gboolean folded = width >= 0 && is_folded (self, width);

  FOR_EACH_SHOWN (self, child)
    {
      int min, nat, child_width = width < 0 ? -1 : folded ? width
                                                          : column_width (self, width, i, n);

      /* A fixed column may be narrower than its child can be: never measure below the child's own minimum. */
      if (child_width >= 0)
        {
          int least;

          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
          child_width = MAX (child_width, least);
        }
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, &min, &nat, NULL, NULL);
      *minimum = folded ? *minimum + min + (i > 0 ? self->row_spacing : 0) : MAX (*minimum, min);
      *natural = folded ? *natural + nat + (i > 0 ? self->row_spacing : 0) : MAX (*natural, nat);
      i++;
    }
}

static void
kt_fold_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (KT_FOLD_BOX (widget), minimum, natural);
  else
    measure_height (KT_FOLD_BOX (widget), for_size, minimum, natural);
}

static int
height_for (GtkWidget *child, int width)
{
  int min, nat;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &min, &nat, NULL, NULL);
  return nat;
}

static void
kt_fold_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KtFoldBox *self = KT_FOLD_BOX (widget);
  gboolean folded = is_folded (self, width), rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int n = count_shown (self), i = 0, x = 0, y = 0;

  FOR_EACH_SHOWN (self, child)
    {
      int child_width = folded ? width : column_width (self, width, i, n), least;
      GtkAllocation place;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      child_width = MAX (child_width, least);
      place = (GtkAllocation) { folded ? 0 : rtl ? width - x - child_width
                                                 : x,
                                y, child_width,
                                folded ? height_for (child, child_width) : height };
      gtk_widget_size_allocate (child, &place, -1);
      x += folded ? 0 : child_width + self->spacing;
      y += folded ? place.height + self->row_spacing : 0;
      i++;
    }
}

static GtkSizeRequestMode
kt_fold_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int *
find_value (KtFoldBox *self, guint id)
{
  int *const values[] = { NULL, &self->fold_width, &self->spacing, &self->row_spacing, &self->first_width,
                          &self->last_width };

  return values[id];
}

static void
kt_fold_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, *find_value (KT_FOLD_BOX (object), id));
}

static void
kt_fold_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  int *kept = find_value (KT_FOLD_BOX (object), id);

  if (*kept == g_value_get_int (value))
    return;
  *kept = g_value_get_int (value);
  gtk_widget_queue_resize (GTK_WIDGET (object));
  g_object_notify_by_pspec (object, pspec);
}

static void
kt_fold_box_dispose (GObject *object)
{
  kt_fold_box_clear (KT_FOLD_BOX (object));
  G_OBJECT_CLASS (kt_fold_box_parent_class)->dispose (object);
}

static void
kt_fold_box_class_init (KtFoldBoxClass *class)
{
  static const char *const names[] = { NULL, "fold-width", "spacing", "row-spacing", "first-width", "last-width" };
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = kt_fold_box_dispose;
  object_class->get_property = kt_fold_box_get_property;
  object_class->set_property = kt_fold_box_set_property;
  widget_class->measure = kt_fold_box_measure;
  widget_class->size_allocate = kt_fold_box_size_allocate;
  widget_class->get_request_mode = kt_fold_box_get_request_mode;
  for (guint i = PROP_FOLD_WIDTH; i < N_PROPS; i++)
    properties[i] = g_param_spec_int (names[i], NULL, NULL, 0, G_MAXINT16, 0,
                                      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "kt-fold");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GENERIC);
}

static void
kt_fold_box_init (KtFoldBox *self)
{
  self->fold_width = 600;
  self->spacing = self->row_spacing = 18;
}

static GtkBuildableIface *parent_buildable;

static void
kt_fold_box_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    kt_fold_box_append (KT_FOLD_BOX (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
kt_fold_box_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = kt_fold_box_add_child;
}

GtkWidget *
kt_fold_box_new (int fold_width, int spacing, int row_spacing)
{
  return g_object_new (KT_TYPE_FOLD_BOX, "fold-width", fold_width, "spacing", spacing, "row-spacing", row_spacing, NULL);
}

void
kt_fold_box_set_columns (KtFoldBox *self, int first_width, int last_width)
{
  g_object_set (self, "first-width", first_width, "last-width", last_width, NULL);
}

void
kt_fold_box_append (KtFoldBox *self, GtkWidget *child)
{
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
kt_fold_box_clear (KtFoldBox *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
