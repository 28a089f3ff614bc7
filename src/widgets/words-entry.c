/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/words-entry.h"

#include "widgets/keyed-box.h"

struct _KtWordsEntry {
  AdwBin parent;
  GtkTextView *view; /* borrowed */
  GtkLabel *hint;    /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtWordsEntry, kt_words_entry, ADW_TYPE_BIN)

enum { CHANGED,
       ACTIVATE,
       N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_hint (KtWordsEntry *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  gtk_widget_set_visible (GTK_WIDGET (self->hint), gtk_text_buffer_get_char_count (buffer) == 0);
}

static void
on_changed (KtWordsEntry *self)
{
  show_hint (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, KtWordsEntry *self)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !(state & GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[ACTIVATE], 0);
  return GDK_EVENT_STOP;
}

static gboolean
kt_words_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KT_WORDS_ENTRY (widget)->view));
}

static void
kt_words_entry_class_init (KtWordsEntryClass *class)
{
  GTK_WIDGET_CLASS (class)->grab_focus = kt_words_entry_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", KT_TYPE_WORDS_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", KT_TYPE_WORDS_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
make_view (KtWordsEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  g_object_set (self->view, "wrap-mode", GTK_WRAP_WORD_CHAR, "accepts-tab", FALSE, "top-margin", 12,
                "bottom-margin", 12, "left-margin", 14, "right-margin", 14, "hexpand", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "kt-note");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  kt_keyed_name_focus (GTK_WIDGET (self->view), "words");
}

static void
kt_words_entry_init (KtWordsEntry *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  make_view (self);
  self->hint = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "yalign", 0.0f, "wrap", TRUE, "can-target", FALSE,
                             "margin-top", 12, "margin-start", 14, "margin-end", 14, "valign", GTK_ALIGN_START,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->view));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->hint));
  gtk_overlay_set_measure_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->hint), TRUE);
  adw_bin_set_child (ADW_BIN (self), overlay);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "kt-words-entry");
}

void
kt_words_entry_set_hint (KtWordsEntry *self, const char *label, const char *hint)
{
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER, hint != NULL ? hint : "", -1);
}

GtkWidget *
kt_words_entry_new (const char *label, const char *hint, int rows)
{
  KtWordsEntry *self = g_object_new (KT_TYPE_WORDS_ENTRY, NULL);

  kt_words_entry_set_hint (self, label, hint);
  gtk_widget_set_size_request (GTK_WIDGET (self->view), -1, 24 + rows * 22);
  return GTK_WIDGET (self);
}

char *
kt_words_entry_dup_text (KtWordsEntry *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
kt_words_entry_set_text (KtWordsEntry *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  g_signal_handlers_block_by_func (buffer, on_changed, self);
  gtk_text_buffer_set_text (buffer, text != NULL ? text : "", -1);
  g_signal_handlers_unblock_by_func (buffer, on_changed, self);
  show_hint (self);
}

GtkTextView *
kt_words_entry_get_view (KtWordsEntry *self)
{
  return self->view;
}
