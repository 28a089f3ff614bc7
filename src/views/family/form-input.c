/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/form-input.h"

#include "base/i18n.h"
#include "model/domains.h"
#include "views/family/family-text.h"
#include "widgets/chip-group.h"
#include "widgets/date-row.h"
#include "widgets/words-entry.h"

#include <string.h>

const char *
kt_form_input_get_title (KtFormInput *input)
{
  return _ (input->spec->title != NULL ? input->spec->title : input->field->label);
}

gboolean
kt_form_input_is_row (KtFormInput *input)
{
  return GTK_IS_LIST_BOX_ROW (input->widget);
}

static void
on_changed (KtFormInput *input)
{
  if (input->settling)
    return;
  gtk_widget_remove_css_class (input->widget, "error");
  input->changed (input->owner);
}

static void
on_activate (KtFormInput *input)
{
  input->activate (input->owner);
}

/* ---- Making ---- */

static GtkWidget *
make_words (KtFormInput *input)
{
  const char *title = kt_form_input_get_title (input);
  const char *hint = input->spec->hint != NULL ? _ (input->spec->hint) : NULL;
  GtkWidget *entry = kt_words_entry_new (title, hint, 3);

  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_activate), input);
  return entry;
}

static GtkWidget *
make_combo (KtFormInput *input, GStrvBuilder *keys, GtkStringList *labels)
{
  g_autofree char *title = kt_capitalised (kt_form_input_get_title (input));
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", title, "model", labels, "use-markup", FALSE, NULL);

  input->keys = g_strv_builder_end (keys);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_changed), input);
  return row;
}

static GtkWidget *
make_choice (KtFormInput *input)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  if (!input->field->required)
    {
      g_strv_builder_add (keys, "");
      /* Translators: in a list of choices, when none is made. */
      gtk_string_list_append (labels, _ ("Not said"));
    }
  for (const char *const *key = input->field->choices; *key != NULL; key++)
    {
      g_strv_builder_add (keys, *key);
      gtk_string_list_append (labels, _ (kt_choice_label (input->field, *key)));
    }
  return make_combo (input, keys, labels);
}

static GtkWidget *
make_domain (KtFormInput *input)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < KT_N_DOMAINS; i++)
    {
      g_strv_builder_add (keys, kt_domain (i)->id);
      gtk_string_list_append (labels, _ (kt_domain (i)->label));
    }
  return make_combo (input, keys, labels);
}

static GtkWidget *
make_choice_chips (KtFormInput *input)
{
  GtkWidget *chips = kt_chip_group_new (input->field->required ? KT_CHIPS_ONE : KT_CHIPS_MAYBE,
                                        kt_form_input_get_title (input), FALSE);
  const char *const *choices = input->field->choices;
  guint n = g_strv_length ((GStrv) choices);

  /* The table has what restrains first, because it wins; who is asked hears "yes" before "no". */
  for (guint i = 0; i < n; i++)
    {
      const char *key = choices[input->field->rule == KT_RULE_NARROW ? n - 1 - i : i];

      kt_chip_group_add (KT_CHIP_GROUP (chips), key, _ (kt_choice_label (input->field, key)));
    }
  return chips;
}

/* A worker is chosen by the helper's chip, and kept by the id that signs edits. */
static void
add_person (KtChipGroup *chips, const KtPerson *person, guint who)
{
  KtPerson known = *person;
  const char *worker = kt_record_get_text (person->record, "worker");

  if (who & KT_WHO_WORKERS)
    {
      if (worker == NULL)
        return;
      known.ref = worker;
    }
  if (person->kind == KT_PERSON_FAMILY)
    known.first = _ ("Whole family");
  kt_chip_group_add_person (chips, &known);
}

static GtkWidget *
make_people (KtFormInput *input, KtFamilyContext *context, KtChipMode mode)
{
  /* One person is soon found on a line; of several it matters to see who is chosen. */
  GtkWidget *chips = kt_chip_group_new (mode, kt_form_input_get_title (input), mode != KT_CHIPS_MANY);
  g_autoptr (GPtrArray) people = kt_family_list_who (context, input->spec->who);

  for (guint i = 0; i < people->len; i++)
    add_person (KT_CHIP_GROUP (chips), g_ptr_array_index (people, i), input->spec->who);
  return chips;
}

static GtkWidget *
make_row (KtFormInput *input)
{
  g_autofree char *title = kt_capitalised (kt_form_input_get_title (input));

  switch (input->spec->input)
    {
    case KT_INPUT_DATE:
    case KT_INPUT_MOMENT:
      return kt_date_row_new (title, input->spec->input == KT_INPUT_MOMENT);
    case KT_INPUT_SWITCH:
      return g_object_new (ADW_TYPE_SWITCH_ROW, "title", title, NULL);
    case KT_INPUT_NUMBER:
      return g_object_new (ADW_TYPE_SPIN_ROW, "title", title, "adjustment",
                           gtk_adjustment_new (0, 0, 999, 1, 10, 0), NULL);
    default:
      return g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, "use-markup", FALSE, NULL);
    }
}

static const char *
signal_of (KtInput input)
{
  switch (input)
    {
    case KT_INPUT_DATE:
    case KT_INPUT_MOMENT:
      return "changed-date";
    case KT_INPUT_SWITCH:
      return "notify::active";
    case KT_INPUT_NUMBER:
      return "notify::value";
    default:
      return "changed";
    }
}

static GtkWidget *
make_widget (KtFormInput *input, KtFamilyContext *context)
{
  switch (input->spec->input)
    {
    case KT_INPUT_WORDS:
      return make_words (input);
    case KT_INPUT_CHOICE:
      return make_choice (input);
    case KT_INPUT_DOMAIN:
      return make_domain (input);
    case KT_INPUT_CHIPS:
      return make_choice_chips (input);
    case KT_INPUT_PERSON:
      return make_people (input, context, KT_CHIPS_MAYBE);
    case KT_INPUT_PEOPLE:
      return make_people (input, context, KT_CHIPS_MANY);
    default:
      return make_row (input);
    }
}

KtFormInput *
kt_form_input_new (KtFamilyContext *context, const KtType *type, const KtFormField *spec)
{
  KtFormInput *input = g_new0 (KtFormInput, 1);

  input->spec = spec;
  input->field = kt_type_find_field (type, spec->key);
  g_assert (input->field != NULL);
  input->widget = g_object_ref_sink (make_widget (input, context));
  if (input->keys == NULL)
    g_signal_connect_swapped (input->widget, signal_of (spec->input), G_CALLBACK (on_changed), input);
  return input;
}

void
kt_form_input_free (KtFormInput *input)
{
  g_signal_handlers_disconnect_by_data (input->widget, input);
  g_object_unref (input->widget);
  g_strfreev (input->keys);
  g_strfreev (input->kept);
  g_free (input);
}

/* ---- Values in ---- */

/* A choice of a newer version of the app becomes a line of its own: saving must not lose it. */
static guint
add_unknown_line (KtFormInput *input, const char *key)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  guint line = g_strv_length (input->keys);

  g_strv_builder_addv (keys, (const char **) input->keys);
  g_strv_builder_add (keys, key);
  g_strfreev (input->keys);
  input->keys = g_strv_builder_end (keys);
  gtk_string_list_append (GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (input->widget))), key);
  return line;
}

static void
set_list_line (KtFormInput *input, const char *key)
{
  guint line = 0;

  while (input->keys[line] != NULL && !g_str_equal (input->keys[line], key != NULL ? key : ""))
    line++;
  if (input->keys[line] == NULL)
    line = key != NULL ? add_unknown_line (input, key) : 0;
  adw_combo_row_set_selected (ADW_COMBO_ROW (input->widget), line);
}

static void
set_chips (KtFormInput *input, json_object *value)
{
  KtChipGroup *chips = KT_CHIP_GROUP (input->widget);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) keys = json_object_is_type (value, json_type_array) ? kt_json_dup_strv (value) : g_new0 (char *, 2);

  if (json_object_is_type (value, json_type_string))
    keys[0] = g_strdup (json_object_get_string (value));
  for (char **key = keys; *key != NULL; key++)
    if (!kt_chip_group_has (chips, *key))
      g_strv_builder_add (kept, *key);
  g_strfreev (input->kept);
  input->kept = g_strv_builder_end (kept);
  kt_chip_group_set_selected (chips, (const char *const *) keys);
}

static void
set_texts (KtFormInput *input, json_object *value)
{
  g_auto (GStrv) items = kt_json_dup_strv (value);
  g_autofree char *joined = g_strjoinv (", ", items);

  gtk_editable_set_text (GTK_EDITABLE (input->widget), joined);
}

void
kt_form_input_set (KtFormInput *input, json_object *value)
{
  const char *text = json_object_is_type (value, json_type_string) ? json_object_get_string (value) : NULL;

  input->settling = TRUE;
  switch (input->spec->input)
    {
    case KT_INPUT_WORDS:
      kt_words_entry_set_text (KT_WORDS_ENTRY (input->widget), text);
      break;
    case KT_INPUT_LINE:
      gtk_editable_set_text (GTK_EDITABLE (input->widget), text != NULL ? text : "");
      break;
    case KT_INPUT_CHOICE:
    case KT_INPUT_DOMAIN:
      set_list_line (input, text);
      break;
    case KT_INPUT_CHIPS:
    case KT_INPUT_PERSON:
    case KT_INPUT_PEOPLE:
      set_chips (input, value);
      break;
    case KT_INPUT_DATE:
    case KT_INPUT_MOMENT:
      kt_date_row_set_date (KT_DATE_ROW (input->widget), text);
      break;
    case KT_INPUT_SWITCH:
      adw_switch_row_set_active (ADW_SWITCH_ROW (input->widget), json_object_get_boolean (value));
      break;
    case KT_INPUT_NUMBER:
      adw_spin_row_set_value (ADW_SPIN_ROW (input->widget), value != NULL ? (double) json_object_get_int64 (value) : 0);
      break;
    case KT_INPUT_TEXTS:
    default:
      set_texts (input, value);
    }
  input->settling = FALSE;
}

json_object *
kt_form_input_dup_of (KtRecord *record, const char *key)
{
  const KtField *field = kt_type_find_field (kt_record_get_type (record), key);
  gboolean list = field != NULL && (field->kind == KT_KIND_REF_LIST || field->kind == KT_KIND_TEXT_LIST);
  json_object *value = kt_record_get (record, key);
  g_auto (GStrv) items = NULL;

  if (value == NULL || !list)
    return value != NULL ? kt_json_copy (value) : NULL;
  items = kt_record_dup_list (record, key);
  return kt_json_from_strv ((const char *const *) items);
}

/* ---- Values out ---- */

static json_object *
text_or_null (const char *text)
{
  g_autofree char *stripped = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  return stripped != NULL && *stripped != '\0' ? json_object_new_string (stripped) : NULL;
}

static json_object *
dup_words (KtFormInput *input)
{
  g_autofree char *text = kt_words_entry_dup_text (KT_WORDS_ENTRY (input->widget));

  return text_or_null (text);
}

static json_object *
dup_people (KtFormInput *input)
{
  g_auto (GStrv) keys = kt_chip_group_dup_selected (KT_CHIP_GROUP (input->widget));
  json_object *list = kt_json_from_strv ((const char *const *) keys);

  for (char **kept = input->kept; kept != NULL && *kept != NULL; kept++)
    json_object_array_add (list, json_object_new_string (*kept));
  if (json_object_array_length (list) > 0)
    return list;
  json_object_put (list);
  return NULL;
}

/* Whom there is no chip for stays until somebody else is chosen. */
static json_object *
dup_person (KtFormInput *input)
{
  const char *chosen = kt_chip_group_get_selected (KT_CHIP_GROUP (input->widget));

  return text_or_null (chosen != NULL || input->kept == NULL ? chosen : input->kept[0]);
}

static json_object *
dup_texts (KtFormInput *input)
{
  g_auto (GStrv) items = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (input->widget)), ",", -1);
  json_object *list = NULL;

  for (char **item = items; *item != NULL; item++)
    {
      json_object *text = text_or_null (*item);

      if (text == NULL)
        continue;
      if (list == NULL)
        list = json_object_new_array ();
      json_object_array_add (list, text);
    }
  return list;
}

static json_object *
dup_number (KtFormInput *input)
{
  gint64 number = (gint64) adw_spin_row_get_value (ADW_SPIN_ROW (input->widget));

  return number != 0 ? json_object_new_int64 (number) : NULL;
}

json_object *
kt_form_input_dup (KtFormInput *input)
{
  switch (input->spec->input)
    {
    case KT_INPUT_WORDS:
      return dup_words (input);
    case KT_INPUT_LINE:
      return text_or_null (gtk_editable_get_text (GTK_EDITABLE (input->widget)));
    case KT_INPUT_CHOICE:
    case KT_INPUT_DOMAIN:
      return text_or_null (input->keys[adw_combo_row_get_selected (ADW_COMBO_ROW (input->widget))]);
    case KT_INPUT_CHIPS:
    case KT_INPUT_PERSON:
      return dup_person (input);
    case KT_INPUT_PEOPLE:
      return dup_people (input);
    case KT_INPUT_DATE:
    case KT_INPUT_MOMENT:
      return text_or_null (kt_date_row_get_date (KT_DATE_ROW (input->widget)));
    case KT_INPUT_SWITCH:
      return adw_switch_row_get_active (ADW_SWITCH_ROW (input->widget)) ? json_object_new_boolean (TRUE) : NULL;
    case KT_INPUT_NUMBER:
      return dup_number (input);
    case KT_INPUT_TEXTS:
    default:
      return dup_texts (input);
    }
}

gboolean
kt_form_input_is_good (KtFormInput *input)
{
  g_autoptr (json_object) value = kt_form_input_dup (input);

  if (KT_IS_DATE_ROW (input->widget) && kt_date_row_get_date (KT_DATE_ROW (input->widget)) == NULL)
    return FALSE;
  return value != NULL || !input->field->required;
}

void
kt_form_input_show_problem (KtFormInput *input)
{
  gtk_widget_add_css_class (input->widget, "error");
  if (!gtk_widget_grab_focus (input->widget))
    gtk_widget_child_focus (input->widget, GTK_DIR_TAB_FORWARD);
}
