/* SPDX-License-Identifier: EUPL-1.2 */
/* A check that finds nothing proves nothing: each kind of damage, done by hand, is found. And the dump is the same for
 * the same contents, whatever the order they came in. */
#include "store/store-private.h"
#include "store/support.h"

#include <string.h>

#define GOAL "goal:00000000000000000000000000000001"

static void
fill (Fixture *f)
{
  const KtEditInfo info = { .by = "worker:1", .at = "2026-11-22T10:00:00Z", .nonce = "00112233445566778899aabbccddeeff" };
  g_autoptr (json_object) fields = parse_json ("{\"goal\":\"" GOAL "\",\"words\":\"zo\",\"date\":\"2026-11-22\"}");
  g_autoptr (KtRecord) goal = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"fietsen\"}");
  g_autoptr (KtRecord) note = save (f->store, "note", NULL, FAMILY_A, "{\"words\":\"slaapt beter\"}");
  g_autoptr (KtRecord) later = save (f->store, "goal", GOAL, FAMILY_A, "{\"words\":\"lopen\"}");
  g_autoptr (KtRecord) agreement = kt_store_save (f->store, "agreement", NULL, FAMILY_A, NULL, &info, fields, NULL);

  g_assert_nonnull (agreement);
  assert_sound (f->store);
}

static void
assert_found (Fixture *f, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = kt_store_check (f->store, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      const char *problem = g_ptr_array_index (problems, i);

      g_test_message ("problem: %s", problem);
      found |= strstr (problem, what) != NULL;
      /* What a family said is in no message. */
      g_assert_null (strstr (problem, "lopen"));
      g_assert_null (strstr (problem, "slaapt"));
    }
  g_assert_true (found);
}

typedef struct {
  const char *path, *damage, *found;
} Case;
static const Case cases[] = {
  { "word-missing-in-the-index", "DELETE FROM search WHERE rowid = 1", "search index" },
  { "word-too-many-in-the-index", "INSERT INTO search (rowid, text) VALUES (99, 'spook')", "search index" },
  { "other-words-in-the-index", "REPLACE INTO search (rowid, text) VALUES (1, 'rennen')", "search index" },
  { "state", "UPDATE docs SET state = 2 WHERE doc = 1", "state does not follow" },
  { "refused-and-not-filed-so",
    "INSERT INTO set_aside SELECT db, id, '1-a', 0, 'no', '2026', NULL FROM docs WHERE doc = 1", "state does not follow" },
  { "leaf-with-a-child", "UPDATE revs SET leaf = 1, holds = 2 WHERE rev LIKE '1-%' AND doc = 1", "has a child" },
  { "leaf-without-body", "UPDATE revs SET holds = 0 WHERE leaf = 1 AND doc = 1", "do not fit" },
  { "no-revision", "DELETE FROM revs WHERE doc = 1", "without revision" },
  { "changed-body", "UPDATE bodies SET body = replace (body, 'lopen', 'lopem') WHERE doc = 1", "cannot be read" },
  { "no-body-at-all", "UPDATE bodies SET body = 'x' WHERE doc = 1", "cannot be read" },
  { "body-gone", "DELETE FROM bodies WHERE doc = 1", "without a body" },
  { "body-of-nobody", "INSERT INTO bodies VALUES (99, 'x')", "dangling" },
  { "changed-agreement", "UPDATE bodies SET body = replace (body, '\"zo\"', '\"zus\"')"
                         " WHERE doc = (SELECT doc FROM docs WHERE id LIKE 'agreement:%')",
    "agreement" },
  { "another-id", "UPDATE docs SET id = 'goal:00000000000000000000000000000002' WHERE doc = 1", "another record's" },
  { "another-type", "UPDATE docs SET type = (SELECT name FROM names WHERE text = 'note') WHERE doc = 1", "another type" },
  { "another-family", "UPDATE databases SET family = '" FAMILY_B "'", "another type or family" },
  { "disputed", "UPDATE docs SET disputed = 1 WHERE doc = 1", "disputed or deleted" },
  { "deleted", "UPDATE docs SET deleted = 1 WHERE doc = 1", "disputed or deleted" },
  { "sequence", "UPDATE databases SET seq = 0", "sequence" },
  { "dangling", "UPDATE docs SET db = 77 WHERE doc = 1", "dangling" },
  { "leaf-that-knows-more",
    "UPDATE revs SET holds = 1, body = (SELECT CAST (body AS BLOB) FROM bodies WHERE doc = 2) WHERE leaf = 1 AND doc = 1",
    "knows more" },
};

static void
test_damage (Fixture *f, gconstpointer data)
{
  const Case *damage = data;
  g_autoptr (GError) error = NULL;

  fill (f);
  g_assert_true (kt_store_exec (f->store, damage->damage, &error));
  g_assert_no_error (error);
  assert_found (f, damage->found);
}

/* A check leaves nothing behind. */
static void
test_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  fill (f);
  before = kt_store_dump (f->store, NULL);
  assert_sound (f->store);
  assert_sound (f->store);
  after = kt_store_dump (f->store, NULL);
  g_assert_cmpstr (before, ==, after);
}

/* ---- The dump ---- */

static void
adopt_in_order (KtStore *store, KtRecord **records, gboolean backwards)
{
  g_assert_true (kt_store_set_setting (store, "device", "0123456789", NULL));
  for (int i = 0; i < 3; i++)
    g_assert_true (kt_store_adopt (store, records[backwards ? 2 - i : i], NULL, NULL));
}

static void
test_dump_knows_no_order (Fixture *f, gconstpointer data)
{
  const KtEditInfo info = { .device = "x", .by = "worker:1", .at = "2026-11-22T10:00:00Z" };
  g_autoptr (json_object) fields = parse_json ("{\"words\":\"a\\tb\\\\\"}");
  KtRecord *records[3];
  Fixture other;
  g_autofree char *one = NULL, *two = NULL, *three = NULL;

  for (int i = 0; i < 3; i++)
    records[i] = kt_record_new (kt_type_find ("note"), NULL, FAMILY_A, &info, fields, NULL);
  fixture_set_up (&other, NULL);
  adopt_in_order (f->store, records, FALSE);
  adopt_in_order (other.store, records, TRUE);
  one = kt_store_dump (f->store, NULL);
  two = kt_store_dump (other.store, NULL);
  g_assert_cmpstr (one, ==, two);
  g_assert_true (kt_store_put_draft (other.store, "note:new", "x", NULL));
  three = kt_store_dump (other.store, NULL);
  g_assert_cmpstr (one, !=, three);
  fixture_tear_down (&other, NULL);
  for (int i = 0; i < 3; i++)
    kt_record_unref (records[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/check/", cases[i].path, NULL);

      g_test_add (path, Fixture, &cases[i], fixture_set_up, test_damage, fixture_tear_down);
    }
  add_test ("/store/check/twice", test_twice);
  add_test ("/store/dump/knows-no-order", test_dump_knows_no_order);
  return g_test_run ();
}
