/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/worker-account.h"

#include "base/json.h"
#include "sync/remote-database.h"
#include "sync/sync-error.h"
#include "sync/sync-tuning.h"

#define ORGANISATION "kt-organisation"

typedef struct {
  const char *login;
  char *worker, *since;    /* owned: of the oldest key of this login so far */
} Search;

/* The oldest says who it is, so that every later device finds the same. */
static void
look_at (Search *search, const KtPulledDoc *doc)
{
  const KtPulledLeaf *leaf = doc->leaves->len > 0 ? doc->leaves->pdata[0] : NULL;
  g_autoptr (json_object) key = NULL;
  const char *worker, *since;

  if (!g_str_has_prefix (doc->id, "key:") || leaf == NULL || leaf->bytes == NULL)
    return;
  key = kt_json_parse (leaf->bytes, (gssize) leaf->len, NULL);
  if (key == NULL || !json_object_is_type (key, json_type_object) ||
      g_strcmp0 (kt_json_get_string (key, "login"), search->login) != 0)
    return;
  worker = kt_json_get_string (key, "worker");
  since = kt_json_get_string (key, "since");
  if (worker == NULL || !g_str_has_prefix (worker, "worker:") || since == NULL ||
      (search->since != NULL && g_strcmp0 (since, search->since) >= 0))
    return;
  g_set_str (&search->worker, worker);
  g_set_str (&search->since, since);
}

/* An organisation that keeps no keys is no reason not to connect. */
static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_NO_DATABASE) ||
         g_error_matches (error, KT_SYNC_ERROR, KT_SYNC_ERROR_FORBIDDEN);
}

static gboolean
read_page (Search *search, KtTransport *transport, char **seq, gboolean *more, GCancellable *cancellable, GError **error)
{
  g_auto (KtCall) call = { 0 };
  g_autoptr (KtChangesPage) page = NULL;
  g_autoptr (GError) failure = NULL;

  *more = FALSE;
  kt_remote_ask_changes (&call, ORGANISATION, *seq, KT_TUNE_PAGE_FIRST, TRUE);
  if (!kt_calls_run (transport, &call, 1, cancellable, error))
    return FALSE;
  page = kt_remote_read_changes (&call.response, &failure);
  if (page == NULL && is_absent (failure))
    return TRUE;
  if (page == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < page->docs->len; i++)
    look_at (search, page->docs->pdata[i]);
  *more = page->rows >= KT_TUNE_PAGE_FIRST && g_strcmp0 (*seq, page->last_seq) != 0;
  g_set_str (seq, page->last_seq);
  return TRUE;
}

gboolean
kt_account_find_worker (KtTransport *transport, const char *login, char **worker, GCancellable *cancellable,
                        GError **error)
{
  Search search = { .login = login };
  g_autofree char *seq = NULL;
  gboolean more = TRUE, good = TRUE;

  while (good && more)
    good = read_page (&search, transport, &seq, &more, cancellable, error);
  g_free (search.since);
  *worker = good ? g_steal_pointer (&search.worker) : NULL;
  g_free (search.worker);
  return good;
}
