/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Whose device is whose (PROTOCOL.md, "Signatures"): reads the organisation's `key:DEVICE` documents, and asks the
 * registrar, through the inbox, to make this device's own known. One request a pass when there is nothing new. */
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/signature.h"
#include "store/signatures.h"
#include "sync/pass.h"
#include "sync/remote-database.h"
#include "sync/sync-error.h"
#include "sync/sync-tuning.h"

#include <string.h>

#define ORGANISATION "kt-organisation"
#define SINCE_SETTING "sync.keys"         /* how far its feed was read */
#define WHOLE_SETTING "sync.keys.whole"   /* the day it was last read from its beginning */
#define ASKED_SETTING "sync.keys.asked"   /* "DEVICE DAY": what was asked for, and when last */

typedef struct {
  KtPass *pass;
  KtChangesPage *page;     /* owned (nullable) */
  /* owned, from the store */
  char *since, *asked, *worker, *today;
  char *device, *public_key, *known_as;
  gboolean from_start;
} Keys;

static void
clear_keys (Keys *keys)
{
  char **texts[] = { &keys->since, &keys->asked, &keys->worker, &keys->today, &keys->device, &keys->public_key, &keys->known_as };

  g_clear_pointer (&keys->page, kt_changes_page_free);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Keys, clear_keys)

/* ---- The store's side ---- */

/* An organisation's database brought back from a copy is silent about what it lost and got again. That shows as devices
 * nobody knows; then the feed is read from its beginning, once a day at most. */
static gboolean
decide_start (KtStore *store, Keys *keys, GError **error)
{
  g_auto (GStrv) unknown = kt_store_list_unknown_devices (store, error);
  g_autofree char *whole = NULL;

  if (unknown == NULL || !kt_store_get_setting (store, WHOLE_SETTING, &whole, error))
    return FALSE;
  if (unknown[0] != NULL && g_strcmp0 (whole, keys->today) != 0)
    g_clear_pointer (&keys->since, g_free);
  keys->from_start = keys->since == NULL;
  return TRUE;
}

static gboolean
load (KtStore *store, gpointer data, GError **error)
{
  Keys *keys = data;

  keys->device = g_strdup (kt_store_get_device (store));
  return kt_store_get_setting (store, SINCE_SETTING, &keys->since, error) &&
         kt_store_get_setting (store, ASKED_SETTING, &keys->asked, error) &&
         kt_store_get_setting (store, KT_STORE_SETTING_WORKER, &keys->worker, error) &&
         decide_start (store, keys, error);
}

/* A document of another kind, or one that is no key, is passed over. */
static gboolean
take_key (KtStore *store, const KtPulledDoc *doc, GError **error)
{
  const KtPulledLeaf *leaf = doc->leaves->len > 0 ? doc->leaves->pdata[0] : NULL;
  g_autoptr (json_object) body = NULL;
  const char *worker, *public_key;

  if (!g_str_has_prefix (doc->id, "key:") || leaf == NULL || leaf->bytes == NULL)
    return TRUE;
  body = kt_json_parse (leaf->bytes, (gssize) leaf->len, NULL);
  if (body == NULL || !json_object_is_type (body, json_type_object) ||
      g_strcmp0 (kt_json_get_string (body, "type"), "device-key") != 0)
    return TRUE;
  worker = kt_json_get_string (body, "worker");
  public_key = kt_json_get_string (body, "public");
  if (worker != NULL && g_str_has_prefix (worker, "worker:") && kt_public_key_is_valid (public_key))
    return kt_store_put_device_key (store, doc->id + strlen ("key:"), worker, public_key, error);
  kt_log_event (G_LOG_LEVEL_INFO, "sync.device-key-passed-over", KT_LOG_END);
  return TRUE;
}

static gboolean
keep_page (KtStore *store, gpointer data, GError **error)
{
  Keys *keys = data;

  for (guint i = 0; i < keys->page->docs->len; i++)
    if (!take_key (store, keys->page->docs->pdata[i], error))
      return FALSE;
  return g_strcmp0 (keys->since, keys->page->last_seq) == 0 ||
         kt_store_set_setting (store, SINCE_SETTING, keys->page->last_seq, error);
}

static gboolean
keep_in_one (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, keep_page, data, error);
}

/* Read to its end: from now on edits can be judged. */
static gboolean
end_reading (KtStore *store, gpointer data, GError **error)
{
  Keys *keys = data;

  if (keys->from_start && !kt_store_set_setting (store, WHOLE_SETTING, keys->today, error))
    return FALSE;
  g_clear_pointer (&keys->device, g_free);
  keys->device = g_strdup (kt_store_get_device (store));
  return kt_store_set_keys_known (store, error) &&
         kt_store_get_own_key (store, &keys->public_key, &keys->known_as, error);
}

static gboolean
note_asked (KtStore *store, gpointer data, GError **error)
{
  Keys *keys = data;
  g_autofree char *asked = g_strconcat (keys->device, " ", keys->today, NULL);

  return kt_store_set_setting (store, ASKED_SETTING, asked, error);
}

/* ---- The server's ---- */

static gboolean
read_page (Keys *keys, gboolean *more, GError **error)
{
  KtPass *pass = keys->pass;
  g_auto (KtCall) call = { 0 };

  g_clear_pointer (&keys->page, kt_changes_page_free);
  kt_remote_ask_changes (&call, ORGANISATION, keys->since, KT_TUNE_PAGE_FIRST, TRUE);
  if (!kt_calls_run (pass->transport, &call, 1, pass->cancellable, error))
    return FALSE;
  keys->page = kt_remote_read_changes (&call.response, error);
  if (keys->page == NULL)
    return FALSE;
  *more = keys->page->rows >= KT_TUNE_PAGE_FIRST;
  /* Nothing new is not worth a transaction. */
  if ((keys->page->rows > 0 || keys->since == NULL) && !kt_pass_call_store (pass, keep_in_one, keys, error))
    return FALSE;
  g_set_str (&keys->since, keys->page->last_seq);
  return TRUE;
}

static gboolean
read_feed (Keys *keys, GError **error)
{
  gboolean more = TRUE;

  while (more)
    if (!read_page (keys, &more, error))
      return FALSE;
  return kt_pass_call_store (keys->pass, end_reading, keys, error);
}

/* The same request from the same device and key is the same document: asking twice does nothing. */
static char *
request_id (const Keys *keys)
{
  g_autofree char *text = g_strjoin ("\n", "device-key", keys->device, keys->public_key, NULL);
  g_autofree char *hash = kt_sha256_hex (text, -1);

  return g_strdup_printf ("request:%.32s", hash);
}

static char *
write_request (const Keys *keys)
{
  g_autoptr (json_object) request = json_object_new_object ();
  const char *const members[][2] = {
    { "type", "inbox-request" },
    { "kind", "device-key" },
    { "device", keys->device },
    { "worker", keys->worker },
    { "public", keys->public_key },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_object_add (request, members[i][0], json_object_new_string (members[i][1]));
  json_object_object_add (request, "family", NULL);
  json_object_object_add (request, "expects", NULL);
  return kt_json_canonical (request, NULL);
}

static gboolean
is_asked (const Keys *keys)
{
  g_autofree char *asked = g_strconcat (keys->device, " ", keys->today, NULL);

  return g_strcmp0 (keys->asked, asked) == 0;
}

/* 409: it is there already. Anything else that is no answer to us waits for the next pass. */
static gboolean
ask_registrar (Keys *keys, const char *user, GError **error)
{
  KtPass *pass = keys->pass;
  g_autofree char *inbox = g_strconcat ("kt-inbox-", user, NULL), *id = request_id (keys);
  g_auto (KtCall) call = { 0 };

  kt_remote_ask_put (&call, inbox, id, write_request (keys));
  if (!kt_calls_run (pass->transport, &call, 1, pass->cancellable, error))
    return FALSE;
  if (call.response.status != 409 && !kt_remote_check (&call.response, error))
    return FALSE;
  return kt_pass_call_store (pass, note_asked, keys, error);
}

static gboolean
run (Keys *keys, const char *user, GError **error)
{
  if (!kt_pass_call_store (keys->pass, load, keys, error) || !read_feed (keys, error))
    return FALSE;
  if (keys->public_key == NULL || keys->known_as != NULL || keys->worker == NULL || is_asked (keys))
    return TRUE;
  return ask_registrar (keys, user, error);
}

gboolean
kt_device_keys_run (KtPass *pass, const char *user, GError **error)
{
  g_auto (Keys) keys = { .pass = pass };
  GError *failure = NULL;

  if (user == NULL)
    return TRUE;
  keys.today = kt_clock_today ();
  if (run (&keys, user, &failure))
    return TRUE;
  if (kt_pass_error_ends (failure))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  /* A server without an organisation's database, or one in trouble: who wrote what is told later. */
  kt_log_event (G_LOG_LEVEL_INFO, "sync.keys-not-read", KT_LOG_ERROR, "why", failure, KT_LOG_END);
  if (pass->busy == NULL && g_error_matches (failure, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY))
    pass->busy = g_error_copy (failure);
  g_error_free (failure);
  return TRUE;
}
