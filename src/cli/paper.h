/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Papers that were left with a family, for `print`. Main thread. */
#include "cli/cli.h"
#include "model/paper.h"

/* The family's plan as it is in the store, and its papers. Fails when there is none of that id. Returns: (transfer full). */
KtFamilyIndex *kt_cli_read_family (KtStore *store, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whoever text names: an id, or a name that only one member or household has. Returns: borrowed from index. */
const char *kt_cli_paper_find_whom (KtFamilyIndex *index, const char *text, GError **error);
/* how is one of the words the type knows for a paper that is left (gone: that is gone). */
gboolean kt_cli_paper_check_how (const char *how, gboolean gone, GError **error);
/* Writes down that the plan in index was left. Returns: (transfer full) the new record. */
KtRecord *kt_cli_paper_leave (KtOpened *opened, KtFamilyIndex *index, const char *whom, const char *how, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The whole of `print --gone PAPER`: that this paper is not there any more. */
int kt_cli_paper_run_gone (KtProgram *program, KtOpened *opened, const char *paper, const char *how, GError **error);
/* The whole of `print --to-replace`. family: (nullable) only of this one. */
int kt_cli_paper_run_to_replace (KtProgram *program, KtOpened *opened, const char *family, GError **error);
