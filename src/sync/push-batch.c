/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* A server refuses a whole batch for one record in it. So whoever is named is taken out, and where nobody is named the
 * batch is halved until the guilty one stands alone; the good neighbours go on (R26). */
#include "sync/push-batch.h"
#include <string.h>
#include "sync/revision-json.h"
#include "sync/sync-tuning.h"

KtPushBatch *
kt_push_batch_new (KtPassDatabase *database, GPtrArray *revs)
{
  KtPushBatch *batch = g_new0 (KtPushBatch, 1);

  batch->database = database;
  batch->revs = revs;
  batch->ask = database != NULL && database->ours->ask;
  return batch;
}

void
kt_push_batch_free (KtPushBatch *batch)
{
  g_ptr_array_unref (batch->revs);
  kt_call_clear (&batch->call);
  g_free (batch);
}

void
kt_refusal_free (KtRefusal *refusal)
{
  kt_pending_rev_free (refusal->rev);
  g_free (refusal->reason);
  g_free (refusal);
}

void
kt_push_outcome_init (KtPushOutcome *outcome, guint *splits)
{
  *outcome = (KtPushOutcome) { .splits = splits };
  outcome->sent = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_push_batch_free);
  outcome->known = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_push_batch_free);
  outcome->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_refusal_free);
  g_queue_init (&outcome->again);
}

void
kt_push_outcome_clear (KtPushOutcome *outcome)
{
  g_ptr_array_unref (outcome->sent);
  g_ptr_array_unref (outcome->known);
  g_ptr_array_unref (outcome->refused);
  g_queue_clear_full (&outcome->again, (GDestroyNotify) kt_push_batch_free);
}

/* Ten batches over four connections would leave two idle in the last round. */
guint
kt_push_batch_size (guint n)
{
  guint batches = (n + KT_TUNE_BATCH_DOCS - 1) / KT_TUNE_BATCH_DOCS;

  batches = (batches + KT_TUNE_CONNECTIONS - 1) / KT_TUNE_CONNECTIONS * KT_TUNE_CONNECTIONS;
  return batches > 0 ? MAX ((n + batches - 1) / batches, KT_TUNE_BATCH_LEAST) : KT_TUNE_BATCH_LEAST;
}

const KtRequest *
kt_push_batch_get_request (KtPushBatch *batch)
{
  const char *name = batch->database->info->name;

  kt_call_clear (&batch->call);
  if (batch->ask)
    kt_remote_ask_revs_diff (&batch->call, name, batch->revs);
  else
    kt_remote_ask_bulk_docs (&batch->call, name, batch->revs, 0, batch->revs->len);
  return &batch->call.request;
}

/* The revs from first on, in a batch of their own. */
static KtPushBatch *
split_off (KtPushBatch *batch, guint first)
{
  GPtrArray *revs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pending_rev_free);
  KtPushBatch *rest = kt_push_batch_new (batch->database, revs);

  while (batch->revs->len > first)
    g_ptr_array_add (revs, g_ptr_array_steal_index (batch->revs, first));
  rest->ask = batch->ask;
  return rest;
}

/* ---- Judging ---- */

static void
refuse (KtPushOutcome *outcome, KtPushBatch *batch, guint index, const char *code, const char *reason)
{
  KtRefusal *refusal = g_new0 (KtRefusal, 1);

  refusal->database = batch->database;
  refusal->rev = g_ptr_array_steal_index (batch->revs, index);
  refusal->reason = g_strdup_printf ("%s: %s", code != NULL ? code : "refused", reason != NULL ? reason : "");
  g_ptr_array_add (outcome->refused, refusal);
}

static gboolean
is_row_of (const KtRefusedRow *row, const KtPendingRev *rev)
{
  return g_strcmp0 (row->id, rev->id) == 0 && (row->rev == NULL || g_str_equal (row->rev, rev->rev));
}

gboolean
kt_refusal_is_final (const char *code)
{
  static const char *const passing[] = { "timeout", "internal_server_error", "unknown_error", "internal_error",
                                         "too_many_requests", "service_unavailable", NULL };

  return !g_strv_contains (passing, code);
}

static void
take_refused_rows (KtPushBatch *batch, GPtrArray *rows, KtPushOutcome *outcome)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const KtRefusedRow *row = rows->pdata[i];

      for (guint j = batch->revs->len; j > 0; j--)
        if (is_row_of (row, batch->revs->pdata[j - 1]))
          {
            if (kt_refusal_is_final (row->code))
              refuse (outcome, batch, j - 1, row->code, row->reason);
            else
              g_ptr_array_remove_index (batch->revs, j - 1);
          }
    }
}

/* The record the reason names: a 413 says just its id, a 412 a sentence with it. The longest id wins. */
static guint
find_named (KtPushBatch *batch, const char *reason)
{
  guint best = G_MAXUINT;

  for (guint i = 0; reason != NULL && i < batch->revs->len; i++)
    {
      const KtPendingRev *rev = batch->revs->pdata[i];

      if (strstr (reason, rev->id) != NULL &&
          (best == G_MAXUINT || strlen (rev->id) > strlen (((KtPendingRev *) batch->revs->pdata[best])->id)))
        best = i;
    }
  return best;
}

static void
halve (KtPushBatch *batch, KtPushOutcome *outcome)
{
  KtPushBatch *rest = split_off (batch, batch->revs->len / 2);

  g_queue_push_tail (&outcome->again, batch);
  g_queue_push_tail (&outcome->again, rest);
}

static void
take_whole_refusal (KtPushBatch *batch, KtPushOutcome *outcome)
{
  g_autofree char *code = NULL, *reason = NULL;
  guint named;

  kt_remote_read_refusal (&batch->call.response, &code, &reason);
  /* A single refusal without a cause may have been made on the way; twice is no accident. */
  if (batch->revs->len == 1 && batch->call.response.status == 400 && !batch->tried)
    {
      batch->tried = TRUE;
      g_queue_push_tail (&outcome->again, batch);
      return;
    }
  named = batch->revs->len == 1 ? 0 : find_named (batch, reason);
  if (named == G_MAXUINT)
    {
      outcome->smaller |= batch->call.response.status == 413;
      halve (batch, outcome);
      return;
    }
  refuse (outcome, batch, named, code, reason);
  if (batch->revs->len > 0)
    g_queue_push_tail (&outcome->again, batch);
  else
    kt_push_batch_free (batch);
}

void
kt_push_batch_take_out_giants (KtPushBatch *batch, KtPushOutcome *outcome)
{
  for (guint i = batch->revs->len; i > 0; i--)
    if (kt_pending_rev_size (batch->revs->pdata[i - 1]) > KT_TUNE_RECORD_BYTES)
      refuse (outcome, batch, i - 1, "document_too_large", "more than 8 MB");
}

/* What the server misses goes on, the rest is known there. batch: (transfer full). */
static gboolean
take_missing (KtPushBatch *taken, KtPushOutcome *outcome, GError **error)
{
  g_autoptr (KtPushBatch) batch = taken;
  g_autoptr (GHashTable) missing = kt_remote_read_revs_diff (&batch->call.response, error);
  g_autoptr (KtPushBatch) send = NULL;

  if (missing == NULL)
    return FALSE;
  send = split_off (batch, batch->revs->len);
  send->ask = FALSE;
  for (guint i = batch->revs->len; i > 0; i--)
    {
      const KtPendingRev *rev = batch->revs->pdata[i - 1];
      g_autofree char *key = g_strconcat (rev->id, "\n", rev->rev, NULL);

      if (g_hash_table_contains (missing, key))
        g_ptr_array_insert (send->revs, 0, g_ptr_array_steal_index (batch->revs, i - 1));
    }
  if (send->revs->len > 0)
    g_queue_push_tail (&outcome->again, g_steal_pointer (&send));
  if (batch->revs->len > 0)
    g_ptr_array_add (outcome->known, g_steal_pointer (&batch));
  return TRUE;
}

static gboolean
is_about_a_record (guint status)
{
  return status == 400 || status == 412 || status == 413 || status == 415;
}

gboolean
kt_push_batch_judge (KtPushBatch *batch, KtPushOutcome *outcome, GError **error)
{
  g_autoptr (KtPushBatch) owned = batch;
  guint status = batch->call.response.status;
  g_autoptr (GPtrArray) rows = NULL;

  if (batch->ask)
    return take_missing (g_steal_pointer (&owned), outcome, error);
  if (is_about_a_record (status))
    {
      take_whole_refusal (g_steal_pointer (&owned), outcome);
      return TRUE;
    }
  if (status == 500 && batch->revs->len > 1 && *outcome->splits > 0)
    {
      (*outcome->splits)--;
      halve (g_steal_pointer (&owned), outcome);
      return TRUE;
    }
  rows = kt_remote_read_bulk_docs (&batch->call.response, error);
  if (rows == NULL)
    return FALSE;
  take_refused_rows (batch, rows, outcome);
  g_ptr_array_add (outcome->sent, g_steal_pointer (&owned));
  return TRUE;
}
