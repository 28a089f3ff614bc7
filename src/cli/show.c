/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include "cli/show.h"

#include <glib/gi18n.h>

#include "session/acts.h"

char *
kt_show_title (KtRecord *record)
{
  static const char *const keys[] = { "called", "name", "words", "what", "summary", "bring", "kept", "why",
                                      "ground", "purpose", "zero", NULL };
  const char *date = kt_record_get_text (record, "date"), *text = NULL;

  for (guint i = 0; text == NULL && keys[i] != NULL; i++)
    text = kt_record_get_text (record, keys[i]);
  if (g_strcmp0 (kt_record_get_type_name (record), "visit") == 0 && date != NULL)
    return text != NULL ? g_strdup_printf ("%s  %s", date, text) : g_strdup (date);
  if (text == NULL)
    text = date;
  return g_strdup (text != NULL ? text : kt_record_get_id (record));
}

/* A worker has a name only as somebody who takes part in a family. */
static char *
find_worker_name (KtStore *store, const char *family, const char *worker)
{
  g_autoptr (GPtrArray) helpers = family != NULL ? kt_store_list (store, "participation", family, NULL) : NULL;

  for (guint i = 0; helpers != NULL && i < helpers->len; i++)
    if (g_strcmp0 (kt_record_get_text (helpers->pdata[i], "worker"), worker) == 0)
      return g_strdup (kt_record_get_text (helpers->pdata[i], "name"));
  return g_strdup (worker);
}

char *
kt_show_reference (KtStore *store, const char *family, const char *id)
{
  g_autoptr (KtRecord) record = NULL;

  if (g_str_has_prefix (id, "worker:"))
    return find_worker_name (store, family, id);
  record = kt_store_load (store, id, NULL);
  return record != NULL ? kt_show_title (record) : g_strdup (id);
}

char *
kt_show_people (KtStore *store, const char *family, const char *const *ids)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autofree char *name = kt_show_reference (store, family, ids[i]);
      if (i > 0)
        /* Translators: between the last two names of a list, with its spaces. */
        g_string_append (text, ids[i + 1] != NULL ? ", " : _(" and "));
      g_string_append (text, name);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
show_list (KtStore *store, KtRecord *record, const KtField *field, json_object *value)
{
  g_auto (GStrv) items = kt_json_dup_strv (value);

  if (field->kind == KT_KIND_REF_LIST)
    return kt_show_people (store, kt_record_get_family (record), (const char *const *) items);
  return g_strjoinv (", ", items);
}

char *
kt_show_value (KtStore *store, KtRecord *record, const KtField *field, json_object *value)
{
  switch (field->kind)
    {
    case KT_KIND_REF_LIST:
    case KT_KIND_TEXT_LIST:
      return show_list (store, record, field, value);
    case KT_KIND_REF:
      return kt_show_reference (store, kt_record_get_family (record), json_object_get_string (value));
    case KT_KIND_BOOL:
      return g_strdup (json_object_get_boolean (value) ? _("yes") : _("no"));
    case KT_KIND_CHOICE:
      return g_strdup (_(kt_choice_label (field, json_object_get_string (value))));
    default:
      return kt_value_to_text (value);
    }
}

json_object *
kt_show_docs (GPtrArray *records)
{
  json_object *answer = json_object_new_object (), *docs = json_object_new_array ();

  for (guint i = 0; i < records->len; i++)
    json_object_array_add (docs, kt_record_to_plain (records->pdata[i]));
  json_object_object_add (answer, "docs", docs);
  return answer;
}

char *
kt_show_family (KtStore *store, const char *family)
{
  return family != NULL ? kt_show_reference (store, NULL, family) : g_strdup ("–");
}

char *
kt_show_doubt (const KtDoubt *doubt)
{
  if (doubt->verdict == KT_VERDICT_STRANGER)
    return g_strdup_printf (_("%s: written on another worker’s device than it says (%s)"), doubt->id, doubt->dot);
  return g_strdup_printf (_("%s: not what the device it comes from has signed (%s)"), doubt->id, doubt->dot);
}

json_object *
kt_show_doubts (GPtrArray *doubts)
{
  json_object *list = json_object_new_array ();

  for (guint i = 0; i < doubts->len; i++)
    {
      const KtDoubt *doubt = doubts->pdata[i];
      json_object *entry = json_object_new_object ();

      json_object_object_add (entry, "id", json_object_new_string (doubt->id));
      json_object_object_add (entry, "dot", json_object_new_string (doubt->dot));
      json_object_object_add (entry, "verdict", json_object_new_string (kt_verdict_name (doubt->verdict)));
      json_object_array_add (list, entry);
    }
  return list;
}
