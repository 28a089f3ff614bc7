/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/carry-over.h"

#include <adwaita.h>

static void
carry_text (GtkText *from, GtkText *to)
{
  int position = gtk_editable_get_position (GTK_EDITABLE (from));

  if (!gtk_editable_get_editable (GTK_EDITABLE (from)))
    return;
  gtk_editable_set_text (GTK_EDITABLE (to), gtk_editable_get_text (GTK_EDITABLE (from)));
  gtk_editable_set_position (GTK_EDITABLE (to), position);
}

static void
carry_text_view (GtkTextView *from, GtkTextView *to)
{
  GtkTextBuffer *old = gtk_text_view_get_buffer (from);
  GtkTextBuffer *new = gtk_text_view_get_buffer (to);
  GtkTextIter start, end, cursor;
  g_autofree char *words = NULL;

  if (!gtk_text_view_get_editable (from) || old == new)
    return;
  gtk_text_buffer_get_bounds (old, &start, &end);
  words = gtk_text_buffer_get_text (old, &start, &end, TRUE);
  gtk_text_buffer_set_text (new, words, -1);
  gtk_text_buffer_get_iter_at_mark (old, &cursor, gtk_text_buffer_get_insert (old));
  gtk_text_buffer_get_iter_at_offset (new, &start, gtk_text_iter_get_offset (&cursor));
  gtk_text_buffer_place_cursor (new, &start);
}

/* The new page has no height yet: the position can only be taken once it has. */
static gboolean
scroll_when_laid_out_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  double *left = user_data; /* wanted position, frames still to wait */

  gtk_adjustment_set_value (adjustment, left[0]);
  left[1]--;
  return left[1] > 0 && gtk_adjustment_get_value (adjustment) < left[0] ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
carry_scrolling (GtkScrolledWindow *from, GtkScrolledWindow *to)
{
  double value = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (from));
  double *left;

  if (value <= 0)
    return;
  left = g_new (double, 2);
  left[0] = value;
  left[1] = 30;
  gtk_widget_add_tick_callback (GTK_WIDGET (to), scroll_when_laid_out_cb, left, g_free);
}

static void
carry_stack (GtkStack *from, GtkStack *to)
{
  const char *name = gtk_stack_get_visible_child_name (from);

  if (name != NULL && gtk_stack_get_child_by_name (to, name) != NULL)
    gtk_stack_set_visible_child_name (to, name);
}

/* Properties a person changes by hand, which pages need not hand over themselves. */
static void
carry_property (GtkWidget *from, GtkWidget *to, GType type, const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) there = G_VALUE_INIT;

  if (!g_type_is_a (G_OBJECT_TYPE (from), type))
    return;
  g_object_get_property (G_OBJECT (from), name, &value);
  g_object_get_property (G_OBJECT (to), name, &there);
  if (g_param_values_cmp (g_object_class_find_property (G_OBJECT_GET_CLASS (to), name), &value, &there) != 0)
    g_object_set_property (G_OBJECT (to), name, &value);
}

static void
carry_one (GtkWidget *from, GtkWidget *to)
{
  if (GTK_IS_TEXT (from))
    carry_text (GTK_TEXT (from), GTK_TEXT (to));
  else if (GTK_IS_TEXT_VIEW (from))
    carry_text_view (GTK_TEXT_VIEW (from), GTK_TEXT_VIEW (to));
  else if (GTK_IS_SCROLLED_WINDOW (from))
    carry_scrolling (GTK_SCROLLED_WINDOW (from), GTK_SCROLLED_WINDOW (to));
  else if (GTK_IS_STACK (from))
    carry_stack (GTK_STACK (from), GTK_STACK (to));
  carry_property (from, to, GTK_TYPE_SEARCH_BAR, "search-mode-enabled");
  carry_property (from, to, GTK_TYPE_EXPANDER, "expanded");
  carry_property (from, to, ADW_TYPE_EXPANDER_ROW, "expanded");
  carry_property (from, to, ADW_TYPE_NAVIGATION_SPLIT_VIEW, "show-content");
}

GtkWidget *
kt_carry_over (GtkWidget *from, GtkWidget *to, GtkWidget *focus)
{
  GtkWidget *found = from == focus ? to : NULL;
  GtkWidget *b;

  if (G_OBJECT_TYPE (from) != G_OBJECT_TYPE (to))
    return NULL;
  carry_one (from, to);
  b = gtk_widget_get_first_child (to);
  for (GtkWidget *a = gtk_widget_get_first_child (from); a != NULL && b != NULL; a = gtk_widget_get_next_sibling (a))
    {
      GtkWidget *inside = kt_carry_over (a, b, focus);

      found = inside != NULL ? inside : found;
      b = gtk_widget_get_next_sibling (b);
    }
  return found;
}
