/* SPDX-License-Identifier: EUPL-1.2 */
/* What was refused or could not be taken in stays visible, keeps its bytes, and gets another chance; and what came is
 * kept to the byte. */
#include "store/leaf-store.h"
#include "store/store-private.h"
#include "store/support.h"

#include <string.h>

#define DATABASE "kt-0123456789abcdef0123456789abcdef-plan"
#define GOAL "goal:00000000000000000000000000000001"

static KtState
state_of (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  KtState state = kt_store_get_state (f->store, id, &error);

  g_assert_no_error (error);
  return state;
}

static guint
count_aside (Fixture *f)
{
  KtCounts counts;

  g_assert_true (kt_store_count (f->store, FAMILY_A, &counts, NULL));
  kt_counts_clear (&counts);
  return counts.set_aside;
}

static GPtrArray *
pending (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = kt_store_list_pending (f->store, DATABASE, 100, G_MAXINT64, &error);

  g_assert_no_error (error);
  return list;
}

static void
refuse (Fixture *f, const char *id)
{
  g_autoptr (GPtrArray) list = pending (f);
  const KtPendingRev *rev = g_ptr_array_index (list, 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (rev->id, ==, id);
  g_assert_true (kt_store_set_aside (f->store, DATABASE, id, rev->rev, "403 forbidden", &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  fixture_set_up (f, data);
  g_assert_true (kt_store_add_database (f->store, DATABASE, FAMILY_A, KT_SCOPE_PLAN, NULL));
}

/* ---- Refused ---- */

static void
test_refused_and_tried_again (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"A\"}");
  g_autoptr (GPtrArray) aside = NULL, none = NULL, again = NULL;
  g_autoptr (KtRecord) kept = NULL;
  const KtSetAside *item;

  refuse (f, GOAL);
  fixture_reopen (f);
  aside = kt_store_list_set_aside (f->store, NULL);
  g_assert_cmpuint (aside->len, ==, 1);
  item = g_ptr_array_index (aside, 0);
  g_assert_cmpstr (item->id, ==, GOAL);
  g_assert_cmpstr (item->database, ==, DATABASE);
  g_assert_cmpstr (item->reason, ==, "403 forbidden");
  g_assert_cmpstr (item->bytes, ==, kt_record_get_bytes (goal));
  g_assert_cmpint (state_of (f, GOAL), ==, KT_STATE_SET_ASIDE);
  g_assert_cmpuint (count_aside (f), ==, 1);
  none = pending (f);
  g_assert_cmpuint (none->len, ==, 0);
  kept = kt_store_load (f->store, GOAL, NULL);
  g_assert_true (kt_record_equal (kept, goal));
  assert_sound (f->store);
  g_assert_true (kt_store_retry_set_aside (f->store, GOAL, NULL));
  g_assert_cmpint (state_of (f, GOAL), ==, KT_STATE_HERE);
  g_assert_cmpuint (count_aside (f), ==, 0);
  again = pending (f);
  g_assert_cmpuint (again->len, ==, 1);
  assert_sound (f->store);
}

static void
test_an_edit_tries_again (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"A\"}");
  g_autoptr (KtRecord) edited = NULL;
  g_autoptr (GPtrArray) list = NULL;

  refuse (f, GOAL);
  edited = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"B\"}");
  list = pending (f);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((KtPendingRev *) list->pdata[0])->bytes, ==, kt_record_get_bytes (edited));
  g_assert_cmpint (state_of (f, GOAL), ==, KT_STATE_HERE);
  assert_sound (f->store);
}

/* ---- Not taken in ---- */

static void
pull (Fixture *f, const char *id, const char *rev, const char *bytes, KtPullResult *result)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  KtPulledDoc *doc = kt_pulled_doc_new (id);
  g_autoptr (GError) error = NULL;

  *result = (KtPullResult) { 0 };
  g_ptr_array_add (docs, doc);
  doc->server_leaves = g_strsplit (rev, " ", -1);
  kt_pulled_doc_add (doc, rev, FALSE, bytes, strlen (bytes));
  kt_store_apply_pulled (f->store, DATABASE, docs, result, &error);
  g_assert_no_error (error);
}

#define BAD "{\"_id\":\"" GOAL "\",\"_rev\":\"1-00\",\"type\":\"goal\",\"n\":99999999999999999999999999}"

static void
test_not_taken_in (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) aside = NULL, still = NULL;
  KtPullResult result;

  pull (f, GOAL, "1-00", BAD, &result);
  g_assert_cmpuint (result.set_aside, ==, 1);
  aside = kt_store_list_set_aside (f->store, NULL);
  g_assert_cmpuint (aside->len, ==, 1);
  g_assert_cmpstr (((KtSetAside *) aside->pdata[0])->bytes, ==, BAD);
  g_assert_cmpuint (count_aside (f), ==, 1);
  /* Trying again does not lose what still cannot be taken in. */
  g_assert_true (kt_store_retry_set_aside (f->store, GOAL, NULL));
  still = kt_store_list_set_aside (f->store, NULL);
  g_assert_cmpuint (still->len, ==, 1);
  g_assert_cmpstr (((KtSetAside *) still->pdata[0])->bytes, ==, BAD);
  assert_sound (f->store);
}

/* A newer program can read what an older one could not. */
static void
test_taken_in_later (Fixture *f, gconstpointer data)
{
  const KtEditInfo info = { .device = "other", .by = "worker:2", .at = "2026-11-22T11:00:00Z" };
  g_autoptr (json_object) fields = parse_json ("{\"words\":\"A\"}");
  g_autoptr (KtRecord) theirs = kt_record_new (kt_type_find ("goal"), GOAL, FAMILY_A, &info, fields, NULL);
  g_autoptr (KtStatement) update = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (KtRecord) kept = NULL;
  KtPullResult result;

  pull (f, GOAL, "1-00", BAD, &result);
  update = kt_store_statement (f->store, "UPDATE set_aside SET bytes = ?1", NULL);
  kt_bind_bytes (update, 1, kt_record_get_bytes (theirs), strlen (kt_record_get_bytes (theirs)));
  g_assert_true (kt_statement_run (f->store, update, NULL));
  g_assert_true (kt_store_retry_set_aside (f->store, GOAL, NULL));
  none = kt_store_list_set_aside (f->store, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  kept = kt_store_load (f->store, GOAL, NULL);
  g_assert_true (kt_record_equal (kept, theirs));
  g_assert_cmpint (state_of (f, GOAL), ==, KT_STATE_SERVER);
  assert_sound (f->store);
}

/* ---- To the byte ---- */

/* A record of a newer version: with its hash, as that version would write it. */
static KtRecord *
newer_record (void)
{
  g_autoptr (json_object) body = parse_json (
      "{\"_id\":\"" GOAL "\",\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"clock\":{\"n\":3},"
      "\"fields\":{\"words\":[{\"dot\":\"n:1\",\"v\":\"A\"}],"
      "\"weight\":[{\"dot\":\"n:2\",\"v\":9223372036854775807},{\"dot\":\"n:3\",\"v\":-9223372036854775808}]},"
      "\"edits\":{\"n:1\":{\"by\":\"worker:2\",\"at\":\"2026-11-22\"},\"n:2\":{\"by\":\"worker:2\",\"at\":\"2026-11-22\",\"mood\":[1,2]},"
      "\"n:3\":{\"by\":\"worker:2\",\"at\":\"2026-11-22\"}},"
      "\"news\":{\"deep\":[9007199254740993,null,{\"z\":\"\\u00e9\"}]}}");
  g_autofree char *bytes = kt_json_canonical (body, NULL), *hash = kt_sha256_hex (bytes, -1), *whole = NULL;
  g_autoptr (GError) error = NULL;
  KtRecord *record;

  json_object_object_add (body, "hash", json_object_new_string (hash));
  whole = kt_json_canonical (body, NULL);
  record = kt_record_parse (whole, -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (kt_record_is_foreign (record));
  g_assert_cmpstr (kt_record_get_bytes (record), ==, whole);
  return record;
}

static void
test_unknown_and_large (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) theirs = newer_record ();
  g_autoptr (KtRecord) kept = NULL, edited = NULL;
  g_autoptr (json_object) body = NULL;
  KtPullResult result;

  pull (f, GOAL, "1-0a", kt_record_get_bytes (theirs), &result);
  g_assert_cmpuint (result.applied, ==, 1);
  fixture_reopen (f);
  kept = kt_store_load (f->store, GOAL, NULL);
  g_assert_cmpstr (kt_record_get_bytes (kept), ==, kt_record_get_bytes (theirs));
  edited = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"B\"}");
  g_assert_nonnull (strstr (kt_record_get_bytes (edited), "9223372036854775807"));
  g_assert_nonnull (strstr (kt_record_get_bytes (edited), "-9223372036854775808"));
  g_assert_nonnull (strstr (kt_record_get_bytes (edited), "\"news\":{\"deep\":[9007199254740993,null,{\"z\":\"é\"}]}"));
  g_assert_nonnull (strstr (kt_record_get_bytes (edited), "\"mood\":[1,2]"));
  assert_sound (f->store);
}

/* A foreign writer's leaf is joined in, and its own bytes are kept beside as they came. */
static void
test_foreign_bytes (Fixture *f, gconstpointer data)
{
  static const char foreign[] = "{ \"words\" : \"Zo\\u00eb\", \"type\":\"goal\",\"family\":\"" FAMILY_A "\", \"_id\":\"" GOAL "\", \"x\":[ 1 ] }";
  g_autoptr (GPtrArray) leaves = NULL;
  g_auto (KtDocRow) row = { 0 };
  gboolean found = FALSE;
  KtPullResult result;

  pull (f, GOAL, "1-0b", foreign, &result);
  g_assert_cmpuint (result.applied, ==, 1);
  g_assert_true (kt_store_find_doc (f->store, GOAL, &row, NULL));
  g_assert_cmpstr (kt_record_get_text (row.body, "words"), ==, "Zoë");
  leaves = kt_store_list_revs (f->store, row.doc, FALSE, NULL);
  for (guint i = 0; i < leaves->len; i++)
    {
      const KtRev *rev = g_ptr_array_index (leaves, i);

      found |= strcmp (rev->rev, "1-0b") == 0;
      if (rev->leaf && strcmp (rev->rev, "1-0b") == 0)
        g_assert_cmpstr (rev->bytes, ==, foreign);
    }
  g_assert_true (found);
  assert_sound (f->store);
}

#define add(path, func) g_test_add ("/store/set-aside/" path, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("refused-and-tried-again", test_refused_and_tried_again);
  add ("an-edit-tries-again", test_an_edit_tries_again);
  add ("not-taken-in", test_not_taken_in);
  add ("taken-in-later", test_taken_in_later);
  add ("unknown-and-large", test_unknown_and_large);
  add ("foreign-bytes", test_foreign_bytes);
  return g_test_run ();
}
