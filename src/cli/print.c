/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "cli/paper.h"
#include "drawing/plan-pages.h"
#include "report/plan-report.h"

static char *file, *left_with, *how, *gone;
static gboolean to_replace;

static const KtOption options[] = {
  { "output", N_("FILE"), &file, NULL, NULL, N_("the PDF to write; readable only by you") },
  { "left-with", N_("WHO"), &left_with, NULL, NULL,
    N_("write down who got this plan: the id or the name of a member or a household") },
  { "how", N_("WORD"), &how, NULL, NULL,
    N_("how: handed (else), post, pdf or shown; with --gone: taken_back (else) or thrown_away") },
  { "to-replace", NULL, NULL, &to_replace, NULL, N_("print nothing, but list who has a paper that no longer fits") },
  { "gone", N_("PAPER"), &gone, NULL, NULL, N_("print nothing, but write down that this paper is not there any more") },
  { NULL },
};

static KtPlanPages *
lay_out (KtFamilyIndex *index)
{
  g_autoptr (KtPlanSheet) sheet = kt_plan_report_new (index);

  return kt_plan_pages_new (sheet, KT_PAPER_A4_WIDTH, KT_PAPER_A4_HEIGHT);
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

/* left: (nullable) the record of the paper. */
static void
tell (KtProgram *program, guint n, KtRecord *left)
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
  if (left != NULL)
    json_object_object_add (answer, "left", json_object_new_string (kt_record_get_id (left)));
  kt_answer_json (answer);
}

static int
run_print (KtProgram *program, KtOpened *opened, const char *family, GError **error)
{
  g_autoptr (KtFamilyIndex) index = kt_cli_read_family (opened->store, family, error);
  g_autoptr (KtPlanPages) pages = NULL;
  g_autoptr (KtRecord) left = NULL;
  const char *whom = NULL;

  if (index == NULL || (left_with != NULL && (whom = kt_cli_paper_find_whom (index, left_with, error)) == NULL))
    return -1;
  pages = lay_out (index);
  if (!write_pdf (pages, error))
    return -1;
  if (whom != NULL && (left = kt_cli_paper_leave (opened, index, whom, how != NULL ? how : "handed", error)) == NULL)
    return -1;
  tell (program, kt_plan_pages_get_count (pages), left);
  return KT_EXIT_DONE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, why);
  return FALSE;
}

/* What goes together, before anything is opened. */
static gboolean
check_words (char **args, GError **error)
{
  gboolean prints = !to_replace && gone == NULL;

  if (to_replace && gone != NULL)
    return refuse (error, _("one at a time: --to-replace or --gone PAPER"));
  if (!prints && (file != NULL || left_with != NULL))
    return refuse (error, _("--to-replace and --gone print nothing: leave out --output and --left-with"));
  if (gone != NULL && args[0] != NULL)
    return refuse (error, _("--gone PAPER is enough: the paper knows its family"));
  if (prints && args[0] == NULL)
    return refuse (error, _("say which family; see “list family”"));
  if (prints && file == NULL)
    return refuse (error, _("say where the PDF goes: --output FILE"));
  if (how != NULL && left_with == NULL && gone == NULL)
    return refuse (error, _("--how belongs to --left-with or --gone"));
  return how == NULL || kt_cli_paper_check_how (how, gone != NULL, error);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };

  if (!check_words (args, error) || !kt_cli_open (&opened, error))
    return -1;
  if (to_replace)
    return kt_cli_paper_run_to_replace (program, &opened, args[0], error);
  if (gone != NULL)
    return kt_cli_paper_run_gone (program, &opened, gone, how != NULL ? how : "taken_back", error);
  return run_print (program, &opened, args[0], error);
}

const KtCommand kt_cli_print = {
  "print",
  N_("[FAMILY]"),
  0,
  1,
  N_("A family's plan on paper: a PDF of A4 pages, in the language of the program; and who has which paper."),
  options,
  run,
};
