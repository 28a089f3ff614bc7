/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "base/clock.h"
#include "cli/cli.h"
#include "drawing/plan-pages.h"
#include "report/plan-report.h"

static char *file;

static const KtOption options[] = {
  { "output", N_("FILE"), &file, NULL, NULL, N_("the PDF to write; readable only by you") },
  { NULL },
};

static gboolean
check_family (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtRecord) record = kt_store_load (store, id, error);

  if (record == NULL)
    return FALSE;
  if (g_strcmp0 (kt_record_get_type_name (record), "family") == 0)
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("“%s” is not a family; see “list family”"), id);
  return FALSE;
}

static KtPlanPages *
lay_out (KtStore *store, const char *family, GError **error)
{
  g_autoptr (GPtrArray) records = kt_store_list_family (store, family, error);
  g_autofree char *today = kt_clock_today ();
  g_autoptr (KtFamilyIndex) index = records != NULL ? kt_family_index_new (family, records, today) : NULL;
  g_autoptr (KtPlanSheet) sheet = index != NULL ? kt_plan_report_new (index) : NULL;

  return sheet != NULL ? kt_plan_pages_new (sheet, KT_PAPER_A4_WIDTH, KT_PAPER_A4_HEIGHT) : NULL;
}

static gboolean
write_pdf (KtPlanPages *pages, GError **error)
{
  g_autoptr (GBytes) pdf = kt_plan_pages_to_pdf (pages, _("Our plan"), error);
  gsize length;
  const char *bytes = pdf != NULL ? g_bytes_get_data (pdf, &length) : NULL;

  return bytes != NULL &&
         g_file_set_contents_full (file, bytes, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
tell (KtProgram *program, guint n)
{
  json_object *answer;

  if (!program->json)
    {
      g_print (ngettext ("%u page written to %s.\n", "%u pages written to %s.\n", n), n, file);
      return;
    }
  answer = json_object_new_object ();
  json_object_object_add (answer, "file", json_object_new_string (file));
  json_object_object_add (answer, "pages", json_object_new_int64 (n));
  kt_answer_json (answer);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (KtPlanPages) pages = NULL;

  if (file == NULL)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("say where the PDF goes: --output FILE"));
      return -1;
    }
  if (!kt_cli_open (&opened, error) || !check_family (opened.store, args[0], error) ||
      (pages = lay_out (opened.store, args[0], error)) == NULL || !write_pdf (pages, error))
    return -1;
  tell (program, kt_plan_pages_get_count (pages));
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_print = {
  "print",
  N_("FAMILY"),
  1,
  1,
  N_("A family's plan on paper: a PDF of A4 pages, in the language of the program."),
  options,
  run,
};
