/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Takes in what the feeds hand over: fetches the leaves a row names but does not bring, and gives a page to the store
 * in one transaction. What was read is marked on both sides only after it was kept (R8). */
#include "sync/changes-feed.h"

#include "base/clock.h"
#include "base/log.h"
#include "sync/pass.h"
#include "sync/sync-tuning.h"

typedef struct {
  KtPass *pass;
  GError *error;           /* why the pass is over */
} Pull;

/* ---- Leaves without a body ---- */

typedef struct {
  GPtrArray *docs;
  GArray *wanted;          /* KtWantedLeaf */
} Search;

static gboolean
came_along (const KtPulledDoc *doc, const char *rev)
{
  for (guint i = 0; i < doc->leaves->len; i++)
    if (g_str_equal (((const KtPulledLeaf *) doc->leaves->pdata[i])->rev, rev))
      return TRUE;
  return FALSE;
}

static gboolean
find_wanted (KtStore *store, gpointer data, GError **error)
{
  Search *search = data;

  for (guint i = 0; i < search->docs->len; i++)
    {
      KtPulledDoc *doc = search->docs->pdata[i];

      for (char **rev = doc->server_leaves; *rev != NULL; rev++)
        {
          KtWantedLeaf leaf = { doc, *rev };
          gboolean has = came_along (doc, *rev);

          if (!has && !kt_store_has_rev (store, doc->id, *rev, &has, error))
            return FALSE;
          if (!has)
            g_array_append_val (search->wanted, leaf);
        }
    }
  return TRUE;
}

/* Rows of one leaf whose body came along need no look into the store. */
static gboolean
is_complete (GPtrArray *docs)
{
  for (guint i = 0; i < docs->len; i++)
    {
      const KtPulledDoc *doc = docs->pdata[i];

      if (g_strv_length (doc->server_leaves) != 1 || !came_along (doc, doc->server_leaves[0]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_got (KtCall *calls, GArray *wanted, guint n_calls, GError **error)
{
  for (guint i = 0; i < n_calls; i++)
    {
      guint first = i * KT_TUNE_BULK_GET;

      if (!kt_remote_read_bulk_get (&calls[i].response, &g_array_index (wanted, KtWantedLeaf, first),
                                    MIN (KT_TUNE_BULK_GET, wanted->len - first), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fetch_wanted (KtPass *pass, const char *database, GArray *wanted, GError **error)
{
  guint n = (wanted->len + KT_TUNE_BULK_GET - 1) / KT_TUNE_BULK_GET;
  g_autofree KtCall *calls = g_new0 (KtCall, n);
  gboolean ok;

  for (guint i = 0; i < n; i++)
    {
      guint first = i * KT_TUNE_BULK_GET;

      kt_remote_ask_bulk_get (&calls[i], database, &g_array_index (wanted, KtWantedLeaf, first),
                              MIN (KT_TUNE_BULK_GET, wanted->len - first));
    }
  ok = kt_calls_run (pass->transport, calls, n, pass->cancellable, error) && read_got (calls, wanted, n, error);
  for (guint i = 0; i < n; i++)
    kt_call_clear (&calls[i]);
  return ok;
}

static gboolean
complete_page (KtPass *pass, const char *database, GPtrArray *docs, GError **error)
{
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (KtWantedLeaf));
  Search search = { docs, wanted };

  if (is_complete (docs))
    return TRUE;
  if (!kt_pass_call_store (pass, find_wanted, &search, error))
    return FALSE;
  return wanted->len == 0 || fetch_wanted (pass, database, wanted, error);
}

/* ---- Into the store ---- */

typedef struct {
  const char *database;
  GPtrArray *docs;
  KtPullResult result;
} Apply;

static gboolean
apply_page (KtStore *store, gpointer data, GError **error)
{
  Apply *apply = data;

  return kt_store_apply_pulled (store, apply->database, apply->docs, &apply->result, error);
}

static gboolean
forget_server (KtStore *store, gpointer data, GError **error)
{
  const KtPassDatabase *database = data;
  g_autofree char *checkpoint = kt_checkpoint_write (database->ours);

  return kt_store_forget_server (store, database->info->name, checkpoint, error);
}

static gboolean
reopen (KtStore *store, gpointer database, GError **error)
{
  return kt_store_close_database (store, database, NULL, error);
}

static gboolean
start_over (KtPass *pass, KtPassDatabase *database, GError **error)
{
  kt_log_event (G_LOG_LEVEL_INFO, "sync.server-went-back", KT_LOG_END);
  g_clear_pointer (&database->ours, kt_checkpoint_free);
  database->ours = kt_checkpoint_new ();
  database->ours->ask = TRUE;
  database->due = TRUE;
  return kt_pass_call_store (pass, forget_server, database, error);
}

static gboolean
begin_database (KtPass *pass, KtPassDatabase *database, KtFeedItem *item, GError **error)
{
  database->theirs = g_steal_pointer (&item->theirs);
  database->marked_at = g_get_monotonic_time ();
  if (database->info->closed && !kt_pass_call_store (pass, reopen, database->info->name, error))
    return FALSE;
  database->info->closed = FALSE;
  return !item->restored || start_over (pass, database, error);
}

static gboolean
keep_page (KtPass *pass, KtPassDatabase *database, KtChangesPage *page, GError **error)
{
  Apply apply = { database->info->name, page->docs, { 0 } };

  if (page->docs->len > 0 && !kt_pass_call_store (pass, apply_page, &apply, error))
    return FALSE;
  database->due |= page->rows > 0;
  database->pulled += apply.result.applied;
  pass->result->pulled += apply.result.applied;
  pass->result->set_aside += apply.result.set_aside;
  pass->result->disputed += apply.result.disputed;
  g_free (database->last_seq);
  database->last_seq = g_strdup (page->last_seq);
  if (apply.result.applied > 0)
    {
      g_hash_table_add (pass->families, g_strdup (database->info->family));
      kt_pass_report (pass, database);
    }
  return TRUE;
}

/* A long first pull leaves marks on its way, so that a cut line costs seconds and not the whole (R9). */
static gboolean
mark_on_the_way (KtPass *pass, KtPassDatabase *database, GError **error)
{
  if (g_get_monotonic_time () - database->marked_at < KT_TUNE_MARK_SECONDS * G_USEC_PER_SEC)
    return TRUE;
  return kt_checkpointer_run (pass, &database, 1, NULL, NULL, error);
}

static gboolean
note_complete (KtStore *store, gpointer name, GError **error)
{
  g_autofree char *now = kt_clock_now_iso ();

  return kt_store_set_complete (store, name, now, error);
}

/* Whoever waits for this family need not wait for the pass. */
static void
report_family (KtPass *pass, const char *family)
{
  guint pulled = 0;

  for (guint i = 0; i < pass->databases->len; i++)
    {
      const KtPassDatabase *database = pass->databases->pdata[i];

      if (g_strcmp0 (database->info->family, family) != 0)
        continue;
      if (!database->info->complete && !database->failed)
        return;
      pulled += database->pulled;
    }
  if (pass->progress != NULL)
    pass->progress (pass->user_data, family, pulled, 0);
}

/* Its first time wholly in is written down at once, every later one with the end of the pass. */
static gboolean
end_database (KtPass *pass, KtPassDatabase *database, GError **error)
{
  if (database->info->complete)
    return TRUE;
  if (!kt_pass_call_store (pass, note_complete, database->info->name, error))
    return FALSE;
  database->info->complete = TRUE;
  report_family (pass, database->info->family);
  return TRUE;
}

/* FALSE with error: store or connection; the caller tells which. */
static gboolean
take_page (KtPass *pass, KtPassDatabase *database, KtFeedItem *item, GError **error)
{
  if (item->theirs != NULL && !begin_database (pass, database, item, error))
    return FALSE;
  if (!complete_page (pass, database->info->name, item->page->docs, error) ||
      !keep_page (pass, database, item->page, error))
    return FALSE;
  database->read = item->last;
  return item->last ? end_database (pass, database, error) : mark_on_the_way (pass, database, error);
}

static gboolean
take_item (KtFeedItem *taken, gpointer user_data)
{
  g_autoptr (KtFeedItem) item = taken;
  Pull *pull = user_data;
  KtPassDatabase *database = pull->pass->databases->pdata[item->source];
  GError *failure = g_steal_pointer (&item->error);

  if (database->failed)
    {
      g_clear_error (&failure);
      return TRUE;
    }
  if (failure == NULL)
    take_page (pull->pass, database, item, &failure);
  return failure == NULL || kt_pass_fail_database (pull->pass, database, failure, &pull->error);
}

static GPtrArray *
list_sources (KtPass *pass)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_feed_source_free);

  for (guint i = 0; i < pass->databases->len; i++)
    {
      const KtPassDatabase *database = pass->databases->pdata[i];
      g_autofree char *checkpoint = kt_checkpoint_write (database->ours);

      g_ptr_array_add (sources, kt_feed_source_new (database->info->name, database->local_name, checkpoint,
                                                    database->ours->echo == 0));
    }
  return sources;
}

static gboolean
doubt_sent (KtStore *store, gpointer data, GError **error)
{
  return kt_store_doubt_sent (store, error);
}

gboolean
kt_puller_run (KtPass *pass, GError **error)
{
  g_autoptr (GPtrArray) sources = list_sources (pass);
  Pull pull = { pass, NULL };

  /* What the feeds list now is at the server; the rest goes once more, which changes nothing there. */
  if (!kt_pass_call_store (pass, doubt_sent, NULL, error))
    return FALSE;
  kt_feed_run (pass->transport, sources, &pass->limit, take_item, &pull, pass->cancellable);
  if (pull.error == NULL)
    return TRUE;
  g_propagate_error (error, pull.error);
  return FALSE;
}
