/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Which family's databases a pass comes to first (PROTOCOL.md, "Order"). It only ever sets the order: every database is
 * asked in every pass. Inside sync/ only; sync thread. */
#include "base/json.h"
#include "sync/pass.h"

/* A note of what changed at the server: what it says that was not known is kept until the database was read.
 * Runs within the caller's transaction. families: not touched. */
gboolean kt_pass_order_take_digest (KtStore *store, json_object *note, GHashTable *families, GError **error);
/* Sorts pass->databases. first: the family that is open (nullable). */
gboolean kt_pass_order_run (KtPass *pass, const char *first, GError **error);
/* What was read is no news any more. Within the caller's transaction. */
gboolean kt_pass_order_end (KtStore *store, KtPass *pass, GError **error);
