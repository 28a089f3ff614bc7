/* SPDX-License-Identifier: EUPL-1.2 */
/* Work that a colleague without access left, as the registrar forwarded it: kept until somebody takes it over. */
#define G_LOG_DOMAIN "kt-store"

#include "base/clock.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "store/store-private.h"

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
} Offer;

static gboolean
run_offer (KtStore *store, gpointer data, GError **error)
{
  const Offer *offer = data;
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

gboolean
kt_store_offer (KtStore *store, const char *id, json_object *note, GError **error)
{
  const char *author = kt_json_get_string (note, "from");
  Offer offer = { id, kt_json_get_string (note, "family"), author != NULL ? author : "",
                  json_object_to_json_string_ext (note, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) };

  return offer.family == NULL || kt_json_get_array (note, "records") == NULL ||
         kt_store_transaction (store, run_offer, &offer, error);
}

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

/* id NULL: all. */
static GPtrArray *
list (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT id, family, author, at, taken, body FROM offered WHERE ?1 IS NULL OR id = ?1 ORDER BY at, id", error);
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

static gboolean
take_record (KtStore *store, const KtOffered *offered, json_object *work, guint *records, GError **error)
{
  const char *bytes = kt_json_get_string (work, "bytes"), *id = kt_json_get_string (work, "_id");
  g_autoptr (KtRecord) record = NULL;
  gboolean erased = FALSE, changed = FALSE;

  if (bytes == NULL || id == NULL)
    return TRUE;
  if (!kt_store_is_erased (store, id, &erased, error))
    return FALSE;
  if (erased)
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

typedef struct {
  const char *id;
  guint records;
} Take;

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
run_take (KtStore *store, gpointer data, GError **error)
{
  Take *take = data;
  g_autoptr (GPtrArray) found = list (store, take->id, error);
  g_autoptr (json_object) note = NULL;
  json_object *records;

  take->records = 0;
  if (found == NULL)
    return FALSE;
  if (found->len == 0)
    {
      g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "nothing offered as %s", take->id);
      return FALSE;
    }
  if (*((KtOffered *) found->pdata[0])->body == '\0')
    return TRUE;
  note = kt_json_parse (((KtOffered *) found->pdata[0])->body, -1, error);
  if (note == NULL)
    return FALSE;
  records = kt_json_get_array (note, "records");
  for (gsize i = 0; i < json_object_array_length (records); i++)
    if (!take_record (store, found->pdata[0], json_object_array_get_idx (records, i), &take->records, error))
      return FALSE;
  return note_taken (store, take->id, error);
}

gboolean
kt_store_take_over (KtStore *store, const char *id, guint *records, GError **error)
{
  Take take = { id, 0 };

  if (!kt_store_transaction (store, run_take, &take, error))
    return FALSE;
  if (records != NULL)
    *records = take.records;
  return TRUE;
}

/* ---- Afterwards ---- */

/* Whether each of the records is here and at the server; one that was erased since needs no more. */
static gboolean
is_settled (KtStore *store, const char *body, gboolean *settled, GError **error)
{
  g_autoptr (json_object) note = kt_json_parse (body, -1, error);
  json_object *records = note != NULL ? kt_json_get_array (note, "records") : NULL;

  *settled = note != NULL;
  for (gsize i = 0; records != NULL && i < json_object_array_length (records); i++)
    {
      const char *id = kt_json_get_string (json_object_array_get_idx (records, i), "_id");
      g_autoptr (GError) missing = NULL;

      if (id != NULL && kt_store_get_state (store, id, &missing) != KT_STATE_SERVER && missing == NULL)
        *settled = FALSE;
    }
  return note != NULL;
}

GPtrArray *
kt_store_list_settled_offers (KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) all = kt_store_list_offered (store, error);
  g_autoptr (GPtrArray) settled = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const KtOffered *offered = all->pdata[i];
      gboolean done = FALSE;

      if (offered->taken == NULL || *offered->body == '\0')
        continue;
      if (!is_settled (store, offered->body, &done, error))
        return NULL;
      if (done)
        g_ptr_array_add (settled, g_strdup (offered->id));
    }
  return all != NULL ? g_steal_pointer (&settled) : NULL;
}

static gboolean
run_settle (KtStore *store, gpointer data, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (store, "UPDATE offered SET body = '' WHERE id = ?1", error);

  if (update == NULL)
    return FALSE;
  kt_bind_text (update, 1, data);
  return kt_statement_run (store, update, error);
}

gboolean
kt_store_settle_offer (KtStore *store, const char *id, GError **error)
{
  return kt_store_transaction (store, run_settle, (gpointer) id, error);
}
