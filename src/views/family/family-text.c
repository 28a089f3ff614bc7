/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/family-text.h"

#include "base/i18n.h"
#include "report/date-text.h"
#include "widgets/error-text.h"
#include "widgets/page.h"

#include <string.h>

/* ---- People ---- */

static char *
name_of (KtFamilyContext *context, const char *ref, gboolean full)
{
  const KtPerson *person = kt_family_index_find_person (kt_family_context_get_index (context), ref);

  if (ref == NULL)
    return g_strdup ("");
  if (person == NULL && g_strcmp0 (ref, kt_family_context_get_worker (context)) == 0)
    /* Translators: in the place of a helper's name, when it is whoever reads this. */
    return g_strdup (_ ("you"));
  if (person == NULL)
    return g_strdup (_ ("a colleague"));
  if (person->kind == KT_PERSON_FAMILY)
    return g_strdup (_ ("the whole family"));
  return g_strdup (full ? person->name : person->first);
}

char *
kt_family_name_of (KtFamilyContext *context, const char *ref)
{
  return name_of (context, ref, FALSE);
}

char *
kt_family_full_name_of (KtFamilyContext *context, const char *ref)
{
  return name_of (context, ref, TRUE);
}

char *
kt_person_with_age (const KtPerson *person)
{
  if (person->age < 0)
    return g_strdup (person->first);
  /* Translators: a first name and an age in years. */
  return g_strdup_printf (_ ("%s, %d"), person->first, person->age);
}

char *
kt_family_names_of (KtFamilyContext *context, const char *const *refs)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; refs != NULL && refs[i] != NULL; i++)
    {
      g_autofree char *name = kt_family_name_of (context, refs[i]);
      const char *between = refs[i + 1] != NULL ? ", " : _ (" and ");

      g_string_append_printf (names, "%s%s", i > 0 ? between : "", name);
    }
  return g_string_free (names, FALSE);
}

/* ---- Words ---- */

char *
kt_quoted (const char *words)
{
  if (words == NULL || *words == '\0')
    return g_strdup ("");
  if (g_str_has_prefix (words, "“") || g_str_has_prefix (words, "\"") || g_str_has_prefix (words, "„"))
    return g_strdup (words);
  /* Translators: quotation marks round somebody's own words. */
  return g_strdup_printf (_ ("“%s”"), words);
}

gboolean
kt_factor_is_quote (KtFamilyContext *context, KtRecord *factor)
{
  const char *source = kt_record_get_text (factor, "source");
  const KtPerson *speaker = kt_family_index_find_person (kt_family_context_get_index (context),
                                                         kt_record_get_text (factor, "said_by"));

  if (source != NULL)
    return g_str_equal (source, "said");
  return speaker != NULL && speaker->kind <= KT_PERSON_NETWORK;
}

static char *
list_text (KtFamilyContext *context, const KtField *field, json_object *value)
{
  g_auto (GStrv) items = kt_json_dup_strv (value);

  return field->kind == KT_KIND_REF_LIST ? kt_family_names_of (context, (const char *const *) items)
                                         : g_strjoinv (", ", items);
}

char *
kt_family_value_text (KtFamilyContext *context, const KtField *field, json_object *value)
{
  const char *text = json_object_is_type (value, json_type_string) ? json_object_get_string (value) : NULL;

  if (value == NULL)
    return g_strdup ("");
  switch (field->kind)
    {
    case KT_KIND_CHOICE:
      return g_strdup (_ (kt_choice_label (field, text)));
    case KT_KIND_DATE:
      return kt_date_text_day (text);
    case KT_KIND_REF:
      return kt_family_full_name_of (context, text);
    case KT_KIND_INT:
    case KT_KIND_SCALE:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int64 (value));
    case KT_KIND_BOOL:
      return g_strdup (json_object_get_boolean (value) ? _ ("yes") : _ ("no"));
    case KT_KIND_TEXT_LIST:
    case KT_KIND_REF_LIST:
      return list_text (context, field, value);
    case KT_KIND_TEXT:
    case KT_KIND_OWN_WORDS:
    default:
      return g_strdup (text);
    }
}

const char *
kt_record_choice_text (KtRecord *record, const char *key)
{
  const char *value = kt_record_get_text (record, key);

  return value != NULL ? _ (kt_choice_label (kt_type_find_field (kt_record_get_type (record), key), value)) : NULL;
}

char *
kt_join_dots (const char *first, ...)
{
  GString *joined = g_string_new (NULL);
  va_list parts;

  va_start (parts, first);
  for (const char *part = first; part != NULL; part = va_arg (parts, const char *))
    if (*part != '\0')
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " · " : "", part);
  va_end (parts);
  return g_string_free (joined, FALSE);
}

void
kt_print_record (KtFamilyContext *context, GString *print, KtRecord *record)
{
  /* The canonical bytes are what the record is; their hash is print enough for one screen. */
  g_string_append_printf (print, "%s %x %d;", kt_record_get_id (record), g_str_hash (kt_record_get_bytes (record)),
                          kt_family_context_get_state (context, kt_record_get_id (record)));
}

char *
kt_capitalised (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, *text != '\0' ? 1 : 0);
  g_autofree char *up = g_utf8_strup (first, -1);

  return g_strconcat (up, text + strlen (first), NULL);
}

/* ---- Problems ---- */

const char *
kt_family_problem_text (const GError *error)
{
  if (error->domain == KT_STORE_ERROR && error->code != KT_STORE_ERROR_FAILED)
    return kt_error_text (error);
  return _ ("That could not be kept. What you typed is still there; please try again.");
}

void
kt_family_toast_problem (GtkWidget *from, const GError *error)
{
  g_warning ("a save failed: %s %d", g_quark_to_string (error->domain), error->code);
  kt_toast (from, kt_family_problem_text (error));
}

/* ---- Labels ---- */

GtkWidget *
kt_wrapped_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  g_object_set (label, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

GtkWidget *
kt_plain_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

GtkWidget *
kt_heading_label (const char *text, const char *css)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
                                   "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);

  gtk_widget_add_css_class (label, css);
  return label;
}
