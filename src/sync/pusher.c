/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Sends what waits, of all databases together: first, in a round of its own, what people will not have shared any more;
 * then safety, the plan, the rest. Round by round, because a tombstone may only go when the leaf that covers it was
 * acknowledged (DESIGN 5, rule 3). Within a round the work is overlapped: while the server stores some batches, the next
 * is read, and what it acknowledged is written down here, each revision once, when a mark was left behind it. */
#include "sync/push-batch.h"
#include "sync/revision-json.h"
#include "sync/sync-tuning.h"

/* What waits in one database. */
typedef struct {
  KtPassDatabase *database;
  GArray *docs;            /* the store's numbers of records */
  guint next;              /* of docs */
  guint most;              /* revisions a batch */
} Line;

typedef struct {
  KtPass *pass;
  GPtrArray *lines;        /* Line */
  guint line;              /* the one that is being read */
  KtPushOutcome outcome;   /* what is not written down yet */
  guint under_way;         /* batches */
  KtPassMark *mark;        /* (nullable) on its way to the server */
  KtPassDatabase *marking; /* whose */
  GPtrArray *covered;      /* (element-type KtPushBatch) what it is behind of */
  gboolean unmarkable;     /* no more marks on the way */
  guint done;              /* revisions that found their place */
  GError *error;           /* why the pass is over */
} Round;

static void
line_free (Line *line)
{
  g_array_unref (line->docs);
  g_free (line);
}

static int
compare_scopes (gconstpointer a, gconstpointer b)
{
  return kt_pass_compare_scopes (*(KtPassDatabase *const *) a, *(KtPassDatabase *const *) b);
}

static GPtrArray *
list_in_order (KtPass *pass)
{
  GPtrArray *order = g_ptr_array_new ();

  for (guint i = 0; i < pass->databases->len; i++)
    g_ptr_array_add (order, pass->databases->pdata[i]);
  g_ptr_array_sort (order, compare_scopes); /* stable: the family needed first stays first */
  return order;
}

/* ---- Reading ---- */

typedef GArray *(*ListFunc) (KtStore *store, const char *database, GError **error);

typedef struct {
  GPtrArray *order, *lines;
  ListFunc list;
} Listing;

static gboolean
list_lines (KtStore *store, gpointer data, GError **error)
{
  Listing *listing = data;

  for (guint i = 0; i < listing->order->len; i++)
    {
      KtPassDatabase *database = listing->order->pdata[i];
      g_autoptr (GArray) docs = database->failed ? NULL : listing->list (store, database->info->name, error);
      Line *line;

      if (docs == NULL && !database->failed)
        return FALSE;
      if (docs == NULL || docs->len == 0)
        continue;
      line = g_new0 (Line, 1);
      line->database = database;
      line->most = kt_push_batch_size (docs->len);
      line->docs = g_steal_pointer (&docs);
      g_ptr_array_add (listing->lines, line);
    }
  return TRUE;
}

typedef struct {
  Line *line;
  gsize bytes;
  GPtrArray *revs;
} Reading;

static gboolean
read_batch (KtStore *store, gpointer data, GError **error)
{
  Reading *reading = data;
  Line *line = reading->line;

  reading->revs = kt_store_read_waiting (store, line->docs, &line->next, line->most, (gint64) reading->bytes, error);
  return reading->revs != NULL;
}

/* The next batch of what was listed; NULL: there is none, or (round->error) the store is in trouble. */
static KtPushBatch *
read_next (Round *round)
{
  while (round->line < round->lines->len)
    {
      Reading reading = { round->lines->pdata[round->line], round->pass->batch_bytes, NULL };
      g_autoptr (KtPushBatch) batch = NULL;

      if (reading.line->next == reading.line->docs->len || reading.line->database->failed)
        {
          round->line++;
          continue;
        }
      if (!kt_pass_call_store (round->pass, read_batch, &reading, &round->error))
        return NULL;
      batch = kt_push_batch_new (reading.line->database, reading.revs);
      kt_push_batch_take_out_giants (batch, &round->outcome);
      if (batch->revs->len > 0)
        return g_steal_pointer (&batch);
    }
  return NULL;
}

static KtPushBatch *
next_batch (Round *round)
{
  KtPushBatch *again;

  while ((again = g_queue_pop_head (&round->outcome.again)) != NULL)
    {
      if (!again->database->failed)
        return again;
      kt_push_batch_free (again);
    }
  return read_next (round);
}

/* ---- Writing down what became of it ---- */

static gboolean
keep_batches (KtStore *store, GPtrArray *batches, KtState state, GError **error)
{
  for (guint i = 0; i < batches->len; i++)
    if (!kt_store_mark_sent (store, ((KtPushBatch *) batches->pdata[i])->revs, state, error))
      return FALSE;
  return TRUE;
}

static gboolean
keep_covered (KtStore *store, gpointer covered, GError **error)
{
  return keep_batches (store, covered, KT_STATE_SERVER, error);
}

static gboolean
keep_sent (KtStore *store, KtPushOutcome *outcome, GError **error)
{
  for (guint i = 0; i < outcome->sent->len; i++)
    {
      const KtPushBatch *batch = outcome->sent->pdata[i];

      if (!kt_store_mark_sent (store, batch->revs, batch->database->marked ? KT_STATE_SERVER : KT_STATE_SENT, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
keep_refused (KtStore *store, KtPushOutcome *outcome, GError **error)
{
  for (guint i = 0; i < outcome->refused->len; i++)
    {
      const KtRefusal *refusal = outcome->refused->pdata[i];

      if (!kt_store_set_aside (store, refusal->database->info->name, refusal->rev->id, refusal->rev->rev,
                               refusal->reason, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
keep_known (KtStore *store, KtPushOutcome *outcome, GError **error)
{
  for (guint i = 0; i < outcome->known->len; i++)
    if (!kt_store_mark_inner (store, ((KtPushBatch *) outcome->known->pdata[i])->revs, error))
      return FALSE;
  return TRUE;
}

static gboolean
keep_outcome (KtStore *store, gpointer data, GError **error)
{
  KtPushOutcome *outcome = data;

  return keep_sent (store, outcome, error) && keep_refused (store, outcome, error) && keep_known (store, outcome, error);
}

static gboolean
keep_in_one (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, keep_outcome, data, error);
}

/* ---- Marks on the way ---- */

static gboolean
all_is_read (const Round *round)
{
  for (guint i = round->line; i < round->lines->len; i++)
    {
      const Line *line = round->lines->pdata[i];

      if (line->next < line->docs->len && !line->database->failed)
        return FALSE;
    }
  return TRUE;
}

/* A mark takes the place of a batch on the line. At the end it takes nobody's, and leaves less to be written then. */
static gboolean
is_worth_a_mark (const Round *round, const KtPassDatabase *database)
{
  return round->outcome.sent->len >= KT_TUNE_MARK_BATCHES || all_is_read (round) ||
         g_get_monotonic_time () - database->marked_at >= KT_TUNE_MARK_SECONDS * G_USEC_PER_SEC;
}

/* Behind what one database has acknowledged so far; one at a time, and none when the end comes anyway. */
static gboolean
begin_mark (Round *round)
{
  GPtrArray *sent = round->outcome.sent;
  KtPassDatabase *database = sent->len > 0 ? ((KtPushBatch *) sent->pdata[0])->database : NULL;

  if (database == NULL || round->mark != NULL || round->unmarkable || round->under_way == 0 || database->failed ||
      !is_worth_a_mark (round, database))
    return FALSE;
  round->marking = database;
  round->mark = kt_pass_mark_new (database);
  for (guint i = sent->len; i > 0; i--)
    if (((KtPushBatch *) sent->pdata[i - 1])->database == database)
      g_ptr_array_add (round->covered, g_ptr_array_steal_index (sent, i - 1));
  return TRUE;
}

static void
end_mark (Round *round, KtResponse *response)
{
  GError *failure = NULL;
  gboolean there = kt_pass_mark_judge (round->mark, response, &failure);

  if (there && kt_pass_mark_keep (round->pass, round->mark, keep_covered, round->covered, &round->error))
    g_ptr_array_set_size (round->covered, 0);
  else
    round->unmarkable = TRUE;
  g_ptr_array_extend_and_steal (round->outcome.sent, g_steal_pointer (&round->covered));
  round->covered = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_push_batch_free);
  g_clear_pointer (&round->mark, kt_pass_mark_free);
  if (failure != NULL)
    kt_pass_fail_database (round->pass, round->marking, failure, round->error == NULL ? &round->error : NULL);
}

/* ---- Sending ---- */

static void
count_sent (KtPass *pass, KtPassDatabase *database, guint n)
{
  if (n == 0)
    return;
  database->pushed += n;
  database->echo += n;
  database->due = TRUE;
  pass->result->pushed += n;
  g_hash_table_add (pass->families, g_strdup (database->info->family));
  kt_pass_report (pass, database);
}

static void
judge (Round *round, KtPushBatch *batch)
{
  KtPushOutcome *outcome = &round->outcome;
  KtPassDatabase *database = batch->database;
  guint sent = outcome->sent->len;
  GError *failure = NULL;

  if (!kt_push_batch_judge (batch, outcome, &failure))
    kt_pass_fail_database (round->pass, database, failure, round->error == NULL ? &round->error : NULL);
  if (outcome->sent->len > sent)
    {
      guint n = ((KtPushBatch *) outcome->sent->pdata[sent])->revs->len;

      count_sent (round->pass, database, n);
      round->done += n;
    }
  if (outcome->smaller)
    round->pass->batch_bytes = MAX (round->pass->batch_bytes / 2, 1);
  outcome->smaller = FALSE;
}

static gboolean
next_cb (gpointer user_data, KtRequest *request, gpointer *tag)
{
  Round *round = user_data;
  KtPushBatch *batch;

  if (round->error != NULL)
    return FALSE;
  *tag = NULL;
  if (begin_mark (round))
    {
      *request = *kt_pass_mark_get_request (round->mark);
      return TRUE;
    }
  batch = next_batch (round);
  if (batch == NULL)
    return FALSE;
  *request = *kt_push_batch_get_request (batch);
  *tag = batch;
  round->under_way++;
  return TRUE;
}

static void
ended_cb (gpointer user_data, gpointer tag, KtResponse *response)
{
  Round *round = user_data;
  KtPushBatch *batch = tag;

  if (batch == NULL)
    {
      end_mark (round, response);
      return;
    }
  round->under_way--;
  batch->call.response = *response;
  if (response->status == 0)
    kt_push_batch_free (batch);
  else
    judge (round, batch);
}

/* What was acknowledged last gets its mark now, so that it is written down here only once: at the server. When the line
 * broke meanwhile it is written down as sent. */
static gboolean
keep_round (Round *round, gboolean line_is_up, GError **error)
{
  KtPass *pass = round->pass;
  KtPassDatabase **databases = (KtPassDatabase **) pass->databases->pdata;

  if (line_is_up)
    return kt_checkpointer_run (pass, databases, pass->databases->len, keep_outcome, &round->outcome, error);
  for (guint i = 0; i < pass->databases->len; i++)
    databases[i]->marked = FALSE;
  return kt_pass_call_store (pass, keep_in_one, &round->outcome, error);
}

static void
count_rest (Round *round)
{
  KtPushOutcome *outcome = &round->outcome;
  KtPass *pass = round->pass;

  for (guint i = 0; i < outcome->refused->len; i++)
    g_hash_table_add (pass->families, g_strdup (((KtRefusal *) outcome->refused->pdata[i])->database->info->family));
  pass->result->set_aside += outcome->refused->len;
  round->done += outcome->refused->len;
  for (guint i = 0; i < outcome->known->len; i++)
    round->done += ((KtPushBatch *) outcome->known->pdata[i])->revs->len;
}

/* done: (out) how many revisions found their place. */
static gboolean
run_round (KtPass *pass, GPtrArray *lines, guint *splits, guint *done, GError **error)
{
  Round round = { .pass = pass, .lines = lines };
  const KtStream stream = { next_cb, ended_cb, &round };
  g_autoptr (GError) failure = NULL;
  gboolean line_is_up, kept;

  kt_push_outcome_init (&round.outcome, splits);
  round.covered = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_push_batch_free);
  line_is_up = kt_transport_exchange_stream (pass->transport, &stream, pass->cancellable, &failure);
  if (round.error != NULL)
    {
      g_clear_error (&failure);
      failure = g_steal_pointer (&round.error);
    }
  count_rest (&round);
  line_is_up = line_is_up && failure == NULL;
  kept = round.done == 0 || keep_round (&round, line_is_up, line_is_up ? &failure : NULL);
  *done = round.done;
  kt_push_outcome_clear (&round.outcome);
  g_ptr_array_unref (round.covered);
  if (kept && failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* After a restored server everything was compared and sent: from now on its marks speak for it again. */
static void
stop_asking (KtPass *pass, gboolean all)
{
  for (guint i = 0; all && i < pass->databases->len; i++)
    {
      KtPassDatabase *database = pass->databases->pdata[i];

      if (database->failed || !database->ours->ask)
        continue;
      database->ours->ask = FALSE;
      database->due = TRUE;
    }
}

/* One round of what list finds; done: (out) how many revisions found their place. */
static gboolean
push_listed (KtPass *pass, GPtrArray *order, ListFunc list, guint *splits, guint *n_lines, guint *done, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  Listing listing = { order, lines, list };

  *done = 0;
  if (!kt_pass_call_store (pass, list_lines, &listing, error))
    return FALSE;
  *n_lines = lines->len;
  return lines->len == 0 || run_round (pass, lines, splits, done, error);
}

gboolean
kt_pusher_run (KtPass *pass, GError **error)
{
  g_autoptr (GPtrArray) order = list_in_order (pass);
  guint splits = KT_TUNE_SPLITS_ON_500, n_lines, done;

  /* Whatever the line does next, a withdrawal is at the server before anything else is even asked to go. */
  if (!push_listed (pass, order, kt_store_list_waiting_noes, &splits, &n_lines, &done, error))
    return FALSE;
  do
    if (!push_listed (pass, order, kt_store_list_waiting, &splits, &n_lines, &done, error))
      return FALSE;
  while (done > 0);
  stop_asking (pass, n_lines == 0);
  return TRUE;
}
