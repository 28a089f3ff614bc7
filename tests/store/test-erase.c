/* SPDX-License-Identifier: EUPL-1.2 */
/* What was erased is in no corner of the store any more and does not come back; work nobody else had is in escrow; what
 * is asked of the organisation is kept until it is answered; sealed work is handed over and taken over. */
#include "store/erase.h"

#include <string.h>

#include "store/leaf-store.h"
#include "store/outbox.h"
#include "store/store-private.h"
#include "store/support.h"

#define DATABASE "kt-0123456789abcdef0123456789abcdef-plan"
#define FILE_DATABASE "kt-0123456789abcdef0123456789abcdef-file"
#define GOAL "goal:00000000000000000000000000000001"
#define OTHER "goal:00000000000000000000000000000002"
#define NOTE "note:00000000000000000000000000000003"
/* No other word begins like it, so an index page holds it whole. */
#define WORD "xylofoonplaat"

/* ---- Looking into every page ---- */

/* The decrypted pages, free ones too. */
static gboolean
is_in_pages (KtStore *store, const char *word)
{
  sqlite3_int64 size = 0;
  unsigned char *pages = sqlite3_serialize (store->db, "main", &size, 0);
  gboolean found;

  g_assert_nonnull (pages);
  g_assert_cmpint (size, >, 4096);
  found = memmem (pages, (gsize) size, word, strlen (word)) != NULL;
  sqlite3_free (pages);
  return found;
}

static gsize
log_size (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "store.db-wal", NULL);
  g_autofree char *bytes = NULL;
  gsize len = 0;

  g_file_get_contents (path, &bytes, &len, NULL);
  return len;
}

static void
tidy (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  kt_store_tidy_erased (f->store, &error);
  g_assert_no_error (error);
}

static KtErased
erase (Fixture *f, const char *id)
{
  const char *ids[] = { id, NULL };
  g_autoptr (GError) error = NULL;
  KtErased result = { 0 };

  kt_store_erase_records (f->store, ids, &result, &error);
  g_assert_no_error (error);
  return result;
}

static void
acknowledge_all (Fixture *f, const char *database)
{
  g_autoptr (GPtrArray) revs = kt_store_list_pending (f->store, database, 100, G_MAXINT64, NULL);

  g_assert_true (kt_store_mark_sent (f->store, revs, KT_STATE_SERVER, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) other = NULL;

  fixture_set_up (f, data);
  g_assert_true (kt_store_add_database (f->store, DATABASE, FAMILY_A, KT_SCOPE_PLAN, NULL));
  other = save (f->store, "goal", OTHER, FAMILY_A, "{\"words\":\"Samen eten\"}");
}

static GPtrArray *
list_escrow (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = kt_store_list_escrow (f->store, 100, &error);

  g_assert_no_error (error);
  return list;
}

static GPtrArray *
list_asks (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = kt_store_list_asks (f->store, &error);

  g_assert_no_error (error);
  return list;
}

/* ---- Records ---- */

static void
test_nothing_left (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"" WORD "\"}");
  g_autoptr (KtRecord) later = NULL, found = NULL;
  g_autoptr (GPtrArray) hits = NULL, escrow = NULL;

  acknowledge_all (f, DATABASE);
  later = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"Nog een " WORD "\"}");
  acknowledge_all (f, DATABASE);
  g_assert_true (is_in_pages (f->store, WORD));
  g_assert_cmpuint (erase (f, GOAL).records, ==, 1);
  tidy (f);
  escrow = list_escrow (f);
  g_assert_cmpuint (escrow->len, ==, 0);
  g_assert_false (is_in_pages (f->store, WORD));
  g_assert_cmpuint (log_size (f), ==, 0);
  found = kt_store_load (f->store, GOAL, NULL);
  g_assert_null (found);
  hits = kt_store_search (f->store, WORD, NULL, 10, NULL);
  g_assert_cmpuint (hits->len, ==, 0);
  assert_sound (f->store);
  fixture_reopen (f);
  g_assert_false (is_in_pages (f->store, WORD));
}

static void
test_unsent_work_goes_into_escrow (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"" WORD "\"}");
  g_autoptr (GPtrArray) escrow = NULL, asks = NULL;
  g_autoptr (json_object) work = NULL;
  KtEscrow *item;

  g_assert_true (kt_store_put_draft (f->store, "field:" GOAL ":words", "half een " WORD, NULL));
  g_assert_cmpuint (erase (f, GOAL).escrowed, ==, 1);
  escrow = list_escrow (f);
  g_assert_cmpuint (escrow->len, ==, 1);
  item = escrow->pdata[0];
  g_assert_cmpstr (item->id, ==, GOAL);
  g_assert_cmpstr (item->family, ==, FAMILY_A);
  work = kt_json_parse (item->bytes, -1, NULL);
  g_assert_cmpstr (kt_json_get_string (work, "bytes"), ==, kt_record_get_bytes (goal));
  g_assert_nonnull (kt_json_get_object (work, "drafts"));
  g_assert_true (kt_store_seal_escrow (f->store, item, "c2VhbGVk", NULL));
  tidy (f);
  g_assert_false (is_in_pages (f->store, WORD));
  asks = list_asks (f);
  g_assert_cmpuint (asks->len, ==, 1);
  g_assert_cmpstr (((KtAsk *) asks->pdata[0])->kind, ==, "escrow");
  g_assert_nonnull (strstr (((KtAsk *) asks->pdata[0])->body, "c2VhbGVk"));
  assert_sound (f->store);
}

static void
test_set_aside_work_is_saved_too (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"" WORD "\"}");
  g_autoptr (GPtrArray) revs = kt_store_list_pending (f->store, DATABASE, 100, G_MAXINT64, NULL), escrow = NULL, aside = NULL;

  for (guint i = 0; i < revs->len; i++)
    if (g_str_equal (((KtPendingRev *) revs->pdata[i])->id, GOAL))
      g_assert_true (kt_store_set_aside (f->store, DATABASE, GOAL, ((KtPendingRev *) revs->pdata[i])->rev,
                                         "forbidden: erased", NULL));
  erase (f, GOAL);
  escrow = list_escrow (f);
  g_assert_cmpuint (escrow->len, ==, 1);
  g_assert_nonnull (strstr (((KtEscrow *) escrow->pdata[0])->bytes, "forbidden: erased"));
  aside = kt_store_list_set_aside (f->store, NULL);
  g_assert_cmpuint (aside->len, ==, 0);
  assert_sound (f->store);
}

static void
test_never_again (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"" WORD "\"}"), again = NULL;
  g_autoptr (KtRecord) theirs = edit_elsewhere (goal, "elsewhere", "{\"words\":\"Later\"}");
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  g_autoptr (GError) saving = NULL, adopting = NULL, error = NULL;
  KtPulledDoc *doc = kt_pulled_doc_new (GOAL);
  KtPullResult result = { 0 };
  gboolean has = FALSE;

  acknowledge_all (f, DATABASE);
  erase (f, GOAL);
  again = try_save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"Terug\"}", &saving);
  g_assert_error (saving, KT_STORE_ERROR, KT_STORE_ERROR_ERASED);
  g_assert_false (kt_store_adopt (f->store, theirs, NULL, &adopting));
  g_assert_error (adopting, KT_STORE_ERROR, KT_STORE_ERROR_ERASED);
  doc->server_leaves = g_strsplit ("2-a", " ", -1);
  kt_pulled_doc_add (doc, "2-a", FALSE, kt_record_get_bytes (theirs), strlen (kt_record_get_bytes (theirs)));
  g_ptr_array_add (docs, doc);
  g_assert_true (kt_store_apply_pulled (f->store, DATABASE, docs, &result, &error));
  g_assert_cmpuint (result.applied + result.set_aside, ==, 0);
  g_assert_true (kt_store_has_rev (f->store, GOAL, "3-b", &has, NULL));
  g_assert_true (has);
  g_assert_false (kt_store_get_state (f->store, GOAL, &error) != KT_STATE_HERE);
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
  g_assert_cmpuint (erase (f, GOAL).records, ==, 0);
  assert_sound (f->store);
}

/* ---- Databases and families ---- */

static void
test_whole_family (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) note = save (f->store, "note", NOTE, FAMILY_A, "{\"words\":\"" WORD "\"}"), again = NULL;
  g_autoptr (KtRecord) kept = save (f->store, "goal", GOAL, FAMILY_B, "{\"words\":\"Van een ander gezin\"}");
  g_autoptr (GPtrArray) here = NULL, databases = NULL;
  g_autoptr (GHashTable) families = NULL;
  g_autoptr (GError) error = NULL;
  KtErased result = { 0 };

  g_assert_true (kt_store_put_draft (f->store, "note:" FAMILY_A, "half een " WORD, NULL));
  g_assert_true (kt_store_erase_database (f->store, DATABASE, FAMILY_A, &result, NULL));
  /* the plan and, with the family's last database, the note that had none yet */
  g_assert_cmpuint (result.records, ==, 2);
  g_assert_cmpuint (result.escrowed, ==, 3);
  here = kt_store_list_family (f->store, FAMILY_A, NULL);
  g_assert_cmpuint (here->len, ==, 0);
  families = kt_store_list_erased_families (f->store, NULL);
  g_assert_true (g_hash_table_contains (families, FAMILY_A));
  g_assert_true (kt_store_add_database (f->store, DATABASE, FAMILY_A, KT_SCOPE_PLAN, NULL));
  databases = kt_store_list_databases (f->store, NULL);
  g_assert_cmpuint (databases->len, ==, 0);
  again = try_save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"Terug\"}", &error);
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_ERASED);
  assert_sound (f->store);
}

static void
test_one_of_two_databases (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) note = save (f->store, "note", NOTE, FAMILY_A, "{\"words\":\"Blijft\"}"), loaded = NULL;
  g_autoptr (GHashTable) families = NULL;
  KtErased result = { 0 };

  g_assert_true (kt_store_add_database (f->store, FILE_DATABASE, FAMILY_A, KT_SCOPE_FILE, NULL));
  g_assert_true (kt_store_erase_database (f->store, DATABASE, FAMILY_A, &result, NULL));
  g_assert_cmpuint (result.records, ==, 1);
  loaded = kt_store_load (f->store, NOTE, NULL);
  g_assert_nonnull (loaded);
  families = kt_store_list_erased_families (f->store, NULL);
  g_assert_cmpuint (g_hash_table_size (families), ==, 0);
  assert_sound (f->store);
}

/* ---- Requests ---- */

static KtAskState
ask_state (Fixture *f, guint i)
{
  g_autoptr (GPtrArray) asks = list_asks (f);

  g_assert_cmpuint (asks->len, >, i);
  return ((KtAsk *) asks->pdata[i])->state;
}

static void
test_requests (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;
  gboolean asking = TRUE;

  g_assert_true (kt_store_is_asking (f->store, "family-new", FAMILY_A, &asking, NULL));
  g_assert_false (asking);
  g_assert_true (kt_store_ask (f->store, "family-new", FAMILY_A, NULL, &id, NULL));
  g_assert_true (kt_store_is_asking (f->store, "family-new", FAMILY_A, &asking, NULL));
  g_assert_true (asking);
  g_assert_true (kt_store_note_ask (f->store, id, KT_ASK_SENT, NULL, NULL));
  g_assert_true (kt_store_ask_again (f->store, NULL));
  g_assert_cmpint (ask_state (f, 0), ==, KT_ASK_WAITS);
  g_assert_true (kt_store_note_ask (f->store, id, KT_ASK_REFUSED, "not-yours", NULL));
  g_assert_true (kt_store_note_ask (f->store, id, KT_ASK_SENT, NULL, NULL));
  g_assert_cmpint (ask_state (f, 0), ==, KT_ASK_REFUSED);
  g_assert_true (kt_store_ask_again (f->store, NULL));
  g_assert_cmpint (ask_state (f, 0), ==, KT_ASK_REFUSED);
  g_assert_true (kt_store_is_asking (f->store, "family-new", FAMILY_A, &asking, NULL));
  g_assert_false (asking);
}

static void
test_escrow_goes_when_the_server_has_it (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) asks = NULL, left = NULL;
  g_autoptr (json_object) more = parse_json ("{\"sealed\":\"c2VhbGVk\"}");
  g_autofree char *id = NULL;

  g_assert_true (kt_store_ask (f->store, "escrow", FAMILY_A, more, &id, NULL));
  asks = list_asks (f);
  g_assert_cmpuint (asks->len, ==, 1);
  g_assert_true (kt_store_note_ask (f->store, id, KT_ASK_SENT, NULL, NULL));
  left = list_asks (f);
  g_assert_cmpuint (left->len, ==, 0);
}

/* ---- Access taken away ---- */

static guint
hand_over (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  guint made = 99;

  kt_store_hand_over_unsent (f->store, &made, &error);
  g_assert_no_error (error);
  return made;
}

static void
test_handed_over_once (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"" WORD "\"}"), later = NULL, here = NULL;
  g_autoptr (GPtrArray) asks = NULL;

  g_assert_cmpuint (hand_over (f), ==, 0);
  g_assert_true (kt_store_close_database (f->store, DATABASE, "forbidden", NULL));
  g_assert_cmpuint (hand_over (f), ==, 1);
  g_assert_cmpuint (hand_over (f), ==, 0);
  later = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"Nog iets\"}");
  g_assert_cmpuint (hand_over (f), ==, 1);
  asks = list_asks (f);
  g_assert_cmpuint (asks->len, ==, 2);
  here = kt_store_load (f->store, GOAL, NULL);
  g_assert_true (kt_record_equal (here, later));
  g_assert_cmpint (kt_store_get_state (f->store, GOAL, NULL), ==, KT_STATE_HERE);
  assert_sound (f->store);
}

static json_object *
make_note (Fixture *f)
{
  g_autoptr (GPtrArray) asks = list_asks (f);
  json_object *note = parse_json (((KtAsk *) asks->pdata[0])->body);

  json_object_object_add (note, "from", json_object_new_string ("daan"));
  return note;
}

static void
test_taken_over (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"" WORD "\"}"), taken = NULL;
  g_autoptr (json_object) note = NULL;
  g_autoptr (GPtrArray) offered = NULL, after = NULL;
  Fixture other;
  KtTakenOver result = { 0 };

  g_assert_true (kt_store_close_database (f->store, DATABASE, "forbidden", NULL));
  g_assert_cmpuint (hand_over (f), ==, 1);
  note = make_note (f);
  set_up (&other, NULL);
  g_assert_true (kt_store_offer (other.store, "unsent:1", note, NULL));
  g_assert_true (kt_store_offer (other.store, "unsent:1", note, NULL));
  offered = kt_store_list_offered (other.store, NULL);
  g_assert_cmpuint (offered->len, ==, 1);
  g_assert_cmpstr (((KtOffered *) offered->pdata[0])->author, ==, "daan");
  g_assert_null (((KtOffered *) offered->pdata[0])->taken);
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (kt_store_take_over (other.store, "unsent:1", &result, NULL));
      g_assert_cmpuint (result.records, ==, 2);
    }
  taken = kt_store_load (other.store, GOAL, NULL);
  g_assert_true (kt_record_equal (taken, goal));
  after = kt_store_list_offered (other.store, NULL);
  g_assert_nonnull (((KtOffered *) after->pdata[0])->taken);
  g_assert_false (kt_store_take_over (other.store, "unsent:2", NULL, NULL));
  assert_sound (other.store);
  fixture_tear_down (&other, NULL);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/store/erase/nothing-left", test_nothing_left);
  add ("/store/erase/unsent-work-goes-into-escrow", test_unsent_work_goes_into_escrow);
  add ("/store/erase/set-aside-work-is-saved-too", test_set_aside_work_is_saved_too);
  add ("/store/erase/never-again", test_never_again);
  add ("/store/erase/whole-family", test_whole_family);
  add ("/store/erase/one-of-two-databases", test_one_of_two_databases);
  add ("/store/outbox/requests", test_requests);
  add ("/store/outbox/escrow-goes-when-the-server-has-it", test_escrow_goes_when_the_server_has_it);
  add ("/store/hand-over/once", test_handed_over_once);
  add ("/store/hand-over/taken-over", test_taken_over);
  return g_test_run ();
}
