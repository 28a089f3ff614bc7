/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A photo, drawing or scan: what may come in, what is taken off it, and how it is cut into pieces (sync/PROTOCOL.md,
 * "Pictures"). Pure functions; any thread.
 *
 * The record of type "picture" holds a random salt and, in order, the names of its pieces. A piece is named by a keyed
 * hash of its bytes, "chunk:" + 32 hex digits of HMAC-SHA256 (salt, bytes): whoever knows the record knows at once
 * whether a piece is whole, while a name that outlives an erasure (a tombstone, the ledger) says nothing, not even to
 * somebody who has the same photo. */
#include <glib.h>

/* A piece is what a cut line loses at most: 5 s at 400 kbit/s. */
#define KT_PICTURE_CHUNK_BYTES (256 * 1024)
/* A phone's photo is 2 to 8 MB, a scan of some pages likewise. */
#define KT_PICTURE_MOST_BYTES (20 * 1024 * 1024)
#define KT_PICTURE_MOST_CHUNKS (KT_PICTURE_MOST_BYTES / KT_PICTURE_CHUNK_BYTES)
/* Four times a phone's; decoded it takes 150 MB for a moment. */
#define KT_PICTURE_MOST_PIXELS (50 * 1000 * 1000)

#define KT_PICTURE_ERROR (kt_picture_error_quark ())
GQuark kt_picture_error_quark (void);
typedef enum {
  KT_PICTURE_ERROR_TOO_LARGE,
  KT_PICTURE_ERROR_KIND,       /* not one of the kinds below, whatever it is called */
  KT_PICTURE_ERROR_DAMAGED,    /* begins like one, and does not hold together or has no end */
  KT_PICTURE_ERROR_TOO_MANY_PIXELS,
} KtPictureError;

/* What the bytes are, by the bytes alone: "image/jpeg", "image/png", "image/webp" or "application/pdf"; else NULL. */
const char *kt_picture_sniff (const guint8 *bytes, gsize len);

/* Looks at what a person chose, and takes off in place what a camera adds: place, time, device, thumbnails, and
 * whatever stands behind the picture's end. What is needed to show it stays: colours, and the way up. A PDF stays as it
 * is, with its maker's name: to take that out of every place it can be would mean writing it anew; the window says so.
 * *len becomes less or stays. Returns: the media type (static); NULL with error, and the bytes are of no more use. */
const char *kt_picture_clean (guint8 *bytes, gsize *len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a file says of the picture in it, without decoding it. way_up: 1 to 8 as EXIF counts them, 1 as it lies. */
typedef struct { guint width, height, way_up; } KtPictureShape;
/* FALSE: nothing usable is said (a PDF never does). */
gboolean kt_picture_read_shape (const guint8 *bytes, gsize len, KtPictureShape *shape);
/* In cleaned bytes: says that they lie as they should, for a decoder that must not turn them. Changes no length. */
void kt_picture_lay_flat (guint8 *bytes, gsize len);
/* A phone's own format, which is refused as KT_PICTURE_ERROR_KIND: its owner can be told what to do. */
gboolean kt_picture_is_heic (const guint8 *bytes, gsize len);

guint kt_picture_n_chunks (gsize len);
gboolean kt_is_chunk_id (const char *id);
/* salt: as in the record. Returns: (transfer full). */
char *kt_chunk_id (const char *salt, const void *bytes, gsize len);
/* The record's list of pieces as it is written (their ids' tails, a space between) and read. Returns: (transfer full):
 * reading gives whole ids; an empty list when the text is none of ours. */
char *kt_chunk_list_write (GPtrArray *ids /* char* */);
GStrv kt_chunk_list_read (const char *text /* (nullable) */);
