/* SPDX-License-Identifier: EUPL-1.2 */
/* The leaf rule, row by row; random schedules are join-sim.py's. */
#include "model/leaf-rule.h"
#include "support/records.h"

#include <string.h>

static void
test_generation (void)
{
  g_assert_cmpint (kt_rev_generation ("7-abc"), ==, 7);
  g_assert_cmpint (kt_rev_generation ("12345-x"), ==, 12345);
  g_assert_cmpint (kt_rev_generation ("abc"), ==, 0);
  g_assert_cmpint (kt_rev_generation (""), ==, 0);
  g_assert_cmpint (kt_rev_generation ("7"), ==, 0);
  g_assert_cmpint (kt_rev_generation ("7-"), ==, 0);
  g_assert_cmpint (kt_rev_generation ("-abc"), ==, 0);
  g_assert_cmpint (kt_rev_generation ("99999999999-abc"), ==, 0);
}

static void
test_compare (void)
{
  g_assert_cmpint (kt_rev_compare ("10-a", "9-f"), >, 0);
  g_assert_cmpint (kt_rev_compare ("2-a", "2-b"), <, 0);
  g_assert_cmpint (kt_rev_compare ("2-b", "2-b"), ==, 0);
  g_assert_cmpint (kt_rev_compare ("2-B", "2-a"), <, 0);
}

static void
test_revs (void)
{
  const char *others[] = { "2-a", "2-b", NULL };
  g_autofree char *first = kt_rev_for_body (NULL, NULL, "{}"), *same = kt_rev_for_body (NULL, NULL, "{}");
  g_autofree char *child = kt_rev_for_body ("3-c", NULL, "{}"), *merge = kt_rev_for_body ("3-c", others, "{}");
  g_autofree char *tombstone = kt_rev_for_tombstone ("2-a"), *other = kt_rev_for_tombstone ("2-b");

  g_assert_true (g_str_has_prefix (first, "1-"));
  g_assert_cmpuint (strlen (first), ==, 34);
  g_assert_cmpstr (first, ==, same);
  g_assert_true (g_str_has_prefix (child, "4-"));
  g_assert_true (g_str_has_prefix (merge, "4-"));
  g_assert_cmpstr (child, !=, merge);
  g_assert_true (g_str_has_prefix (tombstone, "3-"));
  g_assert_cmpstr (tombstone, !=, other);
}

typedef struct {
  KtRecord *joined, *part, *other;
  const char *whole, *bytes_part, *bytes_other;
} Bodies;

static Bodies
make_bodies (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A'}");
  Bodies bodies;

  bodies.part = kt_test_edit (first, "b", "{'words':'B'}");
  bodies.other = kt_test_edit (first, "c", "{'words':'C'}");
  bodies.joined = kt_test_join (bodies.part, bodies.other);
  bodies.whole = kt_record_get_bytes (bodies.joined);
  bodies.bytes_part = kt_record_get_bytes (bodies.part);
  bodies.bytes_other = kt_record_get_bytes (bodies.other);
  return bodies;
}

static void
clear_bodies (Bodies *bodies)
{
  kt_record_unref (bodies->joined);
  kt_record_unref (bodies->part);
  kt_record_unref (bodies->other);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bodies, clear_bodies)

static void
assert_tombstones (KtLeafPlan *plan, const char *expected)
{
  g_autoptr (GString) parents = g_string_new (NULL);

  for (guint i = 0; i < plan->tombstones->len; i++)
    {
      const KtLeafWrite *write = g_ptr_array_index (plan->tombstones, i);
      g_autofree char *rev = kt_rev_for_tombstone (write->parent);

      g_assert_cmpstr (write->rev, ==, rev);
      g_string_append_printf (parents, "%s%s", i == 0 ? "" : " ", write->parent);
    }
  g_assert_cmpstr (parents->str, ==, expected);
}

static void
test_nothing_to_do (void)
{
  g_auto (Bodies) b = make_bodies ();
  const KtLeaf leaves[] = { { "5-x", TRUE, NULL }, { "3-a", FALSE, b.whole }, { "9-f", TRUE, NULL } };

  g_assert_null (kt_leaf_plan (leaves, G_N_ELEMENTS (leaves), b.joined));
}

static void
test_first_body (void)
{
  g_auto (Bodies) b = make_bodies ();
  g_autoptr (KtLeafPlan) plan = kt_leaf_plan (NULL, 0, b.joined);

  g_assert_true (plan->write);
  g_assert_null (plan->body.parent);
  g_assert_true (g_str_has_prefix (plan->body.rev, "1-"));
  assert_tombstones (plan, "");
}

/* A leaf says it all already: keep it, bury the others, write nothing. */
static void
test_keep (void)
{
  g_auto (Bodies) b = make_bodies ();
  const KtLeaf leaves[] = { { "7-a", FALSE, b.bytes_part }, { "3-a", FALSE, b.whole }, { "3-b", FALSE, b.whole }, { "2-z", FALSE, b.bytes_other } };
  g_autoptr (KtLeafPlan) plan = kt_leaf_plan (leaves, G_N_ELEMENTS (leaves), b.joined);

  g_assert_false (plan->write);
  g_assert_cmpstr (plan->keep, ==, "3-b");
  assert_tombstones (plan, "2-z 3-a 7-a");
}

/* None does: the join goes under the winner, with an id that names nobody, whatever the order of the leaves. */
static void
test_merge (void)
{
  g_auto (Bodies) b = make_bodies ();
  const KtLeaf leaves[] = { { "3-b", FALSE, b.bytes_part }, { "3-c", FALSE, b.bytes_other }, { "9-f", TRUE, NULL }, { "2-z", FALSE, b.bytes_part } };
  const KtLeaf turned[] = { leaves[3], leaves[2], leaves[1], leaves[0] };
  const char *others[] = { "2-z", "3-b", NULL };
  g_autoptr (KtLeafPlan) plan = kt_leaf_plan (leaves, G_N_ELEMENTS (leaves), b.joined);
  g_autoptr (KtLeafPlan) same = kt_leaf_plan (turned, G_N_ELEMENTS (turned), b.joined);
  g_autofree char *rev = kt_rev_for_body ("3-c", others, b.whole);

  g_assert_true (plan->write);
  g_assert_cmpstr (plan->body.parent, ==, "3-c");
  g_assert_cmpstr (plan->body.rev, ==, rev);
  g_assert_cmpstr (same->body.rev, ==, rev);
  assert_tombstones (plan, "2-z 3-b");
  assert_tombstones (same, "2-z 3-b");
}

/* Rule 2: this device knows more than the one leaf there is (a restored server, a lost leaf). */
static void
test_ahead_of_the_leaf (void)
{
  g_auto (Bodies) b = make_bodies ();
  const KtLeaf leaves[] = { { "3-b", FALSE, b.bytes_part } };
  g_autoptr (KtLeafPlan) plan = kt_leaf_plan (leaves, 1, b.joined);

  g_assert_true (plan->write);
  g_assert_cmpstr (plan->body.parent, ==, "3-b");
  assert_tombstones (plan, "");
}

/* Rule 2: nothing but tombstones, and no ledger said it was erased. */
static void
test_only_tombstones (void)
{
  g_auto (Bodies) b = make_bodies ();
  const KtLeaf leaves[] = { { "4-x", TRUE, NULL }, { "5-x", TRUE, NULL }, { "5-w", TRUE, NULL } };
  g_autoptr (KtLeafPlan) plan = kt_leaf_plan (leaves, G_N_ELEMENTS (leaves), b.joined);

  g_assert_true (plan->write);
  g_assert_cmpstr (plan->body.parent, ==, "5-x");
  g_assert_true (g_str_has_prefix (plan->body.rev, "6-"));
  assert_tombstones (plan, "");
}

/* A foreign leaf (no bytes of ours) never counts as the join. */
static void
test_foreign_leaf (void)
{
  g_auto (Bodies) b = make_bodies ();
  const KtLeaf leaves[] = { { "3-b", FALSE, NULL } };
  g_autoptr (KtLeafPlan) plan = kt_leaf_plan (leaves, 1, b.joined);

  g_assert_true (plan->write);
  g_assert_cmpstr (plan->body.parent, ==, "3-b");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/leaf-rule/generation", test_generation);
  g_test_add_func ("/model/leaf-rule/compare", test_compare);
  g_test_add_func ("/model/leaf-rule/revs", test_revs);
  g_test_add_func ("/model/leaf-rule/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/model/leaf-rule/first-body", test_first_body);
  g_test_add_func ("/model/leaf-rule/keep", test_keep);
  g_test_add_func ("/model/leaf-rule/merge", test_merge);
  g_test_add_func ("/model/leaf-rule/ahead-of-the-leaf", test_ahead_of_the_leaf);
  g_test_add_func ("/model/leaf-rule/only-tombstones", test_only_tombstones);
  g_test_add_func ("/model/leaf-rule/foreign-leaf", test_foreign_leaf);
  return g_test_run ();
}
