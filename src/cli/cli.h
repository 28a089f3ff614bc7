/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* keukentafel-cli: one command a file, each a KtCommand in the table of main.c. A command opens the profile itself
 * and closes it before it returns. Main thread; the store is used directly, there is no worker. */
#include "session/profile.h"
#include "store/store.h"
#include "terminal/program.h"

/* The options of every command; owned by main.c. */
typedef struct {
  char *data_dir;         /* (nullable) */
  char *profile;          /* (nullable) slug or nickname */
  char *passphrase_file;  /* (nullable) */
} KtCliOptions;
extern KtCliOptions kt_cli_options;

extern const KtCommand kt_cli_init, kt_cli_demo, kt_cli_import, kt_cli_export, kt_cli_schema, kt_cli_list, kt_cli_get,
  kt_cli_put, kt_cli_search, kt_cli_sync, kt_cli_conflicts, kt_cli_resolve, kt_cli_safety, kt_cli_status, kt_cli_check,
  kt_cli_picture_add, kt_cli_picture_get, kt_cli_picture_list, kt_cli_print, kt_cli_dump, kt_cli_team_join,
  kt_cli_team_leave, kt_cli_agency_join, kt_cli_agency_leave, kt_cli_offered, kt_cli_take_over,
  kt_cli_dismiss;

/* An opened profile. */
typedef struct {
  KtProfile *profile;
  KtStore *store;
  char *worker_id;
} KtOpened;

/* --data-dir or the usual place. Returns: (transfer full). */
char *kt_cli_data_dir (void);
/* The passphrase: --passphrase-file, or asked. again: for a new one. Returns: (transfer full) kt_ask_forget(). */
char *kt_cli_passphrase (gboolean again, GError **error);
/* --profile, or the only one there is; asks for the passphrase and opens the store. */
gboolean kt_cli_open (KtOpened *opened, GError **error);
/* Looks at the signatures of everything that came in and was not looked at yet. */
gboolean kt_cli_check_signatures (KtStore *store, GError **error);
/* Keeps what waits in the profile and closes it. */
void kt_cli_close (KtOpened *opened);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtOpened, kt_cli_close)
