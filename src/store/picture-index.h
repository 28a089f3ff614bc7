/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside of store/ only: the tables beside the records of type "picture". */
#include "store/store-private.h"

/* What the record says of its pieces, as rows. was, body: (nullable) the body before and now. */
gboolean kt_picture_index_put (KtStore *store, const KtDocRow *row, KtRecord *was, KtRecord *body, GError **error);
/* *chunk is 0 when there is none. make: a row for it when there is none yet. */
gboolean kt_store_find_chunk (KtStore *store, gint64 db, const char *id, gboolean make, gint64 *chunk, GError **error);
/* The states of all pictures a piece is part of. */
gboolean kt_store_refresh_pictures_of (KtStore *store, gint64 chunk, GError **error);
/* The server's feed has a row for it. under: NULL: it is there; else the tombstone in its place. */
gboolean kt_store_note_chunk (KtStore *store, gint64 db, const char *id, const char *under, GError **error);
/* An erased piece's bytes go; id may be any record's. */
gboolean kt_picture_index_erase (KtStore *store, const char *id, GError **error);
/* state: unless the server is known to have it. Bytes that are here already stay. */
gboolean kt_store_put_chunk_bytes (KtStore *store, gint64 chunk, KtState state, const void *bytes, gsize len, GError **error);
