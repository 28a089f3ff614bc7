/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/picture-index.h"

#include "model/picture.h"

#include <string.h>

/* ---- A piece's row ---- */

static gboolean
look_up (KtStore *store, gint64 db, const char *id, gint64 *chunk, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT chunk FROM chunks WHERE db = ?1 AND id = ?2", error);
  gboolean row;

  *chunk = 0;
  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, db);
  kt_bind_text (query, 2, id);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  if (row)
    *chunk = sqlite3_column_int64 (query, 0);
  return TRUE;
}

gboolean
kt_store_find_chunk (KtStore *store, gint64 db, const char *id, gboolean make, gint64 *chunk, GError **error)
{
  g_autoptr (KtStatement) insert = NULL;

  if (!look_up (store, db, id, chunk, error))
    return FALSE;
  if (*chunk != 0 || !make)
    return TRUE;
  insert = kt_store_statement (
      store, "INSERT INTO chunks (db, id, state, listed, wrong, rest) VALUES (?1, ?2, 2, 0, 0, 0)", error);
  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, db);
  kt_bind_text (insert, 2, id);
  if (!kt_statement_run (store, insert, error))
    return FALSE;
  *chunk = sqlite3_last_insert_rowid (store->db);
  return TRUE;
}

static gboolean
put_bytes (KtStore *store, gint64 chunk, const void *bytes, gsize len, GError **error)
{
  g_autoptr (KtStatement) insert =
      kt_store_statement (store, "INSERT OR IGNORE INTO chunk_bytes (chunk, bytes) VALUES (?1, ?2)", error);

  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, chunk);
  kt_bind_bytes (insert, 2, bytes, len);
  return kt_statement_run (store, insert, error);
}

gboolean
kt_store_put_chunk_bytes (KtStore *store, gint64 chunk, KtState state, const void *bytes, gsize len, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store,
      "UPDATE chunks SET len = ?2, state = CASE WHEN listed = 2 THEN 2 ELSE ?3 END,"
      " listed = CASE WHEN ?3 = 0 AND listed <> 2 THEN 0 ELSE listed END, wrong = 0, rest = 0"
      " WHERE chunk = ?1 AND len IS NULL",
      error);

  if (update == NULL || !put_bytes (store, chunk, bytes, len, error))
    return FALSE;
  kt_bind_int (update, 1, chunk);
  kt_bind_int (update, 2, (gint64) len);
  kt_bind_int (update, 3, state);
  return kt_statement_run (store, update, error);
}

/* ---- States ---- */

gboolean
kt_store_refresh_pictures_of (KtStore *store, gint64 chunk, GError **error)
{
  g_autoptr (KtStatement) query =
      kt_store_statement (store, "SELECT DISTINCT doc FROM picture_chunks WHERE chunk = ?1", error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, chunk);
  while (kt_statement_next (store, query, &ok, error))
    if (!kt_store_refresh_state (store, sqlite3_column_int64 (query, 0), error))
      return FALSE;
  return ok;
}

/* Listed is no more than sent, until a mark is left (listed = 2, where there are no bytes yet): the server may go back
 * before that. Bytes that are here and not there (a tombstone in their place) wait to be sent again. */
gboolean
kt_store_note_chunk (KtStore *store, gint64 db, const char *id, const char *under, GError **error)
{
  g_autoptr (KtStatement) update = NULL;
  gint64 chunk;

  if (!kt_store_find_chunk (store, db, id, TRUE, &chunk, error))
    return FALSE;
  update = kt_store_statement (
      store,
      "UPDATE chunks SET listed = CASE WHEN ?2 IS NULL THEN max (listed, 1) ELSE 0 END, under = ?2,"
      " state = CASE WHEN len IS NULL THEN 2 WHEN ?2 IS NULL THEN max (state, 1) ELSE 0 END"
      " WHERE chunk = ?1 AND ((listed > 0) <> (?2 IS NULL) OR under IS NOT ?2 OR state <> 2)",
      error);
  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, chunk);
  kt_bind_text (update, 2, under);
  if (!kt_statement_run (store, update, error))
    return FALSE;
  return sqlite3_changes (store->db) == 0 || kt_store_refresh_pictures_of (store, chunk, error);
}

/* ---- What records say ---- */

static gboolean
is_picture (KtRecord *record)
{
  return record != NULL && strcmp (kt_record_get_type_name (record), "picture") == 0;
}

static gboolean
says_the_same (KtRecord *a, KtRecord *b)
{
  return is_picture (a) == is_picture (b) &&
         (!is_picture (a) || (g_strcmp0 (kt_record_get_text (a, "chunks"), kt_record_get_text (b, "chunks")) == 0 &&
                              g_strcmp0 (kt_record_get_text (a, "salt"), kt_record_get_text (b, "salt")) == 0));
}

static gboolean
forget (KtStore *store, gint64 doc, GError **error)
{
  g_autoptr (KtStatement) delete = kt_store_statement (store, "DELETE FROM picture_chunks WHERE doc = ?1", error);

  if (delete == NULL)
    return FALSE;
  kt_bind_int (delete, 1, doc);
  return kt_statement_run (store, delete, error);
}

static gboolean
put_salt (KtStore *store, gint64 doc, const char *salt, GError **error)
{
  g_autoptr (KtStatement) insert =
      kt_store_statement (store, "INSERT OR REPLACE INTO pictures (doc, salt) VALUES (?1, ?2)", error);

  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, doc);
  kt_bind_text (insert, 2, salt);
  return kt_statement_run (store, insert, error);
}

static gboolean
put_piece (KtStore *store, const KtDocRow *row, guint n, const char *id, GError **error)
{
  g_autoptr (KtStatement) insert = NULL;
  gint64 chunk;

  if (!kt_store_find_chunk (store, row->db, id, TRUE, &chunk, error))
    return FALSE;
  insert = kt_store_statement (store, "INSERT INTO picture_chunks (doc, n, chunk) VALUES (?1, ?2, ?3)", error);
  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, row->doc);
  kt_bind_int (insert, 2, n);
  kt_bind_int (insert, 3, chunk);
  return kt_statement_run (store, insert, error);
}

gboolean
kt_picture_index_put (KtStore *store, const KtDocRow *row, KtRecord *was, KtRecord *body, GError **error)
{
  const char *salt;
  g_auto (GStrv) ids = NULL;

  if (!is_picture (body) || says_the_same (was, body))
    return TRUE;
  salt = kt_record_get_text (body, "salt");
  ids = kt_chunk_list_read (kt_record_get_text (body, "chunks"));
  if (!forget (store, row->doc, error) || !put_salt (store, row->doc, salt != NULL ? salt : "", error))
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    if (!put_piece (store, row, i, ids[i], error))
      return FALSE;
  return TRUE;
}

/* ---- Erasing ---- */

static gboolean
empty (KtStore *store, gint64 chunk, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM chunk_bytes WHERE chunk = ?1",
    "UPDATE chunks SET len = NULL, state = 2, listed = 0, under = NULL WHERE chunk = ?1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr (KtStatement) statement = kt_store_statement (store, sql[i], error);

      if (statement == NULL)
        return FALSE;
      kt_bind_int (statement, 1, chunk);
      if (!kt_statement_run (store, statement, error))
        return FALSE;
    }
  return kt_store_refresh_pictures_of (store, chunk, error);
}

gboolean
kt_picture_index_erase (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) query = NULL;
  gboolean ok;

  if (!kt_is_chunk_id (id))
    return TRUE;
  query = kt_store_statement (store, "SELECT chunk FROM chunks WHERE id = ?1", error);
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  while (kt_statement_next (store, query, &ok, error))
    if (!empty (store, sqlite3_column_int64 (query, 0), error))
      return FALSE;
  return ok;
}
