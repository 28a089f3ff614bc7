/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What of a record is searched for: one row of `search` per record (store-private.h, 7). */
#include "store/store-private.h"

/* Every surviving value of every searchable field, a line each; "" when there is nothing to find.
 * Returns: (transfer full). */
char *kt_search_text (KtRecord *record);
/* The row of doc says text from now on; "" takes it out. was (nullable): what it said so far. */
gboolean kt_search_index_put (KtStore *store, gint64 doc, const char *was, const char *text, GError **error);
