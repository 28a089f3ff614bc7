/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>
#include <string.h>

#include "cli/cli.h"
#include "model/bundle.h"

static char *family, *file;

static const KtOption options[] = {
  { "family", N_("ID"), &family, NULL, NULL, N_("only this family") },
  { "output", N_("FILE"), &file, NULL, NULL, N_("into a file instead of standard output; readable only by you") },
  { NULL },
};

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (kt_record_get_id (*(KtRecord *const *) a), kt_record_get_id (*(KtRecord *const *) b));
}

/* By id, so that two stores with the same records give the same file. */
static GPtrArray *
list_records (KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) records = family != NULL ? kt_store_list_family (store, family, error)
                                                 : kt_store_list_all (store, error);

  if (records != NULL)
    g_ptr_array_sort (records, compare_ids);
  return g_steal_pointer (&records);
}

static void
tell (KtProgram *program, guint n)
{
  json_object *answer;

  if (!program->json)
    {
      g_print (ngettext ("%u record written to %s.\n", "%u records written to %s.\n", n), n, file);
      return;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "file", json_object_new_string (file));
  json_object_object_add (answer, "records", json_object_new_int64 (n));
  kt_answer_json (answer);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *bundle = NULL;

  if (!kt_cli_open (&opened, error) || (records = list_records (opened.store, error)) == NULL)
    return -1;
  bundle = kt_bundle_write (records);
  if (file == NULL)
    g_print ("%s\n", bundle);
  else if (!g_file_set_contents_full (file, bundle, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return -1;
  else
    tell (program, records->len);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_export = {
  "export",
  "",
  0,
  0,
  N_("Write the records as a bundle, which “import” takes in."),
  options,
  run,
};
