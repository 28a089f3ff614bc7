/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/chip-group.h"

#include "widgets/keyed-box.h"
#include "widgets/person-avatar.h"

struct _KtChipGroup {
  AdwBin parent;
  KtChipMode mode;
  GtkWidget *box;    /* borrowed: AdwWrapBox or GtkBox */
  GPtrArray *chips;  /* GtkToggleButton, borrowed children of box */
  gboolean settling; /* the group itself presses or releases a chip */
};

G_DEFINE_FINAL_TYPE (KtChipGroup, kt_chip_group, ADW_TYPE_BIN)
static GQuark chip_key_quark (void);
G_DEFINE_QUARK (kt-chip-key, chip_key)

static guint changed_signal;

static const char *
key_of (GtkWidget *chip)
{
  return g_object_get_qdata (G_OBJECT (chip), chip_key_quark ());
}

#define CHIP(self, i) ((GtkWidget *) g_ptr_array_index ((self)->chips, i))
#define IS_ON(chip) gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip))

static void
release_others (KtChipGroup *self, GtkWidget *kept)
{
  self->settling = TRUE;
  for (guint i = 0; i < self->chips->len; i++)
    if (CHIP (self, i) != kept)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (CHIP (self, i)), FALSE);
  self->settling = FALSE;
}

static void
on_toggled (GtkToggleButton *chip, KtChipGroup *self)
{
  if (self->settling)
    return;
  if (self->mode == KT_CHIPS_ONE && !gtk_toggle_button_get_active (chip))
    {
      self->settling = TRUE;
      gtk_toggle_button_set_active (chip, TRUE);
      self->settling = FALSE;
      return;
    }
  if (self->mode != KT_CHIPS_MANY && gtk_toggle_button_get_active (chip))
    release_others (self, GTK_WIDGET (chip));
  g_signal_emit (self, changed_signal, 0);
}

static void
add_chip (KtChipGroup *self, const char *key, const char *label, GtkWidget *content)
{
  GtkWidget *chip = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (chip), content);
  gtk_widget_add_css_class (chip, "kt-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_qdata_full (G_OBJECT (chip), chip_key_quark (), g_strdup (key), g_free);
  kt_keyed_name_focus (chip, key);
  g_signal_connect_object (chip, "toggled", G_CALLBACK (on_toggled), self, 0);
  g_ptr_array_add (self->chips, chip);
  if (ADW_IS_WRAP_BOX (self->box))
    adw_wrap_box_append (ADW_WRAP_BOX (self->box), chip);
  else
    gtk_box_append (GTK_BOX (self->box), chip);
}

void
kt_chip_group_add (KtChipGroup *self, const char *key, const char *label)
{
  add_chip (self, key, label, gtk_label_new (label));
  gtk_widget_add_css_class (CHIP (self, self->chips->len - 1), "text");
}

void
kt_chip_group_add_person (KtChipGroup *self, const KtPerson *person)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_append (GTK_BOX (content), kt_person_avatar_new (person, 28));
  gtk_box_append (GTK_BOX (content), gtk_label_new (person->first));
  add_chip (self, person->ref, person->first, content);
}

gboolean
kt_chip_group_has (KtChipGroup *self, const char *key)
{
  for (guint i = 0; i < self->chips->len; i++)
    if (g_strcmp0 (key_of (CHIP (self, i)), key) == 0)
      return TRUE;
  return FALSE;
}

void
kt_chip_group_clear (KtChipGroup *self)
{
  while (self->chips->len > 0)
    {
      GtkWidget *chip = g_ptr_array_steal_index (self->chips, self->chips->len - 1);

      if (ADW_IS_WRAP_BOX (self->box))
        adw_wrap_box_remove (ADW_WRAP_BOX (self->box), chip);
      else
        gtk_box_remove (GTK_BOX (self->box), chip);
    }
}

GStrv
kt_chip_group_dup_selected (KtChipGroup *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  for (guint i = 0; i < self->chips->len; i++)
    if (IS_ON (CHIP (self, i)))
      g_strv_builder_add (keys, key_of (CHIP (self, i)));
  return g_strv_builder_end (keys);
}

const char *
kt_chip_group_get_selected (KtChipGroup *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    if (IS_ON (CHIP (self, i)))
      return key_of (CHIP (self, i));
  return NULL;
}

void
kt_chip_group_set_selected (KtChipGroup *self, const char *const *keys)
{
  gboolean taken = FALSE;

  self->settling = TRUE;
  for (guint i = 0; i < self->chips->len; i++)
    {
      gboolean on = keys != NULL && g_strv_contains (keys, key_of (CHIP (self, i))) && (self->mode == KT_CHIPS_MANY || !taken);

      taken |= on;
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (CHIP (self, i)), on);
    }
  self->settling = FALSE;
}

void
kt_chip_group_select (KtChipGroup *self, const char *key)
{
  kt_chip_group_set_selected (self, key != NULL ? (const char *const[]) { key, NULL } : NULL);
}

/* On a line that scrolls what is chosen must be in sight. */
static gboolean
show_chosen (gpointer data)
{
  KtChipGroup *self = data;
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));
  graphene_rect_t place;

  for (guint i = 0; GTK_IS_SCROLLED_WINDOW (child) && i < self->chips->len; i++)
    if (IS_ON (CHIP (self, i)) && gtk_widget_compute_bounds (CHIP (self, i), self->box, &place))
      {
        GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (child));

        gtk_adjustment_clamp_page (adjustment, place.origin.x, place.origin.x + place.size.width);
        break;
      }
  return G_SOURCE_REMOVE;
}

static void
kt_chip_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (kt_chip_group_parent_class)->map (widget);
  /* After the first layout. */
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, 50, show_chosen, g_object_ref (widget), g_object_unref);
}

static void
kt_chip_group_finalize (GObject *object)
{
  g_ptr_array_unref (KT_CHIP_GROUP (object)->chips);
  G_OBJECT_CLASS (kt_chip_group_parent_class)->finalize (object);
}

static void
kt_chip_group_class_init (KtChipGroupClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_chip_group_finalize;
  GTK_WIDGET_CLASS (class)->map = kt_chip_group_map;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
  changed_signal = g_signal_new ("changed", KT_TYPE_CHIP_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_chip_group_init (KtChipGroup *self)
{
  self->chips = g_ptr_array_new ();
}

/* A wheel that only turns up and down moves the line too, until its end. */
static gboolean
on_wheel (GtkEventControllerScroll *wheel, double dx, double dy, GtkScrolledWindow *scroller)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (scroller);
  double before = gtk_adjustment_get_value (adjustment);

  gtk_adjustment_set_value (adjustment, before + dy * 40);
  return dy != 0 && gtk_adjustment_get_value (adjustment) != before;
}

void
kt_scroll_sideways (GtkWidget *scroller)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_wheel), scroller);
  gtk_widget_add_controller (scroller, wheel);
}

/* One line that scrolls sideways, its bar out of the way: the last chip is cut on purpose, to show there is more. */
static GtkWidget *
make_scroller (GtkWidget *box)
{
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", box, "vscrollbar-policy", GTK_POLICY_NEVER,
                                      "hscrollbar-policy", GTK_POLICY_EXTERNAL, "propagate-natural-width", TRUE, NULL);

  kt_scroll_sideways (scroller);
  return scroller;
}

static GtkWidget *
make_group (KtChipMode mode, const char *label, GtkWidget *box, gboolean scrolls)
{
  KtChipGroup *self = g_object_new (KT_TYPE_CHIP_GROUP, NULL);

  self->mode = mode;
  self->box = box;
  adw_bin_set_child (ADW_BIN (self), scrolls ? make_scroller (box) : box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

GtkWidget *
kt_chip_group_new (KtChipMode mode, const char *label, gboolean scrolls)
{
  if (scrolls)
    return make_group (mode, label, gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), TRUE);
  return make_group (mode, label, g_object_new (ADW_TYPE_WRAP_BOX, "child-spacing", 8, "line-spacing", 8, NULL), FALSE);
}

GtkWidget *
kt_chip_group_new_line (KtChipMode mode, const char *label)
{
  return make_group (mode, label, gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), FALSE);
}
