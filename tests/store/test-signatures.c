/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose edits are believed. "ours" is the store that reads, "theirs" a colleague's laptop (Daan's). */
#include "store/signatures.h"

#include "store/leaf-store.h"
#include "store/store-private.h"
#include "store/support.h"
#include "support/records.h"

#include <string.h>

#define ILSE "worker:11111111111111111111111111111111"
#define DAAN "worker:22222222222222222222222222222222"
#define GOAL "goal:00000000000000000000000000000001"

typedef struct {
  Fixture ours, theirs;
} Two;

static void
set_up (Two *two, gconstpointer data)
{
  fixture_set_up (&two->ours, NULL);
  fixture_set_up (&two->theirs, NULL);
  g_assert_true (kt_store_set_keys_known (two->ours.store, NULL));
}

static void
tear_down (Two *two, gconstpointer data)
{
  fixture_tear_down (&two->ours, NULL);
  fixture_tear_down (&two->theirs, NULL);
}

/* ours learns of owner's device, as worker's. */
static void
make_known (Two *two, Fixture *owner, const char *worker)
{
  g_autofree char *public_key = NULL, *as = NULL;

  g_assert_true (kt_store_get_own_key (owner->store, &public_key, &as, NULL));
  g_assert_true (kt_store_put_device_key (two->ours.store, kt_store_get_device (owner->store), worker, public_key, NULL));
}

static KtRecord *
save_by (KtStore *store, const char *by, const char *id, const char *changes)
{
  g_autoptr (json_object) fields = parse_json (changes);
  g_autoptr (GError) error = NULL;
  KtEditInfo info = { .by = by };
  KtRecord *record = kt_store_save (store, "goal", id, FAMILY_A, NULL, &info, fields, &error);

  g_assert_no_error (error);
  return record;
}

static void
check_all (KtStore *store)
{
  guint looked = 3;

  while (looked == 3)
    g_assert_true (kt_store_check_signatures (store, 3, &looked, NULL));
}

/* The only dot of record, as asked for now and as it was noted. */
static KtVerdict
judge (KtStore *store, KtRecord *record)
{
  g_autoptr (GHashTable) verdicts = NULL;
  GHashTableIter iter;
  gpointer verdict;

  g_assert_true (kt_store_judge (store, record, &verdicts, NULL));
  g_assert_cmpuint (g_hash_table_size (verdicts), ==, 1);
  g_hash_table_iter_init (&iter, verdicts);
  g_assert_true (g_hash_table_iter_next (&iter, NULL, &verdict));
  return GPOINTER_TO_INT (verdict);
}

static void
expect_doubts (KtStore *store, guint n, KtVerdict verdict)
{
  g_autoptr (GPtrArray) doubts = kt_store_list_doubts (store, FAMILY_A, NULL), elsewhere = NULL;

  elsewhere = kt_store_list_doubts (store, FAMILY_B, NULL);
  g_assert_cmpuint (doubts->len, ==, n);
  g_assert_cmpuint (elsewhere->len, ==, 0);
  for (guint i = 0; i < n; i++)
    {
      const KtDoubt *doubt = doubts->pdata[i];

      g_assert_cmpint (doubt->verdict, ==, verdict);
      g_assert_cmpstr (doubt->family, ==, FAMILY_A);
    }
  assert_sound (store);
}

/* Takes record in, and says what becomes of its dot. */
static KtVerdict
take_in (Two *two, KtRecord *record)
{
  KtVerdict verdict;

  g_assert_true (kt_store_adopt (two->ours.store, record, NULL, NULL));
  check_all (two->ours.store);
  verdict = judge (two->ours.store, record);
  expect_doubts (two->ours.store, kt_verdict_is_doubt (verdict) ? 1 : 0, verdict);
  return verdict;
}

/* ---- As it should be ---- */

static void
test_own (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) before = save_by (two->ours.store, ILSE, GOAL, "{\"words\":\"Fiets maken\"}");
  g_autoptr (KtRecord) after = NULL;

  /* the organisation has not said whose device this is: it is believed all the same */
  g_assert_cmpint (judge (two->ours.store, before), ==, KT_VERDICT_GOOD);
  make_known (two, &two->ours, ILSE);
  check_all (two->ours.store);
  expect_doubts (two->ours.store, 0, KT_VERDICT_GOOD);
  fixture_reopen (&two->ours);
  after = save_by (two->ours.store, ILSE, GOAL, "{\"words\":\"Fiets lenen\"}");
  g_assert_cmpint (judge (two->ours.store, after), ==, KT_VERDICT_GOOD);
}

static void
test_colleague (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\",\"status\":\"open\"}");

  make_known (two, &two->theirs, DAAN);
  g_assert_cmpint (take_in (two, record), ==, KT_VERDICT_GOOD);
}

static void
test_agreement_and_decision (Two *two, gconstpointer data)
{
  g_autoptr (json_object) fields = parse_json ("{\"goal\":\"" GOAL "\",\"words\":\"x\",\"date\":\"2026-11-22\"}");
  KtEditInfo info = { .by = DAAN };
  g_autoptr (KtRecord) record = kt_store_save (two->theirs.store, "agreement", NULL, FAMILY_A, NULL, &info, fields, NULL);

  make_known (two, &two->theirs, DAAN);
  g_assert_cmpint (take_in (two, record), ==, KT_VERDICT_GOOD);
}

static void
test_key_comes_later (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\"}");
  g_auto (GStrv) unknown = NULL, none = NULL;

  g_assert_cmpint (take_in (two, record), ==, KT_VERDICT_UNKNOWN);
  unknown = kt_store_list_unknown_devices (two->ours.store, NULL);
  g_assert_cmpuint (g_strv_length (unknown), ==, 1);
  g_assert_cmpstr (unknown[0], ==, kt_store_get_device (two->theirs.store));
  make_known (two, &two->theirs, DAAN);
  check_all (two->ours.store);
  none = kt_store_list_unknown_devices (two->ours.store, NULL);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  expect_doubts (two->ours.store, 0, KT_VERDICT_GOOD);
}

/* Nobody is told anything by a store that has nothing to check against. */
static void
test_before_any_keys (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) record = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"x\"}");
  g_autoptr (KtRecord) theirs = edit_elsewhere (record, "elsewhere", "{\"words\":\"y\"}");
  g_autoptr (GHashTable) verdicts = NULL;
  guint looked = 1;

  g_assert_true (kt_store_adopt (f->store, theirs, NULL, NULL));
  g_assert_true (kt_store_check_signatures (f->store, 10, &looked, NULL));
  g_assert_cmpuint (looked, ==, 0);
  g_assert_true (kt_store_judge (f->store, theirs, &verdicts, NULL));
  g_assert_null (verdicts);
  /* what came in meanwhile is looked at once they are known */
  g_assert_true (kt_store_set_keys_known (f->store, NULL));
  g_assert_true (kt_store_check_signatures (f->store, 10, &looked, NULL));
  g_assert_cmpuint (looked, ==, 1);
}

static void
test_older_app (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = kt_test_new ("goal", "olddevice", "{'words':'Fiets maken'}");

  g_assert_cmpint (judge (two->ours.store, record), ==, KT_VERDICT_UNSIGNED);
}

/* ---- As it should not be ---- */

static void
test_forged_author (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_by (two->theirs.store, ILSE, GOAL, "{\"words\":\"Fiets maken\"}");

  make_known (two, &two->theirs, DAAN);
  g_assert_cmpint (take_in (two, record), ==, KT_VERDICT_STRANGER);
}

/* The device was Daan's; the organisation says it is Ilse's. */
static void
test_key_of_another_login (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\"}");

  make_known (two, &two->theirs, DAAN);
  g_assert_cmpint (take_in (two, record), ==, KT_VERDICT_GOOD);
  make_known (two, &two->theirs, ILSE);
  check_all (two->ours.store);
  expect_doubts (two->ours.store, 1, KT_VERDICT_STRANGER);
}

static void
change_value (json_object *tree, gpointer data)
{
  json_object *list = kt_json_get_array (kt_json_get_object (tree, "fields"), "words");

  json_object_object_add (json_object_array_get_idx (list, 0), "v", json_object_new_string ("Nooit gezegd"));
}

static json_object *
only_edit (json_object *tree)
{
  struct json_object_iterator it = json_object_iter_begin (kt_json_get_object (tree, "edits"));

  return json_object_iter_peek_value (&it);
}

static void
change_author (json_object *tree, gpointer data)
{
  json_object_object_add (only_edit (tree), "by", json_object_new_string (ILSE));
}

static void
strip_signature (json_object *tree, gpointer data)
{
  json_object_object_del (only_edit (tree), "sig");
}

static void
move_to_another (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "_id", json_object_new_string ("goal:00000000000000000000000000000009"));
}

static void
sign_anew (json_object *tree, gpointer data)
{
  g_autoptr (KtSecret) seed = kt_secret_new_random (64);
  g_autofree char *sig = g_base64_encode (kt_secret_bytes (seed), 64);

  json_object_object_add (only_edit (tree), "sig", json_object_new_string (sig));
}

static void (*const forgeries[]) (json_object *tree, gpointer data) = {
  change_value,
  change_author,
  strip_signature,
  move_to_another,
  sign_anew,
};

static KtRecord *
forge (KtRecord *record, gsize how)
{
  g_autofree char *bytes = kt_test_rewrite (record, forgeries[how], NULL, TRUE);
  g_autoptr (GError) error = NULL;
  KtRecord *forged = kt_record_parse (bytes, -1, "1-x", &error);

  g_assert_no_error (error);
  return forged;
}

static void
test_changed_on_the_way (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      Two two;
      g_autoptr (KtRecord) record = NULL, forged = NULL;

      set_up (&two, NULL);
      record = save_by (two.theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\"}");
      forged = forge (record, i);
      make_known (&two, &two.theirs, DAAN);
      g_assert_cmpint (take_in (&two, forged), ==, KT_VERDICT_CHANGED);
      /* a doubt hides nothing */
      g_assert_cmpuint (kt_record_n_entries (forged, "words"), ==, 1);
      tear_down (&two, NULL);
    }
}

/* While the key is not known, a stripped one looks like an older app's: it is found out when the key comes. */
static void
test_stripped_before_the_key (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\"}");
  g_autoptr (KtRecord) stripped = forge (record, 2);

  g_assert_cmpint (take_in (two, stripped), ==, KT_VERDICT_UNSIGNED);
  make_known (two, &two->theirs, DAAN);
  check_all (two->ours.store);
  expect_doubts (two->ours.store, 1, KT_VERDICT_CHANGED);
}

/* What a person writes over it settles it. */
static void
test_covered (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\"}");
  g_autoptr (KtRecord) forged = forge (record, 0), over = NULL;

  make_known (two, &two->theirs, DAAN);
  g_assert_cmpint (take_in (two, forged), ==, KT_VERDICT_CHANGED);
  over = save_by (two->ours.store, ILSE, GOAL, "{\"words\":\"Fiets lenen\"}");
  check_all (two->ours.store);
  expect_doubts (two->ours.store, 0, KT_VERDICT_GOOD);
  g_assert_cmpint (judge (two->ours.store, over), ==, KT_VERDICT_GOOD);
}

/* ---- Pulled, and written back ---- */

static void
pull (KtStore *store, KtRecord **bodies, const char *const *revs, guint n)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  KtPulledDoc *doc = kt_pulled_doc_new (GOAL);
  KtPullResult result = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    kt_pulled_doc_add (doc, revs[i], FALSE, kt_record_get_bytes (bodies[i]), strlen (kt_record_get_bytes (bodies[i])));
  doc->server_leaves = g_strdupv ((char **) revs);
  g_ptr_array_add (docs, doc);
  g_assert_true (kt_store_apply_pulled (store, "kt-0123456789abcdef0123456789abcdef-plan", docs, &result, &error));
  g_assert_no_error (error);
}

/* The merge of two leaves carries what both had signed. */
static void
test_write_back (Two *two, gconstpointer data)
{
  static const char *const revs[] = { "2-00000000000000000000000000000001", "2-00000000000000000000000000000002", NULL };
  g_autoptr (KtRecord) first = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets maken\",\"status\":\"open\"}");
  g_autoptr (KtRecord) one = NULL, other = NULL, kept = NULL;
  g_autoptr (GHashTable) verdicts = NULL;
  GHashTableIter iter;
  gpointer verdict;

  one = save_by (two->theirs.store, DAAN, GOAL, "{\"words\":\"Fiets lenen\"}");
  make_known (two, &two->theirs, DAAN);
  g_assert_true (kt_store_renew_device (two->theirs.store, NULL));
  make_known (two, &two->theirs, DAAN);
  other = save_by (two->theirs.store, DAAN, GOAL, "{\"status\":\"paused\"}");
  g_assert_true (kt_store_add_database (two->ours.store, "kt-0123456789abcdef0123456789abcdef-plan", FAMILY_A,
                                        KT_SCOPE_PLAN, NULL));
  pull (two->ours.store, (KtRecord *[]) { one, other }, revs, 2);
  check_all (two->ours.store);
  expect_doubts (two->ours.store, 0, KT_VERDICT_GOOD);
  kept = kt_store_load (two->ours.store, GOAL, NULL);
  g_assert_true (kt_store_judge (two->ours.store, kept, &verdicts, NULL));
  g_assert_cmpuint (g_hash_table_size (verdicts), ==, 2);
  g_hash_table_iter_init (&iter, verdicts);
  while (g_hash_table_iter_next (&iter, NULL, &verdict))
    g_assert_cmpint (GPOINTER_TO_INT (verdict), ==, KT_VERDICT_GOOD);
}

/* ---- This device's key ---- */

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL), *bytes = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (source, &bytes, &len, NULL));
  g_assert_true (g_file_set_contents (target, bytes, (gssize) len, NULL));
}

/* A copy that comes back is another device, with a key of its own; what the lost one signed stays confirmed. */
static void
test_restored_store (Two *two, gconstpointer data)
{
  g_autoptr (KtRecord) before = save_by (two->ours.store, ILSE, GOAL, "{\"words\":\"Fiets maken\"}"), after = NULL;
  g_autofree char *device = g_strdup (kt_store_get_device (two->ours.store)), *key = NULL, *new_key = NULL, *worker = NULL;
  Fixture restored = { .dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL), .key = test_key (0x17) };

  g_assert_true (kt_store_get_own_key (two->ours.store, &key, &worker, NULL));
  fixture_close (&two->ours);
  copy_file (two->ours.dir, restored.dir, "store.db");
  fixture_reopen (&restored);
  g_assert_cmpstr (kt_store_get_device (restored.store), !=, device);
  g_assert_true (kt_store_get_own_key (restored.store, &new_key, &worker, NULL));
  g_assert_cmpstr (new_key, !=, key);
  g_assert_cmpint (judge (restored.store, before), ==, KT_VERDICT_GOOD);
  after = save_by (restored.store, ILSE, GOAL, "{\"words\":\"Fiets lenen\"}");
  g_assert_cmpint (judge (restored.store, after), ==, KT_VERDICT_GOOD);
  fixture_tear_down (&restored, NULL);
  fixture_reopen (&two->ours);
  g_assert_cmpint (judge (two->ours.store, after), ==, KT_VERDICT_UNKNOWN);
}

static gboolean
renew_and_fail (KtStore *store, gpointer data, GError **error)
{
  g_autoptr (KtRecord) record = NULL;

  g_assert_true (kt_store_renew_device (store, NULL));
  record = save_by (store, ILSE, GOAL, "{\"words\":\"nooit bewaard\"}");
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "on purpose");
  return FALSE;
}

/* A key that was not kept signs nothing. */
static void
test_rolled_back (Two *two, gconstpointer data)
{
  g_autofree char *device = g_strdup (kt_store_get_device (two->ours.store));
  g_autoptr (KtRecord) record = NULL;

  g_assert_false (kt_store_transaction (two->ours.store, renew_and_fail, NULL, NULL));
  g_assert_cmpstr (kt_store_get_device (two->ours.store), ==, device);
  record = save_by (two->ours.store, ILSE, GOAL, "{\"words\":\"Fiets maken\"}");
  g_assert_cmpint (judge (two->ours.store, record), ==, KT_VERDICT_GOOD);
}

/* Somebody made a key of theirs known under this device's id. */
static void
test_taken_over (Two *two, gconstpointer data)
{
  g_autofree char *device = g_strdup (kt_store_get_device (two->ours.store)), *public_key = NULL, *worker = NULL;
  g_autoptr (KtRecord) record = NULL;

  g_assert_true (kt_store_get_own_key (two->theirs.store, &public_key, &worker, NULL));
  g_assert_true (kt_store_put_device_key (two->ours.store, device, DAAN, public_key, NULL));
  g_assert_cmpstr (kt_store_get_device (two->ours.store), !=, device);
  record = save_by (two->ours.store, ILSE, GOAL, "{\"words\":\"Fiets maken\"}");
  g_assert_cmpint (judge (two->ours.store, record), ==, KT_VERDICT_GOOD);
}

#define add_two(path, func) g_test_add (path, Two, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_two ("/store/signatures/own", test_own);
  add_two ("/store/signatures/colleague", test_colleague);
  add_two ("/store/signatures/agreement-and-decision", test_agreement_and_decision);
  add_two ("/store/signatures/key-comes-later", test_key_comes_later);
  add_test ("/store/signatures/before-any-keys", test_before_any_keys);
  add_two ("/store/signatures/older-app", test_older_app);
  add_two ("/store/signatures/forged-author", test_forged_author);
  add_two ("/store/signatures/key-of-another-login", test_key_of_another_login);
  g_test_add_func ("/store/signatures/changed-on-the-way", test_changed_on_the_way);
  add_two ("/store/signatures/stripped-before-the-key", test_stripped_before_the_key);
  add_two ("/store/signatures/covered", test_covered);
  add_two ("/store/signatures/write-back", test_write_back);
  add_two ("/store/signatures/restored-store", test_restored_store);
  add_two ("/store/signatures/rolled-back", test_rolled_back);
  add_two ("/store/signatures/taken-over", test_taken_over);
  return g_test_run ();
}
