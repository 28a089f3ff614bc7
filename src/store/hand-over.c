/* SPDX-License-Identifier: EUPL-1.2 */
/* Access was taken away with work unsent: the work stays sealed where it is, and a copy goes, by request, to the
 * family's fixed worker, who takes it over or leaves it. A record's entries have dots of their own, so taking the same
 * work over twice, or getting it from its author after all, adds nothing. Pieces of pictures go after the office took the
 * record, each as a request of its own, and a few at a time: they pass through inboxes, which are read before all else. */
#define G_LOG_DOMAIN "kt-store"

#include "store/outbox.h"

#include "base/id.h"
#include "store/unsent.h"

#include <string.h>

/* A request is one document: far below what a server takes. */
#define MAX_RECORDS 100
#define MAX_BYTES 1000000
/* Unanswered at a time, a third of a megabyte each. */
#define MAX_PIECES 4

/* ---- A parcel ---- */

typedef struct {
  KtStore *store;
  const char *family;      /* whose work is gathered */
  json_object *records;    /* owned: array */
  json_object *drafts;     /* owned: key → text */
  GPtrArray *ids;          /* char* of records */
  gsize bytes;
  guint made;
} Parcel;

static void
open_parcel (Parcel *parcel)
{
  g_clear_pointer (&parcel->records, json_object_put);
  g_clear_pointer (&parcel->drafts, json_object_put);
  parcel->records = json_object_new_array ();
  parcel->drafts = json_object_new_object ();
  g_ptr_array_set_size (parcel->ids, 0);
  parcel->bytes = 0;
}

static gboolean
note (KtStore *store, const char *id, const char *what, const char *request, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store, "INSERT INTO handed_over (id, rev, request) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", error);

  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, id);
  kt_bind_text (insert, 2, what);
  kt_bind_text (insert, 3, request);
  return kt_statement_run (store, insert, error);
}

/* Its unsent leaves; a picture whose record is at the server goes for its pieces' sake. */
static gboolean
note_record (KtStore *store, const char *id, const char *request, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO handed_over (id, rev, request) SELECT id, rev, ?2 FROM docs JOIN revs USING (doc)"
      " WHERE id = ?1 AND leaf = 1 AND revs.state = 0 ON CONFLICT DO NOTHING",
      error);

  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, id);
  kt_bind_text (insert, 2, request);
  return kt_statement_run (store, insert, error) && note (store, id, "record", request, error);
}

/* A draft is handed over once for each thing it said. Returns: (transfer full). */
static char *
name_draft (const char *text)
{
  g_autofree char *hash = kt_sha256_hex (text, -1);

  return g_strconcat ("draft ", hash, NULL);
}

static gboolean
note_drafts (Parcel *parcel, const char *request, GError **error)
{
  json_object_object_foreach (parcel->drafts, key, text)
    {
      g_autofree char *name = name_draft (json_object_get_string (text));

      if (!note (parcel->store, key, name, request, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
send_parcel (Parcel *parcel, GError **error)
{
  g_autoptr (json_object) more = json_object_new_object ();
  g_autofree char *request = NULL;

  if (parcel->ids->len == 0 && json_object_object_length (parcel->drafts) == 0)
    return TRUE;
  json_object_object_add (more, "records", json_object_get (parcel->records));
  if (json_object_object_length (parcel->drafts) > 0)
    json_object_object_add (more, "drafts", json_object_get (parcel->drafts));
  if (!kt_store_ask (parcel->store, "unsent-work", parcel->family, more, &request, error))
    return FALSE;
  for (guint i = 0; i < parcel->ids->len; i++)
    if (!note_record (parcel->store, parcel->ids->pdata[i], request, error))
      return FALSE;
  if (!note_drafts (parcel, request, error))
    return FALSE;
  parcel->made++;
  open_parcel (parcel);
  return TRUE;
}

/* ---- What goes into it ---- */

/* What is unsent of a record, or the whole of it when only pieces are. *work: (transfer full) (nullable). */
static gboolean
collect_work (KtStore *store, const char *id, json_object **work, GError **error)
{
  g_autoptr (KtRecord) record = NULL;

  if (!kt_store_collect_unsent (store, id, work, error))
    return FALSE;
  if (*work != NULL)
    return TRUE;
  record = kt_store_load (store, id, error);
  if (record == NULL)
    return FALSE;
  *work = json_object_new_object ();
  json_object_object_add (*work, "_id", json_object_new_string (id));
  json_object_object_add (*work, "bytes", json_object_new_string (kt_record_get_bytes (record)));
  return TRUE;
}

static gboolean
add_record (Parcel *parcel, const char *id, GError **error)
{
  json_object *work = NULL;

  if ((parcel->ids->len >= MAX_RECORDS || parcel->bytes >= MAX_BYTES) && !send_parcel (parcel, error))
    return FALSE;
  if (!collect_work (parcel->store, id, &work, error))
    return FALSE;
  parcel->bytes += strlen (json_object_to_json_string_ext (work, JSON_C_TO_STRING_PLAIN));
  json_object_array_add (parcel->records, work);
  g_ptr_array_add (parcel->ids, g_strdup (id));
  return TRUE;
}

/* Records with unsent leaves, and pictures with unsent pieces, that were not handed over as they are now. */
static gboolean
add_records (Parcel *parcel, GError **error)
{
  g_auto (GStrv) ids = kt_store_list_texts (
      parcel->store,
      "SELECT docs.id FROM databases JOIN docs USING (db) JOIN revs USING (doc)"
      " WHERE family = ?1 AND closed IS NOT NULL AND known = 1 AND docs.state <> 2 AND leaf = 1 AND revs.state = 0"
      " AND NOT EXISTS (SELECT 1 FROM handed_over AS gone WHERE gone.id = docs.id AND gone.rev = revs.rev)"
      " UNION SELECT docs.id FROM databases JOIN docs USING (db) JOIN picture_chunks USING (doc) JOIN chunks USING (chunk)"
      " WHERE family = ?1 AND closed IS NOT NULL AND known = 1 AND docs.deleted = 0 AND chunks.state = 0 AND len IS NOT NULL"
      " AND NOT EXISTS (SELECT 1 FROM handed_over AS gone WHERE gone.id = docs.id) ORDER BY 1",
      parcel->family, error);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (!add_record (parcel, ids[i], error))
      return FALSE;
  return ids != NULL;
}

static gboolean
is_handed_over (KtStore *store, const char *id, const char *what, gboolean *is, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT 1 FROM handed_over WHERE id = ?1 AND rev = ?2", error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  kt_bind_text (query, 2, what);
  return kt_statement_step (store, query, is, error);
}

/* Drafts on records that are closed to us; the family's own when nothing of it is open any more. */
static gboolean
add_drafts (Parcel *parcel, GError **error)
{
  g_auto (GStrv) keys = kt_store_list_texts (
      parcel->store,
      "SELECT key FROM drafts WHERE EXISTS (SELECT 1 FROM docs JOIN databases USING (db)"
      " WHERE family = ?1 AND closed IS NOT NULL AND instr (key, docs.id) > 0 AND docs.id <> ?1)"
      " OR (instr (key, ?1) > 0"
      " AND NOT EXISTS (SELECT 1 FROM databases WHERE family = ?1 AND known = 1 AND closed IS NULL)) ORDER BY key",
      parcel->family, error);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *text = kt_store_get_draft (parcel->store, keys[i], NULL), *name = NULL;
      gboolean handed = FALSE;

      if (text == NULL)
        continue;
      name = name_draft (text);
      if (!is_handed_over (parcel->store, keys[i], name, &handed, error))
        return FALSE;
      if (!handed)
        json_object_object_add (parcel->drafts, keys[i], json_object_new_string (text));
    }
  return keys != NULL;
}

static gboolean
gather (Parcel *parcel, GError **error)
{
  g_auto (GStrv) families = kt_store_list_texts (
      parcel->store,
      "SELECT DISTINCT family FROM databases WHERE closed IS NOT NULL AND known = 1 AND family IS NOT NULL"
      " ORDER BY family",
      NULL, error);

  for (guint i = 0; families != NULL && families[i] != NULL; i++)
    {
      parcel->family = families[i];
      open_parcel (parcel);
      if (!add_records (parcel, error) || !add_drafts (parcel, error) || !send_parcel (parcel, error))
        return FALSE;
    }
  return families != NULL;
}

static gboolean
run_hand_over (KtStore *store, gpointer data, GError **error)
{
  guint *made = data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Parcel parcel = { .store = store, .ids = ids };
  gboolean ok = gather (&parcel, error);

  g_clear_pointer (&parcel.records, json_object_put);
  g_clear_pointer (&parcel.drafts, json_object_put);
  *made = parcel.made;
  return ok;
}

gboolean
kt_store_hand_over_unsent (KtStore *store, guint *made, GError **error)
{
  guint n = 0;
  gboolean ok = kt_store_transaction (store, run_hand_over, &n, error);

  if (made != NULL)
    *made = ok ? n : 0;
  return ok;
}

/* ---- Pieces of pictures ---- */

typedef struct {
  char *id, *picture, *family, *of;
  GBytes *bytes;
} Piece;

static void
piece_free (Piece *piece)
{
  g_free (piece->id);
  g_free (piece->picture);
  g_free (piece->family);
  g_free (piece->of);
  g_bytes_unref (piece->bytes);
  g_free (piece);
}

static Piece *
read_piece (KtStatement *query)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->id = kt_column_dup (query, 0);
  piece->picture = kt_column_dup (query, 1);
  piece->family = kt_column_dup (query, 2);
  piece->of = g_strconcat ("unsent:", kt_id_get_tail (kt_column_text (query, 3)), NULL);
  piece->bytes = g_bytes_new (sqlite3_column_blob (query, 4), (gsize) sqlite3_column_bytes (query, 4));
  return piece;
}

/* Of pictures whose record was handed over, and taken in by the office: what it refuses needs no pieces. */
static GPtrArray *
list_pieces (KtStore *store, guint most, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT chunks.id, docs.id, databases.family, min (main.request), bytes FROM databases JOIN docs ON docs.db = databases.db"
      " JOIN picture_chunks ON picture_chunks.doc = docs.doc JOIN chunks ON chunks.chunk = picture_chunks.chunk"
      " JOIN chunk_bytes ON chunk_bytes.chunk = chunks.chunk JOIN handed_over AS main ON main.id = docs.id"
      " WHERE closed IS NOT NULL AND known = 1 AND databases.family IS NOT NULL AND docs.deleted = 0 AND chunks.state = 0"
      " AND NOT EXISTS (SELECT 1 FROM requests WHERE requests.id = main.request AND requests.state <> 2)"
      " AND NOT EXISTS (SELECT 1 FROM handed_over AS gone WHERE gone.id = chunks.id AND gone.rev = 'piece')"
      " GROUP BY chunks.chunk ORDER BY docs.seq, n LIMIT ?1",
      error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, most);
  while (kt_statement_next (store, query, &ok, error))
    g_ptr_array_add (found, read_piece (query));
  return ok ? g_steal_pointer (&found) : NULL;
}

static gboolean
count_under_way (KtStore *store, guint *n, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT count (*) FROM requests JOIN handed_over ON request = requests.id AND rev = 'piece' WHERE state < 2", error);
  gboolean row;

  if (query == NULL || !kt_statement_step (store, query, &row, error))
    return FALSE;
  *n = (guint) sqlite3_column_int (query, 0);
  return TRUE;
}

static gboolean
send_piece (KtStore *store, const Piece *piece, GError **error)
{
  g_autoptr (json_object) more = json_object_new_object ();
  json_object *records = json_object_new_array (), *work = json_object_new_object ();
  g_autofree char *text = g_base64_encode (g_bytes_get_data (piece->bytes, NULL), g_bytes_get_size (piece->bytes));
  g_autofree char *request = NULL;

  json_object_object_add (work, "_id", json_object_new_string (piece->id));
  json_object_object_add (work, "of", json_object_new_string (piece->of));
  json_object_object_add (work, "picture", json_object_new_string (piece->picture));
  json_object_object_add (work, "base64", json_object_new_string (text));
  json_object_array_add (records, work);
  json_object_object_add (more, "records", records);
  return kt_store_ask (store, "unsent-work", piece->family, more, &request, error) &&
         note (store, piece->id, "piece", request, error);
}

static gboolean
run_hand_over_pieces (KtStore *store, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) pieces = NULL;
  guint under_way;

  if (!count_under_way (store, &under_way, error))
    return FALSE;
  if (under_way >= MAX_PIECES)
    return TRUE;
  pieces = list_pieces (store, MAX_PIECES - under_way, error);
  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    if (!send_piece (store, pieces->pdata[i], error))
      return FALSE;
  return pieces != NULL;
}

gboolean
kt_store_hand_over_pieces (KtStore *store, GError **error)
{
  return kt_store_transaction (store, run_hand_over_pieces, NULL, error);
}
