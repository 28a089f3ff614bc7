/* SPDX-License-Identifier: EUPL-1.2 */
/* Papers that were left with a small, invented family: which lie where, and what of the plan makes one out of date. */
#include "model/paper.h"

#include <string.h>

#define FAMILY "family:1"
#define TODAY "2026-11-22"

typedef struct {
  const char *type, *id, *fields;
} Row;

static const Row rows[] = {
  { "family", FAMILY, "{'name':'Post','words':'Rust in huis','fixed_worker':'worker:i'}" },
  { "household", "household:a", "{'name':'Thuis','position':1}" },
  { "member", "member:mum", "{'name':'Mo Post','position':2,'households':['household:a']}" },
  { "member", "member:kid", "{'name':'Kim Post','position':3,'households':['household:a']}" },
  { "member", "member:ria", "{'name':'Ria de Wit','kind':'network','position':4}" },
  { "participation", "participation:i", "{'name':'Ilse Verb','worker':'worker:i','role':'fixed_worker','phone':'06 1'}" },
  { "goal", "goal:1", "{'words':'Rust bij de deur','wording':'Elke dag','first_step':'Bellen','whose':['member:kid'],"
                      "'position':1}" },
  { "goal", "goal:2", "{'words':'Een droge kamer','status':'open','position':2}" },
  { "goal", "goal:done", "{'words':'Een fiets','status':'reached','position':3}" },
  { "goal", "goal:own", "{'words':'Alleen van mij','audience':'me','position':4}" },
  { "action", "action:a", "{'goal':'goal:1','what':'Overdracht','who':['member:kid'],'due':'2026-11-18','status':'open'}" },
  { "action", "action:b", "{'goal':'goal:1','what':'Stickers','who':['member:mum'],'due':'2026-11-27',"
                          "'how_often':'elke vrijdag'}" },
  { "action", "action:c", "{'goal':'goal:1','what':'Doos kopen','status':'done'}" },
  { "action", "action:d", "{'goal':'goal:2','what':'Komen kijken','who':['participation:i']}" },
  { "action", "action:e", "{'goal':'goal:done','what':'Oude stap'}" },
};

/* A family as it changes. */
typedef struct {
  GPtrArray *records; /* owned */
  guint edits;
} World;

static KtEditInfo
info_of (World *world, const char *by, const char *device)
{
  static char at[32];

  g_snprintf (at, sizeof at, "2026-11-01T10:%02u:%02uZ", world->edits / 60, world->edits % 60);
  world->edits++;
  return (KtEditInfo) { .device = device, .by = by, .at = at };
}

static json_object *
parse (const char *fields)
{
  g_autofree char *json = g_strdelimit (g_strdup (fields), "'", '"');
  g_autoptr (GError) error = NULL;
  json_object *made = kt_json_parse (json, -1, &error);

  g_assert_no_error (error);
  return made;
}

/* changes: (transfer full). */
static KtRecord *
add (World *world, const char *type, const char *id, json_object *changes)
{
  KtEditInfo info = info_of (world, "worker:i", "ilse");
  g_autoptr (GError) error = NULL;
  KtRecord *record = kt_record_new (kt_type_find (type), id, FAMILY, &info, changes, &error);

  g_assert_no_error (error);
  json_object_put (changes);
  g_ptr_array_add (world->records, record);
  return record;
}

static World *
world_new (void)
{
  World *world = g_new0 (World, 1);

  world->records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    add (world, rows[i].type, rows[i].id, parse (rows[i].fields));
  return world;
}

static void
world_free (World *world)
{
  g_ptr_array_unref (world->records);
  g_free (world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

static guint
find (World *world, const char *id)
{
  for (guint i = 0; i < world->records->len; i++)
    if (g_str_equal (kt_record_get_id (world->records->pdata[i]), id))
      return i;
  g_error ("no %s", id);
}

static void
edit (World *world, const char *id, const char *fields)
{
  guint at = find (world, id);
  KtEditInfo info = info_of (world, "worker:d", "daan");
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) changes = parse (fields);
  KtRecord *edited = kt_record_edit (world->records->pdata[at], NULL, &info, changes, &error);

  g_assert_no_error (error);
  kt_record_unref (world->records->pdata[at]);
  world->records->pdata[at] = edited;
}

/* Two people write the wording at once. */
static void
dispute (World *world)
{
  guint at = find (world, "goal:1");
  KtEditInfo one = info_of (world, "worker:i", "ilse"), other = info_of (world, "worker:d", "daan");
  g_autoptr (json_object) hers = parse ("{'wording':'Drie dagen'}"), his = parse ("{'wording':'Vier dagen'}");
  g_autoptr (KtRecord) a = NULL, b = NULL;

  one.agreed = TRUE;
  a = kt_record_edit (world->records->pdata[at], NULL, &one, hers, NULL);
  b = kt_record_edit (world->records->pdata[at], NULL, &other, his, NULL);
  kt_record_unref (world->records->pdata[at]);
  world->records->pdata[at] = kt_record_join (a, b);
}

static KtFamilyIndex *
index_on (World *world, const char *today)
{
  return kt_family_index_new (FAMILY, world->records, today);
}

static KtRecord *
leave (World *world, const char *whom, const char *how, const char *today)
{
  g_autoptr (KtFamilyIndex) index = index_on (world, today);

  return add (world, "print-record", NULL, kt_paper_fields (index, whom, how, "worker:i", "nl"));
}

static void
end (World *world, KtRecord *print)
{
  g_autoptr (KtFamilyIndex) index = index_on (world, TODAY);

  add (world, "print-record", NULL, kt_paper_end_fields (index, print, "thrown_away", "worker:i"));
}

static void
spell_paper (GString *out, const KtPaper *paper)
{
  g_string_append_printf (out, "%s%s %s:", out->len > 0 ? " | " : "", paper->whom, paper->date);
  for (guint i = 0; i < paper->changes->len; i++)
    {
      const KtPaperChange *change = paper->changes->pdata[i];

      g_string_append_printf (out, " %s %s%s%s", kt_paper_change_name (change->kind), change->id,
                              change->part != NULL ? "/" : "", change->part != NULL ? change->part : "");
    }
}

static char *
spell (World *world)
{
  g_autoptr (KtFamilyIndex) index = index_on (world, TODAY);
  g_autoptr (GPtrArray) papers = kt_paper_list (index), late = kt_paper_list_to_replace (index);
  GString *out = g_string_new (NULL);
  guint changed = 0;

  for (guint i = 0; i < papers->len; i++)
    {
      spell_paper (out, papers->pdata[i]);
      changed += ((KtPaper *) papers->pdata[i])->changes->len > 0;
    }
  g_assert_cmpuint (late->len, ==, changed);
  return g_string_free_and_steal (out);
}

static void
check (World *world, const char *expected)
{
  g_autofree char *told = spell (world);

  g_assert_cmpstr (told, ==, expected);
}

/* ---- One change after a paper was left ---- */

typedef struct {
  const char *name, *id, *fields, *told;
} Case;

static const Case cases[] = {
  { "nothing", NULL, NULL, "" },
  { "words", "goal:1", "{'words':'Stilte'}", " goal-changed goal:1/words" },
  { "wording", "goal:1", "{'wording':'Drie dagen'}", " goal-changed goal:1/wording" },
  { "wording-out", "goal:1", "{'wording':null}", " goal-changed goal:1/wording" },
  { "first-step", "goal:1", "{'first_step':'Schrijven'}", " goal-changed goal:1/first_step" },
  { "whose", "goal:1", "{'whose':['member:mum']}", " goal-changed goal:1/whose" },
  { "required", "goal:2", "{'required_by':'school'}", " goal-changed goal:2/required_by" },
  { "two-parts", "goal:1", "{'words':'Stilte','first_step':'Schrijven'}",
    " goal-changed goal:1/words goal-changed goal:1/first_step" },
  { "rests", "goal:1", "{'status':'paused'}", " goal-rests goal:1" },
  { "stopped", "goal:1", "{'status':'stopped'}", " goal-gone goal:1" },
  { "narrowed", "goal:1", "{'audience':'team'}", " goal-gone goal:1" },
  { "removed", "goal:1", "{'deleted':true}", " goal-gone goal:1" },
  { "reached", "goal:1", "{'status':'reached'}", "" },
  { "open-again", "goal:done", "{'status':'open'}", " goal-new goal:done" },
  { "reached-paused", "goal:done", "{'status':'paused'}", " goal-rests goal:done" },
  { "for-all-now", "goal:own", "{'audience':'family'}", " goal-new goal:own" },
  { "moved", "goal:1", "{'position':9}", "" },
  { "domains", "goal:1", "{'domains':['money']}", "" },
  { "ticked", "action:a", "{'status':'done','done_on':'2026-11-20'}", "" },
  { "unticked", "action:c", "{'status':'open'}", "" },
  { "partly", "action:a", "{'status':'partly','obstacle':'Druk'}", "" },
  { "not-done", "action:a", "{'status':'not_done'}", " step-gone action:a" },
  { "step-removed", "action:a", "{'deleted':true}", " step-gone action:a" },
  { "step-narrowed", "action:a", "{'audience':'me'}", " step-gone action:a" },
  { "done-removed", "action:c", "{'deleted':true}", "" },
  { "step-words", "action:a", "{'what':'Rustige overdracht'}", " step-changed action:a" },
  { "step-who", "action:a", "{'who':['member:mum']}", " step-changed action:a" },
  { "step-when", "action:a", "{'due':'2026-12-01'}", " step-changed action:a" },
  { "step-all", "action:a", "{'what':'Anders','who':['member:mum'],'due':'2026-12-01'}", " step-changed action:a" },
  { "step-other-goal", "action:a", "{'goal':'goal:2'}", " step-changed action:a" },
  { "next-friday", "action:b", "{'due':'2026-12-04'}", "" },
  { "every-monday", "action:b", "{'how_often':'elke maandag'}", " step-changed action:b" },
  { "helped", "action:a", "{'helped_by':['member:mum'],'sure':3}", "" },
  { "done-otherwise", "action:a", "{'status':'done','what':'Anders'}", "" },
  { "of-a-reached-goal", "action:e", "{'what':'Anders'}", "" },
  { "family-words", FAMILY, "{'words':'Samen eten'}", " family-words family:1" },
  { "phone", "participation:i", "{'phone':'06 2'}", " contact family:1" },
  { "task", "participation:i", "{'task':'Meedenken'}", "" },
  { "phase", FAMILY, "{'phase':'do','next_review':'2027-01-01'}", "" },
};

static void
test_one_change (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (World) world = world_new ();
  g_autofree char *expected = g_strconcat ("member:mum 2026-10-02:", one->told, NULL);

  leave (world, "member:mum", "handed", "2026-10-02");
  if (one->id != NULL)
    edit (world, one->id, one->fields);
  check (world, expected);
}

static void
test_new_steps_and_goals (void)
{
  g_autoptr (World) world = world_new ();

  leave (world, "member:mum", "handed", "2026-10-02");
  add (world, "action", "action:f", parse ("{'goal':'goal:2','what':'Verven'}"));
  check (world, "member:mum 2026-10-02: step-new action:f");
  edit (world, "action:f", "{'status':'done'}"); /* it worked out before anybody brought it on paper */
  check (world, "member:mum 2026-10-02:");
  add (world, "goal", "goal:3", parse ("{'words':'Naaien','position':8}"));
  add (world, "action", "action:g", parse ("{'goal':'goal:3','what':'Een machine lenen'}"));
  check (world, "member:mum 2026-10-02: goal-new goal:3"); /* its steps come with it */
  edit (world, "goal:3", "{'status':'reached'}");
  check (world, "member:mum 2026-10-02:");
}

/* The steps of a goal that is not on paper any more are told of with it. */
static void
test_goal_takes_its_steps (void)
{
  g_autoptr (World) world = world_new ();

  leave (world, "member:mum", "handed", "2026-10-02");
  edit (world, "goal:1", "{'status':'reached'}");
  edit (world, "action:a", "{'status':'not_done'}");
  check (world, "member:mum 2026-10-02:");
  edit (world, "goal:1", "{'status':'stopped'}");
  check (world, "member:mum 2026-10-02: goal-gone goal:1");
}

/* While two wordings are on the table, paper has the agreed one: nothing to replace until somebody decides. */
static void
test_in_talks (void)
{
  g_autoptr (World) world = world_new (), other = world_new ();

  edit (world, "goal:1", "{'wording':'Drie dagen'}");
  leave (world, "member:mum", "handed", "2026-10-02");
  dispute (world);
  check (world, "member:mum 2026-10-02:");
  edit (world, "goal:1", "{'wording':'Drie dagen'}");
  check (world, "member:mum 2026-10-02:");

  dispute (other);
  leave (other, "member:mum", "handed", "2026-10-02"); /* says that it is being talked over */
  check (other, "member:mum 2026-10-02:");
  edit (other, "goal:1", "{'wording':'Drie dagen'}");
  check (other, "member:mum 2026-10-02: goal-decided goal:1");
  edit (other, "goal:1", "{'wording':'Vier dagen'}");
  check (other, "member:mum 2026-10-02: goal-changed goal:1/wording");
}

/* ---- Who has one ---- */

static void
test_latest_paper_counts (void)
{
  g_autoptr (World) world = world_new ();
  KtRecord *last;

  check (world, "");
  leave (world, "member:mum", "shown", "2026-10-01");
  check (world, "");
  leave (world, "member:mum", "handed", "2026-10-02");
  leave (world, "household:a", "post", "2026-10-03");
  edit (world, "goal:1", "{'first_step':'Schrijven'}");
  check (world, "household:a 2026-10-03: goal-changed goal:1/first_step | "
                "member:mum 2026-10-02: goal-changed goal:1/first_step");
  last = leave (world, "member:mum", "pdf", "2026-10-09");
  check (world, "household:a 2026-10-03: goal-changed goal:1/first_step | member:mum 2026-10-09:");
  leave (world, "member:mum", "shown", "2026-10-20"); /* nothing lies there of it */
  check (world, "household:a 2026-10-03: goal-changed goal:1/first_step | member:mum 2026-10-09:");
  end (world, last);
  check (world, "household:a 2026-10-03: goal-changed goal:1/first_step"); /* and none that it had replaced */
}

static void
test_of_one_day_the_later (void)
{
  g_autoptr (World) world = world_new ();
  KtRecord *first;

  first = leave (world, "member:mum", "handed", "2026-10-02");
  edit (world, "goal:1", "{'first_step':'Schrijven'}");
  leave (world, "member:mum", "handed", "2026-10-02");
  check (world, "member:mum 2026-10-02:");
  end (world, first); /* the one before it was thrown away: the new one hangs there still */
  check (world, "member:mum 2026-10-02:");
}

/* What came in first must not matter: two laptops list the same. */
static void
test_any_order (void)
{
  g_autoptr (World) world = world_new ();
  g_autofree char *one = NULL, *other = NULL;

  leave (world, "member:kid", "handed", "2026-10-02");
  leave (world, "member:mum", "handed", "2026-10-02");
  edit (world, "action:a", "{'status':'not_done'}");
  leave (world, "member:mum", "handed", "2026-10-05");
  edit (world, "goal:2", "{'status':'paused'}");
  one = spell (world);
  for (guint i = 0; i < world->records->len / 2; i++)
    {
      gpointer swap = world->records->pdata[i];

      world->records->pdata[i] = world->records->pdata[world->records->len - 1 - i];
      world->records->pdata[world->records->len - 1 - i] = swap;
    }
  other = spell (world);
  g_assert_cmpstr (one, ==, "member:mum 2026-10-05: goal-rests goal:2 | "
                            "member:kid 2026-10-02: goal-rests goal:2 step-gone action:a");
  g_assert_cmpstr (one, ==, other);
}

static void
test_somebody_unknown_or_newer (void)
{
  g_autoptr (World) world = world_new ();

  add (world, "print-record", NULL, parse ("{'whom':'member:gone','how':'handed','date':'2026-10-02'}"));
  check (world, ""); /* not in the family (any more) */
  add (world, "print-record", NULL,
       parse ("{'whom':'member:mum','how':'handed','date':'2026-10-02','stood':'goal:1 place=open x\\n\\nvow:1 what=00'}"));
  edit (world, "member:ria", "{'name':'Ria'}");
  /* A line of a newer app is passed over; what it did not say stands there as new. */
  check (world, "member:mum 2026-10-02: goal-changed goal:1/words goal-changed goal:1/wording "
                "goal-changed goal:1/first_step goal-changed goal:1/whose step-new action:a step-new action:b "
                "goal-new goal:2");
}

/* ---- What is written down ---- */

static void
test_no_words_are_kept (void)
{
  g_autoptr (World) world = world_new ();
  KtRecord *print = leave (world, "member:mum", "handed", TODAY);
  const char *bytes = kt_record_get_bytes (print);
  g_autofree char *hash = kt_sha256_hex (kt_record_get_text (print, "stood"), -1);
  static const char *const words[] = { "Rust", "Elke dag", "Bellen", "Overdracht", "Stickers", "vrijdag", "Mo Post",
                                       "Ilse", "06 1", "Alleen" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (strstr (bytes, words[i]));
  g_assert_cmpstr (kt_record_get_text (print, "digest"), ==, hash);
  g_assert_nonnull (strstr (bytes, "action:a goal=goal:1 what="));
  g_assert_null (strstr (bytes, "goal:own"));
  g_assert_true (g_str_has_prefix (kt_record_get_id (print), "print-record:"));
  g_assert_cmpint (kt_record_get_scope (print), ==, KT_SCOPE_FILE);
}

static void
test_guesses_whom (void)
{
  g_autoptr (World) world = world_new ();
  g_autoptr (KtFamilyIndex) none = index_on (world, TODAY), visited = NULL, asked = NULL;

  g_assert_null (kt_paper_guess_whom (none, "worker:i"));
  add (world, "visit", "visit:1", parse ("{'date':'2026-11-10T09:30','status':'done','with':['member:ria','member:kid']}"));
  visited = index_on (world, TODAY);
  g_assert_cmpstr (kt_paper_guess_whom (visited, "worker:i"), ==, "member:kid");
  leave (world, "member:mum", "handed", "2026-10-02");
  leave (world, "household:a", "handed", "2026-10-01");
  asked = index_on (world, TODAY);
  g_assert_cmpstr (kt_paper_guess_whom (asked, "worker:i"), ==, "member:mum");
  g_assert_cmpstr (kt_paper_guess_whom (asked, "worker:d"), ==, "member:kid"); /* he left none himself */
  g_assert_true (kt_paper_is_for (asked, FAMILY) && kt_paper_is_for (asked, "household:a"));
  g_assert_false (kt_paper_is_for (asked, "member:ria") || kt_paper_is_for (asked, "participation:i"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/model/paper/change/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_one_change);
    }
  g_test_add_func ("/model/paper/new", test_new_steps_and_goals);
  g_test_add_func ("/model/paper/goal-takes-its-steps", test_goal_takes_its_steps);
  g_test_add_func ("/model/paper/in-talks", test_in_talks);
  g_test_add_func ("/model/paper/latest", test_latest_paper_counts);
  g_test_add_func ("/model/paper/one-day", test_of_one_day_the_later);
  g_test_add_func ("/model/paper/any-order", test_any_order);
  g_test_add_func ("/model/paper/unknown", test_somebody_unknown_or_newer);
  g_test_add_func ("/model/paper/no-words", test_no_words_are_kept);
  g_test_add_func ("/model/paper/guess", test_guesses_whom);
  return g_test_run ();
}
