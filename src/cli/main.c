/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"

KtCliOptions kt_cli_options;

static const KtCommand *const commands[] = {
  &kt_cli_init,
  &kt_cli_demo,
  &kt_cli_import,
  &kt_cli_export,
  &kt_cli_schema,
  &kt_cli_list,
  &kt_cli_get,
  &kt_cli_put,
  &kt_cli_search,
  &kt_cli_sync,
  &kt_cli_team_join,
  &kt_cli_team_leave,
  &kt_cli_agency_join,
  &kt_cli_agency_leave,
  &kt_cli_offered,
  &kt_cli_take_over,
  &kt_cli_dismiss,
  &kt_cli_conflicts,
  &kt_cli_resolve,
  &kt_cli_safety,
  &kt_cli_status,
  &kt_cli_check,
  &kt_cli_picture_add,
  &kt_cli_picture_get,
  &kt_cli_picture_list,
  &kt_cli_print,
  &kt_cli_dump,
  NULL,
};

static const KtOption options[] = {
  { "data-dir", N_("DIR"), &kt_cli_options.data_dir, NULL, NULL, N_("where the profiles are") },
  { "profile", N_("NAME"), &kt_cli_options.profile, NULL, NULL, N_("whose store; not needed when there is only one") },
  { "passphrase-file", N_("FILE"), &kt_cli_options.passphrase_file, NULL, NULL,
    N_("its first line opens the store; else it is asked") },
  { NULL },
};

int
main (int argc, char **argv)
{
  KtProgram program = {
    .name = "keukentafel-cli",
    .summary = N_("Keukentafel on the command line: the same stores as the window, for scripts and administrators."),
    .options = options,
    .commands = commands,
  };

  return kt_program_run (&program, argc, argv);
}
