/* SPDX-License-Identifier: EUPL-1.2 */
/* An unlocked profile: what a worker does is kept in one piece, and a lock loses nothing and waits for nothing. */
#include <glib/gstdio.h>

#include "session/loop.h"
#include "session/session.h"
#include "store/outbox.h"
#include "store/support.h"

#define WORDS "een lange zin"

typedef struct {
  char *dir, *code;
  KtProfile *profile;
  KtSession *session;
  GPtrArray *changed;      /* families told of */
} Desk;

static void
changed_cb (KtSession *session, const char *family, gpointer data)
{
  g_ptr_array_add (((Desk *) data)->changed, g_strdup (family));
}

static KtSession *
try_unlock (Desk *desk, const char *words, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kt_session_unlock_async (desk->profile, words, NULL, loop_take, &result);
  return kt_session_unlock_finish (loop_wait (&result), error);
}

static void
unlock (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  desk->session = try_unlock (desk, WORDS, &error);
  g_assert_no_error (error);
  g_signal_connect (desk->session, "changed", G_CALLBACK (changed_cb), desk);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  desk->dir = g_dir_make_tmp ("session-XXXXXX", NULL);
  desk->profile = kt_profile_create (desk->dir, "Ilse", WORDS, "worker:ilse", &desk->code, &error);
  g_assert_no_error (error);
  desk->changed = g_ptr_array_new_with_free_func (g_free);
  unlock (desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  g_autofree char *profiles = g_build_filename (desk->dir, "profiles", NULL);
  g_autofree char *lock = g_build_filename (profiles, ".lock", NULL);

  if (desk->session != NULL)
    {
      kt_session_lock (desk->session);
      g_assert_finalize_object (desk->session);
    }
  g_ptr_array_unref (desk->changed);
  remove_folder (desk->profile->dir);
  g_assert_cmpint (g_remove (lock), ==, 0);
  remove_folder (profiles);
  remove_folder (desk->dir);
  kt_profile_free (desk->profile);
  g_free (desk->code);
  g_free (desk->dir);
}

static KtRecord *
save_in (Desk *desk, const char *type, const char *id, const char *changes)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KtRecord *record;

  kt_session_save_async (desk->session, type, id, FAMILY_A, NULL, NULL, parse_json (changes), loop_take, &result);
  record = kt_session_save_finish (desk->session, loop_wait (&result), &error);
  g_assert_no_error (error);
  return record;
}

/* ---- Unlocking ---- */
static void
test_wrong_words (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_unlock (desk, "een andere zin", &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_WRONG_KEY);
}

static void
test_in_use (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_unlock (desk, WORDS, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_IN_USE);
}

static void
test_recovery_code (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  kt_session_lock (desk->session);
  g_object_unref (desk->session);
  desk->session = try_unlock (desk, desk->code, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kt_session_get_worker_id (desk->session), ==, "worker:ilse");
}

/* ---- Saving ---- */
static void
test_save (Desk *desk, gconstpointer data)
{
  g_autoptr (KtRecord) made = save_in (desk, "goal", NULL, "{\"words\":\"Op tijd naar bed\"}");
  g_autoptr (KtRecord) here = kt_store_load (kt_session_get_reader (desk->session), kt_record_get_id (made), NULL);
  KtEntry entry;

  g_assert_true (kt_record_equal (here, made));
  g_assert_cmpuint (desk->changed->len, ==, 1);
  g_assert_cmpstr (desk->changed->pdata[0], ==, FAMILY_A);
  g_assert_true (kt_record_get_entry (made, "words", 0, &entry));
  g_assert_cmpstr (entry.by, ==, "worker:ilse");
  g_assert_false (entry.agreed);
}

/* ---- Taking over what a colleague left ---- */
static gboolean
offer (KtStore *store, gpointer data, GError **error)
{
  return kt_store_offer (store, "unsent:1", data, error);
}

static json_object *
make_offer (void)
{
  const KtEditInfo info = { .device = "elsewhere", .by = "worker:daan", .at = "2026-11-22T10:00:00Z" };
  g_autoptr (json_object) changes = parse_json ("{\"words\":\"Samen eten\"}"), work = json_object_new_object ();
  g_autoptr (KtRecord) goal = kt_record_new (kt_type_find ("goal"), "goal:00000000000000000000000000000009", FAMILY_A, &info,
                                             changes, NULL);
  json_object *note = json_object_new_object (), *records = json_object_new_array ();

  json_object_object_add (work, "_id", json_object_new_string (kt_record_get_id (goal)));
  json_object_object_add (work, "bytes", json_object_new_string (kt_record_get_bytes (goal)));
  json_object_array_add (records, g_steal_pointer (&work));
  json_object_object_add (note, "family", json_object_new_string (FAMILY_A));
  json_object_object_add (note, "from", json_object_new_string ("daan"));
  json_object_object_add (note, "records", records);
  return note;
}

static gboolean
take_over (Desk *desk, const char *id, guint *records, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  kt_session_take_over_async (desk->session, id, loop_take, &result);
  return kt_session_take_over_finish (desk->session, loop_wait (&result), records, error);
}

static void
test_take_over (Desk *desk, gconstpointer data)
{
  g_autoptr (json_object) note = make_offer ();
  g_autoptr (GError) error = NULL, missing = NULL;
  guint records = 0;

  g_assert_true (kt_store_worker_call (kt_session_get_store_worker (desk->session), KT_PRIORITY_SYNC, offer, note, NULL));
  g_assert_true (take_over (desk, "unsent:1", &records, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (records, ==, 1);
  g_assert_cmpuint (desk->changed->len, ==, 1);
  g_assert_cmpstr (desk->changed->pdata[0], ==, FAMILY_A);
  g_autoptr (KtRecord) here = kt_store_load (kt_session_get_reader (desk->session), "goal:00000000000000000000000000000009", NULL);
  g_assert_cmpstr (kt_record_get_text (here, "words"), ==, "Samen eten");
  g_assert_false (take_over (desk, "unsent:2", NULL, &missing));
  g_assert_error (missing, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
}

static void
test_save_refused (Desk *desk, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  kt_session_save_async (desk->session, "goal", NULL, FAMILY_A, NULL, NULL, parse_json ("{\"status\":\"klaar\"}"),
                         loop_take, &result);
  g_assert_null (kt_session_save_finish (desk->session, loop_wait (&result), &error));
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD);
  g_assert_cmpuint (desk->changed->len, ==, 0);
}

static GPtrArray *
list (Desk *desk, const char *type)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = kt_store_list (kt_session_get_reader (desk->session), type, FAMILY_A, &error);

  g_assert_no_error (error);
  return records;
}

static void
test_agree (Desk *desk, gconstpointer data)
{
  static const char *const with[] = { "member:yassin", "member:samira", NULL }, *const phone[] = { "member:marco", NULL };
  g_autoptr (KtRecord) goal = save_in (desk, "goal", NULL, "{\"words\":\"Laat mij fietsen maken\"}"), agreed = NULL;
  g_autoptr (GPtrArray) agreements = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) people = NULL;
  KtEntry entry;

  kt_session_agree_async (desk->session, kt_record_get_id (goal), goal, "wording", "3 dagen", with, phone, "aan tafel",
                          loop_take, &result);
  agreed = kt_session_agree_finish (desk->session, loop_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_true (kt_record_get_entry (agreed, "wording", 0, &entry));
  g_assert_true (entry.agreed);
  g_assert_cmpstr (entry.note, ==, "aan tafel");
  agreements = list (desk, "agreement");
  g_assert_cmpuint (agreements->len, ==, 1);
  g_assert_cmpstr (kt_record_get_text (agreements->pdata[0], "words"), ==, "3 dagen");
  g_assert_cmpstr (kt_record_get_text (agreements->pdata[0], "goal"), ==, kt_record_get_id (goal));
  g_assert_true (kt_record_list_contains (agreements->pdata[0], "phone", "member:marco"));
  people = kt_record_dup_list (agreements->pdata[0], "with");
  g_assert_cmpuint (g_strv_length (people), ==, 2);
}

static void
test_agree_to_nothing (Desk *desk, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) agreements = NULL;
  g_autoptr (GError) error = NULL;

  kt_session_agree_async (desk->session, "goal:none", NULL, "wording", "x", NULL, NULL, NULL, loop_take, &result);
  g_assert_null (kt_session_agree_finish (desk->session, loop_wait (&result), &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
  agreements = list (desk, "agreement");
  g_assert_cmpuint (agreements->len, ==, 0);
}

static gboolean
adopt (KtStore *store, gpointer data, GError **error)
{
  return kt_store_adopt (store, data, NULL, error);
}

/* Ilse and somebody else wrote a wording without seeing each other. */
static KtRecord *
make_dispute (Desk *desk)
{
  g_autoptr (KtRecord) base = save_in (desk, "goal", NULL, "{\"words\":\"Naar school\",\"wording\":\"elke dag\"}");
  g_autoptr (KtRecord) theirs = edit_elsewhere (base, "zzz", "{\"wording\":\"4 ochtenden\"}");
  g_autoptr (KtRecord) mine = save_in (desk, "goal", kt_record_get_id (base), "{\"wording\":\"3 dagen\"}");
  g_autoptr (GError) error = NULL;
  KtRecord *disputed;

  g_assert_true (kt_store_worker_call (kt_session_get_store_worker (desk->session), KT_PRIORITY_SAVE, adopt, theirs, &error));
  disputed = kt_store_load (kt_session_get_reader (desk->session), kt_record_get_id (base), &error);
  g_assert_no_error (error);
  g_assert_true (kt_record_is_disputed (disputed, "wording"));
  return disputed;
}

static void
test_decide (Desk *desk, gconstpointer data)
{
  static const char *const with[] = { "member:yassin", NULL };
  g_autoptr (KtRecord) disputed = make_dispute (desk), decided = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) decisions = NULL;
  g_autoptr (GError) error = NULL;
  KtEntry entry;

  kt_session_decide_async (desk->session, disputed, "wording", "3 dagen", "dit houdt hij vol", with, loop_take, &result);
  decided = kt_session_decide_finish (desk->session, loop_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (kt_record_n_entries (decided, "wording"), ==, 1);
  g_assert_true (kt_record_get_entry (decided, "wording", 0, &entry));
  g_assert_cmpstr (json_object_get_string (entry.value), ==, "3 dagen");
  /* one of the family was at the table */
  g_assert_true (entry.agreed);
  decisions = list (desk, "decision");
  g_assert_cmpuint (decisions->len, ==, 1);
  g_assert_cmpstr (kt_record_get_text (decisions->pdata[0], "kept"), ==, "3 dagen");
  g_assert_cmpstr (kt_record_get_text (decisions->pdata[0], "why"), ==, "dit houdt hij vol");
  g_assert_cmpstr (kt_record_get_text (decisions->pdata[0], "worker"), ==, "worker:ilse");
  g_assert_true (kt_record_list_contains (decisions->pdata[0], "not_taken", "4 ochtenden"));
}

/* What came in after the worker saw it is not covered by the decision: it reopens. */
static void
test_decide_without_having_seen (Desk *desk, gconstpointer data)
{
  g_autoptr (KtRecord) disputed = make_dispute (desk), decided = NULL;
  g_autoptr (KtRecord) third = edit_elsewhere (disputed, "yyy", "{\"wording\":\"thuis\"}");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_store_worker_call (kt_session_get_store_worker (desk->session), KT_PRIORITY_SAVE, adopt, third, &error));
  kt_session_decide_async (desk->session, disputed, "wording", "3 dagen", "zo", NULL, loop_take, &result);
  decided = kt_session_decide_finish (desk->session, loop_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_true (kt_record_is_disputed (decided, "wording"));
}

static void
test_decide_nonsense (Desk *desk, gconstpointer data)
{
  g_autoptr (KtRecord) disputed = make_dispute (desk);
  g_autoptr (GPtrArray) decisions = NULL;
  const char *fields[] = { "colour", "position" };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      kt_session_decide_async (desk->session, disputed, fields[i], "blauw", "zo", NULL, loop_take, &result);
      g_assert_null (kt_session_decide_finish (desk->session, loop_wait (&result), &error));
      g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD);
    }
  decisions = list (desk, "decision");
  g_assert_cmpuint (decisions->len, ==, 0);
}

/* ---- Drafts and locking ---- */
static void
check_draft (Desk *desk, const char *key, const char *want)
{
  g_autofree char *text = kt_session_get_draft (desk->session, key);

  g_assert_cmpstr (text, ==, want);
}

static void
relock (Desk *desk)
{
  gint64 start = g_get_monotonic_time ();

  kt_session_lock (desk->session);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_finalize_object (g_steal_pointer (&desk->session));
  unlock (desk);
}

static void
test_draft (Desk *desk, gconstpointer data)
{
  const char *text = "Drie stickers op een rij.";

  for (guint i = 1; text[i] != '\0'; i++)
    {
      g_autofree char *so_far = g_strndup (text, i);
      kt_session_put_draft (desk->session, "note:new", so_far);
      check_draft (desk, "note:new", so_far);
    }
  /* written, and synced by the timer */
  loop_for (600);
  check_draft (desk, "note:new", "Drie stickers op een rij");
  kt_session_put_draft (desk->session, "note:new", text);
  kt_session_put_draft (desk->session, "factor:new", "x");
  kt_session_put_draft (desk->session, "factor:new", NULL);
  /* locked with the last keystroke still on its way */
  relock (desk);
  check_draft (desk, "note:new", text);
  check_draft (desk, "factor:new", NULL);
}

static void
test_lock_keeps_saves (Desk *desk, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) notes = NULL;

  kt_session_save_async (desk->session, "note", NULL, FAMILY_A, NULL, NULL, parse_json ("{\"words\":\"nog net\"}"),
                         loop_take, &result);
  /* at once: the answer has not come */
  kt_session_lock (desk->session);
  loop_wait (&result);
  g_clear_object (&result);
  g_object_unref (desk->session);
  unlock (desk);
  notes = list (desk, "note");
  g_assert_cmpuint (notes->len, ==, 1);
}

static void
test_locked (Desk *desk, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  KtServer server;

  kt_session_lock (desk->session);
  kt_session_lock (desk->session);
  g_assert_null (kt_session_get_reader (desk->session));
  g_assert_null (kt_session_get_store_worker (desk->session));
  g_assert_null (kt_session_get_draft (desk->session, "note:new"));
  kt_session_put_draft (desk->session, "note:new", "x");
  kt_session_sync_now (desk->session);
  g_assert_false (kt_session_get_server (desk->session, &server));
  g_assert_cmpint (kt_session_get_sync_state (desk->session), ==, KT_SYNC_NO_SERVER);
  kt_session_save_async (desk->session, "note", NULL, FAMILY_A, NULL, NULL, parse_json ("{\"words\":\"te laat\"}"),
                         loop_take, &result);
  g_assert_null (kt_session_save_finish (desk->session, loop_wait (&result), &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_LOCKED);
}

static void
test_waiting_is_told (Desk *desk, gconstpointer data)
{
  g_autoptr (KtRecord) one = save_in (desk, "note", NULL, "{\"words\":\"een\"}");
  g_autoptr (KtRecord) two = save_in (desk, "note", NULL, "{\"words\":\"twee\"}");
  g_autoptr (KtProfile) seen = NULL;

  kt_session_lock (desk->session);
  seen = kt_profile_find (desk->dir, "Ilse", NULL);
  g_assert_cmpuint (seen->waiting, ==, 2);
}

#define ADD(name, func) g_test_add ("/session/session/" name, Desk, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("take-over", test_take_over);
  ADD ("wrong-words", test_wrong_words);
  ADD ("in-use", test_in_use);
  ADD ("recovery-code", test_recovery_code);
  ADD ("save", test_save);
  ADD ("save-refused", test_save_refused);
  ADD ("agree", test_agree);
  ADD ("agree-to-nothing", test_agree_to_nothing);
  ADD ("decide", test_decide);
  ADD ("decide-without-having-seen", test_decide_without_having_seen);
  ADD ("decide-nonsense", test_decide_nonsense);
  ADD ("draft", test_draft);
  ADD ("lock-keeps-saves", test_lock_keeps_saves);
  ADD ("locked", test_locked);
  ADD ("waiting-is-told", test_waiting_is_told);
  return g_test_run ();
}
