/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/asks.h"

#include "base/json.h"
#include "base/log.h"
#include "store/outbox.h"
#include "sync/remote-database.h"

static gboolean
ask_for_families (KtStore *store, gpointer data, GError **error)
{
  return kt_store_ask_for_families (store, error);
}

gboolean
kt_asks_prepare (KtPass *pass, GError **error)
{
  return !pass->has_inbox || kt_pass_call_store (pass, ask_for_families, NULL, error);
}

/* ---- Putting away ---- */
static gboolean
load_answered (KtStore *store, gpointer data, GError **error)
{
  GPtrArray **asks = data;

  *asks = kt_store_list_answered_asks (store, error);
  return *asks != NULL;
}

static gboolean
forget (KtStore *store, gpointer id, GError **error)
{
  return kt_store_forget_ask (store, id, error);
}

static char *
document_path (const char *user, const char *id)
{
  g_autofree char *name = g_uri_escape_string (id, NULL, FALSE);

  return g_strconcat ("/kt-inbox-", user, "/", name, NULL);
}

/* One request whose only news is its status; what it answers is read by the caller. */
static gboolean
run_call (KtPass *pass, KtCall *call, GError **error)
{
  return kt_calls_run (pass->transport, call, 1, pass->cancellable, error) &&
         (call->response.status != 401 || kt_remote_check (&call->response, error));
}

/* Returns: (transfer full) (nullable). */
static char *
read_rev (const KtResponse *response)
{
  g_autoptr (json_object) document = kt_json_parse (response->body, (gssize) response->len, NULL);

  if (document == NULL || !json_object_is_type (document, json_type_object))
    return NULL;
  return g_strdup (kt_json_get_string (document, "_rev"));
}

/* *gone: the inbox does not have it any more. A server that will not now is asked at the next pass. */
static gboolean
remove_document (KtPass *pass, const char *user, const char *id, gboolean *gone, GError **error)
{
  g_auto (KtCall) look = { 0 }, remove = { 0 };
  g_autofree char *path = document_path (user, id), *rev = NULL;

  kt_call_init (&look, "GET", g_strdup (path), NULL, 0, FALSE);
  if (!run_call (pass, &look, error))
    return FALSE;
  *gone = look.response.status == 404;
  rev = look.response.status == 200 ? read_rev (&look.response) : NULL;
  if (rev == NULL)
    return TRUE;
  kt_call_init (&remove, "DELETE", g_strconcat (path, "?rev=", rev, NULL), NULL, 0, FALSE);
  if (!run_call (pass, &remove, error))
    return FALSE;
  *gone = remove.response.status == 200 || remove.response.status == 202 || remove.response.status == 404;
  return TRUE;
}

/* ---- Work that was taken over ---- */
static gboolean
load_settled (KtStore *store, gpointer data, GError **error)
{
  GPtrArray **ids = data;

  *ids = kt_store_list_settled_offers (store, error);
  return *ids != NULL;
}

static gboolean
settle (KtStore *store, gpointer id, GError **error)
{
  return kt_store_settle_offer (store, id, error);
}

/* It is at the server in its own place: the inbox need not keep a copy. */
static gboolean
tidy_offers (KtPass *pass, const char *user, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (!kt_pass_call_store (pass, load_settled, &ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      gboolean gone = FALSE;

      if (!remove_document (pass, user, ids->pdata[i], &gone, error) ||
          (gone && !kt_pass_call_store (pass, settle, ids->pdata[i], error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_asks_tidy (KtPass *pass, const char *user, GError **error)
{
  g_autoptr (GPtrArray) asks = NULL;

  if (!pass->has_inbox)
    return TRUE;
  if (!tidy_offers (pass, user, error))
    return FALSE;
  if (!kt_pass_call_store (pass, load_answered, &asks, error))
    return FALSE;
  for (guint i = 0; i < asks->len; i++)
    {
      const KtAsk *ask = asks->pdata[i];
      gboolean gone = FALSE;

      if (!remove_document (pass, user, ask->id, &gone, error))
        return FALSE;
      if (gone && !kt_pass_call_store (pass, forget, ask->id, error))
        return FALSE;
    }
  return TRUE;
}
