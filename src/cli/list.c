/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/show.h"

static char *family;

static const KtOption options[] = {
  { "family", N_("ID"), &family, NULL, NULL, N_("only of this family") },
  { NULL },
};

static const KtType *
find_type (const char *name, GError **error)
{
  const KtType *type = kt_type_find (name);
  g_autoptr (GString) names = NULL;

  if (type != NULL)
    return type;
  names = g_string_new (NULL);
  for (guint i = 0; kt_types ()[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", kt_types ()[i]->name);
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no type “%s”; there are: %s"), name, names->str);
  return NULL;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) records = NULL;

  if (find_type (args[0], error) == NULL || !kt_cli_open (&opened, error))
    return -1;
  records = kt_store_list (opened.store, args[0], family, error);
  if (records == NULL)
    return -1;
  if (program->json)
    kt_answer_json (kt_show_docs (records));
  for (guint i = 0; !program->json && i < records->len; i++)
    {
      g_autofree char *title = kt_show_title (records->pdata[i]);
      g_print ("%s  %s\n", kt_record_get_id (records->pdata[i]), title);
    }
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_list = {
  "list",
  N_("TYPE"),
  1,
  1,
  N_("List the records of a type: family, member, goal, …"),
  options,
  run,
};
