/* SPDX-License-Identifier: EUPL-1.2 */
/* The reading rules: what is shown while several values survive. */
#include "support/records.h"

#include <string.h>

static void
assert_start (KtRecord *record, const char *key, const char *expected)
{
  g_assert_cmpstr (json_object_get_string (kt_record_get_common_start (record, key)), ==, expected);
}

/* ---- agreed ---- */

/* The sync case of the demo family: Daan on the phone with school, Ilse at the table. */
static void
test_agreed_wins (void)
{
  g_autoptr (KtRecord) start = kt_test_new_agreed ("goal", "a", "{'words':'W','wording':'elke dag'}");
  g_autoptr (KtRecord) daan = kt_test_edit (start, "b", "{'wording':'4 ochtenden'}");
  g_autoptr (KtRecord) ilse = kt_test_edit_agreed (start, "c", "{'wording':'3 dagen'}");
  g_autoptr (KtRecord) later = kt_test_edit (daan, "b", "{'wording':'5 ochtenden'}");
  g_autoptr (KtRecord) both = kt_test_join (daan, ilse), again = kt_test_join (later, ilse);
  g_auto (GStrv) disputed = kt_record_dup_disputed (again);

  g_assert_cmpstr (kt_record_get_text (both, "wording"), ==, "3 dagen");
  assert_start (both, "wording", "elke dag");
  g_assert_null (kt_record_get_common_start (daan, "wording")); /* nobody differs from it */
  g_assert_cmpstr (kt_record_get_text (again, "wording"), ==, "3 dagen");
  assert_start (again, "wording", "elke dag");
  g_assert_cmpuint (g_strv_length (disputed), ==, 1);
  g_assert_cmpstr (disputed[0], ==, "wording");
}

static void
test_agreed_twice (void)
{
  g_autoptr (KtRecord) start = kt_test_new_agreed ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit_agreed (start, "b", "{'words':'B'}");
  g_autoptr (KtRecord) c = kt_test_edit_agreed (start, "c", "{'words':'C'}");
  g_autoptr (KtRecord) both = kt_test_join (b, c);
  g_autoptr (KtRecord) decided = kt_test_edit_agreed (both, "b", "{'words':'C'}");
  KtEntry entry;

  g_assert_cmpstr (kt_record_get_text (both, "words"), ==, "A");
  g_assert_true (kt_record_is_disputed (both, "words"));
  g_assert_false (kt_record_is_disputed (decided, "words"));
  g_assert_true (kt_record_get_entry (decided, "words", 0, &entry));
  g_assert_cmpstr (json_object_get_string (entry.from), ==, "A");
}

static void
test_agreed_by_nobody (void)
{
  g_autoptr (KtRecord) start = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit (start, "b", "{'words':'B'}"), c = kt_test_edit (start, "c", "{'words':'C'}");
  g_autoptr (KtRecord) both = kt_test_join (b, c);

  g_assert_cmpstr (kt_record_get_text (both, "words"), ==, "A");
}

/* Both wrote the same: nothing to decide. */
static void
test_agreed_equal (void)
{
  g_autoptr (KtRecord) start = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit (start, "b", "{'words':'B'}"), c = kt_test_edit (start, "c", "{'words':'B'}");
  g_autoptr (KtRecord) both = kt_test_join (b, c);

  g_assert_cmpuint (kt_record_n_entries (both, "words"), ==, 2);
  g_assert_cmpstr (kt_record_get_text (both, "words"), ==, "B");
  g_assert_false (kt_record_is_disputed (both, "words"));
}

/* Invariant 5, link by link: the last value agreed, however many unagreed ones came between. */
static void
test_from_chain (void)
{
  g_autoptr (KtRecord) agreed = kt_test_new_agreed ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit (agreed, "a", "{'words':'B'}"), c = kt_test_edit (b, "b", "{'words':'C'}");
  g_autoptr (KtRecord) d = kt_test_edit_agreed (c, "a", "{'words':'D'}"), e = kt_test_edit (d, "a", "{'words':'E'}");
  KtRecord *chain[] = { agreed, b, c, d, e };
  static const char *const from[] = { NULL, "A", "A", "A", "D" };

  for (gsize i = 0; i < G_N_ELEMENTS (chain); i++)
    {
      KtEntry entry;

      g_assert_true (kt_record_get_entry (chain[i], "words", 0, &entry));
      g_assert_cmpstr (json_object_get_string (entry.from), ==, from[i]);
    }
}

/* First written without the family: then the first words are what both sides started from. */
static void
test_from_never_agreed (void)
{
  g_autoptr (KtRecord) a = kt_test_new ("goal", "a", "{'words':'A'}"), b = kt_test_edit (a, "a", "{'words':'B'}");
  g_autoptr (KtRecord) c = kt_test_edit (b, "a", "{'words':'C'}");
  KtEntry entry;

  kt_record_get_entry (c, "words", 0, &entry);
  g_assert_cmpstr (json_object_get_string (entry.from), ==, "A");
}

/* A field of another rule carries no start; own words do whatever their rule. */
static void
test_from_only_where_it_counts (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A','required_by':'x'}");
  g_autoptr (KtRecord) changed = kt_test_edit (goal, "a", "{'required_by':'y'}");
  g_autoptr (KtRecord) note = kt_test_new ("note", "a", "{'words':'A'}"), words = kt_test_edit (note, "a", "{'words':'B'}");
  KtEntry entry;

  kt_record_get_entry (changed, "required_by", 0, &entry);
  g_assert_null (entry.from);
  kt_record_get_entry (words, "words", 0, &entry);
  g_assert_cmpstr (json_object_get_string (entry.from), ==, "A");
}

/* Filled in by two for the first time: no common start; the agreed one shows. */
static void
test_agreed_without_start (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit (goal, "b", "{'first_step':'bellen'}");
  g_autoptr (KtRecord) c = kt_test_edit_agreed (goal, "c", "{'first_step':'schrijven'}");
  g_autoptr (KtRecord) d = kt_test_edit (goal, "d", "{'first_step':'later'}");
  g_autoptr (KtRecord) bc = kt_test_join (b, c), bd = kt_test_join (b, d);

  g_assert_null (kt_record_get_common_start (bc, "first_step"));
  g_assert_cmpstr (kt_record_get_text (bc, "first_step"), ==, "schrijven");
  g_assert_cmpstr (kt_record_get_text (bd, "first_step"), ==, "later");
}

/* ---- ask ---- */

static void
test_ask (void)
{
  g_autoptr (KtRecord) start = kt_test_new ("member", "a", "{'name':'Noor','called':'N'}");
  g_autoptr (KtRecord) early = kt_test_edit_agreed (start, "z", "{'called':'Noortje'}");
  g_autoptr (KtRecord) late = kt_test_edit (start, "b", "{'called':'Nootje'}");
  g_autoptr (KtRecord) latest = kt_test_edit (start, "c", "{'called':'Noor'}");
  g_autoptr (KtRecord) plain = kt_test_join (late, latest), with_agreed = kt_test_join (plain, early);

  g_assert_cmpstr (kt_record_get_text (plain, "called"), ==, "Noor");
  g_assert_true (kt_record_is_disputed (plain, "called"));
  g_assert_cmpstr (kt_record_get_text (with_agreed, "called"), ==, "Noortje");
  g_assert_cmpuint (kt_record_n_entries (with_agreed, "called"), ==, 3);
}

/* The same second: the dot decides, the same everywhere. */
static void
test_ask_same_time (void)
{
  const KtEditInfo b = { .device = "b", .at = "2026-01-01T10:00:00Z" }, c = { .device = "c", .at = "2026-01-01T10:00:00Z" };
  g_autoptr (KtRecord) start = kt_test_new ("member", "a", "{'name':'Noor'}");
  g_autoptr (json_object) one = kt_test_json ("{'called':'B'}"), two = kt_test_json ("{'called':'C'}");
  g_autoptr (KtRecord) x = kt_record_edit (start, NULL, &b, one, NULL), y = kt_record_edit (start, NULL, &c, two, NULL);
  g_autoptr (KtRecord) both = kt_test_join (x, y);

  g_assert_cmpstr (kt_record_get_text (both, "called"), ==, "B");
}

/* A third value nobody had seen reopens what was decided. */
static void
test_unseen_third_reopens (void)
{
  g_autoptr (KtRecord) start = kt_test_new_agreed ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) b = kt_test_edit (start, "b", "{'words':'B'}"), c = kt_test_edit (start, "c", "{'words':'C'}");
  g_autoptr (KtRecord) third = kt_test_edit (start, "d", "{'words':'D'}");
  g_autoptr (KtRecord) both = kt_test_join (b, c), decided = kt_test_edit_agreed (both, "a", "{'words':'B'}");
  g_autoptr (KtRecord) reopened = kt_test_join (decided, third);

  g_assert_false (kt_record_is_disputed (decided, "words"));
  g_assert_true (kt_record_is_disputed (reopened, "words"));
  g_assert_cmpstr (kt_record_get_text (reopened, "words"), ==, "B");
  assert_start (reopened, "words", "A");
}

/* ---- done, narrow, worried ---- */

static KtRecord *
clash (KtRecord *start, const char *one, const char *other)
{
  g_autoptr (KtRecord) b = kt_test_edit (start, "b", one), c = kt_test_edit (start, "c", other);

  return kt_test_join (b, c);
}

static void
test_done (void)
{
  g_autoptr (KtRecord) step = kt_test_new ("action", "a", "{'goal':'goal:1','what':'bellen'}");
  g_autoptr (KtRecord) done = clash (step, "{'status':'done'}", "{'status':'blocked'}");
  g_autoptr (KtRecord) partly = clash (step, "{'status':'not_done'}", "{'status':'partly'}");

  g_assert_cmpstr (kt_record_get_text (done, "status"), ==, "done");
  g_assert_true (kt_record_is_disputed (done, "status"));
  g_assert_cmpstr (kt_record_get_text (partly, "status"), ==, "partly");
}

static void
test_narrow (void)
{
  g_autoptr (KtRecord) note = kt_test_new ("note", "a", "{'words':'x'}");
  g_autoptr (KtRecord) me = clash (note, "{'audience':'me'}", "{'audience':'family'}");
  g_autoptr (KtRecord) restricted = clash (note, "{'audience':'me'}", "{'audience':'restricted'}");

  g_assert_cmpstr (kt_record_get_text (me, "audience"), ==, "me");
  g_assert_true (kt_record_is_disputed (me, "audience"));
  g_assert_cmpstr (kt_record_get_text (restricted, "audience"), ==, "restricted");
}

#define CONSENT "'person':'member:1','agency':'agency:1','purpose':'samen plannen','said_by':'member:2'"

/* One takes it back while the other makes it wider: it is taken back, and nobody has to decide that. */
static void
test_withdrawn_beats_wider (void)
{
  g_autoptr (KtRecord) given = kt_test_new ("consent", "a", "{" CONSENT ",'status':'given','data':'appointments'}");
  g_autoptr (KtRecord) back = kt_test_edit (given, "b", "{'status':'withdrawn'}");
  g_autoptr (KtRecord) wider = kt_test_edit (given, "c", "{'data':'plan'}"), both = kt_test_join (back, wider);
  g_autoptr (KtRecord) again = kt_test_edit (both, "c", "{'status':'given'}");

  g_assert_cmpstr (kt_record_get_text (both, "status"), ==, "withdrawn");
  g_assert_false (kt_record_is_disputed (both, "status"));
  /* who gives it again has seen that it was taken back */
  g_assert_cmpstr (kt_record_get_text (again, "status"), ==, "given");
}

static void
test_narrow_consent (void)
{
  g_autoptr (KtRecord) asked = kt_test_new ("consent", "a", "{" CONSENT ",'status':'asked','data':'health'}");
  const struct {
    const char *key, *one, *other, *wanted;
  } pairs[] = {
    { "status", "{'status':'given'}", "{'status':'refused'}", "refused" },
    { "status", "{'status':'given'}", "{'status':'not_needed'}", "not_needed" },
    { "status", "{'status':'withdrawn'}", "{'status':'refused'}", "withdrawn" },
    { "data", "{'data':'plan'}", "{'data':'attendance'}", "attendance" },
    { "data", "{'data':'file'}", "{'data':'load'}", "load" },
    { "direction", "{'direction':'both'}", "{'direction':'from_them'}", "from_them" },
    { "until", "{'until':'2027-03-01'}", "{'until':'2026-12-31'}", "2026-12-31" },
    { "until", "{'until':'2026'}", "{'until':'2026-05-01'}", "2026-05-01" },
    { "until", "{'until':'2026'}", "{'until':'2027-01'}", "2026" },
    { "revisit", "{'revisit':'2026-06'}", "{'revisit':'2026-06-30'}", "2026-06-30" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (KtRecord) both = clash (asked, pairs[i].one, pairs[i].other);
      g_autoptr (KtRecord) swapped = clash (asked, pairs[i].other, pairs[i].one);

      g_assert_cmpstr (kt_record_get_text (both, pairs[i].key), ==, pairs[i].wanted);
      g_assert_cmpstr (kt_record_get_text (swapped, pairs[i].key), ==, pairs[i].wanted);
      g_assert_true (kt_record_is_disputed (both, pairs[i].key));
    }
}

/* No machine settles a level: what was agreed with the family is read, both are kept, and somebody decides. */
static void
test_goal_levels (void)
{
  g_autoptr (KtRecord) start = kt_test_new_agreed ("goal-level", "a", "{'goal':'goal:1','version':1,'zero':'3 dagen'}");
  g_autoptr (KtRecord) school = kt_test_edit (start, "b", "{'zero':'4 dagen'}");
  g_autoptr (KtRecord) table = kt_test_edit_agreed (start, "c", "{'zero':'3 dagen + werkplaats'}");
  g_autoptr (KtRecord) other = kt_test_edit (start, "d", "{'plus_one':'4 dagen'}");
  g_autoptr (KtRecord) clashed = kt_test_join (school, table), all = kt_test_join (clashed, other);

  g_assert_true (kt_record_is_disputed (all, "zero"));
  g_assert_cmpuint (kt_record_n_entries (all, "zero"), ==, 2);
  g_assert_cmpstr (kt_record_get_text (all, "zero"), ==, "3 dagen + werkplaats");
  assert_start (all, "zero", "3 dagen");
  g_assert_false (kt_record_is_disputed (all, "plus_one"));
}

static void
test_worried (void)
{
  g_autoptr (KtRecord) step = kt_test_new ("action", "a", "{'goal':'goal:1','what':'bellen'}");
  g_autoptr (KtRecord) sure = clash (step, "{'sure':8}", "{'sure':-9223372036854775807}");

  g_assert_cmpint (kt_record_get_int (sure, "sure", 0), ==, -G_MAXINT64);
  g_assert_cmpint (kt_record_get_int (sure, "position", 7), ==, 7);
}

/* A newer app's choice: the careful reading of an audience, and never "done". */
static void
add_choice (json_object *tree, gpointer value)
{
  json_object *fields = kt_json_get_object (tree, "fields"), *clock = kt_json_get_object (tree, "clock");
  g_autofree char *text = g_strdup_printf ("[{'dot':'n:1','v':'%s'}]", (const char *) value);

  json_object_object_add (clock, "n", json_object_new_int (1));
  json_object_object_add (fields, "audience", kt_test_json (text));
  json_object_object_add (fields, "status", kt_test_json (text));
}

static void
test_unknown_choice (void)
{
  g_autoptr (KtRecord) step = kt_test_new ("action", "a", "{'goal':'goal:1','what':'bellen'}");
  g_autoptr (KtRecord) known = kt_test_edit (step, "b", "{'audience':'restricted','status':'open'}");
  g_autofree char *newer = kt_test_rewrite (step, add_choice, (gpointer) "carers", TRUE);
  g_autoptr (KtRecord) unknown = kt_record_parse (newer, -1, NULL, NULL), both = kt_test_join (known, unknown);

  g_assert_cmpstr (kt_record_get_text (both, "audience"), ==, "carers");
  g_assert_cmpstr (kt_record_get_text (both, "status"), ==, "open");
  g_assert_true (kt_record_validate (both, NULL));
}

/* ---- Removal ---- */

static void
test_deleted (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) gone = kt_test_edit (goal, "b", "{'deleted':true}");
  g_autoptr (KtRecord) back = kt_test_edit (gone, "a", "{'deleted':null}"), also = kt_test_edit (gone, "a", "{'deleted':false}");

  g_assert_false (kt_record_is_deleted (goal));
  g_assert_true (kt_record_is_deleted (gone));
  g_assert_true (kt_record_get_bool (gone, "deleted"));
  g_assert_false (kt_record_is_deleted (back));
  g_assert_false (kt_record_is_deleted (also));
}

static void
test_edit_beats_delete (void)
{
  static const char *const edits[] = { "{'words':'B'}", "{'status':'paused'}", "{'whose':[]}", "{'whose':['member:2']}",
                                       "{'required_by':null}", "{'deleted':false,'words':'C'}" };
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A','whose':['member:1'],'required_by':'school'}");
  g_autoptr (KtRecord) gone = kt_test_edit (goal, "b", "{'deleted':true}");

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (edits); i++)
    {
      /* by a device new to the record, and by one of which the removal had seen an earlier edit */
      g_autoptr (KtRecord) edit = kt_test_edit (goal, i % 2 ? "a" : "c", edits[i / 2]), both = kt_test_join (gone, edit);

      g_assert_false (kt_record_is_deleted (both));
      g_assert_false (kt_record_get_bool (both, "deleted"));
      g_assert_false (kt_record_is_disputed (both, "deleted"));
    }
}

static void
test_deleted_twice (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A'}"), more = kt_test_edit (goal, "d", "{'status':'paused'}");
  g_autoptr (KtRecord) b = kt_test_edit (goal, "b", "{'deleted':true}"), c = kt_test_edit (more, "c", "{'deleted':true}");
  g_autoptr (KtRecord) both = kt_test_join (b, c), seen = kt_test_edit (both, "a", "{'deleted':true}");

  g_assert_true (kt_record_is_deleted (both));
  g_assert_true (kt_record_is_deleted (seen));
}

/* Removed by somebody who looked at an older body than was there: the unseen edit stays. */
static void
test_deleted_seeing_less (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A'}"), newer = kt_test_edit (goal, "c", "{'words':'B'}");
  g_autoptr (KtRecord) gone = kt_test_edit_seeing (newer, goal, "b", "{'deleted':true}");

  g_assert_false (kt_record_is_deleted (gone));
}

/* Removed together with a list, whose elements take counters of their own. */
static void
test_deleted_with_list (void)
{
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autoptr (KtRecord) gone = kt_test_edit (goal, "b", "{'deleted':true,'whose':['member:1','member:2','member:3']}");
  g_autoptr (KtRecord) born = kt_test_new ("goal", "a", "{'words':'A','deleted':true,'whose':['member:1','member:2']}");

  g_assert_true (kt_record_is_deleted (gone));
  g_assert_true (kt_record_is_deleted (born));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/reading/agreed-wins", test_agreed_wins);
  g_test_add_func ("/model/reading/agreed-twice", test_agreed_twice);
  g_test_add_func ("/model/reading/agreed-by-nobody", test_agreed_by_nobody);
  g_test_add_func ("/model/reading/agreed-equal", test_agreed_equal);
  g_test_add_func ("/model/reading/from-chain", test_from_chain);
  g_test_add_func ("/model/reading/from-never-agreed", test_from_never_agreed);
  g_test_add_func ("/model/reading/from-only-where-it-counts", test_from_only_where_it_counts);
  g_test_add_func ("/model/reading/agreed-without-start", test_agreed_without_start);
  g_test_add_func ("/model/reading/ask", test_ask);
  g_test_add_func ("/model/reading/ask-same-time", test_ask_same_time);
  g_test_add_func ("/model/reading/unseen-third-reopens", test_unseen_third_reopens);
  g_test_add_func ("/model/reading/done", test_done);
  g_test_add_func ("/model/reading/narrow", test_narrow);
  g_test_add_func ("/model/reading/withdrawn-beats-wider", test_withdrawn_beats_wider);
  g_test_add_func ("/model/reading/narrow-consent", test_narrow_consent);
  g_test_add_func ("/model/reading/goal-levels", test_goal_levels);
  g_test_add_func ("/model/reading/worried", test_worried);
  g_test_add_func ("/model/reading/unknown-choice", test_unknown_choice);
  g_test_add_func ("/model/reading/deleted", test_deleted);
  g_test_add_func ("/model/reading/edit-beats-delete", test_edit_beats_delete);
  g_test_add_func ("/model/reading/deleted-twice", test_deleted_twice);
  g_test_add_func ("/model/reading/deleted-seeing-less", test_deleted_seeing_less);
  g_test_add_func ("/model/reading/deleted-with-list", test_deleted_with_list);
  return g_test_run ();
}
