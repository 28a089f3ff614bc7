/* SPDX-License-Identifier: EUPL-1.2 */
/* Work that a colleague without access left, as the registrar forwarded it: kept until somebody takes it over. */
#define G_LOG_DOMAIN "kt-store"

#include "base/clock.h"
#include "model/picture.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "store/picture-index.h"

#include <string.h>

/* A piece of a picture says of which offer it is ("of"); no text of anybody's can say that, its quotes are escaped. */
#define IS_PIECE "instr (body, '\"of\":\"unsent:') > 0"

#define FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

void
kt_offered_free (KtOffered *offered)
{
  g_free (offered->id);
  g_free (offered->family);
  g_free (offered->author);
  g_free (offered->at);
  g_free (offered->taken);
  g_free (offered->body);
  g_free (offered);
}

typedef struct {
  const char *id, *family, *author, *body;
  const char *of;          /* (nullable) a piece's */
} Offer;

/* ---- Coming in ---- */

static gboolean
keep_offer (KtStore *store, const Offer *offer, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO offered (id, family, author, at, body) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING", error);
  g_autofree char *now = kt_clock_now_iso ();
  gboolean erased;

  if (insert == NULL || !kt_store_is_erased (store, offer->family, &erased, error))
    return FALSE;
  if (erased)
    return TRUE;
  kt_bind_text (insert, 1, offer->id);
  kt_bind_text (insert, 2, offer->family);
  kt_bind_text (insert, 3, offer->author);
  kt_bind_text (insert, 4, now);
  kt_bind_text (insert, 5, offer->body);
  return kt_statement_run (store, insert, error);
}

/* Which offer a piece is of. Returns: (nullable) borrowed from note. */
static const char *
offer_of (json_object *note)
{
  json_object *records = kt_json_get_array (note, "records");
  json_object *first = records != NULL && json_object_array_length (records) > 0 ? json_object_array_get_idx (records, 0) : NULL;

  return first != NULL ? kt_json_get_string (first, "of") : NULL;
}

static gboolean
was_taken (KtStore *store, const char *id, gboolean *taken, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT 1 FROM offered WHERE id = ?1 AND taken IS NOT NULL", error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  return kt_statement_step (store, query, taken, error);
}

static gboolean take_one (KtStore *store, const char *id, KtTakenOver *taken, GError **error);

static gboolean
run_offer (KtStore *store, gpointer data, GError **error)
{
  const Offer *offer = data;
  KtTakenOver result = { 0 };
  gboolean taken = FALSE;

  if (!keep_offer (store, offer, error) || (offer->of != NULL && !was_taken (store, offer->of, &taken, error)))
    return FALSE;
  return !taken || take_one (store, offer->id, &result, error);
}

/* One that an erasure has emptied offers nothing. */
static gboolean
has_something (json_object *note)
{
  json_object *records = kt_json_get_array (note, "records"), *drafts = kt_json_get_object (note, "drafts");

  return records != NULL && (json_object_array_length (records) > 0 || (drafts != NULL && json_object_object_length (drafts) > 0));
}

gboolean
kt_store_offer (KtStore *store, const char *id, json_object *note, GError **error)
{
  const char *author = kt_json_get_string (note, "from");
  Offer offer = { id, kt_json_get_string (note, "family"), author != NULL ? author : "",
                  json_object_to_json_string_ext (note, FLAGS), offer_of (note) };

  return offer.family == NULL || !has_something (note) || kt_store_transaction (store, run_offer, &offer, error);
}

/* ---- Reading ---- */

static KtOffered *
read_offered (KtStatement *query)
{
  KtOffered *offered = g_new0 (KtOffered, 1);

  offered->id = kt_column_dup (query, 0);
  offered->family = kt_column_dup (query, 1);
  offered->author = kt_column_dup (query, 2);
  offered->at = kt_column_dup (query, 3);
  offered->taken = kt_column_dup (query, 4);
  offered->body = kt_column_dup (query, 5);
  return offered;
}

/* id NULL: all but pieces. */
static GPtrArray *
list (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT id, family, author, at, taken, body FROM offered WHERE id = ?1 OR (?1 IS NULL AND NOT (" IS_PIECE "))"
      " ORDER BY at, id",
      error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_offered_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, id);
  while (kt_statement_next (store, query, &ok, error))
    g_ptr_array_add (found, read_offered (query));
  return ok ? g_steal_pointer (&found) : NULL;
}

GPtrArray *
kt_store_list_offered (KtStore *store, GError **error)
{
  return list (store, NULL, error);
}

/* ---- Taking over ---- */

/* Only what is a piece of that picture, here, and of that family. */
static gboolean
take_piece (KtStore *store, const KtOffered *offered, json_object *work, GError **error)
{
  const char *picture = kt_json_get_string (work, "picture"), *text = kt_json_get_string (work, "base64");
  const char *id = kt_json_get_string (work, "_id");
  g_auto (KtDocRow) row = { 0 };
  g_autofree guint8 *bytes = NULL;
  g_autofree char *name = NULL;
  gint64 chunk = 0;
  gsize len = 0;

  if (picture == NULL || text == NULL || !kt_store_find_doc (store, picture, &row, error))
    return picture == NULL || text == NULL;
  if (row.body == NULL || strcmp (kt_record_get_type_name (row.body), "picture") != 0 ||
      g_strcmp0 (kt_record_get_family (row.body), offered->family) != 0)
    return TRUE;
  bytes = g_base64_decode (text, &len);
  name = kt_chunk_id (kt_record_get_text (row.body, "salt"), bytes, len);
  if (strcmp (name, id) != 0)
    return TRUE;
  return kt_store_find_chunk (store, row.db, id, FALSE, &chunk, error) &&
         (chunk == 0 || (kt_store_put_chunk_bytes (store, chunk, KT_STATE_HERE, bytes, len, error) &&
                         kt_store_refresh_pictures_of (store, chunk, error)));
}

static gboolean
take_record (KtStore *store, const KtOffered *offered, json_object *work, guint *records, GError **error)
{
  const char *bytes = kt_json_get_string (work, "bytes"), *id = kt_json_get_string (work, "_id");
  g_autoptr (KtRecord) record = NULL;
  gboolean erased = FALSE, changed = FALSE;

  if (id == NULL)
    return TRUE;
  if (!kt_store_is_erased (store, id, &erased, error))
    return FALSE;
  if (!erased && kt_is_chunk_id (id))
    return take_piece (store, offered, work, error);
  if (erased || bytes == NULL)
    return TRUE;
  record = kt_record_parse (bytes, -1, NULL, error);
  if (record == NULL)
    return FALSE;
  if (g_strcmp0 (kt_record_get_id (record), id) != 0 || g_strcmp0 (kt_record_get_family (record), offered->family) != 0)
    {
      g_set_error_literal (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, "the work is another family's");
      return FALSE;
    }
  *records += 1;
  return kt_store_adopt (store, record, &changed, error);
}

/* It belongs to the family, or to a record of it that is here. */
static gboolean
is_of_family (KtStore *store, const char *key, const char *family, gboolean *is, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT 1 WHERE instr (?1, ?2) > 0 OR EXISTS (SELECT 1 FROM docs JOIN databases USING (db)"
      " WHERE databases.family = ?2 AND instr (?1, docs.id) > 0)",
      error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, key);
  kt_bind_text (query, 2, family);
  return kt_statement_step (store, query, is, error);
}

/* Where nothing stands, or the same. What we wrote ourselves stays, and theirs waits. */
static gboolean
place_draft (KtStore *store, const char *family, const char *key, const char *text, gboolean *placed, GError **error)
{
  g_autofree char *own = kt_store_get_draft (store, key, NULL);
  gboolean ours = FALSE;

  *placed = FALSE;
  if (!is_of_family (store, key, family, &ours, error))
    return FALSE;
  *placed = ours && (own == NULL || strcmp (own, text) == 0);
  return own != NULL || !ours || kt_store_put_draft (store, key, text, error);
}

static gboolean
set_body (KtStore *store, const char *id, json_object *note, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (store, "UPDATE offered SET body = ?2 WHERE id = ?1", error);

  if (update == NULL)
    return FALSE;
  kt_bind_text (update, 1, id);
  kt_bind_text (update, 2, json_object_to_json_string_ext (note, FLAGS));
  return kt_statement_run (store, update, error);
}

/* Drafts that are placed leave the offer. */
static gboolean
take_drafts (KtStore *store, const KtOffered *offered, json_object *note, KtTakenOver *taken, GError **error)
{
  json_object *drafts = kt_json_get_object (note, "drafts"), *left = json_object_new_object ();
  gboolean good = TRUE, placed = FALSE;

  if (drafts == NULL)
    {
      json_object_put (left);
      return TRUE;
    }
  json_object_object_foreach (drafts, key, text)
    {
      good = good && place_draft (store, offered->family, key, json_object_get_string (text), &placed, error);
      taken->drafts += good && placed;
      if (!placed)
        json_object_object_add (left, key, json_object_get (text));
    }
  taken->drafts_left += (guint) json_object_object_length (left);
  json_object_object_add (note, "drafts", left);
  return good && set_body (store, offered->id, note, error);
}

static gboolean
note_taken (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store, "UPDATE offered SET taken = coalesce (taken, ?2) WHERE id = ?1", error);
  g_autofree char *now = kt_clock_now_iso ();

  if (update == NULL)
    return FALSE;
  kt_bind_text (update, 1, id);
  kt_bind_text (update, 2, now);
  return kt_statement_run (store, update, error);
}

static gboolean
take_all (KtStore *store, const KtOffered *offered, KtTakenOver *taken, GError **error)
{
  g_autoptr (json_object) note = *offered->body != '\0' ? kt_json_parse (offered->body, -1, error) : NULL;
  json_object *records;

  if (note == NULL)
    return *offered->body == '\0';
  records = kt_json_get_array (note, "records");
  for (gsize i = 0; i < json_object_array_length (records); i++)
    if (!take_record (store, offered, json_object_array_get_idx (records, i), &taken->records, error))
      return FALSE;
  return take_drafts (store, offered, note, taken, error) && note_taken (store, offered->id, error);
}

static gboolean
take_one (KtStore *store, const char *id, KtTakenOver *taken, GError **error)
{
  g_autoptr (GPtrArray) found = list (store, id, error);

  if (found == NULL)
    return FALSE;
  if (found->len == 0)
    {
      g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "nothing offered as %s", id);
      return FALSE;
    }
  return take_all (store, found->pdata[0], taken, error);
}

typedef struct {
  const char *id;
  KtTakenOver taken;
} Take;

/* With the pieces that have come so far; one that comes later is put in its place at once. */
static gboolean
run_take (KtStore *store, gpointer data, GError **error)
{
  Take *take = data;
  g_auto (GStrv) pieces = kt_store_list_texts (
      store, "SELECT id FROM offered WHERE taken IS NULL AND instr (body, '\"of\":\"' || ?1 || '\"') > 0 ORDER BY id",
      take->id, error);

  take->taken = (KtTakenOver) { 0 };
  if (pieces == NULL || !take_one (store, take->id, &take->taken, error))
    return FALSE;
  for (guint i = 0; pieces[i] != NULL; i++)
    if (!take_one (store, pieces[i], &take->taken, error))
      return FALSE;
  return TRUE;
}

gboolean
kt_store_take_over (KtStore *store, const char *id, KtTakenOver *taken, GError **error)
{
  Take take = { id, { 0 } };

  if (!kt_store_transaction (store, run_take, &take, error))
    return FALSE;
  if (taken != NULL)
    *taken = take.taken;
  return TRUE;
}

/* ---- Afterwards ---- */

/* A piece that is here and not at the server yet. */
static gboolean
is_piece_unsent (KtStore *store, const char *id, gboolean *unsent, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT 1 FROM chunks WHERE id = ?1 AND len IS NOT NULL AND state <> 2", error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  return kt_statement_step (store, query, unsent, error);
}

/* One that was erased since needs no more. */
static gboolean
is_record_unsent (KtStore *store, const char *id, gboolean *unsent, GError **error)
{
  g_autoptr (GError) missing = NULL;

  if (kt_is_chunk_id (id))
    return is_piece_unsent (store, id, unsent, error);
  *unsent = kt_store_get_state (store, id, &missing) != KT_STATE_SERVER && missing == NULL;
  return TRUE;
}

/* Whether each of the records is here and at the server, and each draft in its place. */
static gboolean
is_settled (KtStore *store, const char *body, gboolean *settled, GError **error)
{
  g_autoptr (json_object) note = kt_json_parse (body, -1, error);
  json_object *records = note != NULL ? kt_json_get_array (note, "records") : NULL;
  json_object *drafts = note != NULL ? kt_json_get_object (note, "drafts") : NULL;

  *settled = note != NULL && (drafts == NULL || json_object_object_length (drafts) == 0);
  for (gsize i = 0; *settled && records != NULL && i < json_object_array_length (records); i++)
    {
      const char *id = kt_json_get_string (json_object_array_get_idx (records, i), "_id");
      gboolean unsent = FALSE;

      if (id != NULL && !is_record_unsent (store, id, &unsent, error))
        return FALSE;
      *settled = !unsent;
    }
  return note != NULL;
}

GPtrArray *
kt_store_list_settled_offers (KtStore *store, GError **error)
{
  g_auto (GStrv) ids = kt_store_list_texts (
      store, "SELECT id FROM offered WHERE taken IS NOT NULL AND body <> '' ORDER BY id", NULL, error);
  g_autoptr (GPtrArray) settled = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) offered = list (store, ids[i], error);
      gboolean done = FALSE;

      if (offered == NULL || !is_settled (store, ((KtOffered *) offered->pdata[0])->body, &done, error))
        return NULL;
      if (done)
        g_ptr_array_add (settled, g_strdup (ids[i]));
    }
  return ids != NULL ? g_steal_pointer (&settled) : NULL;
}

/* Of a piece nothing is left to tell. */
static gboolean
run_settle (KtStore *store, gpointer data, GError **error)
{
  g_autoptr (KtStatement) forget = kt_store_statement (store, "DELETE FROM offered WHERE id = ?1 AND " IS_PIECE, error);
  g_autoptr (KtStatement) empty = kt_store_statement (store, "UPDATE offered SET body = '' WHERE id = ?1", error);

  if (forget == NULL || empty == NULL)
    return FALSE;
  kt_bind_text (forget, 1, data);
  kt_bind_text (empty, 1, data);
  return kt_statement_run (store, forget, error) && kt_statement_run (store, empty, error);
}

gboolean
kt_store_settle_offer (KtStore *store, const char *id, GError **error)
{
  return kt_store_transaction (store, run_settle, (gpointer) id, error);
}
