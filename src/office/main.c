/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "office/office.h"

KtOfficeOptions kt_office_options;

static const KtCommand *const commands[] = {
  &kt_office_setup,
  &kt_office_user_add,
  &kt_office_family_add,
  &kt_office_family_remove,
  &kt_office_worker_move,
  &kt_office_erase,
  &kt_office_escrow_open,
  &kt_office_serve,
  &kt_office_status,
  NULL,
};

static const KtOption options[] = {
  { "server", N_("URL"), &kt_office_options.url, NULL, NULL, N_("the central server, https only") },
  { "ca", N_("FILE"), &kt_office_options.ca, NULL, NULL, N_("the organisation’s own certificate authority, PEM") },
  { "admin", N_("NAME"), &kt_office_options.admin, NULL, NULL, N_("an administrator of the server") },
  { "password-file", N_("FILE"), &kt_office_options.password_file, NULL, NULL,
    N_("its first line is the password; else it is asked") },
  { NULL },
};

int
main (int argc, char **argv)
{
  KtProgram program = {
    .name = "keukentafel-office",
    .summary = N_("Prepares the central server for Keukentafel; for the organisation’s administrator."),
    .options = options,
    .commands = commands,
  };

  return kt_program_run (&program, argc, argv);
}
