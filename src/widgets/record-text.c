/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/record-text.h"

#include <glib/gi18n.h>

#include "report/date-text.h"

#define LONGEST 60 /* characters of the words */

const char *
kt_record_text_type (KtRecord *record)
{
  const KtType *type = kt_record_get_type (record);

  return type != NULL ? _(type->label) : _("Something from a newer Keukentafel");
}

/* The first field in the table's order that holds words people would look for, or else a date. Returns: (transfer full)
 * (nullable). */
static char *
dup_first_words (KtRecord *record, const KtType *type)
{
  for (const KtField *field = type->fields; field->key != NULL; field++)
    if (field->searchable && field->kind != KT_KIND_TEXT_LIST && kt_record_get_text (record, field->key) != NULL)
      return g_strdup (kt_record_get_text (record, field->key));
  for (const KtField *field = type->fields; field->key != NULL; field++)
    if (field->kind == KT_KIND_DATE && kt_record_get_text (record, field->key) != NULL)
      return kt_date_text_short (kt_record_get_text (record, field->key));
  return NULL;
}

static char *
dup_shortened (const char *words)
{
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (words, -1) <= LONGEST)
    return g_strdup (words);
  cut = g_utf8_substring (words, 0, LONGEST);
  return g_strconcat (g_strchomp (cut), "…", NULL);
}

char *
kt_record_text_title (KtRecord *record)
{
  const KtType *type = kt_record_get_type (record);
  g_autofree char *words = type != NULL ? dup_first_words (record, type) : NULL;
  g_autofree char *shortened = words != NULL ? dup_shortened (words) : NULL;

  if (shortened == NULL)
    return g_strdup (kt_record_text_type (record));
  /* Translators: a kind of record and its first words: Step “Ria reads along” */
  return g_strdup_printf (_("%s “%s”"), kt_record_text_type (record), shortened);
}
