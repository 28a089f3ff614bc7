/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/picture-store.h"

#include "base/id.h"
#include "model/picture.h"
#include "store/picture-index.h"

#include <string.h>

/* ---- Taking one in ---- */

typedef struct {
  const char *family, *media;
  const KtEditInfo *info;
  json_object *details;
  const guint8 *bytes;
  gsize len;
  KtRecord *record;        /* owned: the result */
} Intake;

/* The same picture, kept before: its record. NULL without error when there is none. */
static KtRecord *
find_twin (KtStore *store, const char *family, const char *digest, GError **error)
{
  g_autoptr (GPtrArray) pictures = kt_store_list (store, "picture", family, error);

  for (guint i = 0; pictures != NULL && i < pictures->len; i++)
    if (g_strcmp0 (kt_record_get_text (pictures->pdata[i], "digest"), digest) == 0)
      return kt_record_ref (pictures->pdata[i]);
  return NULL;
}

static char *
name_pieces (const Intake *intake, const char *salt)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (gsize at = 0; at < intake->len; at += KT_PICTURE_CHUNK_BYTES)
    g_ptr_array_add (ids, kt_chunk_id (salt, intake->bytes + at, MIN (KT_PICTURE_CHUNK_BYTES, intake->len - at)));
  return kt_chunk_list_write (ids);
}

static json_object *
describe (const Intake *intake, const char *digest, const char *salt)
{
  json_object *changes = kt_json_copy (intake->details);
  g_autofree char *chunks = name_pieces (intake, salt);

  json_object_object_add (changes, "media", json_object_new_string (intake->media));
  json_object_object_add (changes, "size", json_object_new_int64 ((gint64) intake->len));
  json_object_object_add (changes, "digest", json_object_new_string (digest));
  json_object_object_add (changes, "salt", json_object_new_string (salt));
  json_object_object_add (changes, "chunks", json_object_new_string (chunks));
  return changes;
}

/* Also those a colleague's picture had named and whose bytes were still on their way. */
static gboolean
put_pieces (KtStore *store, const Intake *intake, GError **error)
{
  g_auto (GStrv) ids = kt_chunk_list_read (kt_record_get_text (intake->record, "chunks"));
  g_auto (KtDocRow) row = { 0 };

  if (!kt_store_find_doc (store, kt_record_get_id (intake->record), &row, error))
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      gsize at = (gsize) i * KT_PICTURE_CHUNK_BYTES;
      gint64 chunk;

      if (!kt_store_find_chunk (store, row.db, ids[i], TRUE, &chunk, error) ||
          !kt_store_put_chunk_bytes (store, chunk, KT_STATE_HERE, intake->bytes + at,
                                     MIN (KT_PICTURE_CHUNK_BYTES, intake->len - at), error))
        return FALSE;
    }
  return kt_store_refresh_state (store, row.doc, error);
}

static gboolean
run_intake (KtStore *store, gpointer data, GError **error)
{
  Intake *intake = data;
  g_autofree char *digest = kt_sha256_hex ((const char *) intake->bytes, (gssize) intake->len), *fresh = kt_random_hex (16);
  g_autoptr (GError) failure = NULL;
  g_autoptr (KtRecord) twin = find_twin (store, intake->family, digest, &failure);
  const char *salt = twin != NULL ? kt_record_get_text (twin, "salt") : fresh;
  g_autoptr (json_object) changes = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  changes = describe (intake, digest, salt != NULL ? salt : fresh);
  g_clear_pointer (&intake->record, kt_record_unref);
  intake->record = kt_store_save (store, "picture", NULL, intake->family, NULL, intake->info, changes, error);
  return intake->record != NULL && put_pieces (store, intake, error);
}

KtRecord *
kt_store_add_picture (KtStore *store, const char *family, const KtEditInfo *info, json_object *details, guint8 *bytes,
                      gsize len, GError **error)
{
  const char *media = kt_picture_clean (bytes, &len, error);
  Intake intake = { family, media, info, details, bytes, len, NULL };

  /* A saving may use up the reserve, twenty megabytes may not: so not through kt_store_transaction(). */
  if (media == NULL || !kt_store_check_room (store, error) || !kt_store_begin (store, error))
    return NULL;
  if (!kt_store_end (store, run_intake (store, &intake, error), error))
    g_clear_pointer (&intake.record, kt_record_unref);
  return intake.record;
}

static gboolean
run_put (KtStore *store, gpointer data, GError **error)
{
  return put_pieces (store, data, error);
}

gboolean
kt_store_put_picture (KtStore *store, const char *id, const guint8 *bytes, gsize len, GError **error)
{
  g_autoptr (KtRecord) record = kt_store_load (store, id, error);
  Intake intake = { .bytes = bytes, .len = len, .record = record };

  return record != NULL && kt_store_transaction (store, run_put, &intake, error);
}

/* ---- Reading one ---- */

typedef struct {
  KtStore *store;
  gint64 doc;
  char *salt;              /* owned */
  char *digest;            /* owned */
  gint64 size;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->salt);
  g_free (reading->digest);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static gboolean
open_picture (KtStore *store, const char *id, Reading *reading, GError **error)
{
  g_auto (KtDocRow) row = { 0 };

  *reading = (Reading) { .store = store };
  if (!kt_store_find_doc (store, id, &row, error))
    return FALSE;
  if (row.body == NULL || strcmp (kt_record_get_type_name (row.body), "picture") != 0)
    {
      g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no picture %s", id);
      return FALSE;
    }
  reading->doc = row.doc;
  reading->salt = g_strdup (kt_record_get_text (row.body, "salt"));
  reading->digest = g_strdup (kt_record_get_text (row.body, "digest"));
  reading->size = kt_record_get_int (row.body, "size", -1);
  return TRUE;
}

static gboolean
is_broken (GError **error)
{
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_CORRUPT, "a picture's pieces do not make the picture");
  return FALSE;
}

/* One walk over the pieces. take (nullable). *whole: they are the picture the record means. */
static gboolean
walk (Reading *reading, KtPictureTake take, gpointer user_data, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      reading->store,
      "SELECT id, bytes FROM picture_chunks JOIN chunks USING (chunk) LEFT JOIN chunk_bytes USING (chunk)"
      " WHERE doc = ?1 ORDER BY n",
      error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gint64 size = 0;
  gboolean ok;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, reading->doc);
  while (kt_statement_next (reading->store, query, &ok, error))
    {
      if (sqlite3_column_type (query, 1) == SQLITE_NULL)
        {
          g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_YET, "a piece is still on its way");
          return FALSE;
        }
      const guint8 *bytes = sqlite3_column_blob (query, 1);
      gsize len = (gsize) sqlite3_column_bytes (query, 1);

      g_checksum_update (sum, bytes, (gssize) len);
      size += (gint64) len;
      if (take != NULL && !take (bytes, len, user_data, error))
        return FALSE;
    }
  if (!ok)
    return FALSE;
  return (size == reading->size && g_strcmp0 (g_checksum_get_string (sum), reading->digest) == 0) || is_broken (error);
}

gboolean
kt_store_read_picture (KtStore *store, const char *id, KtPictureTake take, gpointer user_data, GError **error)
{
  g_auto (Reading) reading = { 0 };

  /* twice: nothing of a picture that is not whole is shown */
  return open_picture (store, id, &reading, error) && walk (&reading, NULL, NULL, error) &&
         walk (&reading, take, user_data, error);
}

static gboolean
append (const guint8 *bytes, gsize len, gpointer array, GError **error)
{
  g_byte_array_append (array, bytes, (guint) len);
  return TRUE;
}

GBytes *
kt_store_load_picture (KtStore *store, const char *id, GError **error)
{
  g_auto (Reading) reading = { 0 };
  g_autoptr (GByteArray) array = NULL;

  if (!open_picture (store, id, &reading, error))
    return NULL;
  array = g_byte_array_sized_new ((guint) CLAMP (reading.size, 0, KT_PICTURE_MOST_BYTES));
  if (!walk (&reading, append, array, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

gboolean
kt_store_get_picture_progress (KtStore *store, const char *id, KtPictureProgress *progress, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT count (*), count (len), coalesce (sum (len IS NOT NULL AND chunks.state = 2), 0)"
      " FROM docs JOIN picture_chunks USING (doc) JOIN chunks USING (chunk) WHERE docs.id = ?1",
      error);
  gboolean row;

  *progress = (KtPictureProgress) { 0 };
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  progress->pieces = (guint) sqlite3_column_int (query, 0);
  progress->here = (guint) sqlite3_column_int (query, 1);
  progress->at_server = (guint) sqlite3_column_int (query, 2);
  return TRUE;
}
