/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/erase.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/outbox.h"
#include "store/picture-index.h"
#include "store/unsent.h"

#include <string.h>

/* Set with the erasing, taken away by tidying: a kill in between forgets nothing. */
#define UNTIDY "erase.untidy"

/* ---- Statements with one text each ---- */

static gboolean
run_with (KtStore *store, const char *sql, const char *text, const char *second, GError **error)
{
  g_autoptr (KtStatement) statement = kt_store_statement (store, sql, error);

  if (statement == NULL)
    return FALSE;
  kt_bind_text (statement, 1, text);
  if (second != NULL)
    kt_bind_text (statement, 2, second);
  return kt_statement_run (store, statement, error);
}

static gboolean
remember (KtStore *store, const char *id, GError **error)
{
  g_autofree char *now = kt_clock_now_iso ();

  return run_with (store, "INSERT INTO erased (id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", id, now, error);
}

gboolean
kt_store_is_erased (KtStore *store, const char *id, gboolean *erased, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT 1 FROM erased WHERE id = ?1", error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  return kt_statement_step (store, query, erased, error);
}

/* ---- Into escrow ---- */

static gboolean
find_family (KtStore *store, const char *id, char **family, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT family FROM docs JOIN databases USING (db) WHERE id = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *family = row ? kt_column_dup (query, 0) : NULL;
  return TRUE;
}

static gboolean
put_escrow (KtStore *store, const char *id, json_object *work, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO escrow (id, family, bytes) VALUES (?1, ?2, ?3)"
      " ON CONFLICT DO UPDATE SET bytes = escrow.bytes || char (10) || excluded.bytes",
      error);
  g_autofree char *family = NULL;

  if (insert == NULL || !find_family (store, id, &family, error))
    return FALSE;
  kt_bind_text (insert, 1, id);
  kt_bind_text (insert, 2, family);
  kt_bind_text (insert, 3, json_object_to_json_string_ext (work, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  return kt_statement_run (store, insert, error);
}

/* What nobody else has of the record or of a family's drafts. */
static gboolean
save_work (KtStore *store, const char *id, KtErased *result, GError **error)
{
  g_autoptr (json_object) work = NULL;
  json_object *drafts = NULL;

  if (!kt_store_collect_unsent (store, id, &work, error) || !kt_store_collect_drafts (store, id, &drafts, error))
    return FALSE;
  if (work == NULL && drafts == NULL)
    return TRUE;
  if (work == NULL)
    {
      work = json_object_new_object ();
      json_object_object_add (work, "_id", json_object_new_string (id));
    }
  if (drafts != NULL)
    json_object_object_add (work, "drafts", drafts);
  result->escrowed++;
  return put_escrow (store, id, work, error);
}

/* A picture's pieces that never reached the server, each by itself: a request stays small. */
static gboolean
save_pieces (KtStore *store, const char *id, KtErased *result, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT chunks.id, bytes FROM docs JOIN picture_chunks USING (doc) JOIN chunks USING (chunk)"
      " JOIN chunk_bytes USING (chunk) WHERE docs.id = ?1 AND chunks.state = 0",
      error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  while (kt_statement_next (store, query, &ok, error))
    {
      g_autoptr (json_object) piece = json_object_new_object ();
      g_autofree char *text = g_base64_encode (sqlite3_column_blob (query, 1), sqlite3_column_bytes (query, 1));

      json_object_object_add (piece, "_id", json_object_new_string (kt_column_text (query, 0)));
      json_object_object_add (piece, "picture", json_object_new_string (id));
      json_object_object_add (piece, "base64", json_object_new_string (text));
      if (!put_escrow (store, kt_column_text (query, 0), piece, error))
        return FALSE;
      result->escrowed++;
    }
  return ok;
}

/* ---- Work on its way: copies in requests that wait, and in what is offered ---- */

static json_object *
without_record (json_object *document, const char *id)
{
  json_object *records = kt_json_get_array (document, "records"), *left = json_object_new_array ();
  json_object *drafts = kt_json_get_object (document, "drafts");

  for (gsize i = 0; records != NULL && i < json_object_array_length (records); i++)
    {
      json_object *record = json_object_array_get_idx (records, i);

      if (g_strcmp0 (kt_json_get_string (record, "_id"), id) != 0 && g_strcmp0 (kt_json_get_string (record, "picture"), id) != 0)
        json_object_array_add (left, json_object_get (record));
    }
  json_object_object_add (document, "records", left);
  if (drafts != NULL && strstr (json_object_to_json_string (drafts), id) != NULL)
    json_object_object_del (document, "drafts");
  return document;
}

static gboolean
remove_copies (KtStore *store, const char *list, const char *write, const char *id, GError **error)
{
  static const int flags = JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE;
  g_auto (GStrv) found = kt_store_list_texts (store, list, id, error);

  for (guint i = 0; found != NULL && found[i] != NULL && found[i + 1] != NULL; i += 2)
    {
      g_autoptr (json_object) document = kt_json_parse (found[i + 1], -1, NULL);
      const char *left = document != NULL ? json_object_to_json_string_ext (without_record (document, id), flags) : "{}";

      if (!run_with (store, write, found[i], left, error))
        return FALSE;
    }
  return found != NULL;
}

static gboolean
remove_all_copies (KtStore *store, const char *id, GError **error)
{
  return remove_copies (store, "SELECT id, body FROM offered WHERE instr (body, ?1) > 0",
                        "UPDATE offered SET body = ?2 WHERE id = ?1", id, error) &&
         kt_store_exec (store,
                        "DELETE FROM offered WHERE instr (body, '\"records\":[]') > 0 AND instr (body, '\"drafts\":{\"') = 0",
                        error) &&
         remove_copies (store, "SELECT id, body FROM requests WHERE kind = 'unsent-work' AND instr (body, ?1) > 0",
                        "UPDATE requests SET body = ?2 WHERE id = ?1", id, error);
}

/* ---- Out of the store ---- */

static gboolean
remove_record (KtStore *store, const char *id, KtErased *result, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM search WHERE rowid IN (SELECT doc FROM docs WHERE id = ?1)",
    "DELETE FROM revs WHERE doc IN (SELECT doc FROM docs WHERE id = ?1)",
    "DELETE FROM docs WHERE id = ?1",
  };
  static const char *const beside[] = {
    "DELETE FROM set_aside WHERE id = ?1",
    "DELETE FROM drafts WHERE instr (key, ?1) > 0",
    "DELETE FROM handed_over WHERE id = ?1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    if (!run_with (store, sql[i], id, NULL, error))
      return FALSE;
  result->records += sqlite3_changes (store->db) > 0;
  for (gsize i = 0; i < G_N_ELEMENTS (beside); i++)
    if (!run_with (store, beside[i], id, NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
erase_one (KtStore *store, const char *id, KtErased *result, GError **error)
{
  return save_work (store, id, result, error) && save_pieces (store, id, result, error) &&
         remove_record (store, id, result, error) && kt_picture_index_erase (store, id, error) &&
         remove_all_copies (store, id, error);
}

typedef struct {
  const char *const *ids;
  const char *name, *family;
  KtErased result;
} Erase;

static gboolean
run_erase_records (KtStore *store, gpointer data, GError **error)
{
  Erase *erase = data;

  erase->result = (KtErased) { 0 };
  for (guint i = 0; erase->ids[i] != NULL; i++)
    if (!erase_one (store, erase->ids[i], &erase->result, error) || !remember (store, erase->ids[i], error))
      return FALSE;
  return kt_store_set_setting (store, UNTIDY, "1", error);
}

static gboolean
erase (KtStore *store, KtStoreFunc func, Erase *erase, KtErased *result, GError **error)
{
  if (!kt_store_transaction (store, func, erase, error))
    return FALSE;
  if (erase->result.records > 0)
    kt_log_event (G_LOG_LEVEL_INFO, "store.erased", KT_LOG_INT, "records", (gint64) erase->result.records, KT_LOG_INT,
                  "escrowed", (gint64) erase->result.escrowed, KT_LOG_END);
  result->records += erase->result.records;
  result->escrowed += erase->result.escrowed;
  return TRUE;
}

gboolean
kt_store_erase_records (KtStore *store, const char *const *ids, KtErased *result, GError **error)
{
  Erase what = { .ids = ids };

  return erase (store, run_erase_records, &what, result, error);
}

/* ---- Databases and families ---- */

static gboolean
erase_place (KtStore *store, const char *name, KtErased *result, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM set_aside WHERE db IN (SELECT db FROM databases WHERE name = ?1)",
    "DELETE FROM checkpoints WHERE db IN (SELECT db FROM databases WHERE name = ?1)",
    "DELETE FROM chunk_bytes WHERE chunk IN (SELECT chunk FROM chunks JOIN databases USING (db) WHERE name = ?1)",
    "DELETE FROM chunks WHERE db IN (SELECT db FROM databases WHERE name = ?1)",
    "DELETE FROM databases WHERE name = ?1",
  };
  g_autofree char *id = g_strconcat ("database:", name, NULL);
  g_auto (GStrv) ids = kt_store_list_texts (store, "SELECT id FROM docs JOIN databases USING (db) WHERE name = ?1", name, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; ids[i] != NULL; i++)
    if (!erase_one (store, ids[i], result, error))
      return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    if (!run_with (store, sql[i], name, NULL, error))
      return FALSE;
  return remember (store, id, error);
}

/* With the last database the server had, the family goes: what waits for a place, its drafts, what is offered of it. */
static gboolean
erase_rest (KtStore *store, const char *family, KtErased *result, GError **error)
{
  g_auto (GStrv) known = kt_store_list_texts (store, "SELECT name FROM databases WHERE family = ?1 AND known = 1", family, error);
  g_auto (GStrv) waiting = NULL;

  if (known == NULL)
    return FALSE;
  if (known[0] != NULL)
    return TRUE;
  waiting = kt_store_list_texts (store, "SELECT name FROM databases WHERE family = ?1", family, error);
  if (waiting == NULL)
    return FALSE;
  for (guint i = 0; waiting[i] != NULL; i++)
    if (!erase_place (store, waiting[i], result, error))
      return FALSE;
  return erase_one (store, family, result, error) &&
         run_with (store, "DELETE FROM settings WHERE key IN ('team.' || ?1, 'example.' || ?1)", family, NULL, error) &&
         run_with (store, "DELETE FROM offered WHERE family = ?1", family, NULL, error) && remember (store, family, error);
}

static gboolean
run_erase_database (KtStore *store, gpointer data, GError **error)
{
  Erase *erase = data;

  erase->result = (KtErased) { 0 };
  if (!erase_place (store, erase->name, &erase->result, error) ||
      (erase->family != NULL && !erase_rest (store, erase->family, &erase->result, error)))
    return FALSE;
  return kt_store_set_setting (store, UNTIDY, "1", error);
}

gboolean
kt_store_erase_database (KtStore *store, const char *name, const char *family, KtErased *result, GError **error)
{
  Erase what = { .name = name, .family = family };

  return erase (store, run_erase_database, &what, result, error);
}

GHashTable *
kt_store_list_erased_families (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT id, at FROM erased WHERE id GLOB 'family:*'", error);
  g_autoptr (GHashTable) families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  while (kt_statement_next (store, query, &ok, error))
    g_hash_table_insert (families, kt_column_dup (query, 0), kt_column_dup (query, 1));
  return ok ? g_steal_pointer (&families) : NULL;
}

/* ---- Tidying ---- */

/* What a deleted row said stands in the index's segments until they are merged, and in the log until it is emptied. */
gboolean
kt_store_tidy_erased (KtStore *store, GError **error)
{
  g_autofree char *untidy = NULL;

  if (!kt_store_get_setting (store, UNTIDY, &untidy, error))
    return FALSE;
  if (untidy == NULL)
    return TRUE;
  if (!kt_store_exec (store, "INSERT INTO search (search) VALUES ('optimize')", error))
    return FALSE;
  if (!kt_store_set_setting (store, UNTIDY, NULL, error))
    return FALSE;
  if (sqlite3_wal_checkpoint_v2 (store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK)
    return TRUE;
  return kt_store_set_setting (store, UNTIDY, "1", error);
}

/* ---- Escrow ---- */

void
kt_escrow_free (KtEscrow *escrow)
{
  g_free (escrow->id);
  g_free (escrow->family);
  g_free (escrow->bytes);
  g_free (escrow);
}

GPtrArray *
kt_store_list_escrow (KtStore *store, guint limit, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT id, family, bytes FROM escrow ORDER BY id LIMIT ?1", error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_escrow_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, limit);
  while (kt_statement_next (store, query, &ok, error))
    {
      KtEscrow *escrow = g_new0 (KtEscrow, 1);

      escrow->id = kt_column_dup (query, 0);
      escrow->family = kt_column_dup (query, 1);
      escrow->bytes = kt_column_dup (query, 2);
      g_ptr_array_add (found, escrow);
    }
  return ok ? g_steal_pointer (&found) : NULL;
}

typedef struct {
  const KtEscrow *escrow;
  const char *sealed;
} Seal;

static gboolean
run_seal (KtStore *store, gpointer data, GError **error)
{
  const Seal *seal = data;
  g_autoptr (json_object) more = json_object_new_object ();

  json_object_object_add (more, "record", json_object_new_string (seal->escrow->id));
  json_object_object_add (more, "sealed", json_object_new_string (seal->sealed));
  return kt_store_ask (store, "escrow", seal->escrow->family, more, NULL, error) &&
         run_with (store, "DELETE FROM escrow WHERE id = ?1", seal->escrow->id, NULL, error) &&
         kt_store_set_setting (store, UNTIDY, "1", error);
}

gboolean
kt_store_seal_escrow (KtStore *store, const KtEscrow *escrow, const char *sealed, GError **error)
{
  Seal seal = { escrow, sealed };

  return kt_store_transaction (store, run_seal, &seal, error);
}
