/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/bound-words.h"

#include "widgets/words-entry.h"

struct _KtBoundWords {
  AdwBin parent;
  KtFamilyContext *context; /* owned */
  char *id, *key, *draft_key;
  KtRecord *seen;           /* owned (nullable): what was on the screen when typing began */
  KtWordsEntry *entry;      /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtBoundWords, kt_bound_words, ADW_TYPE_BIN)

static KtRecord *
find_record (KtBoundWords *self)
{
  return kt_family_index_find (kt_family_context_get_index (self->context), self->id);
}

static void
on_changed (KtBoundWords *self)
{
  g_autofree char *text = kt_words_entry_dup_text (self->entry);
  KtRecord *record = find_record (self);

  if (self->seen == NULL && record != NULL)
    self->seen = kt_record_ref (record);
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

/* Typed on meanwhile: the draft holds the newer words. */
static void
on_kept (KtRecord *saved, gpointer data)
{
  KtBoundWords *self = data;
  g_autofree char *text = kt_words_entry_dup_text (self->entry);
  const char *kept = saved != NULL ? kt_record_get_text (saved, self->key) : NULL;

  if (saved == NULL)
    self->seen = find_record (self) != NULL ? kt_record_ref (find_record (self)) : NULL;
  else if (g_strcmp0 (kept != NULL ? kept : "", text) == 0)
    kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, NULL);
}

void
kt_bound_words_flush (KtBoundWords *self)
{
  g_autofree char *text = kt_words_entry_dup_text (self->entry);
  g_autoptr (KtRecord) seen = g_steal_pointer (&self->seen);

  if (seen != NULL)
    kt_family_context_save_text (self->context, GTK_WIDGET (self), seen, self->key, text, NULL, on_kept, self);
}

static void
refresh (GtkWidget *widget)
{
  KtBoundWords *self = KT_BOUND_WORDS (widget);
  KtRecord *record = find_record (self);
  g_autofree char *shown = kt_words_entry_dup_text (self->entry);
  const char *text = record != NULL ? kt_record_get_text (record, self->key) : NULL;

  if (self->seen == NULL && g_strcmp0 (shown, text != NULL ? text : "") != 0)
    kt_words_entry_set_text (self->entry, text);
}

static void
restore_draft (KtBoundWords *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);

  if (text == NULL)
    return;
  kt_words_entry_set_text (self->entry, text);
  on_changed (self);
}

static void
kt_bound_words_unmap (GtkWidget *widget)
{
  kt_bound_words_flush (KT_BOUND_WORDS (widget));
  GTK_WIDGET_CLASS (kt_bound_words_parent_class)->unmap (widget);
}

static void
kt_bound_words_dispose (GObject *object)
{
  KtBoundWords *self = KT_BOUND_WORDS (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->seen, kt_record_unref);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->draft_key, g_free);
  G_OBJECT_CLASS (kt_bound_words_parent_class)->dispose (object);
}

static void
kt_bound_words_class_init (KtBoundWordsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = kt_bound_words_dispose;
  GTK_WIDGET_CLASS (class)->unmap = kt_bound_words_unmap;
}

static void
kt_bound_words_init (KtBoundWords *self)
{
}

GtkWidget *
kt_bound_words_new (KtFamilyContext *context, const char *id, const char *key, const char *label, const char *hint, int rows)
{
  KtBoundWords *self = g_object_new (KT_TYPE_BOUND_WORDS, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->context = g_object_ref (context);
  self->id = g_strdup (id);
  self->key = g_strdup (key);
  self->draft_key = g_strdup_printf ("field:%s:%s", id, key);
  self->entry = KT_WORDS_ENTRY (kt_words_entry_new (label, hint, rows));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->entry));
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (kt_bound_words_flush), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
  restore_draft (self);
  return GTK_WIDGET (self);
}
