/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/record-form.h"

#include "base/i18n.h"
#include "views/family/family-text.h"
#include "views/family/form-input.h"
#include "widgets/page.h"
#include "widgets/words-entry.h"

#include <string.h>

struct _KtRecordForm {
  AdwBin parent;
  KtFamilyContext *context; /* owned */
  KtRecord *record;         /* owned (nullable) */
  const KtType *type;
  GPtrArray *inputs;        /* KtFormInput, owned */
  json_object *along;       /* owned: values without a field on the form */
};

G_DEFINE_FINAL_TYPE (KtRecordForm, kt_record_form, ADW_TYPE_BIN)

enum { CHANGED,
       ACTIVATE,
       N_SIGNALS };
static guint signals[N_SIGNALS];

#define INPUT(self, i) ((KtFormInput *) g_ptr_array_index ((self)->inputs, i))

static void
on_input_changed (KtRecordForm *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_input_activate (KtRecordForm *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

/* ---- Building ---- */

/* Rows that follow each other share one list; words and chips stand by themselves under a small heading. */
static void
place_input (GtkBox *box, KtFormInput *input, GtkWidget **list)
{
  if (!kt_form_input_is_row (input))
    {
      GtkWidget *block = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
      g_autofree char *title = kt_capitalised (kt_form_input_get_title (input));

      *list = NULL;
      gtk_box_append (GTK_BOX (block), kt_wrapped_label (title, "kt-over"));
      gtk_box_append (GTK_BOX (block), input->widget);
      gtk_box_append (box, block);
      return;
    }
  if (*list == NULL)
    {
      *list = gtk_list_box_new ();
      gtk_list_box_set_selection_mode (GTK_LIST_BOX (*list), GTK_SELECTION_NONE);
      gtk_widget_add_css_class (*list, "boxed-list");
      gtk_box_append (box, *list);
    }
  gtk_list_box_append (GTK_LIST_BOX (*list), input->widget);
}

static void
build_part (KtRecordForm *self, GtkBox *box, gboolean more)
{
  GtkWidget *list = NULL;

  for (guint i = 0; i < self->inputs->len; i++)
    if (INPUT (self, i)->spec->more == more)
      place_input (box, INPUT (self, i), &list);
}

static gboolean
has_more (KtRecordForm *self)
{
  for (guint i = 0; i < self->inputs->len; i++)
    if (INPUT (self, i)->spec->more)
      return TRUE;
  return FALSE;
}

static GtkWidget *
build_more (KtRecordForm *self)
{
  GtkWidget *expander = gtk_expander_new (_ ("More")), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_add_css_class (expander, "kt-more");
  build_part (self, GTK_BOX (box), TRUE);
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  kt_expander_hide_folded (GTK_EXPANDER (expander));
  return expander;
}

static void
build (KtRecordForm *self, const KtFormField *fields)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  for (const KtFormField *spec = fields; spec->key != NULL; spec++)
    {
      KtFormInput *input = kt_form_input_new (self->context, self->type, spec);

      input->owner = self;
      input->changed = (KtFormInputFunc) on_input_changed;
      input->activate = (KtFormInputFunc) on_input_activate;
      g_ptr_array_add (self->inputs, input);
      if (self->record != NULL)
        {
          g_autoptr (json_object) value = kt_form_input_dup_of (self->record, spec->key);

          kt_form_input_set (input, value);
        }
    }
  build_part (self, GTK_BOX (box), FALSE);
  if (has_more (self))
    gtk_box_append (GTK_BOX (box), build_more (self));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
kt_record_form_new (KtFamilyContext *context, const KtType *type, const KtFormField *fields, KtRecord *record)
{
  KtRecordForm *self = g_object_new (KT_TYPE_RECORD_FORM, NULL);

  self->context = g_object_ref (context);
  self->type = type;
  self->record = record != NULL ? kt_record_ref (record) : NULL;
  build (self, fields);
  return GTK_WIDGET (self);
}

/* ---- Values ---- */

static KtFormInput *
find_input (KtRecordForm *self, const char *key)
{
  for (guint i = 0; i < self->inputs->len; i++)
    if (g_str_equal (INPUT (self, i)->spec->key, key))
      return INPUT (self, i);
  return NULL;
}

void
kt_record_form_set_values (KtRecordForm *self, json_object *values)
{
  json_object_object_foreach (values, key, value)
    {
      KtFormInput *input = find_input (self, key);

      if (input != NULL)
        kt_form_input_set (input, value);
      else
        json_object_object_add (self->along, key, value != NULL ? kt_json_copy (value) : NULL);
    }
}

json_object *
kt_record_form_dup_values (KtRecordForm *self)
{
  json_object *values = kt_json_copy (self->along);

  for (guint i = 0; i < self->inputs->len; i++)
    json_object_object_add (values, INPUT (self, i)->spec->key, kt_form_input_dup (INPUT (self, i)));
  return values;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* A value as bytes to compare; a list's elements have no order; an empty one and "no" are the same as nothing said. */
static char *
dup_print (json_object *value)
{
  g_auto (GStrv) items = NULL;
  g_autoptr (json_object) sorted = NULL;

  if (json_object_is_type (value, json_type_boolean) && !json_object_get_boolean (value))
    return NULL;
  if (!json_object_is_type (value, json_type_array))
    return value != NULL ? kt_json_canonical (value, NULL) : NULL;
  items = kt_json_dup_strv (value);
  if (items[0] == NULL)
    return NULL;
  qsort (items, g_strv_length (items), sizeof *items, compare_texts);
  sorted = kt_json_from_strv ((const char *const *) items);
  return kt_json_canonical (sorted, NULL);
}

static gboolean
is_same (json_object *a, json_object *b)
{
  g_autofree char *print_a = dup_print (a), *print_b = dup_print (b);

  return g_strcmp0 (print_a, print_b) == 0;
}

json_object *
kt_record_form_dup_changes (KtRecordForm *self)
{
  g_autoptr (json_object) values = kt_record_form_dup_values (self);
  json_object *changes = json_object_new_object ();

  json_object_object_foreach (values, key, value)
    {
      g_autoptr (json_object) old = self->record != NULL ? kt_form_input_dup_of (self->record, key) : NULL;

      if (!is_same (value, old))
        json_object_object_add (changes, key, value != NULL ? kt_json_copy (value) : NULL);
    }
  return changes;
}

gboolean
kt_record_form_check (KtRecordForm *self, gboolean show)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      if (kt_form_input_is_good (INPUT (self, i)))
        continue;
      if (show)
        kt_form_input_show_problem (INPUT (self, i));
      return FALSE;
    }
  return TRUE;
}

GtkWidget *
kt_record_form_find (KtRecordForm *self, const char *key)
{
  KtFormInput *input = find_input (self, key);

  return input != NULL ? input->widget : NULL;
}

GtkWidget *
kt_record_form_get_first (KtRecordForm *self)
{
  GtkWidget *first = INPUT (self, 0)->widget;

  return KT_IS_WORDS_ENTRY (first) ? GTK_WIDGET (kt_words_entry_get_view (KT_WORDS_ENTRY (first))) : first;
}

/* ---- Who ---- */

static void
take_all (GPtrArray *found, GPtrArray *more)
{
  g_ptr_array_extend_and_steal (found, more);
}

GPtrArray *
kt_family_list_who (KtFamilyContext *context, guint who)
{
  KtFamilyIndex *index = kt_family_context_get_index (context);
  const KtPerson *family = kt_family_index_find_person (index, kt_family_context_get_family_id (context));
  GPtrArray *found = g_ptr_array_new ();

  if ((who & KT_WHO_FAMILY) && family != NULL)
    g_ptr_array_add (found, (gpointer) family);
  if (who & KT_WHO_MEMBERS)
    take_all (found, kt_family_index_list_members (index));
  if (who & KT_WHO_HOUSEHOLDS)
    take_all (found, kt_family_index_list_households (index));
  if (who & KT_WHO_NETWORK)
    take_all (found, kt_family_index_list_network (index));
  if (who & (KT_WHO_HELPERS | KT_WHO_WORKERS))
    take_all (found, kt_family_index_list_helpers (index));
  if (who & KT_WHO_AGENCIES)
    take_all (found, kt_family_index_list_agencies (index));
  return found;
}

/* ---- Object ---- */

static void
kt_record_form_finalize (GObject *object)
{
  KtRecordForm *self = KT_RECORD_FORM (object);

  g_ptr_array_unref (self->inputs);
  json_object_put (self->along);
  g_clear_pointer (&self->record, kt_record_unref);
  g_object_unref (self->context);
  G_OBJECT_CLASS (kt_record_form_parent_class)->finalize (object);
}

static void
kt_record_form_class_init (KtRecordFormClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_record_form_finalize;
  signals[CHANGED] = g_signal_new ("changed", KT_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", KT_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
kt_record_form_init (KtRecordForm *self)
{
  self->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_form_input_free);
  self->along = json_object_new_object ();
}
