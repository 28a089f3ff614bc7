/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "session/acts.h"

static char *family;

static const KtOption options[] = {
  { "family", N_("ID"), &family, NULL, NULL, N_("only of this family") },
  { NULL },
};

/* ---- For people ---- */
static void
print_with (KtStore *store, KtRecord *record, const KtEntry *entry)
{
  g_auto (GStrv) with = kt_json_dup_strv (entry->edit != NULL ? kt_json_get_array (entry->edit, "with") : NULL);
  g_auto (GStrv) phone = kt_json_dup_strv (entry->edit != NULL ? kt_json_get_array (entry->edit, "phone") : NULL);
  const char *of = kt_record_get_family (record);
  g_autofree char *with_names = kt_show_people (store, of, (const char *const *) with);
  g_autofree char *phone_names = kt_show_people (store, of, (const char *const *) phone);

  if (*with_names != '\0')
    g_print (_(", with %s"), with_names);
  if (*phone_names != '\0')
    g_print (_(", by phone with %s"), phone_names);
  if (entry->agreed)
    g_print (_("; agreed with the family"));
  if (entry->note != NULL)
    g_print (" (%s)", entry->note);
  g_print ("\n");
}

static void
print_version (KtStore *store, KtRecord *record, const KtField *field, const KtEntry *entry)
{
  g_autofree char *who = entry->by != NULL ? kt_show_reference (store, kt_record_get_family (record), entry->by)
                                           : g_strdup (_("Somebody outside Keukentafel"));
  g_autofree char *text = kt_show_value (store, record, field, entry->value);
  g_autofree char *date = g_strndup (entry->at != NULL ? entry->at : "–", 10);

  /* Translators: a name, what that person wrote, and a date. */
  g_print (_("  %s wrote “%s” on %s"), who, text, date);
  print_with (store, record, entry);
  g_print ("      %s\n", entry->dot);
}

static void
print_conflict (KtStore *store, KtRecord *record, const char *key)
{
  const KtField *field = kt_type_find_field (kt_record_get_type (record), key);
  g_autofree char *name = kt_show_family (store, kt_record_get_family (record)), *title = kt_show_title (record);
  json_object *start = kt_record_get_common_start (record, key), *shown = kt_record_get (record, key);
  KtEntry entry;

  g_print ("%s · %s · %s · %s\n", name, _(kt_record_get_type (record)->label), title, _(field->label));
  if (start != NULL)
    {
      g_autofree char *text = kt_show_value (store, record, field, start);
      g_print (_("  Both started from “%s”.\n"), text);
    }
  for (guint i = 0; kt_record_get_entry (record, key, i, &entry); i++)
    print_version (store, record, field, &entry);
  if (shown != NULL)
    {
      g_autofree char *text = kt_show_value (store, record, field, shown);
      g_print (_("  Until it is decided, “%s” is shown.\n"), text);
    }
  g_print (_("  Decide with: resolve %s %s DOT --note TEXT\n\n"), kt_record_get_id (record), key);
}

/* ---- For scripts ---- */
static void
add_text (json_object *object, const char *key, const char *text)
{
  json_object_object_add (object, key, text != NULL ? json_object_new_string (text) : NULL);
}

static json_object *
version_to_json (KtStore *store, KtRecord *record, const KtEntry *entry)
{
  json_object *version = json_object_new_object ();
  static const char *const lists[] = { "with", "phone" };
  g_autofree char *name = entry->by != NULL ? kt_show_reference (store, kt_record_get_family (record), entry->by) : NULL;

  add_text (version, "dot", entry->dot);
  json_object_object_add (version, "value", json_object_get (entry->value));
  add_text (version, "by", entry->by);
  add_text (version, "by_name", name);
  add_text (version, "at", entry->at);
  json_object_object_add (version, "agreed", json_object_new_boolean (entry->agreed));
  add_text (version, "note", entry->note);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      json_object *list = entry->edit != NULL ? kt_json_get_array (entry->edit, lists[i]) : NULL;
      json_object_object_add (version, lists[i], list != NULL ? json_object_get (list) : json_object_new_array ());
    }
  return version;
}

static json_object *
conflict_to_json (KtStore *store, KtRecord *record, const char *key)
{
  json_object *conflict = json_object_new_object (), *versions = json_object_new_array ();
  const KtField *field = kt_type_find_field (kt_record_get_type (record), key);
  KtEntry entry;

  add_text (conflict, "id", kt_record_get_id (record));
  add_text (conflict, "type", kt_record_get_type_name (record));
  add_text (conflict, "family", kt_record_get_family (record));
  add_text (conflict, "field", key);
  add_text (conflict, "label", _(field->label));
  json_object_object_add (conflict, "start", json_object_get (kt_record_get_common_start (record, key)));
  json_object_object_add (conflict, "shown", json_object_get (kt_record_get (record, key)));
  for (guint i = 0; kt_record_get_entry (record, key, i, &entry); i++)
    json_object_array_add (versions, version_to_json (store, record, &entry));
  json_object_object_add (conflict, "versions", versions);
  return conflict;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) records = NULL;
  json_object *answer, *list = json_object_new_array ();

  if (!kt_cli_open (&opened, error) || (records = kt_store_list_disputed (opened.store, family, error)) == NULL)
    {
      json_object_put (list);
      return -1;
    }
  for (guint i = 0; i < records->len; i++)
    {
      g_auto (GStrv) keys = kt_record_dup_disputed (records->pdata[i]);
      for (guint k = 0; keys[k] != NULL; k++)
        if (program->json)
          json_object_array_add (list, conflict_to_json (opened.store, records->pdata[i], keys[k]));
        else
          print_conflict (opened.store, records->pdata[i], keys[k]);
    }
  if (!program->json && records->len == 0)
    g_print ("%s\n", _("Nothing to decide."));
  answer = json_object_new_object ();
  json_object_object_add (answer, "conflicts", list);
  if (program->json)
    kt_answer_json (answer);
  else
    json_object_put (answer);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_conflicts = {
  "conflicts",
  "",
  0,
  0,
  N_("What two people wrote differently, and somebody has to decide."),
  options,
  run,
};
