/* SPDX-License-Identifier: EUPL-1.2 */
/* How this laptop is, left in its worker's inbox at most once a day, so that whoever keeps the server sees which laptops
 * went silent and which cannot send. A day, a version and counts: nothing of anybody's work. */
#define G_LOG_DOMAIN "kt-sync"
#include "config.h"

#include "base/clock.h"
#include "base/json.h"
#include "sync/asks.h"
#include "sync/remote-database.h"

#define SETTING "sync.said"

typedef struct {
  KtPass *pass;
  char *today;
  gboolean due;
  KtCounts counts;
} Word;

static char *
describe_day (Word *word)
{
  return g_strconcat (word->today, " ", word->pass->device, NULL);
}

static gboolean
load_word (KtStore *store, gpointer data, GError **error)
{
  Word *word = data;
  g_autofree char *said = NULL, *day = describe_day (word);

  if (!kt_store_get_setting (store, SETTING, &said, error))
    return FALSE;
  word->due = g_strcmp0 (said, day) != 0;
  return !word->due || kt_store_count (store, NULL, &word->counts, error);
}

static gboolean
save_word (KtStore *store, gpointer data, GError **error)
{
  g_autofree char *day = describe_day (data);

  return kt_store_set_setting (store, SETTING, day, error);
}

static void
add_text (json_object *document, const char *key, const char *text)
{
  json_object_object_add (document, key, json_object_new_string (text));
}

/* Returns: (transfer full). */
static char *
write_word (const Word *word, const char *rev)
{
  g_autoptr (json_object) document = json_object_new_object ();
  g_autofree char *now = kt_clock_now_iso ();

  if (rev != NULL)
    add_text (document, "_rev", rev);
  add_text (document, "type", "inbox-device");
  add_text (document, "at", now);
  add_text (document, "version", VERSION);
  json_object_object_add (document, "unsent", json_object_new_int64 (word->counts.here));
  json_object_object_add (document, "set_aside", json_object_new_int64 (word->counts.set_aside));
  json_object_object_add (document, "disputed", json_object_new_int64 (word->counts.disputed));
  return kt_json_canonical (document, NULL);
}

/* Whatever the server says to it, the day is over with it: an older office does not know such a word. */
static gboolean
say (Word *word, const char *user, GError **error)
{
  g_auto (KtCall) look = { 0 }, put = { 0 };
  g_autofree char *path = g_strconcat ("/kt-inbox-", user, "/device%3A", word->pass->device, NULL);
  g_autoptr (json_object) there = NULL;
  const char *rev = NULL;

  kt_call_init (&look, "GET", g_strdup (path), NULL, 0, FALSE);
  if (!kt_calls_run (word->pass->transport, &look, 1, word->pass->cancellable, error))
    return FALSE;
  there = look.response.status == 200 ? kt_json_parse (look.response.body, (gssize) look.response.len, NULL) : NULL;
  if (there != NULL && json_object_is_type (there, json_type_object))
    rev = kt_json_get_string (there, "_rev");
  kt_call_init (&put, "PUT", g_strdup (path), write_word (word, rev), -1, FALSE);
  return kt_calls_run (word->pass->transport, &put, 1, word->pass->cancellable, error) &&
         kt_pass_call_store (word->pass, save_word, word, error);
}

gboolean
kt_asks_say_how_it_is (KtPass *pass, const char *user, GError **error)
{
  Word word = { .pass = pass, .today = kt_clock_today () };
  gboolean ok = !pass->has_inbox || (kt_pass_call_store (pass, load_word, &word, error) &&
                                     (!word.due || say (&word, user, error)));

  kt_counts_clear (&word.counts);
  g_free (word.today);
  return ok;
}
