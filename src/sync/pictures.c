/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Pictures, after all text: their pieces are sent and fetched a few at a time, database by database in the order of the
 * pass. What was acknowledged or came in is kept at once, so a lock or a cut line costs the pieces on their way and no
 * more. After a while the pass ends even so: text must not wait for pictures. */
#include "base/log.h"
#include "sync/pass.h"
#include "sync/push-batch.h"
#include "sync/remote-database.h"
#include "sync/sync-tuning.h"

typedef struct {
  KtPass *pass;
  guint window;            /* pieces in one exchange */
  gint64 end;              /* monotonic: no further exchange after this */
  gboolean full;           /* the disk has no room for more */
} Pictures;

/* Some pieces of one database, in one exchange. */
typedef struct {
  KtPassDatabase *database;
  char **ids;              /* borrowed */
  KtCall *calls;
  guint n;
  GPtrArray *chunks;       /* (element-type KtChunk) when sending */
  guint kept, wrong;
} Window;

/* TRUE: the exchange said something about this piece. FALSE with error: it says the database is to be left alone. */
typedef gboolean (*JudgeOne) (KtStore *store, Window *window, guint i, GError **error);

/* ---- Sending ---- */

static gboolean
load_chunks (KtStore *store, gpointer data, GError **error)
{
  Window *window = data;

  for (guint i = 0; i < window->n; i++)
    {
      KtChunk *chunk = kt_store_load_chunk (store, window->database->info->name, window->ids[i], error);

      if (chunk == NULL)
        return FALSE;
      g_ptr_array_add (window->chunks, chunk);
    }
  return TRUE;
}

static gboolean
ask_send (KtPass *pass, Window *window, GError **error)
{
  if (!kt_pass_call_store (pass, load_chunks, window, error))
    return FALSE;
  for (guint i = 0; i < window->n; i++)
    kt_remote_ask_put_chunk (&window->calls[i], window->database->info->name, window->chunks->pdata[i]);
  return TRUE;
}

/* A 400 that names nothing may have been made on the way; twice is no accident. */
static gboolean
refuse (KtStore *store, Window *window, guint i, const char *code, const char *reason, GError **error)
{
  gboolean doubtful = window->calls[i].response.status == 400;
  g_autofree char *text = g_strdup_printf ("%s: %s", code != NULL ? code : "refused", reason != NULL ? reason : "");

  return kt_store_refuse_chunk (store, window->database->info->name, window->ids[i], text, doubtful, error);
}

/* One piece was all there was in the request, so whatever is refused is it. */
static gboolean
judge_row (KtStore *store, Window *window, guint i, const KtRefusedRow *row, GError **error)
{
  return !kt_refusal_is_final (row->code) || refuse (store, window, i, row->code, row->reason, error);
}

static gboolean
judge_sent (KtStore *store, Window *window, guint i, GError **error)
{
  const KtResponse *response = &window->calls[i].response;
  g_autofree char *code = NULL, *reason = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  if (response->status == 400 || (response->status >= 412 && response->status <= 415))
    {
      kt_remote_read_refusal (response, &code, &reason);
      return refuse (store, window, i, code != NULL ? code : "too_large", reason, error);
    }
  rows = kt_remote_read_bulk_docs (response, error);
  if (rows == NULL)
    return FALSE;
  if (rows->len > 0)
    return judge_row (store, window, i, rows->pdata[0], error);
  window->kept++;
  return kt_store_mark_chunk_sent (store, window->database->info->name, window->ids[i], KT_STATE_SENT, error);
}

/* ---- Fetching ---- */

static gboolean
ask_fetch (KtPass *pass, Window *window, GError **error)
{
  for (guint i = 0; i < window->n; i++)
    kt_remote_ask_chunk (&window->calls[i], window->database->info->name, window->ids[i]);
  return TRUE;
}

static gboolean
judge_fetched (KtStore *store, Window *window, guint i, GError **error)
{
  const KtResponse *response = &window->calls[i].response;
  const char *name = window->database->info->name;
  gboolean good = FALSE;

  if (response->status == 404)
    return kt_store_miss_chunk (store, name, window->ids[i], error);
  if (!kt_remote_check (response, error) ||
      !kt_store_keep_chunk (store, name, window->ids[i], response->body, response->len, &good, error))
    return FALSE;
  window->kept += good;
  window->wrong += !good;
  return TRUE;
}

/* ---- Either way ---- */

typedef struct {
  gboolean (*ask) (KtPass *pass, Window *window, GError **error);
  JudgeOne judge;
} Way;
static const Way sending = { ask_send, judge_sent }, fetching = { ask_fetch, judge_fetched };

typedef struct {
  Window *window;
  JudgeOne judge;
  GError *failure;         /* of the database, or of the disk */
} Judging;

/* What was answered is kept, whatever else went wrong. */
static gboolean
judge_window (KtStore *store, gpointer data, GError **error)
{
  Judging *judging = data;
  Window *window = judging->window;

  for (guint i = 0; i < window->n; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (window->calls[i].response.status == 0 || judging->judge (store, window, i, &failure))
        continue;
      if (judging->failure == NULL)
        judging->failure = g_steal_pointer (&failure);
    }
  return TRUE;
}

static void
adapt (Pictures *pictures, double seconds)
{
  if (seconds < KT_TUNE_PIECE_QUICK)
    pictures->window = MIN (pictures->window * 2, KT_TUNE_CONNECTIONS);
  else if (seconds > KT_TUNE_PIECE_SLOW)
    pictures->window = 1;
}

static void
count (Pictures *pictures, const Way *way, Window *window)
{
  KtSyncResult *result = pictures->pass->result;

  if (way == &sending)
    {
      window->database->echo += window->kept;
      result->pieces_pushed += window->kept;
    }
  else
    result->pieces_pulled += window->kept;
  if (window->kept == 0)
    return;
  window->database->due |= way == &sending;
  g_hash_table_add (pictures->pass->families, g_strdup (window->database->info->family));
}

/* FALSE with error: the line, the store or the database. */
static gboolean
exchange (Pictures *pictures, const Way *way, Window *window, GError **error)
{
  KtPass *pass = pictures->pass;
  Judging judging = { window, way->judge, NULL };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) broken = NULL;

  if (!way->ask (pass, window, error))
    return FALSE;
  kt_calls_run (pass->transport, window->calls, window->n, pass->cancellable, &broken);
  adapt (pictures, (g_get_monotonic_time () - start) / 1e6);
  if (!kt_pass_call_store (pass, judge_window, &judging, error))
    return FALSE;
  count (pictures, way, window);
  if (window->wrong > 0)
    kt_log_event (G_LOG_LEVEL_INFO, "sync.piece-of-picture-wrong", KT_LOG_END);
  if (broken == NULL)
    broken = g_steal_pointer (&judging.failure);
  g_clear_error (&judging.failure);
  if (broken == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&broken));
  return FALSE;
}

static gboolean
run_window (Pictures *pictures, const Way *way, KtPassDatabase *database, char **ids, guint n, GError **error)
{
  g_autofree KtCall *calls = g_new0 (KtCall, n);
  g_autoptr (GPtrArray) chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_chunk_free);
  Window window = { .database = database, .ids = ids, .calls = calls, .n = n, .chunks = chunks };
  gboolean ok = exchange (pictures, way, &window, error);

  for (guint i = 0; i < n; i++)
    kt_call_clear (&calls[i]);
  return ok;
}

static gboolean
run_way (Pictures *pictures, const Way *way, KtPassDatabase *database, GPtrArray *ids, GError **error)
{
  guint n;

  for (guint i = 0; i < ids->len; i += n)
    {
      n = MIN (pictures->window, ids->len - i);
      if (g_get_monotonic_time () > pictures->end)
        {
          pictures->pass->result->more = TRUE;
          return TRUE;
        }
      if (!run_window (pictures, way, database, (char **) ids->pdata + i, n, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- A database ---- */

typedef struct {
  const char *database;
  GPtrArray *send, *fetch;
} Lists;

static gboolean
read_lists (KtStore *store, gpointer data, GError **error)
{
  Lists *lists = data;

  lists->send = kt_store_list_chunks_to_send (store, lists->database, error);
  if (lists->send != NULL)
    lists->fetch = kt_store_list_chunks_to_fetch (store, lists->database, error);
  return lists->fetch != NULL;
}

static gboolean
run_both (Pictures *pictures, KtPassDatabase *database, Lists *lists, GError **error)
{
  return run_way (pictures, &sending, database, lists->send, error) &&
         (pictures->full || run_way (pictures, &fetching, database, lists->fetch, error));
}

/* A full disk is no failure of the pass: the text is in. */
static gboolean
judge_failure (Pictures *pictures, KtPassDatabase *database, GError *failure, GError **error)
{
  if (!g_error_matches (failure, KT_STORE_ERROR, KT_STORE_ERROR_FULL))
    return kt_pass_fail_database (pictures->pass, database, failure, error);
  pictures->full = pictures->pass->result->full = TRUE;
  kt_log_event (G_LOG_LEVEL_INFO, "sync.no-room-for-pictures", KT_LOG_END);
  g_error_free (failure);
  return TRUE;
}

static gboolean
run_database (Pictures *pictures, KtPassDatabase *database, GError **error)
{
  Lists lists = { .database = database->info->name };
  GError *failure = NULL;
  gboolean ok = kt_pass_call_store (pictures->pass, read_lists, &lists, error);

  if (ok && !run_both (pictures, database, &lists, &failure))
    ok = judge_failure (pictures, database, failure, error);
  g_clear_pointer (&lists.send, g_ptr_array_unref);
  g_clear_pointer (&lists.fetch, g_ptr_array_unref);
  return ok;
}

static gboolean
begin (KtStore *store, gpointer any, GError **error)
{
  return kt_store_begin_chunks (store, any, error);
}

gboolean
kt_pictures_run (KtPass *pass, GError **error)
{
  Pictures pictures = { .pass = pass, .window = 1 };
  gboolean any = FALSE;

  pictures.end = g_get_monotonic_time () + KT_TUNE_PICTURES_SECONDS * G_USEC_PER_SEC;
  if (!kt_pass_call_store (pass, begin, &any, error))
    return FALSE;
  for (guint i = 0; any && i < pass->databases->len && !pass->result->more; i++)
    {
      KtPassDatabase *database = pass->databases->pdata[i];

      if (!database->failed && !run_database (&pictures, database, error))
        return FALSE;
    }
  return kt_checkpointer_run (pass, (KtPassDatabase **) pass->databases->pdata, pass->databases->len, NULL, NULL, error);
}
