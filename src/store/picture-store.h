/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Pictures: a record of type "picture" and its pieces (model/picture.h), encrypted as everything here. Blocking; same
 * thread rule as store.h. Invariants, which kt_store_check() looks at:
 *  1. Bytes are kept only under the name that their hash gives; what came otherwise is counted, never kept.
 *  2. picture_chunks says what the records say. A picture's state is the least of its record's and its pieces' (a
 *     removed picture's pieces do not count), so "at the server" means all of it.
 *  3. No function here removes bytes. */
#include "store/store.h"

/* ---- For people ---- */
/* Takes a picture in: cleaned in place, cut and kept in one transaction with its record. details: the fields a person
 * gives (kind, caption, about, visit, date, audience). The same picture of the same family is not kept twice: its
 * pieces are named a second time. Errors: KT_PICTURE_ERROR, KT_RECORD_ERROR, KT_STORE_ERROR; nothing is changed then.
 * Returns: (transfer full) the record. */
KtRecord *kt_store_add_picture (KtStore *store, const char *family, const KtEditInfo *info, json_object *details,
                                guint8 *bytes, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The bytes of a picture whose record is here already, and says that it is these (the examples'). In a transaction of the
 * caller's, or not. */
gboolean kt_store_put_picture (KtStore *store, const char *id, const guint8 *bytes, gsize len, GError **error);

/* Hands a picture's bytes on, piece by piece, after it was seen to be whole. FALSE: KT_STORE_ERROR_NOT_FOUND (no such
 * picture), KT_STORE_ERROR_NOT_YET (not all of it came in yet), KT_STORE_ERROR_CORRUPT, or what take said. */
typedef gboolean (*KtPictureTake) (const guint8 *bytes, gsize len, gpointer user_data, GError **error);
gboolean kt_store_read_picture (KtStore *store, const char *id, KtPictureTake take, gpointer user_data, GError **error);
/* The whole in memory, for a screen. Returns: (transfer full). */
GBytes *kt_store_load_picture (KtStore *store, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
typedef struct { guint pieces, here, at_server; } KtPictureProgress;
gboolean kt_store_get_picture_progress (KtStore *store, const char *id, KtPictureProgress *progress, GError **error);

/* ---- For the replicator ---- */
/* Names only, of one database: pictures with the fewest pieces left come first, so that most are whole soonest.
 * Returns: (transfer full) (element-type char*). */
GPtrArray *kt_store_list_chunks_to_send (KtStore *store, const char *database, GError **error);
GPtrArray *kt_store_list_chunks_to_fetch (KtStore *store, const char *database, GError **error);
/* A pass comes to the pictures: one less to wait for those that came wrong. *any: whether there is anything to do. */
gboolean kt_store_begin_chunks (KtStore *store, gboolean *any, GError **error);

typedef struct {
  char *id, *family;
  char *rev;                 /* the same on every laptop */
  char *parent;              /* (nullable) a tombstone of the server's to stand on */
  GBytes *bytes;
} KtChunk;
void kt_chunk_free (KtChunk *chunk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtChunk, kt_chunk_free)
/* Returns: (transfer full); NOT_FOUND when its bytes are not here. */
KtChunk *kt_store_load_chunk (KtStore *store, const char *database, const char *id, GError **error);
/* The server acknowledged it: HERE → SENT or SERVER. */
gboolean kt_store_mark_chunk_sent (KtStore *store, const char *database, const char *id, KtState state, GError **error);
/* The server will not have it: the pictures it is part of are set aside with the reason. doubtful: only when it is
 * refused so a second time. */
gboolean kt_store_refuse_chunk (KtStore *store, const char *database, const char *id, const char *reason,
                                gboolean doubtful, GError **error);
/* Bytes that came. *good: they are this piece's and are kept; else they are counted, and asked for again later. */
gboolean kt_store_keep_chunk (KtStore *store, const char *database, const char *id, const char *bytes, gsize len,
                              gboolean *good, GError **error);
/* The server did not have it, though its feed lists it (a node that lags behind): asked again later, as if it had come
 * wrong. */
gboolean kt_store_miss_chunk (KtStore *store, const char *database, const char *id, GError **error);
