/* SPDX-License-Identifier: EUPL-1.2 */
/* Making, changing, writing and reading back one record. */
#include "support/records.h"

#include <string.h>

#define FIRST "{'words':'A','whose':['member:1','member:2'],'status':'open'}"

static void
assert_dots (KtRecord *record, const char *key, const char *expected)
{
  g_autoptr (GString) dots = g_string_new (NULL);
  KtEntry entry;

  for (guint i = 0; kt_record_get_entry (record, key, i, &entry); i++)
    g_string_append_printf (dots, "%s%s=%s", i == 0 ? "" : " ", entry.dot, json_object_get_string (entry.value));
  g_assert_cmpstr (dots->str, ==, expected);
}

static void
assert_bad (const char *type, const char *id, const char *family, const char *changes, const char *message)
{
  const KtEditInfo info = { .device = "a" };
  g_autoptr (json_object) values = kt_test_json (changes);
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_record_new (kt_type_find (type), id, family, &info, values, &error));
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_bad_edit (KtRecord *record, const char *changes, int code, const char *message)
{
  const KtEditInfo info = { .device = "a" };
  g_autoptr (json_object) values = kt_test_json (changes);
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_record_edit (record, NULL, &info, values, &error));
  g_assert_error (error, KT_RECORD_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

/* The bytes, spelled out once: what is stored, sent and hashed. */
static void
test_bytes (void)
{
  const char *with[] = { "member:1", "member:2", NULL }, *phone[] = { "member:3", NULL };
  const KtEditInfo info = { .device = "k3f", .by = "worker:1", .at = "2026-01-01T10:00:00Z", .with = with, .phone = phone, .agreed = TRUE, .note = "na \"bellen\"" };
  g_autoptr (json_object) values = kt_test_json ("{'words':'Ik wil slapen','whose':['member:2','member:1'],'position':3}");
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = kt_record_new (kt_type_find ("goal"), "goal:1", KT_TEST_FAMILY, &info, values, &error);
#define INFO "{\"agreed\":true,\"at\":\"2026-01-01T10:00:00Z\",\"by\":\"worker:1\",\"note\":\"na \\\"bellen\\\"\"," \
             "\"phone\":[\"member:3\"],\"with\":[\"member:1\",\"member:2\"]}"
#define BEFORE "{\"_id\":\"goal:1\",\"clock\":{\"k3f\":2},\"edits\":{\"k3f:1\":" INFO ",\"k3f:2\":" INFO "}," \
               "\"family\":\"" KT_TEST_FAMILY "\",\"fields\":{\"position\":[{\"dot\":\"k3f:1\",\"v\":3}]," \
               "\"whose\":[{\"dot\":\"k3f:1\",\"v\":\"member:2\"},{\"dot\":\"k3f:2\",\"v\":\"member:1\"}]," \
               "\"words\":[{\"dot\":\"k3f:1\",\"v\":\"Ik wil slapen\"}]}"
#define AFTER ",\"type\":\"goal\"}"
  g_autofree char *hash = kt_sha256_hex (BEFORE AFTER, -1);
  g_autofree char *expected = g_strconcat (BEFORE, ",\"hash\":\"", hash, "\"" AFTER, NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (kt_record_get_bytes (record), ==, expected);
  g_assert_cmpint (kt_record_get_counter (record, "k3f"), ==, 2);
  g_assert_cmpint (kt_record_get_counter (record, "k3"), ==, 0);
  g_assert_cmpint (kt_record_get_scope (record), ==, KT_SCOPE_PLAN);
  g_assert_cmpstr (kt_record_get_family (record), ==, KT_TEST_FAMILY);
  g_assert_false (kt_record_is_foreign (record));
}

static void
test_new_refused (void)
{
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{}", "field words: missing");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':null}", "field words: may not be empty");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':''}", "field words: may not be empty");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':5}", "field words: a text was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','colour':'red'}", "field colour: no such field");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','status':'lost'}", "field status: not one of the choices");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','whose':'member:1'}", "field whose: a list was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','whose':['']}", "field whose: an empty element in a list");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','whose':[1]}", "field whose: a text was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','whose':['Samira']}", "field whose: the id of a record was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','owner':'member 1:'}", "field owner: the id of a record was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','position':'1'}", "field position: a whole number was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','position':1.5}", "field position: a whole number was expected");
  assert_bad ("goal", NULL, KT_TEST_FAMILY, "{'words':'A','deleted':1}", "field deleted: true or false was expected");
  assert_bad ("goal", NULL, NULL, "{'words':'A'}", "family: missing");
  assert_bad ("goal", NULL, "van Drielen", "{'words':'A'}", "family: not a family's id");
  assert_bad ("goal", "note:1", KT_TEST_FAMILY, "{'words':'A'}", "_id: must begin with \"goal:\"");
  assert_bad ("goal", "goal:", KT_TEST_FAMILY, "{'words':'A'}", "_id: must begin with \"goal:\"");
}

static void
test_dates (void)
{
  static const char *const fine[] = { "2026", "2026-02", "2024-02-29", "2026-02-28T00:00", "1958-12-31T23:59" };
  static const char *const wrong[] = { "26", "0000", "2026-", "2026-1", "2026-13", "2026-00", "2026-02-29", "2026-04-31",
                                       "2026-02-28T24:00", "2026-02-28T10:60", "2026-02-28T10", "2026-02-28T10:00:00",
                                       "2026-02-28 10:00", "28-02-2026", "in March" };
#define NO_DATE "field date: a date was expected (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM)"
  for (gsize i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autofree char *changes = g_strdup_printf ("{'date':'%s'}", fine[i]);
      g_autoptr (KtRecord) visit = kt_test_new ("visit", "a", changes);

      g_assert_cmpstr (kt_record_get_text (visit, "date"), ==, fine[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *changes = g_strdup_printf ("{'date':'%s'}", wrong[i]);

      assert_bad ("visit", NULL, KT_TEST_FAMILY, changes, NO_DATE);
    }
}

static void
test_family_is_its_own (void)
{
  g_autoptr (KtRecord) family = kt_test_new ("family", "a", "{'name':'Van Drielen'}");

  g_assert_cmpstr (kt_record_get_family (family), ==, kt_record_get_id (family));
}

static void
test_edit (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", FIRST);
  g_autoptr (KtRecord) second = kt_test_edit (first, "b", "{'words':'B','status':'paused'}");
  g_autoptr (KtRecord) third = kt_test_edit (second, "a", "{'status':null}");
  g_autoptr (KtRecord) back = kt_record_parse (kt_record_get_bytes (third), -1, NULL, NULL);

  assert_dots (second, "words", "b:1=B");
  assert_dots (second, "status", "b:1=paused");
  assert_dots (second, "whose", "a:1=member:1 a:2=member:2");
  g_assert_cmpint (kt_record_get_counter (third, "a"), ==, 3);
  assert_dots (third, "status", "");
  g_assert_null (kt_record_get (third, "status"));
  g_assert_true (kt_record_equal (third, back));
}

/* `edits` holds exactly the dots that survive (invariant 4). */
static void
test_edits_pruned (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A','status':'open'}");
  g_autoptr (KtRecord) second = kt_test_edit (first, "a", "{'words':'B'}");
  g_autoptr (KtRecord) third = kt_test_edit (second, "a", "{'status':'paused'}");
  g_autoptr (json_object) tree = kt_test_json (kt_record_get_bytes (third));
  json_object *edits = kt_json_get_object (tree, "edits");

  g_assert_cmpint (json_object_object_length (edits), ==, 2);
  g_assert_nonnull (kt_json_get_object (edits, "a:2"));
  g_assert_nonnull (kt_json_get_object (edits, "a:3"));
}

static void
test_edit_of_nothing (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", FIRST);
  static const char *const same[] = { "{}", "{'words':'A'}", "{'whose':['member:2','member:1','member:2']}", "{'date':null}",
                                      "{'date':''}", "{'words':'A','status':'open'}" };
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (KtRecord) edited = kt_test_edit (first, "b", same[i]);

      g_assert_true (edited == first);
    }
}

/* The same letters, composed or not, are the same words. */
static void
test_edit_of_nothing_in_nfc (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'Zo\u00eb'}");
  g_autoptr (KtRecord) same = kt_test_edit (first, "b", "{'words':'Zoe\u0308'}");
  g_autoptr (KtRecord) composed = kt_test_new ("goal", "a", "{'words':'Zoe\u0308'}");

  g_assert_true (same == first);
  g_assert_cmpstr (kt_record_get_text (composed, "words"), ==, "Zo\u00eb");
}

/* The family agreeing to the words as they are is news, where agreeing counts. */
static void
test_agreeing_is_a_change (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A','required_by':'school'}");
  g_autoptr (KtRecord) agreed = kt_test_edit_agreed (first, "a", "{'words':'A','required_by':'school'}");
  g_autoptr (KtRecord) again = kt_test_edit_agreed (agreed, "a", "{'words':'A'}");
  g_autoptr (KtRecord) later = kt_test_edit (agreed, "a", "{'words':'A'}");

  assert_dots (agreed, "words", "a:2=A");
  assert_dots (agreed, "required_by", "a:1=school");
  g_assert_true (again == agreed);
  g_assert_true (later == agreed);
}

static void
test_edit_refused (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", FIRST);
  g_autoptr (KtRecord) agreement = kt_test_new ("agreement", "a", "{'goal':'goal:1','words':'A','date':'2026-01-01'}");

  assert_bad_edit (goal, "{'words':null}", KT_RECORD_ERROR_FIELD, "field words: may not be empty");
  assert_bad_edit (goal, "{'status':'lost'}", KT_RECORD_ERROR_FIELD, "field status: not one of the choices");
  assert_bad_edit (goal, "{'_rev':'1-a'}", KT_RECORD_ERROR_FIELD, "field _rev: no such field");
  assert_bad_edit (agreement, "{'words':'B'}", KT_RECORD_ERROR_INVALID, "a record of type agreement cannot be changed here");
}

/* ---- What the author saw ---- */

static void
test_seen_not_covered (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) theirs = kt_test_edit (first, "b", "{'words':'B'}");
  g_autoptr (KtRecord) mine = kt_test_edit_seeing (theirs, first, "a", "{'words':'C'}");
  g_autoptr (KtRecord) settled = kt_test_edit (mine, "c", "{'words':'D'}");

  assert_dots (mine, "words", "a:2=C b:1=B");
  assert_dots (settled, "words", "c:1=D");
}

/* What was seen and did not change leaves alone what came meanwhile. */
static void
test_seen_unchanged (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) theirs = kt_test_edit (first, "b", "{'words':'B'}");
  g_autoptr (KtRecord) mine = kt_test_edit_seeing (theirs, first, "a", "{'words':'A'}");

  g_assert_true (mine == theirs);
}

/* The author had something on the screen that the body does not hold yet: it becomes part of it. */
static void
test_seen_is_newer (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) theirs = kt_test_edit (first, "b", "{'words':'B','status':'paused'}");
  g_autoptr (KtRecord) mine = kt_test_edit_seeing (first, theirs, "a", "{'words':'C'}");
  g_autoptr (KtRecord) joined = kt_test_join (mine, theirs);

  assert_dots (mine, "words", "a:2=C");
  assert_dots (mine, "status", "b:1=paused");
  g_assert_true (kt_record_equal (joined, mine));
}

static void
test_list_with_seen (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A','whose':['member:1','member:2','member:3']}");
  g_autoptr (KtRecord) theirs = kt_test_edit (first, "b", "{'whose':['member:2','member:3','member:4']}");
  g_autoptr (KtRecord) mine = kt_test_edit_seeing (theirs, first, "c", "{'whose':['member:1','member:2','member:5']}");
  g_auto (GStrv) list = kt_record_dup_list (mine, "whose");
  g_autofree char *joined = g_strjoinv (" ", list);

  /* 1 taken out by b, 3 by c; 4 added by b, 5 by c; nothing else touched */
  g_assert_cmpstr (joined, ==, "member:2 member:4 member:5");
  assert_dots (mine, "whose", "a:2=member:2 b:1=member:4 c:1=member:5");
  g_assert_true (kt_record_list_contains (mine, "whose", "member:4"));
  g_assert_false (kt_record_list_contains (mine, "whose", "member:1"));
}

/* Added by two at once and taken out by one who saw only one of them: it stays. */
static void
test_list_add_beats_remove (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit (first, "b", "{'whose':['member:1']}");
  g_autoptr (KtRecord) c = kt_test_edit (first, "c", "{'whose':['member:1']}");
  g_autoptr (KtRecord) gone = kt_test_edit (b, "b", "{'whose':[]}");
  g_autoptr (KtRecord) both = kt_test_join (b, c);
  g_autoptr (KtRecord) joined = kt_test_join (gone, c);
  g_auto (GStrv) twice = kt_record_dup_list (both, "whose"), once = kt_record_dup_list (joined, "whose");

  g_assert_cmpuint (kt_record_n_entries (both, "whose"), ==, 2);
  g_assert_cmpuint (g_strv_length (twice), ==, 1);
  g_assert_cmpuint (g_strv_length (once), ==, 1);
}

/* ---- Append-only ---- */

static void
change_words (json_object *tree, gpointer data)
{
  json_object *words = kt_json_get_array (kt_json_get_object (tree, "fields"), "words");

  json_object_object_add (json_object_array_get_idx (words, 0), "v", json_object_new_string ("B"));
}

static void
change_nothing (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "_rev", json_object_new_string ("1-abc"));
}

static void
test_append_only (void)
{
  static const char changes[] = "{'goal':'goal:1','words':'A','date':'2026-01-01'}";
  g_autoptr (KtRecord) one = kt_test_new ("agreement", "a", changes), two = kt_test_new ("agreement", "a", changes);
  g_autofree char *copy = kt_test_rewrite (one, change_nothing, NULL, FALSE);
  g_autofree char *changed = kt_test_rewrite (one, change_words, NULL, FALSE);
  g_autofree char *resealed = kt_test_rewrite (one, change_words, NULL, TRUE);
  g_autoptr (KtRecord) back = kt_record_parse (copy, -1, "1-abc", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (kt_record_get_id (one), "agreement:"));
  g_assert_cmpuint (strlen (kt_record_get_id (one)), ==, strlen ("agreement:") + 64);
  g_assert_cmpstr (kt_record_get_id (one), !=, kt_record_get_id (two));
  g_assert_true (kt_record_equal (one, back));
  g_assert_null (kt_record_parse (changed, -1, "1-abc", &error));
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_TAMPERED);
  g_clear_error (&error);
  g_assert_null (kt_record_parse (resealed, -1, "1-abc", &error));
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_TAMPERED);
}

/* The same nonce, the same record: the demo family in two folders. */
static void
test_append_only_derived (void)
{
  const KtEditInfo info = { .device = "a", .at = "2026-01-01T10:00:00Z", .nonce = "000102030405060708090a0b0c0d0e0f" };
  g_autoptr (json_object) values = kt_test_json ("{'goal':'goal:1','words':'A','date':'2026-01-01'}");
  const KtType *type = kt_type_find ("agreement");
  g_autoptr (KtRecord) one = kt_record_new (type, NULL, KT_TEST_FAMILY, &info, values, NULL);
  g_autoptr (KtRecord) two = kt_record_new (type, "agreement:ignored", KT_TEST_FAMILY, &info, values, NULL);

  g_assert_true (kt_record_equal (one, two));
}

/* An append-only record nobody here knows the type of is still told from a changed copy, by its nonce. */
static void
become_newer (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "type", json_object_new_string ("safety-rating"));
  json_object_object_add (tree, "_id", json_object_new_string ("safety-rating:abc"));
}

static void
test_append_only_unknown (void)
{
  g_autoptr (KtRecord) one = kt_test_new ("agreement", "a", "{'goal':'goal:1','words':'A','date':'2026-01-01'}");
  g_autofree char *copy = kt_test_rewrite (one, become_newer, NULL, TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_record_parse (copy, -1, "1-abc", &error));
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_TAMPERED);
}

static void
test_plain (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", FIRST);
  g_autoptr (KtRecord) second = kt_test_edit (first, "b", "{'whose':['member:3','member:1'],'position':-4}");
  g_autoptr (json_object) plain = kt_record_to_plain (second), list = NULL;
  g_autofree char *text = kt_json_canonical (plain, NULL);
  g_autofree char *expected = g_strdup_printf ("{\"_id\":\"%s\",\"family\":\"" KT_TEST_FAMILY "\",\"position\":-4,"
                                               "\"status\":\"open\",\"type\":\"goal\",\"whose\":[\"member:1\",\"member:3\"],"
                                               "\"words\":\"A\"}",
                                               kt_record_get_id (second));
  g_assert_cmpstr (text, ==, expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/record/bytes", test_bytes);
  g_test_add_func ("/model/record/new-refused", test_new_refused);
  g_test_add_func ("/model/record/dates", test_dates);
  g_test_add_func ("/model/record/family-is-its-own", test_family_is_its_own);
  g_test_add_func ("/model/record/edit", test_edit);
  g_test_add_func ("/model/record/edits-pruned", test_edits_pruned);
  g_test_add_func ("/model/record/edit-of-nothing", test_edit_of_nothing);
  g_test_add_func ("/model/record/edit-of-nothing-in-nfc", test_edit_of_nothing_in_nfc);
  g_test_add_func ("/model/record/agreeing-is-a-change", test_agreeing_is_a_change);
  g_test_add_func ("/model/record/edit-refused", test_edit_refused);
  g_test_add_func ("/model/record/seen-not-covered", test_seen_not_covered);
  g_test_add_func ("/model/record/seen-unchanged", test_seen_unchanged);
  g_test_add_func ("/model/record/seen-is-newer", test_seen_is_newer);
  g_test_add_func ("/model/record/list-with-seen", test_list_with_seen);
  g_test_add_func ("/model/record/list-add-beats-remove", test_list_add_beats_remove);
  g_test_add_func ("/model/record/append-only", test_append_only);
  g_test_add_func ("/model/record/append-only-derived", test_append_only_derived);
  g_test_add_func ("/model/record/append-only-unknown", test_append_only_unknown);
  g_test_add_func ("/model/record/plain", test_plain);
  return g_test_run ();
}
