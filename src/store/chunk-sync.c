/* SPDX-License-Identifier: EUPL-1.2 */
/* Pieces of pictures on their way: what is to be sent and fetched, and what became of it. */
#define G_LOG_DOMAIN "kt-store"

#include "base/json.h"
#include "model/leaf-rule.h"
#include "model/picture.h"
#include "store/leaf-store-private.h"
#include "store/picture-index.h"
#include "store/picture-store.h"

#include <string.h>

/* A piece that came wrong is asked for again at the next pass, then ever more seldom. */
#define REST_MOST 64

void
kt_chunk_free (KtChunk *chunk)
{
  g_free (chunk->id);
  g_free (chunk->family);
  g_free (chunk->rev);
  g_free (chunk->parent);
  g_clear_pointer (&chunk->bytes, g_bytes_unref);
  g_free (chunk);
}

/* ---- Lists ---- */

static GPtrArray *
list (KtStore *store, const char *database, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KtStatement) query = NULL;
  gboolean ok;
  gint64 db;

  if (!kt_store_need_database (store, database, &db, error))
    return NULL;
  query = kt_store_statement (store, sql, error);
  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, db);
  while (kt_statement_next (store, query, &ok, error))
    g_ptr_array_add (ids, kt_column_dup (query, 0));
  return ok ? g_steal_pointer (&ids) : NULL;
}

/* which: a condition on chunks c. A piece of several pictures goes with the first of them. */
#define LIST_SQL(which) \
  "WITH wanted AS (SELECT chunk, id, wrong, rest, listed FROM chunks AS c WHERE c.db = ?1 AND " which ")," \
  " uses AS (SELECT p.doc, p.n, p.chunk, docs.seq FROM picture_chunks AS p JOIN wanted USING (chunk)" \
  " JOIN docs USING (doc) WHERE docs.deleted = 0 AND docs.state <> 3)," \
  " left_over AS (SELECT doc, count (*) AS pieces FROM uses GROUP BY doc)" \
  " SELECT id FROM wanted JOIN uses USING (chunk) JOIN left_over USING (doc)" \
  " GROUP BY chunk ORDER BY wrong > 0, min (pieces), min (-seq), min (n)"

GPtrArray *
kt_store_list_chunks_to_send (KtStore *store, const char *database, GError **error)
{
  return list (store, database, LIST_SQL ("c.state = 0 AND c.state <> 2 AND c.len IS NOT NULL"), error);
}

GPtrArray *
kt_store_list_chunks_to_fetch (KtStore *store, const char *database, GError **error)
{
  return list (store, database, LIST_SQL ("c.len IS NULL AND c.listed AND c.rest = 0"), error);
}

gboolean
kt_store_begin_chunks (KtStore *store, gboolean *any, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT EXISTS (SELECT 1 FROM chunks WHERE len IS NULL AND listed)"
      " OR EXISTS (SELECT 1 FROM chunks WHERE state = 0 AND state <> 2),"
      " EXISTS (SELECT 1 FROM chunks WHERE len IS NULL AND rest > 0)",
      error);
  gboolean row;

  if (query == NULL || !kt_statement_step (store, query, &row, error))
    return FALSE;
  *any = sqlite3_column_int (query, 0);
  return sqlite3_column_int (query, 1) == 0 ||
         kt_store_exec (store, "UPDATE chunks SET rest = rest - 1 WHERE len IS NULL AND rest > 0", error);
}

/* ---- One piece ---- */

typedef struct {
  const char *database, *id;
  const char *bytes, *reason;
  gsize len;
  KtState state;
  gboolean doubtful, good;
} Piece;

static gboolean
find_piece (KtStore *store, const Piece *piece, gint64 *db, gint64 *chunk, GError **error)
{
  if (!kt_store_need_database (store, piece->database, db, error) ||
      !kt_store_find_chunk (store, *db, piece->id, FALSE, chunk, error))
    return FALSE;
  if (*chunk == 0)
    g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no piece %s", piece->id);
  return *chunk != 0;
}

/* A first revision, or one upon a tombstone; its hash is of what it stands for, so any laptop writes the same. */
static void
name_revision (KtChunk *chunk)
{
  g_autofree char *text = g_strconcat (chunk->id, "\n", chunk->parent, NULL);
  g_autofree char *hash = kt_sha256_hex (text, -1);
  int generation = chunk->parent != NULL ? kt_rev_generation (chunk->parent) + 1 : 1;

  chunk->rev = g_strdup_printf ("%d-%.32s", generation, hash);
}

KtChunk *
kt_store_load_chunk (KtStore *store, const char *database, const char *id, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT under, family, bytes FROM chunks JOIN databases USING (db) JOIN chunk_bytes USING (chunk)"
      " WHERE name = ?1 AND id = ?2",
      error);
  KtChunk *chunk;
  gboolean row;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, database);
  kt_bind_text (query, 2, id);
  if (!kt_statement_step (store, query, &row, error))
    return NULL;
  if (!row)
    {
      g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no bytes of %s", id);
      return NULL;
    }
  chunk = g_new0 (KtChunk, 1);
  chunk->id = g_strdup (id);
  chunk->parent = kt_column_dup (query, 0);
  chunk->family = kt_column_dup (query, 1);
  chunk->bytes = g_bytes_new (sqlite3_column_blob (query, 2), (gsize) sqlite3_column_bytes (query, 2));
  name_revision (chunk);
  return chunk;
}

static gboolean
change (KtStore *store, const char *sql, gint64 chunk, gint64 value, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (store, sql, error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, chunk);
  kt_bind_int (update, 2, value);
  return kt_statement_run (store, update, error);
}

/* ---- Sent ---- */

static gboolean
run_sent (KtStore *store, gpointer data, GError **error)
{
  Piece *piece = data;
  gint64 db, chunk;

  return find_piece (store, piece, &db, &chunk, error) &&
         change (store, "UPDATE chunks SET state = ?2, listed = 1, under = NULL, wrong = 0 WHERE chunk = ?1 AND state < ?2", chunk,
                 piece->state, error) &&
         kt_store_refresh_pictures_of (store, chunk, error);
}

gboolean
kt_store_mark_chunk_sent (KtStore *store, const char *database, const char *id, KtState state, GError **error)
{
  Piece piece = { .database = database, .id = id, .state = state };

  return kt_store_transaction (store, run_sent, &piece, error);
}

/* ---- Refused ---- */

/* The pictures of a piece with a live leaf of each: what a set-aside row names. Id, then revision. */
static GPtrArray *
list_pictures (KtStore *store, gint64 chunk, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT docs.id, max (rev) FROM picture_chunks JOIN docs USING (doc) JOIN revs USING (doc)"
      " WHERE chunk = ?1 AND leaf AND NOT revs.deleted GROUP BY docs.id",
      error);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, chunk);
  while (kt_statement_next (store, query, &ok, error))
    {
      g_ptr_array_add (out, kt_column_dup (query, 0));
      g_ptr_array_add (out, kt_column_dup (query, 1));
    }
  return ok ? g_steal_pointer (&out) : NULL;
}

/* Refused before: then this is no accident. */
static gboolean
was_refused (KtStore *store, gint64 chunk, gboolean *was, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT wrong > 0 FROM chunks WHERE chunk = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, chunk);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *was = row && sqlite3_column_int (query, 0);
  return TRUE;
}

static gboolean
set_pictures_aside (KtStore *store, const Piece *piece, gint64 chunk, GError **error)
{
  g_autoptr (GPtrArray) pictures = list_pictures (store, chunk, error);

  for (guint i = 0; pictures != NULL && i < pictures->len; i += 2)
    if (!kt_store_set_aside (store, piece->database, pictures->pdata[i], pictures->pdata[i + 1], piece->reason, error))
      return FALSE;
  return pictures != NULL;
}

static gboolean
run_refused (KtStore *store, gpointer data, GError **error)
{
  Piece *piece = data;
  gboolean was = FALSE;
  gint64 db, chunk;

  if (!find_piece (store, piece, &db, &chunk, error) || !was_refused (store, chunk, &was, error))
    return FALSE;
  if (piece->doubtful && !was)
    return change (store, "UPDATE chunks SET wrong = ?2 WHERE chunk = ?1", chunk, 1, error);
  return change (store, "UPDATE chunks SET wrong = ?2 WHERE chunk = ?1", chunk, 0, error) &&
         set_pictures_aside (store, piece, chunk, error);
}

gboolean
kt_store_refuse_chunk (KtStore *store, const char *database, const char *id, const char *reason, gboolean doubtful,
                       GError **error)
{
  Piece piece = { .database = database, .id = id, .reason = reason, .doubtful = doubtful };

  return kt_store_transaction (store, run_refused, &piece, error);
}

/* ---- Come in ---- */

static gboolean
is_whole (KtStore *store, gint64 chunk, const Piece *piece, gboolean *good, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT DISTINCT salt FROM picture_chunks JOIN pictures USING (doc) WHERE chunk = ?1", error);
  gboolean row;

  *good = FALSE;
  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, chunk);
  while (!*good)
    {
      g_autofree char *id = NULL;

      if (!kt_statement_step (store, query, &row, error))
        return FALSE;
      if (!row)
        break;
      id = kt_chunk_id (kt_column_text (query, 0), piece->bytes, piece->len);
      *good = strcmp (id, piece->id) == 0;
    }
  return TRUE;
}

static gboolean
count_wrong (KtStore *store, gint64 chunk, GError **error)
{
  return change (store,
                 "UPDATE chunks SET wrong = wrong + 1, rest = CASE WHEN wrong < 1 THEN 1 ELSE min (?2, 1 << min (wrong, 16)) END"
                 " WHERE chunk = ?1",
                 chunk, REST_MOST, error);
}

static gboolean
run_keep (KtStore *store, gpointer data, GError **error)
{
  Piece *piece = data;
  gint64 db, chunk;

  if (!find_piece (store, piece, &db, &chunk, error) || !is_whole (store, chunk, piece, &piece->good, error))
    return FALSE;
  if (!piece->good)
    return count_wrong (store, chunk, error);
  return kt_store_put_chunk_bytes (store, chunk, KT_STATE_SERVER, piece->bytes, piece->len, error);
}

gboolean
kt_store_keep_chunk (KtStore *store, const char *database, const char *id, const char *bytes, gsize len, gboolean *good,
                     GError **error)
{
  Piece piece = { .database = database, .id = id, .bytes = bytes, .len = len };

  /* Not through kt_store_transaction(): the reserve is not for pictures. */
  if (!kt_store_check_room (store, error) || !kt_store_begin (store, error) ||
      !kt_store_end (store, run_keep (store, &piece, error), error))
    return FALSE;
  *good = piece.good;
  return TRUE;
}

static gboolean
run_miss (KtStore *store, gpointer data, GError **error)
{
  Piece *piece = data;
  gint64 db, chunk;

  return find_piece (store, piece, &db, &chunk, error) && count_wrong (store, chunk, error);
}

gboolean
kt_store_miss_chunk (KtStore *store, const char *database, const char *id, GError **error)
{
  Piece piece = { .database = database, .id = id };

  return kt_store_transaction (store, run_miss, &piece, error);
}
