/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A revision that waits, as _bulk_docs takes it with new_edits:false: spliced from its bytes, not parsed. Any thread. */
#include "store/leaf-store.h"

/* _rev and _revisions of this revision come in the place of whatever its bytes say. */
void kt_json_append_revision (GString *out, const KtPendingRev *rev);
/* About what it will take. */
gsize kt_pending_rev_size (const KtPendingRev *rev);
