/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/visits/note-composer.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/record-form.h"
#include "widgets/chip-group.h"
#include "widgets/words-entry.h"

struct _KtNoteComposer {
  AdwBin parent;
  KtFamilyContext *context; /* owned */
  char *visit;              /* (nullable) */
  char *draft_key;
  char *people_print;
  char *pending;            /* (nullable) the words of a note being saved */
  /* template */
  GtkScrolledWindow *scroller;
  AdwBin *people_place, *nature_place;
  GtkWidget *chips;
  GtkLabel *status;
  GtkWidget *keep;
  /* borrowed */
  KtWordsEntry *words;
  KtChipGroup *people, *nature;
};

G_DEFINE_FINAL_TYPE (KtNoteComposer, kt_note_composer, ADW_TYPE_BIN)

/* ---- Values ---- */

/* The person tapped is who said it, when it was said; else whom it is about. */
static json_object *
dup_values (KtNoteComposer *self)
{
  json_object *values = json_object_new_object ();
  g_autofree char *words = kt_words_entry_dup_text (self->words), *today = kt_clock_today ();
  const char *person = kt_chip_group_get_selected (self->people), *nature = kt_chip_group_get_selected (self->nature);

  json_object_object_add (values, "words", json_object_new_string (words));
  json_object_object_add (values, "date", json_object_new_string (today));
  if (self->visit != NULL)
    json_object_object_add (values, "visit", json_object_new_string (self->visit));
  if (nature != NULL)
    json_object_object_add (values, "nature", json_object_new_string (nature));
  if (person != NULL && g_strcmp0 (nature, "said") == 0)
    json_object_object_add (values, "said_by", json_object_new_string (person));
  else if (person != NULL)
    json_object_object_add (values, "about", kt_json_from_strv ((const char *const[]) { person, NULL }));
  return values;
}

static gboolean
has_words (KtNoteComposer *self)
{
  g_autofree char *words = kt_words_entry_dup_text (self->words);

  return *words != '\0';
}

static void
say (KtNoteComposer *self, const char *text)
{
  gtk_label_set_label (self->status, text);
  gtk_widget_set_sensitive (self->keep, has_words (self) && self->pending == NULL);
}

/* ---- Draft ---- */

/* A note being saved is in the draft, before what is typed meanwhile, until the store has it. */
static void
put_draft (KtNoteComposer *self)
{
  g_autoptr (json_object) values = dup_values (self);
  const char *typed = kt_json_get_string (values, "words");
  g_autofree char *both = self->pending != NULL ? g_strjoin (*typed != '\0' ? "\n" : "", self->pending, typed, NULL) : NULL;
  g_autofree char *text = NULL;

  if (both != NULL)
    json_object_object_add (values, "words", json_object_new_string (both));
  text = both != NULL || *typed != '\0' ? kt_json_canonical (values, NULL) : NULL;
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

static void
on_changed (KtNoteComposer *self)
{
  put_draft (self);
  say (self, has_words (self) ? _ ("Draft kept") : _ ("Every word is kept as you type"));
}

static void
restore_draft (KtNoteComposer *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);
  g_autoptr (json_object) values = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;
  const char *words = values != NULL ? kt_json_get_string (values, "words") : NULL, *person;
  g_auto (GStrv) about = NULL;

  if (words == NULL)
    {
      say (self, _ ("Every word is kept as you type"));
      return;
    }
  about = kt_json_dup_strv (kt_json_get_array (values, "about"));
  person = kt_json_get_string (values, "said_by");
  kt_words_entry_set_text (self->words, words);
  kt_chip_group_select (self->people, person != NULL ? person : about[0]);
  kt_chip_group_select (self->nature, kt_json_get_string (values, "nature"));
  say (self, _ ("Your draft is back, as you left it"));
}

/* ---- Keeping ---- */

/* What could not be kept comes back before what was typed meanwhile. */
static void
put_back (KtNoteComposer *self, const char *pending)
{
  g_autofree char *typed = kt_words_entry_dup_text (self->words);
  g_autofree char *both = g_strjoin (*typed != '\0' ? "\n" : "", pending, typed, NULL);

  kt_words_entry_set_text (self->words, both);
}

static void
on_kept (KtRecord *saved, gpointer data)
{
  KtNoteComposer *self = data;
  g_autofree char *pending = g_steal_pointer (&self->pending);

  if (saved == NULL)
    put_back (self, pending);
  put_draft (self);
  say (self, saved == NULL || has_words (self) ? _ ("Draft kept") : _ ("Note kept"));
}

static void
on_keep (KtNoteComposer *self)
{
  json_object *values;

  if (!has_words (self) || self->pending != NULL)
    return;
  values = dup_values (self);
  self->pending = kt_words_entry_dup_text (self->words);
  kt_words_entry_set_text (self->words, NULL);
  say (self, _ ("Keeping …"));
  gtk_widget_grab_focus (GTK_WIDGET (self->words));
  kt_family_context_save (self->context, GTK_WIDGET (self), "note", NULL, values, on_kept, self);
}

/* ---- Building ---- */

/* Made anew only when the people changed, so that a note being written keeps its choices. */
static void
refresh (GtkWidget *widget)
{
  KtNoteComposer *self = KT_NOTE_COMPOSER (widget);
  g_autoptr (GPtrArray) people = kt_family_list_who (self->context, KT_WHO_MEMBERS | KT_WHO_NETWORK);
  g_autofree char *chosen = self->people != NULL ? g_strdup (kt_chip_group_get_selected (self->people)) : NULL;
  g_autoptr (GString) print = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    g_string_append_printf (print, "%s %s;", ((KtPerson *) g_ptr_array_index (people, i))->ref,
                            ((KtPerson *) g_ptr_array_index (people, i))->name);
  if (g_strcmp0 (print->str, self->people_print) == 0)
    return;
  g_set_str (&self->people_print, print->str);
  self->people = KT_CHIP_GROUP (kt_chip_group_new_line (KT_CHIPS_MAYBE, _ ("Who")));
  for (guint i = 0; i < people->len; i++)
    kt_chip_group_add_person (self->people, g_ptr_array_index (people, i));
  kt_chip_group_select (self->people, chosen);
  g_signal_connect_object (self->people, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->people_place, GTK_WIDGET (self->people));
}

static void
build (KtNoteComposer *self)
{
  static const char *const order[] = { "said", "seen", "fact" };
  const KtField *field = kt_type_find_field (kt_type_find ("note"), "nature");

  self->words = KT_WORDS_ENTRY (kt_words_entry_new (_ ("Note"), _ ("What is said or seen?"), 1));
  gtk_widget_remove_css_class (GTK_WIDGET (self->words), "card");
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->words));
  self->nature = KT_CHIP_GROUP (kt_chip_group_new_line (KT_CHIPS_MAYBE, _ ("Fact, said or seen")));
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    kt_chip_group_add (self->nature, order[i], _ (kt_choice_label (field, order[i])));
  adw_bin_set_child (self->nature_place, GTK_WIDGET (self->nature));
  kt_scroll_sideways (self->chips);
  g_signal_connect_object (self->words, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words, "activate", G_CALLBACK (on_keep), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->nature, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
kt_note_composer_dispose (GObject *object)
{
  KtNoteComposer *self = KT_NOTE_COMPOSER (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->visit, g_free);
  g_clear_pointer (&self->draft_key, g_free);
  g_clear_pointer (&self->people_print, g_free);
  g_clear_pointer (&self->pending, g_free);
  adw_bin_set_child (ADW_BIN (object), NULL); /* before the template goes: a bin unparents its child itself */
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_NOTE_COMPOSER);
  G_OBJECT_CLASS (kt_note_composer_parent_class)->dispose (object);
}

static gboolean
kt_note_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KT_NOTE_COMPOSER (widget)->words));
}

static void
kt_note_composer_class_init (KtNoteComposerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = kt_note_composer_dispose;
  widget_class->grab_focus = kt_note_composer_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/note-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, KtNoteComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, KtNoteComposer, people_place);
  gtk_widget_class_bind_template_child (widget_class, KtNoteComposer, chips);
  gtk_widget_class_bind_template_child (widget_class, KtNoteComposer, nature_place);
  gtk_widget_class_bind_template_child (widget_class, KtNoteComposer, status);
  gtk_widget_class_bind_template_child (widget_class, KtNoteComposer, keep);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
}

static void
kt_note_composer_init (KtNoteComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kt_note_composer_new (KtFamilyContext *context, const char *visit)
{
  KtNoteComposer *self = g_object_new (KT_TYPE_NOTE_COMPOSER, NULL);

  self->context = g_object_ref (context);
  self->visit = g_strdup (visit);
  self->draft_key = g_strdup_printf ("note:%s", visit != NULL ? visit : kt_family_context_get_family_id (context));
  build (self);
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
  restore_draft (self);
  return GTK_WIDGET (self);
}
