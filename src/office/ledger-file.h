/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The ledger outside of the server: a backup of the whole server brings the registry back as it was, too. One line of
 * JSON an erasure: family, ids, why; no content. Blocking. */
#include "office/couch.h"

/* Adds the entry, on disk before this returns. Errors: G_FILE_ERROR. */
gboolean kt_ledger_file_add (const char *path, json_object *entry, GError **error);
/* Enters every line that the registry does not have. Nothing is carried out. Errors: also KT_USAGE_ERROR for a line that
 * is none. */
gboolean kt_ledger_file_enter (const char *path, KtCouch *couch, GError **error);
