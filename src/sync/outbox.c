/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/outbox.h"

#include "base/log.h"
#include "base/seal.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "sync/remote-database.h"
#include "sync/sync-tuning.h"

#include <string.h>

#define ORGANISATION "/kt-organisation/organisation"
#define SEAL_AT_ONCE 20

/* ---- Sealing ---- */

typedef struct {
  GPtrArray *escrow;       /* KtEscrow, owned */
  char *key;               /* the organisation's, owned */
} Sealing;

static gboolean
load_escrow (KtStore *store, gpointer data, GError **error)
{
  Sealing *sealing = data;

  if (!kt_store_tidy_erased (store, error))
    return FALSE;
  sealing->escrow = kt_store_list_escrow (store, SEAL_AT_ONCE, error);
  return sealing->escrow != NULL;
}

static gboolean
seal_all (KtStore *store, gpointer data, GError **error)
{
  Sealing *sealing = data;

  for (guint i = 0; i < sealing->escrow->len; i++)
    {
      const KtEscrow *escrow = sealing->escrow->pdata[i];
      g_autofree char *sealed = kt_seal (sealing->key, escrow->bytes, strlen (escrow->bytes));

      if (sealed == NULL)
        {
          kt_log_event (G_LOG_LEVEL_WARNING, "sync.no-key-to-seal-to", KT_LOG_END);
          return TRUE;
        }
      if (!kt_store_seal_escrow (store, escrow, sealed, error))
        return FALSE;
    }
  return kt_store_tidy_erased (store, error);
}

/* key NULL with TRUE: the organisation has none, or does not say now. */
static gboolean
ask_key (KtPass *pass, char **key, GError **error)
{
  g_auto (KtCall) call = { 0 };
  g_autoptr (json_object) organisation = NULL;

  *key = NULL;
  kt_call_init (&call, "GET", g_strdup (ORGANISATION), NULL, 0, FALSE);
  if (!kt_calls_run (pass->transport, &call, 1, pass->cancellable, error))
    return FALSE;
  if (!kt_remote_check (&call.response, NULL))
    return TRUE;
  organisation = kt_json_parse (call.response.body, (gssize) call.response.len, NULL);
  if (organisation != NULL && json_object_is_type (organisation, json_type_object))
    *key = g_strdup (kt_json_get_string (organisation, "escrow"));
  return TRUE;
}

static gboolean
seal (KtPass *pass, GError **error)
{
  Sealing sealing = { NULL };
  gboolean ok = kt_pass_call_store (pass, load_escrow, &sealing, error);

  if (ok && sealing.escrow->len > 0)
    ok = ask_key (pass, &sealing.key, error) &&
         (sealing.key == NULL || kt_pass_call_store (pass, seal_all, &sealing, error));
  g_clear_pointer (&sealing.escrow, g_ptr_array_unref);
  g_free (sealing.key);
  return ok;
}

/* ---- Putting ---- */

static gboolean
load_waiting (KtStore *store, gpointer data, GError **error)
{
  GPtrArray **waiting = data;

  if (!kt_store_hand_over_unsent (store, NULL, error))
    return FALSE;
  *waiting = kt_store_list_asks_in (store, KT_ASK_WAITS, error);
  return *waiting != NULL;
}

static gboolean
load_pieces (KtStore *store, gpointer data, GError **error)
{
  GPtrArray **waiting = data;

  if (!kt_store_hand_over_pieces (store, error))
    return FALSE;
  *waiting = kt_store_list_asks_in (store, KT_ASK_WAITS, error);
  return *waiting != NULL;
}

typedef struct {
  const char *id;
  KtAskState state;
  char *reason;            /* (nullable) */
} News;

static gboolean
keep_news (KtStore *store, gpointer data, GError **error)
{
  const News *news = data;

  return kt_store_note_ask (store, news->id, news->state, news->reason, error);
}

/* A conflict says that it is there: an answer was lost. */
static KtAskState
judge (const KtResponse *response)
{
  g_autoptr (json_object) answer = kt_json_parse (response->body, (gssize) response->len, NULL);
  guint status = response->status;

  if (answer == NULL || !json_object_is_type (answer, json_type_object))
    return KT_ASK_WAITS;
  if ((status >= 200 && status < 300 && kt_json_get_bool (answer, "ok")) || status == 409)
    return KT_ASK_SENT;
  return status == 403 || status == 413 || status == 400 ? KT_ASK_REFUSED : KT_ASK_WAITS;
}

static gboolean
put (KtPass *pass, const char *user, const KtAsk *ask, GError **error)
{
  g_auto (KtCall) call = { 0 };
  g_autofree char *name = g_uri_escape_string (ask->id, NULL, FALSE), *code = NULL;
  News news = { ask->id, KT_ASK_WAITS, NULL };
  gboolean ok;

  kt_call_init (&call, "PUT", g_strconcat ("/kt-inbox-", user, "/", name, NULL), g_strdup (ask->body), -1, TRUE);
  if (!kt_calls_run (pass->transport, &call, 1, pass->cancellable, error))
    return FALSE;
  if (call.response.status == 401)
    return kt_remote_check (&call.response, error);
  news.state = judge (&call.response);
  if (news.state == KT_ASK_WAITS)
    return TRUE;
  if (news.state == KT_ASK_REFUSED)
    kt_remote_read_refusal (&call.response, &code, &news.reason);
  ok = kt_pass_call_store (pass, keep_news, &news, error);
  g_free (news.reason);
  return ok;
}

static gboolean
put_all (KtPass *pass, const char *user, GPtrArray *waiting, gboolean pieces, GError **error)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      const KtAsk *ask = waiting->pdata[i];

      if (ask->piece == pieces && !put (pass, user, ask, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_outbox_run (KtPass *pass, const char *user, GError **error)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (user == NULL)
    return TRUE;
  return seal (pass, error) && kt_pass_call_store (pass, load_waiting, &waiting, error) &&
         put_all (pass, user, waiting, FALSE, error);
}

gboolean
kt_outbox_run_pieces (KtPass *pass, const char *user, GError **error)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (!pass->has_inbox)
    return TRUE;
  return kt_pass_call_store (pass, load_pieces, &waiting, error) && put_all (pass, user, waiting, TRUE, error);
}
