/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
/* Leaves marks: first in the server's _local document; when that is acknowledged, here, together with "what was sent
 * is at the server now". A crash in between leaves the server one mark ahead, which is fine (checkpoint.h, 2). */
#include "base/id.h"
#include "sync/pass.h"
#include "sync/remote-database.h"

struct _KtPassMark {
  KtPassDatabase *database;
  KtCheckpoint *next;      /* ours with the new mark */
  guint echo;              /* of the database, counted in it */
  KtCall call;
};
typedef KtPassMark Mark;

static void
clear_mark (Mark *mark)
{
  g_clear_pointer (&mark->next, kt_checkpoint_free);
  kt_call_clear (&mark->call);
}

static void
ask_mark (Mark *mark, const char *rev)
{
  kt_call_clear (&mark->call);
  kt_remote_ask_put_local (&mark->call, mark->database->info->name, mark->database->local_name,
                           kt_checkpoint_write_remote (mark->next, rev));
}

static void
init_mark (Mark *mark, KtPassDatabase *database)
{
  g_autofree char *session = kt_random_hex (8);
  g_autofree char *text = kt_checkpoint_write (database->ours);
  const char *seq = database->last_seq != NULL ? database->last_seq : kt_checkpoint_since (database->ours);

  *mark = (Mark) { .database = database, .next = kt_checkpoint_parse (text) };
  if (database->marks > 0)
    kt_checkpoint_drop_newest (mark->next);
  kt_checkpoint_add (mark->next, session, seq);
  /* What came back in a feed that was read to its end is no echo any more; what was sent since will be. */
  mark->echo = database->echo;
  mark->next->echo = (database->read && database->marks == 0 ? 0 : database->ours->echo) + mark->echo;
  ask_mark (mark, database->theirs != NULL ? database->theirs->rev : NULL);
}

/* A server with conflicts on _local documents: once more, upon the revision it has. */
static gboolean
put_again (KtPass *pass, Mark *mark, GError **error)
{
  g_auto (KtCall) call = { 0 };
  g_autoptr (KtCheckpoint) there = NULL;

  kt_remote_ask_local (&call, mark->database->info->name, mark->database->local_name);
  if (!kt_calls_run (pass->transport, &call, 1, pass->cancellable, error) || !kt_remote_check (&call.response, error))
    return FALSE;
  there = kt_checkpoint_parse (call.response.body);
  ask_mark (mark, there->rev);
  return kt_calls_run (pass->transport, &mark->call, 1, pass->cancellable, error);
}

static char *
read_rev (const KtResponse *response)
{
  g_autoptr (json_object) answer = kt_json_parse (response->body, response->len, NULL);

  return g_strdup (answer != NULL && json_object_is_type (answer, json_type_object) ? kt_json_get_string (answer, "rev") : NULL);
}

static gboolean
judge_mark (KtPass *pass, Mark *mark, GError **error)
{
  if (mark->call.response.status == 409 && !put_again (pass, mark, error))
    return FALSE;
  if (!kt_remote_check (&mark->call.response, error))
    return FALSE;
  mark->database->marked = TRUE;
  return TRUE;
}

static void
keep_mark (Mark *mark)
{
  KtPassDatabase *database = mark->database;

  g_clear_pointer (&database->theirs, kt_checkpoint_free);
  database->theirs = kt_checkpoint_new ();
  database->theirs->rev = read_rev (&mark->call.response);
  g_clear_pointer (&database->ours, kt_checkpoint_free);
  database->ours = g_steal_pointer (&mark->next);
  database->echo -= mark->echo;
  database->due = database->echo > 0; /* sent while the mark was on its way */
  database->marks++;
  database->marked_at = g_get_monotonic_time ();
}

typedef struct {
  Mark *marks;
  guint n;
  KtStoreFunc keep;        /* (nullable) */
  gpointer data;
  gboolean on_the_way;     /* more will follow in this pass: what is sent already is looked for then */
} Marks;

static gboolean
save_mark (KtStore *store, const char *database, const char *text, gboolean on_the_way, GError **error)
{
  return on_the_way ? kt_store_keep_checkpoint (store, database, text, error)
                    : kt_store_mark_at_server (store, database, text, error);
}

static gboolean
save_marks (KtStore *store, gpointer data, GError **error)
{
  Marks *marks = data;

  if (marks->keep != NULL && !marks->keep (store, marks->data, error))
    return FALSE;
  for (guint i = 0; i < marks->n; i++)
    if (marks->marks[i].database->marked)
      {
        g_autofree char *text = kt_checkpoint_write (marks->marks[i].next);

        if (!save_mark (store, marks->marks[i].database->info->name, text, marks->on_the_way, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
save_in_one (KtStore *store, gpointer data, GError **error)
{
  return kt_store_transaction (store, save_marks, data, error);
}

static gboolean
judge_marks (KtPass *pass, Mark *marks, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (marks[i].call.response.status != 0 && !judge_mark (pass, &marks[i], &failure) &&
          !kt_pass_fail_database (pass, marks[i].database, g_steal_pointer (&failure), error))
        return FALSE;
    }
  return TRUE;
}

/* FALSE with error: the line broke, or the pass is over for another reason. What was acknowledged before has its mark. */
static gboolean
put_marks (KtPass *pass, Mark *marks, guint n, GError **error)
{
  g_autofree KtCall *calls = g_new0 (KtCall, n);
  gboolean whole;

  for (guint i = 0; i < n; i++)
    calls[i] = marks[i].call;
  whole = n == 0 || kt_calls_run (pass->transport, calls, n, pass->cancellable, error);
  for (guint i = 0; i < n; i++)
    marks[i].call = calls[i];
  return judge_marks (pass, marks, n, whole ? error : NULL) && whole;
}

static gboolean
leave_marks (KtPass *pass, Marks *list, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean whole = put_marks (pass, list->marks, list->n, &failure);

  if (!kt_pass_call_store (pass, save_in_one, list, error))
    return FALSE;
  for (guint i = 0; i < list->n; i++)
    if (list->marks[i].database->marked)
      keep_mark (&list->marks[i]);
  if (!whole)
    g_propagate_error (error, g_steal_pointer (&failure));
  return whole;
}

/* ---- One mark, sent with other requests ---- */

KtPassMark *
kt_pass_mark_new (KtPassDatabase *database)
{
  Mark *mark = g_new0 (Mark, 1);

  database->marked = FALSE;
  init_mark (mark, database);
  return mark;
}

void
kt_pass_mark_free (KtPassMark *mark)
{
  clear_mark (mark);
  g_free (mark);
}

const KtRequest *
kt_pass_mark_get_request (KtPassMark *mark)
{
  return &mark->call.request;
}

gboolean
kt_pass_mark_judge (KtPassMark *mark, KtResponse *response, GError **error)
{
  kt_response_clear (&mark->call.response);
  mark->call.response = *response;
  if (response->status == 0 || response->status == 409)
    return FALSE;
  mark->database->marked = kt_remote_check (&mark->call.response, error);
  return mark->database->marked;
}

gboolean
kt_pass_mark_keep (KtPass *pass, KtPassMark *mark, KtStoreFunc keep, gpointer data, GError **error)
{
  Marks marks = { mark, 1, keep, data, TRUE };

  if (!kt_pass_call_store (pass, save_in_one, &marks, error))
    return FALSE;
  keep_mark (mark);
  return TRUE;
}

/* ---- Marks in all databases ---- */

gboolean
kt_checkpointer_run (KtPass *pass, KtPassDatabase **databases, guint n, KtStoreFunc keep, gpointer data, GError **error)
{
  g_autofree Mark *marks = g_new0 (Mark, n + 1);
  Marks list = { marks, 0, keep, data, FALSE };
  gboolean ok;

  for (guint i = 0; i < n; i++)
    {
      databases[i]->marked = FALSE;
      if (databases[i]->due && !databases[i]->failed)
        init_mark (&marks[list.n++], databases[i]);
    }
  ok = (list.n == 0 && keep == NULL) || leave_marks (pass, &list, error);
  for (guint i = 0; i < list.n; i++)
    clear_mark (&marks[i]);
  return ok;
}
