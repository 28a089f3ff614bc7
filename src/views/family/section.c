/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/section.h"

#include "views/family/family-text.h"

typedef struct {
  KtFamilyContext *context; /* owned */
  GtkScrolledWindow *scroller;
  GtkBox *column;
  double scroll_to;         /* a place to come back to; -1: none */
} KtSectionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (KtSection, kt_section, ADW_TYPE_BIN)

#define PRIV(self) ((KtSectionPrivate *) kt_section_get_instance_private (self))

static void
refresh (GtkWidget *widget)
{
  KT_SECTION_GET_CLASS (widget)->refresh (KT_SECTION (widget));
}

/* The page is long enough only after it was laid out. */
static void
on_upper_changed (GtkAdjustment *adjustment, GParamSpec *pspec, KtSection *self)
{
  KtSectionPrivate *priv = PRIV (self);
  double room = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (priv->scroll_to < 0 || room < priv->scroll_to)
    return;
  gtk_adjustment_set_value (adjustment, priv->scroll_to);
  priv->scroll_to = -1;
}

void
kt_section_build (KtSection *self, KtFamilyContext *context, int width)
{
  KtSectionPrivate *priv = PRIV (self);
  GtkWidget *clamp = adw_clamp_new ();

  priv->context = g_object_ref (context);
  priv->column = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 24));
  gtk_widget_add_css_class (GTK_WIDGET (priv->column), "kt-column");
  g_object_set (clamp, "maximum-size", width, "tightening-threshold", width - 160, "child", priv->column, NULL);
  priv->scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE,
                                 "child", clamp, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (priv->scroller));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (priv->scroller), "notify::upper",
                           G_CALLBACK (on_upper_changed), self, 0);
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
}

KtFamilyContext *
kt_section_get_context (KtSection *self)
{
  return PRIV (self)->context;
}

KtFamilyIndex *
kt_section_get_index (KtSection *self)
{
  return kt_family_context_get_index (PRIV (self)->context);
}

GtkBox *
kt_section_get_column (KtSection *self)
{
  return PRIV (self)->column;
}

GtkScrolledWindow *
kt_section_get_scroller (KtSection *self)
{
  return PRIV (self)->scroller;
}

GVariant *
kt_section_save_state (GtkWidget *section)
{
  KtSection *self = KT_SECTION (section);
  g_autoptr (GVariantDict) state = g_variant_dict_new (NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (PRIV (self)->scroller);

  g_variant_dict_insert (state, "scroll", "d", gtk_adjustment_get_value (adjustment));
  if (KT_SECTION_GET_CLASS (self)->save != NULL)
    KT_SECTION_GET_CLASS (self)->save (self, state);
  return g_variant_dict_end (state);
}

void
kt_section_restore_state (GtkWidget *section, GVariant *state)
{
  KtSection *self = KT_SECTION (section);
  g_autoptr (GVariantDict) kept = g_variant_dict_new (state);
  double scroll = 0;

  if (KT_SECTION_GET_CLASS (self)->restore != NULL)
    KT_SECTION_GET_CLASS (self)->restore (self, kept);
  if (g_variant_dict_lookup (kept, "scroll", "d", &scroll) && scroll > 0)
    PRIV (self)->scroll_to = scroll;
}

static void
kt_section_dispose (GObject *object)
{
  g_clear_object (&PRIV (KT_SECTION (object))->context);
  G_OBJECT_CLASS (kt_section_parent_class)->dispose (object);
}

static void
kt_section_class_init (KtSectionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = kt_section_dispose;
}

static void
kt_section_init (KtSection *self)
{
  PRIV (self)->scroll_to = -1;
}

GtkWidget *
kt_empty_note_new (const char *text, GtkWidget *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *label = kt_wrapped_label (text, "kt-said");

  gtk_widget_add_css_class (box, "kt-house");
  gtk_box_append (GTK_BOX (box), label);
  if (button == NULL)
    return box;
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}
