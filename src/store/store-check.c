/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything that must hold, looked at from outside (store-private.h has the list). Slow: seconds for 20,000 records. */
#define G_LOG_DOMAIN "kt-store"

#include "model/picture.h"
#include "store/search-index.h"
#include "store/store-private.h"

#include <string.h>

static void G_GNUC_PRINTF (2, 3)
    complain (GPtrArray *problems, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, args));
  va_end (args);
}

/* ---- SQLite's own checks, and rules that are one query ---- */

typedef struct {
  const char *sql, *what;
} Rule;
/* Each row is a problem; its first column says where. */
static const Rule rules[] = {
  { "PRAGMA cipher_integrity_check", "cipher" },
  { "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'", "file" },
  { "SELECT \"table\" || ' row ' || coalesce (rowid, '') FROM pragma_foreign_key_check", "dangling reference" },
  { "SELECT id FROM docs WHERE NOT EXISTS (SELECT 1 FROM revs WHERE revs.doc = docs.doc)", "record without revision" },
  { "SELECT id FROM docs WHERE state <> CASE"
    " WHEN EXISTS (SELECT 1 FROM set_aside AS s WHERE s.db = docs.db AND s.id = docs.id AND incoming = 0) THEN 3"
    " ELSE min (coalesce ((SELECT min (state) FROM revs WHERE revs.doc = docs.doc), 2),"
    " CASE deleted WHEN 0 THEN coalesce ((SELECT min (chunks.state) FROM picture_chunks JOIN chunks USING (chunk)"
    " WHERE picture_chunks.doc = docs.doc), 2) ELSE 2 END) END",
    "state does not follow from the revisions" },
  { "SELECT id || ' ' || rev FROM revs JOIN docs USING (doc) LEFT JOIN bodies USING (doc)"
    " WHERE (leaf AND NOT revs.deleted) <> (holds <> 0) OR (holds = 1) <> (revs.body IS NOT NULL)"
    " OR (holds = 2 AND bodies.body IS NULL)",
    "leaf and its body do not fit" },
  { "SELECT id FROM docs LEFT JOIN bodies USING (doc) WHERE body IS NULL AND deleted = 0", "record without a body" },
  { "SELECT id || ' ' || a.rev FROM revs AS a JOIN revs AS b ON b.doc = a.doc AND b.parent = a.rev"
    " JOIN docs ON docs.doc = a.doc WHERE a.leaf",
    "leaf that has a child" },
  { "SELECT id FROM chunks LEFT JOIN chunk_bytes USING (chunk) WHERE (len IS NULL) <> (bytes IS NULL)"
    " OR len <> length (bytes) OR (len IS NULL AND state <> 2) OR (listed AND (under IS NOT NULL OR state = 0))",
    "piece of a picture and its bytes do not fit" },
  { "SELECT docs.id FROM picture_chunks JOIN docs USING (doc) JOIN chunks USING (chunk) WHERE chunks.db <> docs.db",
    "picture with a piece of another database" },
  { "SELECT name FROM databases WHERE seq < (SELECT coalesce (max (seq), 0) FROM docs WHERE docs.db = databases.db)",
    "local sequence behind its records" },
  { "SELECT id FROM erased WHERE EXISTS (SELECT 1 FROM docs WHERE docs.id = erased.id)"
    " OR EXISTS (SELECT 1 FROM databases WHERE erased.id IN ('database:' || name, family))",
    "erased, and still here" },
};

/* Prepared anew each time: SQLCipher does its check while the statement is compiled. */
static gboolean
check_rule (KtStore *store, const Rule *rule, GPtrArray *problems, GError **error)
{
  sqlite3_stmt *query;
  gboolean row = TRUE, ok = TRUE;

  if (sqlite3_prepare_v2 (store->db, rule->sql, -1, &query, NULL) != SQLITE_OK)
    return kt_store_fail (store, rule->what, error);
  while (ok && row)
    {
      ok = kt_statement_step (store, query, &row, error);
      if (ok && row)
        complain (problems, "%s: %s", rule->what, kt_column_text (query, 0));
    }
  sqlite3_finalize (query);
  return ok;
}

/* ---- Bodies ---- */

static void
check_columns (KtStatement *query, KtRecord *body, const char *id, GPtrArray *problems)
{
  g_auto (GStrv) disputed = kt_record_dup_disputed (body);
  g_autoptr (GError) invalid = NULL;

  if (strcmp (kt_record_get_id (body), id) != 0)
    complain (problems, "%s: the body is another record's", id);
  if (strcmp (kt_record_get_bytes (body), kt_column_text (query, 2)) != 0)
    complain (problems, "%s: the body is not canonical", id);
  if (strcmp (kt_record_get_type_name (body), kt_column_text (query, 3)) != 0 ||
      g_strcmp0 (kt_record_get_family (body), (const char *) sqlite3_column_text (query, 4)) != 0)
    complain (problems, "%s: filed under another type or family", id);
  if ((disputed[0] != NULL) != sqlite3_column_int (query, 5) ||
      kt_record_is_deleted (body) != sqlite3_column_int (query, 6))
    complain (problems, "%s: disputed or deleted, and not filed so", id);
  if (!kt_record_validate (body, &invalid))
    complain (problems, "%s: %s", id, invalid->message);
}

/* Join what this device has ever seen: every live leaf is in the body. */
static gboolean
check_leaves (KtStore *store, gint64 doc, KtRecord *body, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) leaves = kt_store_list_revs (store, doc, TRUE, error);

  for (guint i = 0; leaves != NULL && i < leaves->len; i++)
    {
      const KtRev *leaf = g_ptr_array_index (leaves, i);
      g_autoptr (KtRecord) record = NULL;

      if (leaf->holds != KT_HOLDS_OWN)
        continue;
      record = kt_record_parse (leaf->bytes, (gssize) leaf->len, leaf->rev, NULL);
      if (record == NULL)
        complain (problems, "%s: leaf %s cannot be read", kt_record_get_id (body), leaf->rev);
      else if (!kt_record_covers (body, record))
        complain (problems, "%s: leaf %s knows more than the body", kt_record_get_id (body), leaf->rev);
    }
  return leaves != NULL;
}

static gboolean
check_body (KtStore *store, KtStatement *query, GPtrArray *problems, GError **error)
{
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (KtRecord) body = kt_store_parse_body (query, 2, &unreadable);
  const char *id = kt_column_text (query, 1);

  if (body == NULL)
    {
      complain (problems, "%s: %s", id, unreadable->message);
      return TRUE;
    }
  check_columns (query, body, id, problems);
  return check_leaves (store, sqlite3_column_int64 (query, 0), body, problems, error);
}

static gboolean
check_bodies (KtStore *store, GPtrArray *problems, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT doc, id, body, names.text, family, disputed, deleted FROM docs JOIN bodies USING (doc)"
      " JOIN names ON names.name = docs.type JOIN databases USING (db) ORDER BY doc",
      error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  while (kt_statement_next (store, query, &ok, error))
    if (!check_body (store, query, problems, error))
      return FALSE;
  return ok;
}

/* ---- The full-text index against a scan ---- */

/* A second index is made in memory from the bodies; both are then read word by word, side by side. */
static const char *const make_scan[] = {
  "DROP TABLE IF EXISTS temp.kept_words",
  "DROP TABLE IF EXISTS temp.scanned_words",
  "DROP TABLE IF EXISTS temp.scanned",
  "CREATE VIRTUAL TABLE temp.scanned USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2')",
  "CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab (main, search, instance)",
  "CREATE VIRTUAL TABLE temp.scanned_words USING fts5vocab (temp, scanned, instance)",
};
static const char *const drop_scan[] = {
  "DROP TABLE temp.kept_words",
  "DROP TABLE temp.scanned_words",
  "DROP TABLE temp.scanned",
};

static gboolean
scan_record (KtStore *store, gint64 doc, KtRecord *body, GError **error)
{
  g_autofree char *text = kt_search_text (body);
  g_autoptr (KtStatement) insert = NULL;

  if (*text == '\0')
    return TRUE;
  insert = kt_store_statement (store, "INSERT INTO temp.scanned (rowid, text) VALUES (?1, ?2)", error);
  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, doc);
  kt_bind_text (insert, 2, text);
  return kt_statement_run (store, insert, error);
}

static gboolean
scan_all (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query =
      kt_store_statement (store, "SELECT doc, body FROM bodies ORDER BY doc", error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  while (kt_statement_next (store, query, &ok, error))
    {
      /* An unreadable body has been complained of already. */
      g_autoptr (KtRecord) body = kt_store_parse_body (query, 1, NULL);

      if (body != NULL && !scan_record (store, sqlite3_column_int64 (query, 0), body, error))
        return FALSE;
    }
  return ok;
}

static gboolean
same_word (KtStatement *a, KtStatement *b)
{
  return strcmp (kt_column_text (a, 0), kt_column_text (b, 0)) == 0 &&
         sqlite3_column_int64 (a, 1) == sqlite3_column_int64 (b, 1) &&
         sqlite3_column_int64 (a, 2) == sqlite3_column_int64 (b, 2);
}

/* Words are private: the complaint gives the record, never the word. */
static gboolean
compare_words (KtStore *store, GPtrArray *problems, GError **error)
{
  g_autoptr (KtStatement) kept = kt_store_statement (store, "SELECT term, doc, \"offset\" FROM temp.kept_words", error);
  g_autoptr (KtStatement) scanned = NULL;
  gboolean a, b;

  if (kept == NULL)
    return FALSE;
  scanned = kt_store_statement (store, "SELECT term, doc, \"offset\" FROM temp.scanned_words", error);
  if (scanned == NULL)
    return FALSE;
  while (TRUE)
    {
      if (!kt_statement_step (store, kept, &a, error) || !kt_statement_step (store, scanned, &b, error))
        return FALSE;
      if (!a && !b)
        return TRUE;
      if (a && b && same_word (kept, scanned))
        continue;
      complain (problems, "the search index and the records differ, at row %" G_GINT64_FORMAT,
                (gint64) sqlite3_column_int64 (b ? scanned : kept, 1));
      return TRUE;
    }
}

static gboolean
exec_all (KtStore *store, const char *const *sql, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!kt_store_exec (store, sql[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_search (KtStore *store, GPtrArray *problems, GError **error)
{
  gboolean ok = exec_all (store, make_scan, G_N_ELEMENTS (make_scan), error) &&
                kt_store_exec (store, "SAVEPOINT scan", error) && scan_all (store, error) &&
                kt_store_exec (store, "RELEASE scan", error) && compare_words (store, problems, error);

  return ok && exec_all (store, drop_scan, G_N_ELEMENTS (drop_scan), error);
}

/* ---- Pictures ---- */

static gboolean
piece_fits (KtStatement *query)
{
  g_autofree char *id = kt_chunk_id (kt_column_text (query, 1), sqlite3_column_blob (query, 2),
                                     (gsize) sqlite3_column_bytes (query, 2));

  return strcmp (id, kt_column_text (query, 0)) == 0;
}

static gboolean
check_pieces (KtStore *store, GPtrArray *problems, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT chunks.id, salt, bytes FROM picture_chunks JOIN pictures USING (doc) JOIN chunks USING (chunk)"
      " JOIN chunk_bytes USING (chunk) GROUP BY chunk, salt",
      error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  while (kt_statement_next (store, query, &ok, error))
    if (!piece_fits (query))
      complain (problems, "%s: the piece's bytes are others", kt_column_text (query, 0));
  return ok;
}

/* What a record says and what is filed, both as one text. */
static void
check_list (KtStatement *query, GPtrArray *problems)
{
  g_autoptr (KtRecord) body = kt_store_parse_body (query, 1, NULL);
  g_auto (GStrv) ids = body != NULL ? kt_chunk_list_read (kt_record_get_text (body, "chunks")) : NULL;
  g_autofree char *said = ids != NULL ? g_strjoinv (" ", ids) : NULL;

  /* An unreadable body has been complained of already. */
  if (said != NULL && strcmp (said, kt_column_text (query, 2)) != 0)
    complain (problems, "%s: its pieces are filed otherwise", kt_column_text (query, 0));
}

static gboolean
check_pictures (KtStore *store, GPtrArray *problems, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT docs.id, body, (SELECT group_concat (id, ' ') FROM (SELECT chunks.id FROM picture_chunks"
      " JOIN chunks USING (chunk) WHERE picture_chunks.doc = docs.doc ORDER BY n))"
      " FROM docs JOIN bodies USING (doc) JOIN names ON names.name = docs.type WHERE names.text = 'picture'",
      error);
  gboolean ok;

  if (query == NULL || !check_pieces (store, problems, error))
    return FALSE;
  while (kt_statement_next (store, query, &ok, error))
    check_list (query, problems);
  return ok;
}

static gboolean
check_all (KtStore *store, GPtrArray *problems, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if (!check_rule (store, &rules[i], problems, error))
      return FALSE;
  return check_bodies (store, problems, error) && check_search (store, problems, error) &&
         check_pictures (store, problems, error);
}

GPtrArray *
kt_store_check (KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;

  if (check_all (store, problems, &failure))
    return g_steal_pointer (&problems);
  /* What cannot even be read to its end is a finding, not a failure to look. */
  if (g_error_matches (failure, KT_STORE_ERROR, KT_STORE_ERROR_CORRUPT))
    {
      complain (problems, "file: %s", failure->message);
      return g_steal_pointer (&problems);
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
