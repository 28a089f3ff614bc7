/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/decide/decide-page.h"

#include "base/i18n.h"
#include "model/paper.h"
#include "session/acts.h"
#include "views/family/decide/version-card.h"
#include "views/family/family-text.h"
#include "views/family/plan/step-questions.h"
#include "views/family/words-header.h"
#include "widgets/chip-group.h"
#include "widgets/fold-box.h"
#include "widgets/page.h"
#include "widgets/words-entry.h"

#include <string.h>

struct _KtDecidePage {
  AdwNavigationPage parent;
  KtFamilyContext *context; /* owned */
  char *id, *draft_key, *print;
  KtRecord *seen;           /* owned (nullable): what is on the screen */
  const KtField *field;     /* of the record's type, under discussion */
  char *chosen;             /* (nullable) dot of the version chosen */
  gboolean saving, settling;
  /* template */
  AdwToolbarView *outer;
  AdwWindowTitle *heading;
  GtkLabel *intro;
  AdwBin *start_place, *words_place, *with_place;
  KtFoldBox *versions;
  GtkWidget *together, *write, *decide;
  GtkToggleButton *write_toggle;
  GtkListBox *follows;
  GtkEntry *why;
  /* borrowed */
  KtWordsEntry *words;
  KtChipGroup *with;
};

static void kt_decide_page_page_init (KtPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KtDecidePage, kt_decide_page, ADW_TYPE_NAVIGATION_PAGE,
                               G_IMPLEMENT_INTERFACE (KT_TYPE_PAGE, kt_decide_page_page_init))

/* ---- What is chosen ---- */

static gboolean
is_writing (KtDecidePage *self)
{
  return gtk_toggle_button_get_active (self->write_toggle);
}

/* The value as text, NULL while nothing is chosen. */
static char *
dup_choice (KtDecidePage *self)
{
  KtEntry entry;

  if (is_writing (self))
    {
      g_autofree char *words = kt_words_entry_dup_text (self->words);

      return *words != '\0' ? g_steal_pointer (&words) : NULL;
    }
  for (guint i = 0; self->chosen != NULL && kt_record_get_entry (self->seen, self->field->key, i, &entry); i++)
    if (g_str_equal (entry.dot, self->chosen))
      return kt_value_to_text (entry.value);
  return NULL;
}

static gboolean
has_why (KtDecidePage *self)
{
  g_autofree char *why = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->why))));

  return *why != '\0';
}

static void
update_decide (KtDecidePage *self)
{
  g_autofree char *choice = dup_choice (self);

  gtk_widget_set_sensitive (self->decide, choice != NULL && has_why (self) && !self->saving);
}

/* ---- Draft ---- */

static void
put_draft (KtDecidePage *self)
{
  g_autoptr (json_object) values = json_object_new_object ();
  g_autofree char *words = kt_words_entry_dup_text (self->words), *text = NULL;
  g_auto (GStrv) with = kt_chip_group_dup_selected (self->with);

  json_object_object_add (values, "why", json_object_new_string (gtk_editable_get_text (GTK_EDITABLE (self->why))));
  json_object_object_add (values, "words", json_object_new_string (words));
  json_object_object_add (values, "writing", json_object_new_boolean (is_writing (self)));
  json_object_object_add (values, "with", kt_json_from_strv ((const char *const *) with));
  if (self->chosen != NULL)
    json_object_object_add (values, "chosen", json_object_new_string (self->chosen));
  text = kt_json_canonical (values, NULL);
  kt_session_put_draft (kt_family_context_get_session (self->context), self->draft_key, text);
}

static void
restore_draft (KtDecidePage *self)
{
  g_autofree char *text = kt_session_get_draft (kt_family_context_get_session (self->context), self->draft_key);
  g_autoptr (json_object) values = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;
  g_auto (GStrv) with = NULL;
  const char *why;

  if (!json_object_is_type (values, json_type_object))
    return;
  why = kt_json_get_string (values, "why");
  with = kt_json_dup_strv (kt_json_get_array (values, "with"));
  self->settling = TRUE;
  g_set_str (&self->chosen, kt_json_get_string (values, "chosen"));
  gtk_editable_set_text (GTK_EDITABLE (self->why), why != NULL ? why : "");
  kt_words_entry_set_text (self->words, kt_json_get_string (values, "words"));
  kt_chip_group_set_selected (self->with, (const char *const *) with);
  gtk_toggle_button_set_active (self->write_toggle, kt_json_get_bool (values, "writing"));
  self->settling = FALSE;
}

static void
on_typed (KtDecidePage *self)
{
  if (self->settling || self->words == NULL)
    return;
  update_decide (self);
  put_draft (self);
}

/* ---- Versions ---- */

static void
show_chosen (KtDecidePage *self)
{
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->versions)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    {
      GtkWidget *button = gtk_widget_get_last_child (card);
      gboolean on;

      if (!GTK_IS_TOGGLE_BUTTON (button))
        continue;
      on = !is_writing (self) && g_strcmp0 (g_object_get_data (G_OBJECT (button), "kt-dot"), self->chosen) == 0;
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), on);
      gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), on ? _("Chosen") : _("Keep this"));
    }
}

static void
on_version_toggled (GtkToggleButton *button, KtDecidePage *self)
{
  if (self->settling)
    return;
  self->settling = TRUE;
  /* One of the versions, as with radio buttons: a second tap does not let go of it. */
  g_set_str (&self->chosen, g_object_get_data (G_OBJECT (button), "kt-dot"));
  gtk_toggle_button_set_active (self->write_toggle, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->words_place), FALSE);
  show_chosen (self);
  self->settling = FALSE;
  on_typed (self);
  if (!has_why (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->why));
}

static void
on_write_toggled (KtDecidePage *self)
{
  gboolean writing = is_writing (self);

  if (self->words == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->words_place), writing);
  if (self->settling)
    return;
  self->settling = TRUE;
  if (writing)
    g_clear_pointer (&self->chosen, g_free);
  show_chosen (self);
  self->settling = FALSE;
  on_typed (self);
  if (writing)
    gtk_widget_grab_focus (GTK_WIDGET (self->words));
}

static GtkWidget *
make_chooser (KtDecidePage *self, const KtEntry *entry)
{  /* A label of its own: a button's would name it to a screen reader instead of the wording. */
  GtkWidget *button = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "child", gtk_label_new (NULL), NULL);
  g_autofree char *value = kt_family_value_text (self->context, self->field, entry->value);
  /* Translators: for a screen reader; %s is the wording of one version. */
  g_autofree char *told = g_strdup_printf (_("Keep this: %s"), value);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  g_object_set_data_full (G_OBJECT (button), "kt-dot", g_strdup (entry->dot), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_version_toggled), self, 0);
  return button;
}

/* Of equal values only the first is shown, one agreed with the family before others. */
static gboolean
is_shown_already (KtRecord *record, const char *key, guint i, const KtEntry *entry)
{
  KtEntry other;

  for (guint k = 0; kt_record_get_entry (record, key, k, &other); k++)
    {
      gboolean before = other.agreed != entry->agreed ? other.agreed : k < i;

      if (k != i && before && json_object_equal (other.value, entry->value))
        return TRUE;
    }
  return FALSE;
}

static guint
fill_versions (KtDecidePage *self)
{
  gboolean may = kt_family_context_may_decide (self->context);
  guint count = 0;
  KtEntry entry;

  kt_fold_box_clear (self->versions);
  /* What was agreed with the family stands first. */
  for (int agreed = 1; agreed >= 0; agreed--)
    for (guint i = 0; kt_record_get_entry (self->seen, self->field->key, i, &entry); i++)
      if (entry.agreed == agreed && !is_shown_already (self->seen, self->field->key, i, &entry))
        {
          kt_fold_box_append (self->versions, kt_version_card_new (self->context, self->field, &entry,
                                                                   may ? make_chooser (self, &entry) : NULL));
          count++;
        }
  return count;
}

/* ---- What all started from ---- */

/* The goal it is, or whose levels these are. Returns: (nullable). */
static KtRecord *
find_goal (KtDecidePage *self)
{
  if (g_str_equal (kt_record_get_type_name (self->seen), "goal"))
    return self->seen;
  if (!g_str_equal (kt_record_get_type_name (self->seen), "goal-level"))
    return NULL;
  return kt_family_index_find (kt_family_context_get_index (self->context), kt_record_get_text (self->seen, "goal"));
}

static GtkWidget *
make_start (KtDecidePage *self)
{
  json_object *start = kt_record_get_common_start (self->seen, self->field->key);
  KtRecord *goal = find_goal (self);
  gboolean own = self->field->kind == KT_KIND_OWN_WORDS;
  g_autofree char *value = kt_family_value_text (self->context, self->field, start);
  const char *words = goal != NULL ? kt_record_get_text (goal, "words") : NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_widget_add_css_class (box, "kt-house");
  gtk_box_append (GTK_BOX (box), kt_wrapped_label (_("Here all of you began"), "kt-over"));
  if (goal != NULL)
    gtk_box_append (GTK_BOX (box), kt_words_header_new (kt_goal_find_person (self->context, goal),
                                                        own && start != NULL ? value : words,
                                                        "kt-words", own ? NULL : value));
  else if (start != NULL)
    gtk_box_append (GTK_BOX (box), kt_wrapped_label (value, own ? "kt-words" : "kt-said"));
  gtk_widget_set_visible (box, goal != NULL || start != NULL);
  return box;
}

/* ---- What follows ---- */

static GtkWidget *
make_follow (const char *icon, const char *title, const char *under)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", under, "subtitle-lines", 0,
                                 "title-lines", 0, "use-markup", FALSE, NULL);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  return row;
}

static void
take_refs (GHashTable *seen, GStrvBuilder *refs, json_object *list)
{
  g_auto (GStrv) items = kt_json_dup_strv (list);

  for (char **item = items; *item != NULL; item++)
    if (g_hash_table_add (seen, g_strdup (*item)))
      g_strv_builder_add (refs, *item);
}

/* Everyone who had a hand in one of the versions. */
static char *
dup_who_hears (KtDecidePage *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) refs = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  KtEntry entry;

  for (guint i = 0; kt_record_get_entry (self->seen, self->field->key, i, &entry); i++)
    {
      take_refs (seen, refs, kt_json_get_array (entry.edit, "with"));
      take_refs (seen, refs, kt_json_get_array (entry.edit, "phone"));
      if (entry.by != NULL && g_hash_table_add (seen, g_strdup (entry.by)))
        g_strv_builder_add (refs, entry.by);
    }
  all = g_strv_builder_end (refs);
  return kt_family_names_of (self->context, (const char *const *) all);
}

/* Who has the plan on paper, as far as it was written down. */
static char *
dup_paper (KtDecidePage *self)
{
  g_autoptr (GPtrArray) papers = kt_paper_list (kt_family_context_get_index (self->context));
  g_autoptr (GStrvBuilder) refs = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *names = NULL;

  if (papers->len == 0)
    return g_strdup (_("If the family has the plan on paper, it shows the old words."));
  for (guint i = 0; i < papers->len; i++)
    g_strv_builder_add (refs, ((KtPaper *) g_ptr_array_index (papers, i))->whom);
  all = g_strv_builder_end (refs);
  names = kt_family_names_of (self->context, (const char *const *) all);
  /* Translators: %s is one or more names. */
  return g_strdup_printf (_("The plan is on paper with %s. If the paper says something else then, it is listed as one to "
                             "replace."),
                          names);
}

static void
fill_follows (KtDecidePage *self)
{
  static const char *const not_on_paper[] = { "consent", "legal-ground", "goal-level", NULL };
  const char *type = kt_record_get_type_name (self->seen);
  g_autofree char *who = dup_who_hears (self), *paper = dup_paper (self);

  gtk_list_box_remove_all (self->follows);
  if (kt_record_get_scope (self->seen) == KT_SCOPE_PLAN && !g_strv_contains (not_on_paper, type))
    gtk_list_box_append (self->follows,
                         make_follow ("printer-symbolic", _("Replace the paper on the fridge"), paper));
  if (*who != '\0')
    gtk_list_box_append (self->follows, make_follow ("mail-send-symbolic", _("Tell them what was decided"), who));
  gtk_list_box_append (self->follows, make_follow ("document-open-recent-symbolic", _("Nothing is lost"),
                                                   _("The words that were not chosen stay in the history, with the "
                                                      "reason.")));
}

/* ---- Refreshing ---- */

static const KtField *
find_disputed (KtRecord *record)
{
  g_auto (GStrv) keys = kt_record_dup_disputed (record);

  return keys[0] != NULL ? kt_type_find_field (kt_record_get_type (record), keys[0]) : NULL;
}

static char *
dup_intro (KtDecidePage *self, guint count)
{
  const KtPerson *fixed = kt_family_index_get_fixed_worker (kt_family_context_get_index (self->context));
  g_autofree char *kept = g_strdup_printf (ngettext ("%u version of: %s. It is kept.",
                                                     "%u versions of: %s. All are kept.", count),
                                           count, _(self->field->label));

  if (kt_family_context_may_decide (self->context))
    return g_steal_pointer (&kept);
  /* Translators: %s says how many versions there are, then a helper's name. */
  return fixed != NULL ? g_strdup_printf (_("%s The fixed worker, %s, decides."), kept, fixed->name)
                       : g_strdup_printf (_("%s The fixed worker decides."), kept);
}

static void
show_record (KtDecidePage *self)
{
  KtRecord *family = kt_family_index_get_family (kt_family_context_get_index (self->context));
  const char *type = _(kt_record_get_type (self->seen)->label);
  g_autofree char *under = kt_join_dots (type, _("under discussion"), NULL), *intro = NULL;
  gboolean may = kt_family_context_may_decide (self->context);

  self->settling = TRUE;
  intro = dup_intro (self, fill_versions (self));
  gtk_label_set_label (self->intro, intro);
  adw_window_title_set_title (self->heading, family != NULL ? kt_record_get_text (family, "name") : "");
  adw_window_title_set_subtitle (self->heading, under);
  adw_bin_set_child (self->start_place, make_start (self));
  fill_follows (self);
  gtk_widget_set_visible (self->together, may);
  adw_toolbar_view_set_reveal_bottom_bars (self->outer, may);
  gtk_widget_set_visible (self->write, self->field->kind == KT_KIND_TEXT || self->field->kind == KT_KIND_OWN_WORDS);
  show_chosen (self);
  self->settling = FALSE;
  update_decide (self);
}

/* Decided, here or by a colleague: there is nothing left to look at. */
static gboolean
leave (gpointer data)
{
  KtDecidePage *self = data;

  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    {
      kt_toast (GTK_WIDGET (self), _("Decided. Both versions stay in the history."));
      kt_pop_page (GTK_WIDGET (self));
    }
  return G_SOURCE_REMOVE;
}

static void
refresh (GtkWidget *widget)
{
  KtDecidePage *self = KT_DECIDE_PAGE (widget);
  KtRecord *record = kt_family_index_find (kt_family_context_get_index (self->context), self->id);
  const KtField *field = record != NULL ? find_disputed (record) : NULL;
  g_autoptr (GString) print = g_string_new (NULL);

  if (field == NULL)
    {
      if (self->seen != NULL)
        g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, leave, g_object_ref (self), g_object_unref);
      return;
    }
  kt_print_record (self->context, print, record);
  if (g_strcmp0 (self->print, print->str) == 0)
    return;
  g_set_str (&self->print, print->str);
  g_clear_pointer (&self->seen, kt_record_unref);
  self->seen = kt_record_ref (record);
  self->field = field;
  show_record (self);
}

/* ---- Deciding ---- */

static void
on_decided (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (KtDecidePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) kept = kt_session_decide_finish (KT_SESSION (source), result, &error);

  self->saving = FALSE;
  if (kept == NULL)
    {
      update_decide (self);
      kt_family_toast_problem (GTK_WIDGET (self), error);
      return;
    }
  kt_session_put_draft (KT_SESSION (source), self->draft_key, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->why), "");
  g_clear_pointer (&self->chosen, g_free);
  kt_family_context_reload (self->context);
}

static void
on_decide (KtDecidePage *self)
{
  g_autofree char *choice = dup_choice (self), *why = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->why))));
  g_auto (GStrv) with = kt_chip_group_dup_selected (self->with);

  if (choice == NULL || *why == '\0' || self->saving)
    return;
  self->saving = TRUE;
  update_decide (self);
  kt_session_decide_async (kt_family_context_get_session (self->context), self->seen, self->field->key, choice, why,
                           (const char *const *) with, on_decided, g_object_ref (self));
}

/* ---- Object ---- */

static void
build (KtDecidePage *self)
{
  self->words = KT_WORDS_ENTRY (kt_words_entry_new (_("Words written together"),
                                                    _("As everyone at the table would say it"), 2));
  self->with = KT_CHIP_GROUP (kt_step_who_new (self->context, _("Who is at the table now?"), FALSE));
  adw_bin_set_child (self->words_place, GTK_WIDGET (self->words));
  adw_bin_set_child (self->with_place, GTK_WIDGET (self->with));
  restore_draft (self);
  gtk_widget_set_visible (GTK_WIDGET (self->words_place), is_writing (self));
  g_signal_connect_object (self->words, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->with, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
}

static AdwNavigationPage *
make_page (KtFamilyContext *context, const char *id)
{
  KtDecidePage *self = g_object_new (KT_TYPE_DECIDE_PAGE, NULL);

  self->context = g_object_ref (context);
  self->id = g_strdup (id);
  self->draft_key = g_strdup_printf ("decide:%s", id);
  build (self);
  kt_family_context_watch (context, GTK_WIDGET (self), refresh);
  return ADW_NAVIGATION_PAGE (self);
}

void
kt_decide_page_open (KtFamilyContext *context, GtkWidget *from, const char *record)
{
  kt_push_page (from, make_page (context, record));
}

AdwNavigationPage *
kt_decide_page_new (KtSession *session, const char *family, const char *record)
{
  g_autoptr (KtFamilyContext) context = kt_family_context_new (session, family);

  return make_page (context, record);
}

static AdwNavigationPage *
kt_decide_page_rebuild (KtPage *page)
{
  KtDecidePage *self = KT_DECIDE_PAGE (page);

  return make_page (self->context, self->id);
}

static void
kt_decide_page_page_init (KtPageInterface *iface)
{
  iface->rebuild = kt_decide_page_rebuild;
}

static void
kt_decide_page_dispose (GObject *object)
{
  KtDecidePage *self = KT_DECIDE_PAGE (object);

  g_clear_object (&self->context);
  g_clear_pointer (&self->seen, kt_record_unref);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->draft_key, g_free);
  g_clear_pointer (&self->print, g_free);
  g_clear_pointer (&self->chosen, g_free);
  /* Its child is bound by the template: taken out here, or both would. */
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), KT_TYPE_DECIDE_PAGE);
  G_OBJECT_CLASS (kt_decide_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, KtDecidePage, outer);
  gtk_widget_class_bind_template_child (class, KtDecidePage, heading);
  gtk_widget_class_bind_template_child (class, KtDecidePage, intro);
  gtk_widget_class_bind_template_child (class, KtDecidePage, start_place);
  gtk_widget_class_bind_template_child (class, KtDecidePage, words_place);
  gtk_widget_class_bind_template_child (class, KtDecidePage, with_place);
  gtk_widget_class_bind_template_child (class, KtDecidePage, versions);
  gtk_widget_class_bind_template_child (class, KtDecidePage, together);
  gtk_widget_class_bind_template_child (class, KtDecidePage, write);
  gtk_widget_class_bind_template_child (class, KtDecidePage, decide);
  gtk_widget_class_bind_template_child (class, KtDecidePage, write_toggle);
  gtk_widget_class_bind_template_child (class, KtDecidePage, follows);
  gtk_widget_class_bind_template_child (class, KtDecidePage, why);
  gtk_widget_class_bind_template_callback (class, on_write_toggled);
  gtk_widget_class_bind_template_callback (class, on_typed);
  gtk_widget_class_bind_template_callback (class, on_decide);
}

static void
kt_decide_page_class_init (KtDecidePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (KT_TYPE_FOLD_BOX);
  G_OBJECT_CLASS (class)->dispose = kt_decide_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/keukentafel/Keukentafel/views/family/decide-page.ui");
  bind_children (widget_class);
}

static void
kt_decide_page_init (KtDecidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
