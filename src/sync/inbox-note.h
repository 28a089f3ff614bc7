/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One note of the inbox, taken into the store (PROTOCOL.md, "Inbox"). Inside sync/ only. */
#include "store/leaf-store.h"

/* families: ids of families that changed are added. A note of another kind, or a newer office's, is passed over.
 * Runs within the caller's transaction. */
gboolean kt_inbox_take_note (KtStore *store, const KtPulledLeaf *leaf, GHashTable *families, GError **error);
