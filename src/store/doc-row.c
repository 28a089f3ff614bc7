/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "base/id.h"
#include "store/picture-index.h"
#include "store/search-index.h"
#include "store/store-private.h"

void
kt_doc_row_clear (KtDocRow *row)
{
  g_clear_pointer (&row->body, kt_record_unref);
}

/* What stands in bodies was written by us, so a body that does not parse is damage. */
KtRecord *
kt_store_parse_body (KtStatement *query, int column, GError **error)
{
  const char *bytes = (const char *) sqlite3_column_text (query, column);
  g_autoptr (GError) failure = NULL;
  KtRecord *record = kt_record_parse (bytes, sqlite3_column_bytes (query, column), NULL, &failure);

  if (record == NULL)
    g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_CORRUPT, "a body cannot be read: %s", failure->message);
  return record;
}

gboolean
kt_store_find_doc (KtStore *store, const char *id, KtDocRow *row, GError **error)
{
  g_autoptr (KtStatement) query =
      kt_store_statement (store, "SELECT doc, db, state, body FROM docs LEFT JOIN bodies USING (doc) WHERE id = ?1", error);
  gboolean found;

  *row = (KtDocRow) { 0 };
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  if (!kt_statement_step (store, query, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  row->doc = sqlite3_column_int64 (query, 0);
  row->db = sqlite3_column_int64 (query, 1);
  row->state = sqlite3_column_int (query, 2);
  if (sqlite3_column_type (query, 3) == SQLITE_NULL)
    return TRUE;
  row->body = kt_store_parse_body (query, 3, error);
  return row->body != NULL;
}

/* The columns that are read off the body; an index would otherwise have to look into JSON. */
typedef struct {
  gint64 type;
  gboolean disputed, deleted;
  const char *bytes;       /* (nullable) */
} Columns;

static gboolean
read_columns (KtStore *store, const char *id, KtRecord *body, Columns *columns, GError **error)
{
  g_autofree char *type = body != NULL ? g_strdup (kt_record_get_type_name (body)) : kt_id_dup_type (id);

  *columns = (Columns) { .deleted = body == NULL };
  if (!kt_store_intern (store, type != NULL ? type : "", TRUE, &columns->type, error))
    return FALSE;
  if (body == NULL)
    return TRUE;
  g_auto (GStrv) disputed = kt_record_dup_disputed (body);
  columns->disputed = disputed[0] != NULL;
  columns->deleted = kt_record_is_deleted (body);
  columns->bytes = kt_record_get_bytes (body);
  return TRUE;
}

static void
bind_columns (KtStatement *write, const Columns *columns, gint64 seq)
{
  kt_bind_int (write, 1, columns->type);
  kt_bind_int (write, 2, seq);
  kt_bind_int (write, 3, columns->disputed);
  kt_bind_int (write, 4, columns->deleted);
}

static gboolean
insert_doc (KtStore *store, KtDocRow *row, const char *id, const Columns *columns, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO docs (type, seq, disputed, deleted, id, db, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error);

  if (insert == NULL)
    return FALSE;
  bind_columns (insert, columns, kt_store_next_seq (store, row->db));
  kt_bind_text (insert, 5, id);
  kt_bind_int (insert, 6, row->db);
  kt_bind_int (insert, 7, row->state);
  if (!kt_statement_run (store, insert, error))
    return FALSE;
  row->doc = sqlite3_last_insert_rowid (store->db);
  return TRUE;
}

/* A live leaf whose body was the record's so far gets bytes of its own, before the record's moves on. */
static gboolean
let_leaves_keep (KtStore *store, gint64 doc, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store,
      "UPDATE revs SET holds = 1, body = (SELECT CAST (body AS BLOB) FROM bodies WHERE bodies.doc = ?1)"
      " WHERE doc = ?1 AND holds = 2",
      error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  return kt_statement_run (store, update, error);
}

static gboolean
update_doc (KtStore *store, KtDocRow *row, const Columns *columns, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store,
      "UPDATE docs SET type = ?1, seq = ?2, disputed = ?3, deleted = ?4 WHERE doc = ?5", error);

  if (update == NULL || !let_leaves_keep (store, row->doc, error))
    return FALSE;
  bind_columns (update, columns, kt_store_next_seq (store, row->db));
  kt_bind_int (update, 5, row->doc);
  return kt_statement_run (store, update, error);
}

/* bytes NULL: only tombstones are known. */
static gboolean
put_bytes (KtStore *store, gint64 doc, const char *bytes, GError **error)
{
  g_autoptr (KtStatement) write = NULL;

  if (bytes == NULL)
    return TRUE;
  write = kt_store_statement (store, "INSERT OR REPLACE INTO bodies (doc, body) VALUES (?1, ?2)", error);
  if (write == NULL)
    return FALSE;
  kt_bind_int (write, 1, doc);
  kt_bind_text (write, 2, bytes);
  return kt_statement_run (store, write, error);
}

gboolean
kt_store_put_body (KtStore *store, KtDocRow *row, const char *id, KtRecord *body, GError **error)
{
  g_autofree char *was = row->body != NULL ? kt_search_text (row->body) : NULL;
  g_autofree char *text = body != NULL ? kt_search_text (body) : g_strdup ("");
  Columns columns;
  gboolean ok;

  /* What was joined once never goes back to nothing. */
  g_assert (body != NULL || row->body == NULL);
  if (!read_columns (store, id, body, &columns, error))
    return FALSE;
  ok = row->doc == 0 ? insert_doc (store, row, id, &columns, error) : update_doc (store, row, &columns, error);
  if (!ok || !put_bytes (store, row->doc, columns.bytes, error) || !kt_search_index_put (store, row->doc, was, text, error) ||
      !kt_picture_index_put (store, row, row->body, body, error))
    return FALSE;
  if (body != NULL)
    kt_record_ref (body);
  g_clear_pointer (&row->body, kt_record_unref);
  row->body = body;
  return TRUE;
}

gboolean
kt_store_refresh_state (KtStore *store, gint64 doc, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store,
      "UPDATE docs SET state = CASE"
      " WHEN EXISTS (SELECT 1 FROM set_aside WHERE set_aside.db = docs.db AND set_aside.id = docs.id AND incoming = 0)"
      " THEN 3 ELSE min (coalesce ((SELECT min (state) FROM revs WHERE revs.doc = docs.doc), 2),"
      " CASE deleted WHEN 0 THEN coalesce ((SELECT min (chunks.state) FROM picture_chunks JOIN chunks USING (chunk)"
      " WHERE picture_chunks.doc = docs.doc), 2) ELSE 2 END) END WHERE doc = ?1",
      error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  return kt_statement_run (store, update, error);
}
