/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Sends what waits, of all databases together: safety first, then the plan, then the rest. Round by round, because a
 * tombstone may only go when the leaf that covers it was acknowledged (DESIGN 5, rule 3). */
#include "sync/push-batch.h"
#include "sync/revision-json.h"
#include "sync/sync-tuning.h"

/* What waits in one database, as far as this round takes it. */
typedef struct {
  KtPassDatabase *database;
  GPtrArray *all;          /* (element-type KtPendingRev) owned */
  GPtrArray *revs;         /* those to be sent, borrowed from all */
  GPtrArray *known;        /* those the server has already, borrowed from all */
} Slice;

typedef struct {
  GPtrArray *slices;
  GPtrArray *order;        /* KtPassDatabase, as they are to be served */
} Round;

static void
slice_free (Slice *slice)
{
  g_ptr_array_unref (slice->revs);
  g_ptr_array_unref (slice->known);
  g_ptr_array_unref (slice->all);
  g_free (slice);
}

static int
compare_scopes (gconstpointer a, gconstpointer b)
{
  static const int rank[KT_N_SCOPES] = { [KT_SCOPE_SAFE] = 0, [KT_SCOPE_PLAN] = 1, [KT_SCOPE_FILE] = 2, [KT_SCOPE_LOG] = 3 };
  const KtPassDatabase *x = *(KtPassDatabase *const *) a, *y = *(KtPassDatabase *const *) b;

  return rank[x->info->scope] - rank[y->info->scope];
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

/* ---- Reading a round from the store ---- */

static gboolean
read_slice (KtStore *store, Round *round, KtPassDatabase *database, guint *docs, gint64 *bytes, GError **error)
{
  Slice *slice;
  GPtrArray *revs = kt_store_list_pending (store, database->info->name, *docs, *bytes, error);

  if (revs == NULL)
    return FALSE;
  if (revs->len == 0)
    {
      g_ptr_array_unref (revs);
      return TRUE;
    }
  slice = g_new0 (Slice, 1);
  *slice = (Slice) { database, revs, g_ptr_array_new (), g_ptr_array_new () };
  g_ptr_array_extend (slice->revs, revs, NULL, NULL);
  g_ptr_array_add (round->slices, slice);
  *docs -= MIN (*docs, revs->len);
  for (guint i = 0; i < revs->len; i++)
    *bytes -= kt_pending_rev_size (revs->pdata[i]);
  return TRUE;
}

static gboolean
read_round (KtStore *store, gpointer data, GError **error)
{
  Round *round = data;
  guint docs = KT_TUNE_WINDOW_DOCS;
  gint64 bytes = KT_TUNE_WINDOW_BYTES;

  for (guint i = 0; i < round->order->len && docs > 0 && bytes > 0; i++)
    {
      KtPassDatabase *database = round->order->pdata[i];

      if (!database->failed && !read_slice (store, round, database, &docs, &bytes, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- After a restored server: what has it already? ---- */

static GPtrArray *
part_of (GPtrArray *revs, guint first)
{
  GPtrArray *part = g_ptr_array_new ();

  for (guint i = first; i < MIN (first + KT_TUNE_REVS_DIFF, revs->len); i++)
    g_ptr_array_add (part, revs->pdata[i]);
  return part;
}

static gboolean
ask_part (KtPass *pass, Slice *slice, GPtrArray *part, GPtrArray *missing_revs, GError **error)
{
  g_auto (KtCall) call = { 0 };
  g_autoptr (GHashTable) missing = NULL;

  kt_remote_ask_revs_diff (&call, slice->database->info->name, part);
  if (!kt_calls_run (pass->transport, &call, 1, pass->cancellable, error))
    return FALSE;
  missing = kt_remote_read_revs_diff (&call.response, error);
  if (missing == NULL)
    return FALSE;
  for (guint i = 0; i < part->len; i++)
    {
      KtPendingRev *rev = part->pdata[i];
      g_autofree char *key = g_strconcat (rev->id, "\n", rev->rev, NULL);

      g_ptr_array_add (g_hash_table_contains (missing, key) ? missing_revs : slice->known, rev);
    }
  return TRUE;
}

/* slice->revs becomes what is missing there, slice->known the rest. */
static gboolean
ask_known (KtPass *pass, Slice *slice, GError **error)
{
  GPtrArray *missing = g_ptr_array_new ();

  for (guint first = 0; first < slice->all->len; first += KT_TUNE_REVS_DIFF)
    {
      g_autoptr (GPtrArray) part = part_of (slice->all, first);

      if (!ask_part (pass, slice, part, missing, error))
        {
          g_ptr_array_unref (missing);
          g_ptr_array_set_size (slice->known, 0);
          return FALSE;
        }
    }
  g_ptr_array_unref (slice->revs);
  slice->revs = missing;
  return TRUE;
}

/* ---- Sending a round ---- */

/* CouchDB refuses such a record anyway, and its whole batch with it. */
static void
take_out_giants (Slice *slice, KtPushOutcome *outcome)
{
  for (guint i = slice->revs->len; i > 0; i--)
    if (kt_pending_rev_size (slice->revs->pdata[i - 1]) > KT_TUNE_RECORD_BYTES)
      {
        KtRefusal *refusal = g_new0 (KtRefusal, 1);

        *refusal = (KtRefusal) { slice->database, slice->revs->pdata[i - 1], g_strdup ("document_too_large: more than 8 MB") };
        g_ptr_array_add (outcome->refused, refusal);
        g_ptr_array_remove_index (slice->revs, i - 1);
      }
}

static gboolean
prepare (KtPass *pass, Round *round, KtPushOutcome *outcome, GPtrArray *todo, GError **error)
{
  for (guint i = 0; i < round->slices->len; i++)
    {
      Slice *slice = round->slices->pdata[i];
      GError *failure = NULL;
      g_autoptr (GPtrArray) batches = NULL;

      if (slice->database->ours->ask && !ask_known (pass, slice, &failure))
        {
          if (!kt_pass_fail_database (pass, slice->database, failure, error))
            return FALSE;
          continue;
        }
      take_out_giants (slice, outcome);
      batches = kt_push_batches_cut (slice->database, slice->revs, pass->batch_bytes);
      g_ptr_array_extend_and_steal (todo, g_steal_pointer (&batches));
    }
  return TRUE;
}

/* One exchange for all batches; their answers stand in them. */
static gboolean
post (KtPass *pass, GPtrArray *todo, GError **error)
{
  g_autofree KtCall *calls = g_new0 (KtCall, todo->len);
  gboolean whole;

  for (guint i = 0; i < todo->len; i++)
    {
      KtPushBatch *batch = todo->pdata[i];

      kt_remote_ask_bulk_docs (&calls[i], batch->database->info->name, batch->revs, 0, batch->revs->len);
    }
  whole = kt_calls_run (pass->transport, calls, todo->len, pass->cancellable, error);
  for (guint i = 0; i < todo->len; i++)
    {
      KtPushBatch *batch = todo->pdata[i];

      kt_call_clear (&batch->call);
      batch->call = calls[i];
    }
  return whole;
}

static gboolean
judge (KtPass *pass, GPtrArray *todo, KtPushOutcome *outcome, GError **error)
{
  while (todo->len > 0)
    {
      KtPushBatch *batch = g_ptr_array_steal_index (todo, 0);
      KtPassDatabase *database = batch->database;
      GError *failure = NULL;

      if (batch->call.response.status == 0)
        kt_push_batch_free (batch);
      else if (!kt_push_batch_judge (batch, outcome, &failure) &&
               !kt_pass_fail_database (pass, database, failure, error))
        return FALSE;
    }
  if (outcome->smaller)
    pass->batch_bytes = MAX (pass->batch_bytes / 2, 1);
  outcome->smaller = FALSE;
  return TRUE;
}

/* What is to be tried again becomes the new todo, but for databases that failed meanwhile. */
static void
take_again (KtPushOutcome *outcome, GPtrArray *todo)
{
  while (outcome->again->len > 0)
    {
      KtPushBatch *batch = g_ptr_array_steal_index (outcome->again, 0);

      if (batch->database->failed)
        kt_push_batch_free (batch);
      else
        g_ptr_array_add (todo, batch);
    }
}

static gboolean
send (KtPass *pass, GPtrArray *todo, KtPushOutcome *outcome, GError **error)
{
  while (todo->len > 0)
    {
      g_autoptr (GError) failure = NULL;

      if (!post (pass, todo, &failure))
        {
          /* What was acknowledged before the line broke counts. */
          judge (pass, todo, outcome, NULL);
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (!judge (pass, todo, outcome, error))
        return FALSE;
      take_again (outcome, todo);
    }
  return TRUE;
}

/* ---- Keeping what became of it ---- */

typedef struct {
  Round *round;
  KtPushOutcome *outcome;
} Kept;

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
keep_known (KtStore *store, Round *round, GError **error)
{
  for (guint i = 0; i < round->slices->len; i++)
    {
      const Slice *slice = round->slices->pdata[i];

      if (slice->known->len > 0 && !kt_store_mark_inner (store, slice->known, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
keep_outcome (KtStore *store, gpointer data, GError **error)
{
  Kept *kept = data;

  return keep_sent (store, kept->outcome, error) && keep_refused (store, kept->outcome, error) &&
         keep_known (store, kept->round, error);
}

static gboolean
keep_in_one (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, keep_outcome, data, error);
}

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

/* Returns: how many revisions have found their place. */
static guint
count_outcome (KtPass *pass, Round *round, KtPushOutcome *outcome)
{
  guint n = outcome->refused->len;

  for (guint i = 0; i < outcome->sent->len; i++)
    {
      const KtPushBatch *batch = outcome->sent->pdata[i];

      count_sent (pass, batch->database, batch->revs->len);
      n += batch->revs->len;
    }
  for (guint i = 0; i < round->slices->len; i++)
    n += ((Slice *) round->slices->pdata[i])->known->len;
  for (guint i = 0; i < outcome->refused->len; i++)
    g_hash_table_add (pass->families, g_strdup (((KtRefusal *) outcome->refused->pdata[i])->database->info->family));
  pass->result->set_aside += outcome->refused->len;
  return n;
}

/* What was acknowledged gets its mark at once, so that it is written down here only once: at the server. When the line
 * broke meanwhile it is written down as sent. */
static gboolean
keep_round (KtPass *pass, Kept *kept, gboolean line_is_up, GError **error)
{
  KtPassDatabase **databases = (KtPassDatabase **) pass->databases->pdata;

  if (line_is_up)
    return kt_checkpointer_run (pass, databases, pass->databases->len, keep_outcome, kept, error);
  for (guint i = 0; i < pass->databases->len; i++)
    databases[i]->marked = FALSE;
  return kt_pass_call_store (pass, keep_in_one, kept, error);
}

static gboolean
run_round (KtPass *pass, Round *round, guint *splits, guint *done, GError **error)
{
  g_autoptr (GPtrArray) todo = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_push_batch_free);
  g_autoptr (GError) failure = NULL;
  KtPushOutcome outcome;
  Kept kept = { round, &outcome };
  gboolean line_is_up, kept_all;

  kt_push_outcome_init (&outcome, splits);
  line_is_up = prepare (pass, round, &outcome, todo, &failure) && send (pass, todo, &outcome, &failure);
  *done = count_outcome (pass, round, &outcome);
  kept_all = *done == 0 || keep_round (pass, &kept, line_is_up, line_is_up ? &failure : NULL);
  kt_push_outcome_clear (&outcome);
  if (kept_all && failure == NULL)
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

gboolean
kt_pusher_run (KtPass *pass, GError **error)
{
  g_autoptr (GPtrArray) order = list_in_order (pass);
  guint splits = KT_TUNE_SPLITS_ON_500;

  for (;;)
    {
      g_autoptr (GPtrArray) slices = g_ptr_array_new_with_free_func ((GDestroyNotify) slice_free);
      Round round = { slices, order };
      guint done = 0;

      if (!kt_pass_call_store (pass, read_round, &round, error))
        return FALSE;
      if (slices->len > 0 && !run_round (pass, &round, &splits, &done, error))
        return FALSE;
      if (done > 0)
        continue;
      stop_asking (pass, slices->len == 0);
      return TRUE;
    }
}
