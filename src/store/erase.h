/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The laptop's half of the erasure ledger (PROTOCOL.md, "Erasure"). Blocking; same thread rule as store.h.
 *
 * Erasing takes a record out whole: body, leaves, index, what was set aside, drafts. It is the one way in which work
 * nobody acknowledged leaves the records; that work goes into escrow in the same transaction, and from there, sealed
 * to the organisation's key, into a request that stays until the server has it. */
#include "store/store.h"

typedef struct { guint records, escrowed; } KtErased;

/* Records that must be nowhere: those that are here go, and none of them ever comes in, is sent or is saved again.
 * Adds to result. Errors: KT_STORE_ERROR. */
gboolean kt_store_erase_records (KtStore *store, const char *const *ids, KtErased *result, GError **error);
/* A whole database, and with the last one of its family what waits for a place, too. family (nullable). */
gboolean kt_store_erase_database (KtStore *store, const char *name, const char *family, KtErased *result, GError **error);
/* After erasing: takes the words out of the search index's depth and the log beside the file. Nothing to do: quick.
 * A reader that is in the way is no error: the next call does it. */
gboolean kt_store_tidy_erased (KtStore *store, GError **error);
/* id: of a record, a family, or "database:NAME". */
gboolean kt_store_is_erased (KtStore *store, const char *id, gboolean *erased, GError **error);
/* Whole families that were erased and when: "family:HEX" → ISO time. Returns: (transfer full). */
GHashTable *kt_store_list_erased_families (KtStore *store, GError **error);

/* ---- Escrow ---- */
typedef struct { char *id; char *family; char *bytes; } KtEscrow;
void kt_escrow_free (KtEscrow *escrow);
/* What still has to be sealed. Returns: (transfer full) (element-type KtEscrow). */
GPtrArray *kt_store_list_escrow (KtStore *store, guint limit, GError **error);
/* It is sealed: in its place stands the request "escrow" with sealed. One transaction. */
gboolean kt_store_seal_escrow (KtStore *store, const KtEscrow *escrow, const char *sealed, GError **error);
