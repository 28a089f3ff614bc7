/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Work that is nowhere but here, written down whole. Inside of store/ only. */
#include "base/json.h"
#include "store/store-private.h"

/* {"_id","bytes": the joined body,"leaves":[{"rev","bytes"?}],"aside":[{"rev","reason","bytes"?}]}: every leaf the
 * server has not acknowledged, and what it refused. *found (transfer full): NULL when there is nothing of the kind.
 * Bodies are texts, byte for byte: nothing on the way can change them. */
gboolean kt_store_collect_unsent (KtStore *store, const char *id, json_object **found, GError **error);
/* Drafts whose key holds part: {key: text}. *found: NULL when there are none. */
gboolean kt_store_collect_drafts (KtStore *store, const char *part, json_object **found, GError **error);
