/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The organisation's key for work on erased records: its public half is for every laptop, its private half is in a file
 * that never comes near the server. Blocking. */
#include "office/couch.h"

/* Makes the pair where path is not there yet (mode 0600, on disk before the public half is published), and publishes
 * the public half. Errors: G_FILE_ERROR; KT_USAGE_ERROR when the organisation has another key, or path holds none. */
gboolean kt_escrow_publish (KtCouch *couch, const char *path, GError **error);
