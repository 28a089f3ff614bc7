/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/outbox.h"

#include "base/clock.h"
#include "base/id.h"
#include "store/store-private.h"

#include <string.h>

void
kt_ask_free (KtAsk *ask)
{
  g_free (ask->id);
  g_free (ask->kind);
  g_free (ask->family);
  g_free (ask->reason);
  g_free (ask->at);
  g_free (ask->body);
  g_free (ask);
}

/* ---- Asking ---- */

static json_object *
write_request (const char *id, const char *kind, const char *family, json_object *more)
{
  json_object *request = json_object_new_object ();

  json_object_object_add (request, "_id", json_object_new_string (id));
  json_object_object_add (request, "type", json_object_new_string ("inbox-request"));
  json_object_object_add (request, "kind", json_object_new_string (kind));
  if (family != NULL)
    json_object_object_add (request, "family", json_object_new_string (family));
  /* In the order of asking, for the office: ids are random. */
  json_object_object_add (request, "number", json_object_new_int64 (g_get_real_time ()));
  if (more == NULL)
    return request;
  json_object_object_foreach (more, key, value)
    json_object_object_add (request, key, json_object_get (value));
  return request;
}

/* The revision of the family's team, if the office told it and nothing of our own can have changed it since.
 * *revision: (transfer full) (nullable). */
static gboolean
find_revision (KtStore *store, const char *kind, const char *family, char **revision, GError **error)
{
  g_autoptr (KtStatement) query = NULL;
  gboolean row;

  *revision = NULL;
  if (family == NULL || (strcmp (kind, "team-join") != 0 && strcmp (kind, "agency-join") != 0))
    return TRUE;
  query = kt_store_statement (store,
                              "SELECT value FROM settings WHERE key = 'team.' || ?1"
                              " AND NOT EXISTS (SELECT 1 FROM requests WHERE family = ?1 AND state < 2)",
                              error);
  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, family);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *revision = row ? kt_column_dup (query, 0) : NULL;
  return TRUE;
}

static gboolean
insert (KtStore *store, const char *id, const char *kind, const char *family, json_object *request, GError **error)
{
  g_autoptr (KtStatement) write = kt_store_statement (
      store, "INSERT INTO requests (id, kind, family, state, at, body) VALUES (?1, ?2, ?3, 0, ?4, ?5)", error);
  g_autofree char *now = kt_clock_now_iso ();

  if (write == NULL)
    return FALSE;
  kt_bind_text (write, 1, id);
  kt_bind_text (write, 2, kind);
  kt_bind_text (write, 3, family);
  kt_bind_text (write, 4, now);
  kt_bind_text (write, 5, json_object_to_json_string_ext (request, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  return kt_statement_run (store, write, error);
}

gboolean
kt_store_ask (KtStore *store, const char *kind, const char *family, json_object *more, char **id, GError **error)
{
  g_autofree char *name = kt_id_new ("request");
  g_autoptr (json_object) request = write_request (name, kind, family, more);
  g_autofree char *expects = NULL;

  if (!find_revision (store, kind, family, &expects, error))
    return FALSE;
  if (expects != NULL)
    json_object_object_add (request, "expects", json_object_new_string (expects));
  if (!kt_store_begin (store, error))
    return FALSE;
  if (!kt_store_end (store, insert (store, name, kind, family, request, error), error))
    return FALSE;
  if (id != NULL)
    *id = g_steal_pointer (&name);
  return TRUE;
}

gboolean
kt_store_is_asking (KtStore *store, const char *kind, const char *family, gboolean *asking, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT 1 FROM requests WHERE kind = ?1 AND family IS ?2 AND state < 2", error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, kind);
  kt_bind_text (query, 2, family);
  return kt_statement_step (store, query, asking, error);
}

/* ---- Reading ---- */

static KtAsk *
read_ask (KtStatement *query)
{
  KtAsk *ask = g_new0 (KtAsk, 1);

  ask->id = kt_column_dup (query, 0);
  ask->kind = kt_column_dup (query, 1);
  ask->family = kt_column_dup (query, 2);
  ask->state = sqlite3_column_int (query, 3);
  ask->reason = kt_column_dup (query, 4);
  ask->at = kt_column_dup (query, 5);
  ask->body = kt_column_dup (query, 6);
  ask->piece = sqlite3_column_int (query, 7);
  return ask;
}

/* state below 0: all. */
static GPtrArray *
list (KtStore *store, int state, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT id, kind, family, state, reason, at, body,"
      " EXISTS (SELECT 1 FROM handed_over WHERE request = requests.id AND rev = 'piece')"
      " FROM requests WHERE ?1 < 0 OR state = ?1 ORDER BY at, id",
      error);
  g_autoptr (GPtrArray) asks = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ask_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, state);
  while (kt_statement_next (store, query, &ok, error))
    g_ptr_array_add (asks, read_ask (query));
  return ok ? g_steal_pointer (&asks) : NULL;
}

GPtrArray *
kt_store_list_asks (KtStore *store, GError **error)
{
  return list (store, -1, error);
}

GPtrArray *
kt_store_list_asks_in (KtStore *store, KtAskState state, GError **error)
{
  return list (store, (int) state, error);
}

/* ---- What became of it ---- */

typedef struct {
  const char *id, *reason;
  KtAskState state;
} News;

static gboolean
run_note (KtStore *store, gpointer data, GError **error)
{
  const News *news = data;
  /* A body that was taken is a copy nobody needs; what was sealed was only kept for the server. */
  g_autoptr (KtStatement) update = kt_store_statement (
      store,
      "UPDATE requests SET state = ?2, reason = ?3, body = CASE WHEN ?2 = 2 THEN '' ELSE body END"
      " WHERE id = ?1 AND state < ?2",
      error);
  g_autoptr (KtStatement) forget = kt_store_statement (
      store, "DELETE FROM requests WHERE id = ?1 AND kind = 'escrow' AND state IN (1, 2)", error);

  if (update == NULL || forget == NULL)
    return FALSE;
  kt_bind_text (update, 1, news->id);
  kt_bind_int (update, 2, news->state);
  kt_bind_text (update, 3, news->reason);
  kt_bind_text (forget, 1, news->id);
  return kt_statement_run (store, update, error) && kt_statement_run (store, forget, error);
}

gboolean
kt_store_note_ask (KtStore *store, const char *id, KtAskState state, const char *reason, GError **error)
{
  News news = { id, reason, state };

  return kt_store_transaction (store, run_note, &news, error);
}

/* ---- Read and done with ---- */

static gboolean
run_dismiss (KtStore *store, gpointer id, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store, "UPDATE requests SET state = 4 WHERE id = ?1 AND state = 3", error);

  if (update == NULL)
    return FALSE;
  kt_bind_text (update, 1, id);
  if (!kt_statement_run (store, update, error))
    return FALSE;
  if (sqlite3_changes (store->db) > 0)
    return TRUE;
  g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no request %s was refused", (const char *) id);
  return FALSE;
}

gboolean
kt_store_dismiss_ask (KtStore *store, const char *id, GError **error)
{
  return kt_store_transaction (store, run_dismiss, (gpointer) id, error);
}

gboolean
kt_store_note_team (KtStore *store, const char *family, gint64 revision, GError **error)
{
  g_autofree char *key = g_strconcat ("team.", family, NULL);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, revision);

  return kt_store_set_setting (store, key, text, error);
}

static gboolean
run_again (KtStore *store, gpointer data, GError **error)
{
  return kt_store_exec (store, "UPDATE requests SET state = 0 WHERE state = 1", error);
}

gboolean
kt_store_ask_again (KtStore *store, GError **error)
{
  return kt_store_transaction (store, run_again, NULL, error);
}
