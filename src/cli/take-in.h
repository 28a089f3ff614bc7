/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Plain records (a bundle) into the store: all or nothing, and the same again changes nothing. Blocking. */
#include "model/bundle.h"
#include "store/store.h"

typedef struct { guint made, changed, unchanged; char *last_id; } KtTakenIn;

/* items: KtBundleItem*. clear_absent: fields a document does not name are cleared (a whole document is put), else
 * left. A record without id gets one derived from what it says. */
gboolean kt_take_in (KtStore *store, const char *worker_id, GPtrArray *items, gboolean clear_absent, KtTakenIn *taken,
                     GError **error);
