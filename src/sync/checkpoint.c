/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-sync"
#include "sync/checkpoint.h"
#include "base/json.h"
#include "sync/sync-tuning.h"

/* Goes into the document's name: another meaning of the marks starts afresh. */
#define MARKS_VERSION "1"

static KtMark *
mark_new (const char *session, const char *seq)
{
  KtMark *mark = g_new0 (KtMark, 1);

  mark->session = g_strdup (session);
  mark->seq = g_strdup (seq);
  return mark;
}

static void
mark_free (KtMark *mark)
{
  g_free (mark->session);
  g_free (mark->seq);
  g_free (mark);
}

KtCheckpoint *
kt_checkpoint_new (void)
{
  KtCheckpoint *checkpoint = g_new0 (KtCheckpoint, 1);

  checkpoint->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) mark_free);
  return checkpoint;
}

void
kt_checkpoint_free (KtCheckpoint *checkpoint)
{
  g_ptr_array_unref (checkpoint->marks);
  g_free (checkpoint->rev);
  g_free (checkpoint);
}

static void
read_marks (KtCheckpoint *checkpoint, json_object *history)
{
  gsize n = history != NULL ? json_object_array_length (history) : 0;

  for (gsize i = 0; i < n && checkpoint->marks->len < KT_TUNE_MARKS; i++)
    {
      json_object *item = json_object_array_get_idx (history, i);
      const char *session = json_object_is_type (item, json_type_object) ? kt_json_get_string (item, "session_id") : NULL;

      if (session != NULL)
        g_ptr_array_add (checkpoint->marks, mark_new (session, kt_json_get_string (item, "recorded_seq")));
    }
}

KtCheckpoint *
kt_checkpoint_parse (const char *text)
{
  KtCheckpoint *checkpoint = kt_checkpoint_new ();
  g_autoptr (json_object) object = text != NULL ? kt_json_parse (text, -1, NULL) : NULL;

  if (object == NULL || !json_object_is_type (object, json_type_object))
    return checkpoint;
  checkpoint->rev = g_strdup (kt_json_get_string (object, "_rev"));
  checkpoint->ask = kt_json_get_bool (object, "ask");
  checkpoint->echo = CLAMP (kt_json_get_int (object, "echo", 0), 0, G_MAXINT);
  read_marks (checkpoint, kt_json_get_array (object, "history"));
  return checkpoint;
}

/* seq is kept as the text it came as, within a string: no number is ever rewritten on the way. */
static json_object *
marks_to_json (const KtCheckpoint *checkpoint)
{
  json_object *history = json_object_new_array ();

  for (guint i = 0; i < checkpoint->marks->len; i++)
    {
      const KtMark *mark = checkpoint->marks->pdata[i];
      json_object *item = json_object_new_object ();

      json_object_object_add (item, "session_id", json_object_new_string (mark->session));
      if (mark->seq != NULL)
        json_object_object_add (item, "recorded_seq", json_object_new_string (mark->seq));
      json_object_array_add (history, item);
    }
  return history;
}

char *
kt_checkpoint_write (const KtCheckpoint *checkpoint)
{
  g_autoptr (json_object) object = json_object_new_object ();

  if (checkpoint->ask)
    json_object_object_add (object, "ask", json_object_new_boolean (TRUE));
  if (checkpoint->echo > 0)
    json_object_object_add (object, "echo", json_object_new_int64 (checkpoint->echo));
  json_object_object_add (object, "history", marks_to_json (checkpoint));
  return g_strdup (json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN));
}

char *
kt_checkpoint_write_remote (const KtCheckpoint *checkpoint, const char *rev)
{
  g_autoptr (json_object) object = json_object_new_object ();

  if (rev != NULL)
    json_object_object_add (object, "_rev", json_object_new_string (rev));
  if (checkpoint->marks->len > 0)
    {
      const KtMark *newest = checkpoint->marks->pdata[0];

      json_object_object_add (object, "session_id", json_object_new_string (newest->session));
    }
  json_object_object_add (object, "history", marks_to_json (checkpoint));
  return g_strdup (json_object_to_json_string_ext (object, JSON_C_TO_STRING_PLAIN));
}

static gboolean
has_session (const KtCheckpoint *checkpoint, const char *session)
{
  for (guint i = 0; i < checkpoint->marks->len; i++)
    if (g_str_equal (((const KtMark *) checkpoint->marks->pdata[i])->session, session))
      return TRUE;
  return FALSE;
}

static const KtMark *
newest_mark (const KtCheckpoint *checkpoint)
{
  return checkpoint->marks->len > 0 ? checkpoint->marks->pdata[0] : NULL;
}

const char *
kt_checkpoint_since (const KtCheckpoint *ours)
{
  const KtMark *newest = newest_mark (ours);

  return newest != NULL ? newest->seq : NULL;
}

gboolean
kt_checkpoint_is_restored (const KtCheckpoint *ours, const KtCheckpoint *theirs)
{
  const KtMark *newest = newest_mark (ours);

  return newest != NULL && !has_session (theirs, newest->session);
}

void
kt_checkpoint_add (KtCheckpoint *checkpoint, const char *session, const char *seq)
{
  g_ptr_array_insert (checkpoint->marks, 0, mark_new (session, seq));
  if (checkpoint->marks->len > KT_TUNE_MARKS)
    g_ptr_array_set_size (checkpoint->marks, KT_TUNE_MARKS);
}

void
kt_checkpoint_drop_newest (KtCheckpoint *checkpoint)
{
  if (checkpoint->marks->len > 0)
    g_ptr_array_remove_index (checkpoint->marks, 0);
}

char *
kt_checkpoint_name (const char *device, const char *database)
{
  g_autofree char *text = g_strjoin ("\n", MARKS_VERSION, device, database, NULL);
  g_autofree char *hash = kt_sha256_hex (text, -1);

  return g_strdup_printf ("kt-%.32s", hash);
}
