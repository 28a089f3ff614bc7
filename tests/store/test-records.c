/* SPDX-License-Identifier: EUPL-1.2 */
/* Records in, records out: saving, adopting, lists, states, drafts, settings, one transaction. */
#include "store/support.h"

#include <string.h>

static void
test_save_and_load (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) made = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"Laat mij fietsen maken\"}");
  g_autoptr (KtRecord) loaded = NULL;
  g_autoptr (GError) error = NULL;

  fixture_reopen (f);
  loaded = kt_store_load (f->store, kt_record_get_id (made), &error);
  g_assert_no_error (error);
  g_assert_true (kt_record_equal (made, loaded));
  g_assert_cmpint (kt_store_get_state (f->store, kt_record_get_id (made), &error), ==, KT_STATE_HERE);
  g_assert_no_error (error);
  assert_sound (f->store);
}

static void
test_edit_keeps_what_was_not_seen (Fixture *f, gconstpointer data)
{
  const KtEditInfo info = { .by = "worker:1", .at = "2026-11-22T10:00:00Z" };
  g_autoptr (KtRecord) seen = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  g_autoptr (KtRecord) later = save (f->store, "goal", kt_record_get_id (seen), FAMILY_A, "{\"words\":\"B\"}");
  g_autoptr (json_object) changes = parse_json ("{\"words\":\"C\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) both =
      kt_store_save (f->store, "goal", kt_record_get_id (seen), FAMILY_A, seen, &info, changes, &error);
  g_autoptr (GPtrArray) disputed = kt_store_list_disputed (f->store, FAMILY_A, &error);
  g_autoptr (GPtrArray) elsewhere = kt_store_list_disputed (f->store, FAMILY_B, &error);

  g_assert_no_error (error);
  g_assert_false (kt_record_equal (later, both));
  g_assert_true (kt_record_is_disputed (both, "words"));
  g_assert_cmpuint (disputed->len, ==, 1);
  g_assert_cmpuint (elsewhere->len, ==, 0);
  assert_sound (f->store);
}

static void
test_a_save_of_nothing_makes_no_revision (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) made = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  g_autofree char *before = kt_store_dump (f->store, NULL);
  g_autoptr (KtRecord) again = save (f->store, "goal", kt_record_get_id (made), FAMILY_A, "{\"words\":\"A\"}");
  g_autofree char *after = kt_store_dump (f->store, NULL);

  g_assert_true (kt_record_equal (made, again));
  g_assert_cmpstr (before, ==, after);
}

static void
assert_refused (Fixture *f, const char *type, const char *family, const char *changes)
{
  g_autofree char *before = kt_store_dump (f->store, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) made = try_save (f->store, type, NULL, family, changes, &error);
  g_autofree char *after = kt_store_dump (f->store, NULL);

  g_assert_null (made);
  g_assert_nonnull (error);
  g_assert_cmpstr (before, ==, after);
}

static void
test_bad_saves_change_nothing (Fixture *f, gconstpointer data)
{
  assert_refused (f, "goal", FAMILY_A, "{}");
  assert_refused (f, "goal", FAMILY_A, "{\"words\":7}");
  assert_refused (f, "goal", FAMILY_A, "{\"words\":\"A\",\"no_such_field\":1}");
  assert_refused (f, "no_such_type", FAMILY_A, "{\"words\":\"A\"}");
  assert_refused (f, "goal", "family:not-an-id", "{\"words\":\"A\"}");
  assert_sound (f->store);
}

static void
test_adopt (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) made = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  g_autoptr (KtRecord) theirs = edit_elsewhere (made, "other", "{\"words\":\"B\"}");
  g_autoptr (KtRecord) mine = save (f->store, "goal", kt_record_get_id (made), FAMILY_A, "{\"words\":\"C\"}");
  g_autoptr (KtRecord) kept = NULL;
  g_autoptr (GError) error = NULL;
  gboolean changed;

  g_assert_true (kt_store_adopt (f->store, theirs, &changed, &error));
  g_assert_true (changed);
  g_assert_true (kt_store_adopt (f->store, theirs, &changed, &error));
  g_assert_false (changed);
  g_assert_no_error (error);
  kept = kt_store_load (f->store, kt_record_get_id (made), &error);
  g_assert_true (kt_record_covers (kept, mine));
  g_assert_true (kt_record_covers (kept, theirs));
  assert_sound (f->store);
}

static void
test_append_only (Fixture *f, gconstpointer data)
{
  const KtEditInfo info = { .by = "worker:1", .at = "2026-11-22T10:00:00Z", .nonce = "00112233445566778899aabbccddeeff" };
  g_autoptr (json_object) fields = parse_json ("{\"goal\":\"goal:1\",\"words\":\"A\",\"date\":\"2026-11-22\"}");
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) once = kt_store_save (f->store, "agreement", NULL, FAMILY_A, NULL, &info, fields, &error);
  g_autoptr (KtRecord) twice = kt_store_save (f->store, "agreement", NULL, FAMILY_A, NULL, &info, fields, &error);
  g_autoptr (GPtrArray) all = kt_store_list (f->store, "agreement", FAMILY_A, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (kt_record_get_id (once), ==, kt_record_get_id (twice));
  g_assert_cmpuint (all->len, ==, 1);
  assert_sound (f->store);
}

static guint
count_list (GPtrArray *list)
{
  guint n = list->len;

  g_ptr_array_unref (list);
  return n;
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) a = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  g_autoptr (KtRecord) b = save (f->store, "goal", NULL, FAMILY_B, "{\"words\":\"B\"}");
  g_autoptr (KtRecord) c = save (f->store, "note", NULL, FAMILY_A, "{\"words\":\"C\"}");
  g_autoptr (KtRecord) d = save (f->store, "note", NULL, FAMILY_A, "{\"words\":\"D\"}");
  g_autoptr (KtRecord) gone = save (f->store, "note", kt_record_get_id (d), FAMILY_A, "{\"deleted\":true}");
  g_autoptr (GPtrArray) family = kt_store_list_family (f->store, FAMILY_A, NULL);

  g_assert_cmpuint (count_list (kt_store_list (f->store, "goal", NULL, NULL)), ==, 2);
  g_assert_cmpuint (count_list (kt_store_list (f->store, "goal", FAMILY_A, NULL)), ==, 1);
  g_assert_cmpuint (count_list (kt_store_list (f->store, "note", FAMILY_A, NULL)), ==, 1);
  g_assert_cmpuint (count_list (kt_store_list (f->store, "visit", NULL, NULL)), ==, 0);
  g_assert_cmpuint (count_list (kt_store_list_sifted (f->store, "goal", NULL, NULL, NULL)), ==, 2);
  g_assert_cmpuint (count_list (kt_store_list_sifted (f->store, "goal", "\"v\":", NULL, NULL)), ==, 2);
  g_assert_cmpuint (count_list (kt_store_list_sifted (f->store, "goal", "no such words", NULL, NULL)), ==, 0);
  g_assert_cmpuint (count_list (kt_store_list_sifted (f->store, "goal", NULL, "\"v\":", NULL)), ==, 0);
  g_assert_cmpuint (count_list (kt_store_list_sifted (f->store, "goal", FAMILY_A, NULL, NULL)), ==, 1);
  g_assert_cmpuint (count_list (kt_store_list_sifted (f->store, "goal", NULL, FAMILY_A, NULL)), ==, 1);
  g_assert_cmpuint (count_list (kt_store_list_family (f->store, "family:00", NULL)), ==, 0);
  g_assert_cmpuint (count_list (kt_store_list_all (f->store, NULL)), ==, 3);
  g_assert_cmpuint (count_list (kt_store_list_state (f->store, KT_STATE_HERE, NULL, NULL)), ==, 4);
  g_assert_cmpuint (count_list (kt_store_list_state (f->store, KT_STATE_HERE, FAMILY_B, NULL)), ==, 1);
  g_assert_cmpuint (count_list (kt_store_list_state (f->store, KT_STATE_SERVER, NULL, NULL)), ==, 0);
  g_assert_cmpuint (family->len, ==, 2);
  g_assert_cmpstr (kt_record_get_id (family->pdata[0]), <, kt_record_get_id (family->pdata[1]));
}

static void
test_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) a = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  g_autoptr (KtRecord) b = save (f->store, "goal", NULL, FAMILY_B, "{\"words\":\"B\"}");
  g_autoptr (GError) error = NULL;
  KtCounts counts;

  g_assert_true (kt_store_count (f->store, NULL, &counts, &error));
  g_assert_cmpuint (counts.here, ==, 2);
  g_assert_cmpuint (counts.sent + counts.set_aside + counts.disputed, ==, 0);
  g_assert_null (counts.complete);
  kt_counts_clear (&counts);
  g_assert_true (kt_store_count (f->store, FAMILY_B, &counts, &error));
  g_assert_cmpuint (counts.here, ==, 1);
  kt_counts_clear (&counts);
  g_assert_true (kt_store_count (f->store, "family:00", &counts, &error));
  g_assert_cmpuint (counts.here, ==, 0);
  kt_counts_clear (&counts);
}

static void
test_absent (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_store_load (f->store, "goal:00", &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  kt_store_get_state (f->store, "goal:00", &error);
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
}

/* ---- One transaction ---- */

static gboolean
two_goals_then (KtStore *store, gpointer data, GError **error)
{
  g_autoptr (KtRecord) a = try_save (store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}", error);
  g_autoptr (KtRecord) b = a != NULL ? try_save (store, "goal", NULL, FAMILY_B, data, error) : NULL;

  return b != NULL && kt_store_put_draft (store, "goal:new", NULL, error);
}

static void
test_transaction (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL, *draft = NULL;

  g_assert_true (kt_store_put_draft (f->store, "goal:new", "half a goal", &error));
  before = kt_store_dump (f->store, NULL);
  g_assert_false (kt_store_transaction (f->store, two_goals_then, "{\"words\":false}", &error));
  g_assert_nonnull (error);
  after = kt_store_dump (f->store, NULL);
  g_assert_cmpstr (before, ==, after);
  g_clear_error (&error);
  g_assert_true (kt_store_transaction (f->store, two_goals_then, "{\"words\":\"B\"}", &error));
  g_assert_no_error (error);
  draft = kt_store_get_draft (f->store, "goal:new", &error);
  g_assert_null (draft);
  g_assert_cmpuint (count_list (kt_store_list_all (f->store, NULL)), ==, 2);
  assert_sound (f->store);
}

/* ---- Small things ---- */

static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autofree char *device = g_strdup (kt_store_get_device (f->store));
  g_autofree char *set = NULL, *unset = NULL;

  g_assert_cmpuint (strlen (device), ==, 10);
  g_assert_true (kt_store_set_setting (f->store, "language", "nl", NULL));
  fixture_reopen (f);
  g_assert_cmpstr (kt_store_get_device (f->store), ==, device);
  g_assert_true (kt_store_get_setting (f->store, "language", &set, NULL));
  g_assert_cmpstr (set, ==, "nl");
  g_assert_true (kt_store_set_setting (f->store, "language", NULL, NULL));
  g_assert_true (kt_store_get_setting (f->store, "language", &unset, NULL));
  g_assert_null (unset);
}

static void
test_drafts (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) notes = NULL;
  g_autofree char *read = NULL;

  g_assert_true (kt_store_put_draft (f->store, "note:1", "Zoë zei", &error));
  g_assert_true (kt_store_put_draft (f->store, "note:1", "Zoë zei: \"ik\"", &error));
  g_assert_true (kt_store_put_draft (f->store, "note:2", "x", &error));
  g_assert_true (kt_store_put_draft (f->store, "factor:1", "y", &error));
  g_assert_true (kt_store_sync_drafts (f->store, &error));
  fixture_reopen (f);
  read = kt_store_get_draft (f->store, "note:1", &error);
  g_assert_cmpstr (read, ==, "Zoë zei: \"ik\"");
  g_assert_true (kt_store_put_draft (f->store, "note:2", NULL, &error));
  notes = kt_store_list_drafts (f->store, "note:", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (notes), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/store/records/save-and-load", test_save_and_load);
  add_test ("/store/records/edit-keeps-what-was-not-seen", test_edit_keeps_what_was_not_seen);
  add_test ("/store/records/a-save-of-nothing-makes-no-revision", test_a_save_of_nothing_makes_no_revision);
  add_test ("/store/records/bad-saves-change-nothing", test_bad_saves_change_nothing);
  add_test ("/store/records/adopt", test_adopt);
  add_test ("/store/records/append-only", test_append_only);
  add_test ("/store/records/lists", test_lists);
  add_test ("/store/records/counts", test_counts);
  add_test ("/store/records/absent", test_absent);
  add_test ("/store/records/transaction", test_transaction);
  add_test ("/store/records/settings", test_settings);
  add_test ("/store/records/drafts", test_drafts);
  return g_test_run ();
}
