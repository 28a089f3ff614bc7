/* SPDX-License-Identifier: EUPL-1.2 */
/* The index over one small, invented family: what it finds must not depend on the order its records came in. */
#include "model/family-index.h"

#include <string.h>

#define FAMILY "family:1"
#define TODAY "2026-11-22"

typedef struct {
  const char *type, *id, *fields;
} Row;

static const Row rows[] = {
  { "family", FAMILY, "{'name':'Post','fixed_worker':'worker:i'}" },
  { "household", "household:b", "{'name':'Bij oma','position':2}" },
  { "household", "household:a", "{'name':'Thuis','position':1}" },
  { "member", "member:kid", "{'name':'Kim van der Post','birth':'2017-11-23','position':2,'households':['household:a','household:b']}" },
  { "member", "member:mum", "{'name':'Mo Post','birth':'1992','position':1,'households':['household:a']}" },
  { "member", "member:gran", "{'name':'Gerda Post','called':'oma Gerda','position':3,'households':['household:b']}" },
  { "member", "member:away", "{'name':'Bas Post','position':4,'households':['household:unknown']}" },
  { "member", "member:ria", "{'name':'Ria de Wit','kind':'network'}" },
  { "agency", "agency:g", "{'name':'Geldloket'}" },
  { "participation", "participation:o", "{'name':'Omar Lach','agency':'agency:g','role':'professional'}" },
  { "participation", "participation:i", "{'name':'Ilse Verb','worker':'worker:i','role':'fixed_worker'}" },
  { "relation", "relation:1", "{'from':'member:mum','to':'member:kid','kind':'parent'}" },
  { "factor", "factor:1", "{'kind':'strength','domain':'home','words':'Eten aan tafel','about':['member:mum'],'date':'2026-10-02'}" },
  { "factor", "factor:2", "{'kind':'strength','domain':'home','words':'Schoon','about':['member:kid'],'date':'2026-10-01'}" },
  { "factor", "factor:3", "{'kind':'concern','domain':'money','words':'Post','about':['member:mum'],'said_by':'member:mum'}" },
  { "goal", "goal:late", "{'words':'Later','status':'reached','position':1}" },
  { "goal", "goal:kid", "{'words':'Rust bij de deur','whose':['member:kid'],'position':3}" },
  { "goal", "goal:all", "{'words':'Een droge kamer','whose':['household:a'],'status':'open','position':2}" },
  { "action", "action:done", "{'goal':'goal:kid','what':'Stickers','who':['member:kid'],'status':'done','due':'2026-11-01'}" },
  { "action", "action:late", "{'goal':'goal:kid','what':'Overdracht','who':['member:gran'],'due':'2026-11-18','status':'open'}" },
  { "action", "action:soon", "{'goal':'goal:all','what':'Bellen','who':['participation:o'],'due':'2026-11-27'}" },
  { "action", "action:far", "{'goal':'goal:all','what':'Verven','who':['member:mum'],'due':'2027-01-10'}" },
  { "action", "action:now", "{'goal':'goal:all','what':'Post in een doos','who':['member:mum'],'quick_win':true}" },
  { "action", "action:gone", "{'goal':'goal:late','what':'Voorbij','due':'2026-11-20'}" },
  { "visit", "visit:past", "{'date':'2026-11-10T09:30','status':'done'}" },
  { "visit", "visit:missed", "{'date':'2026-11-17T09:30','status':'not_held'}" },
  { "visit", "visit:today", "{'date':'2026-11-22T15:00','status':'planned'}" },
  { "visit", "visit:next", "{'date':'2026-12-02T09:30','status':'planned'}" },
  { "note", "note:2", "{'words':'Tweede','visit':'visit:past','date':'2026-11-11'}" },
  { "note", "note:1", "{'words':'Eerste','visit':'visit:past','date':'2026-11-10'}" },
};

static KtRecord *
make (const Row *row, const char *by, const char *at)
{
  g_autofree char *json = g_strdelimit (g_strdup (row->fields), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) changes = kt_json_parse (json, -1, &error);
  KtEditInfo info = { .device = "dev", .by = by, .at = at };
  KtRecord *record;

  g_assert_no_error (error);
  record = kt_record_new (kt_type_find (row->type), row->id, FAMILY, &info, changes, &error);
  g_assert_no_error (error);
  return record;
}

static KtFamilyIndex *
make_index (gboolean backwards)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[backwards ? G_N_ELEMENTS (rows) - 1 - i : i];
      gboolean late = g_str_equal (row->id, "factor:1");

      g_ptr_array_add (records, make (row, late ? "worker:d" : "worker:i",
                                      late ? "2026-11-12T10:00:00Z" : "2026-11-01T10:00:00Z"));
    }
  return kt_family_index_new (FAMILY, records, TODAY);
}

/* "Mo Oma" for a list of persons, the ids for a list of records. */
static char *
spell (GPtrArray *list, gboolean persons)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      gpointer item = g_ptr_array_index (list, i);

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "",
                              persons ? ((KtPerson *) item)->first : kt_record_get_id (item));
    }
  return g_string_free (out, FALSE);
}

#define ASSERT_LIST(call, persons, expected) \
  G_STMT_START \
  { \
    g_autoptr (GPtrArray) list_ = call; \
    g_autofree char *text_ = spell (list_, persons); \
    g_assert_cmpstr (text_, ==, expected); \
  } \
  G_STMT_END

static void
check_people (KtFamilyIndex *index)
{
  const KtPerson *kid = kt_family_index_find_person (index, "member:kid");
  const KtPerson *mum = kt_family_index_find_person (index, "member:mum");

  ASSERT_LIST (kt_family_index_list_members (index), TRUE, "Mo Kim oma Gerda Bas");
  ASSERT_LIST (kt_family_index_list_network (index), TRUE, "Ria");
  ASSERT_LIST (kt_family_index_list_helpers (index), TRUE, "Ilse Omar");
  ASSERT_LIST (kt_family_index_list_households (index), TRUE, "Thuis Bij oma");
  ASSERT_LIST (kt_family_index_list_living_at (index, "household:a"), TRUE, "Mo Kim");
  ASSERT_LIST (kt_family_index_list_living_at (index, "household:b"), TRUE, "Kim oma Gerda");
  ASSERT_LIST (kt_family_index_list_living_at (index, NULL), TRUE, "Bas");
  g_assert_cmpint (kid->age, ==, 8); /* nine tomorrow */
  g_assert_false (kid->age_about);
  g_assert_cmpint (mum->age, ==, 34);
  g_assert_true (mum->age_about);
  g_assert_cmpstr (kid->name, ==, "Kim van der Post");
  g_assert_null (kt_family_index_find_person (index, "member:nobody"));
  g_assert_null (kt_family_index_find_person (index, NULL));
  g_assert_cmpint (kt_family_index_find_person (index, FAMILY)->kind, ==, KT_PERSON_FAMILY);
}

static void
test_people (void)
{
  for (int backwards = 0; backwards < 2; backwards++)
    {
      g_autoptr (KtFamilyIndex) index = make_index (backwards);

      check_people (index);
    }
}

static void
test_workers (void)
{
  g_autoptr (KtFamilyIndex) index = make_index (FALSE);

  g_assert_cmpstr (kt_family_index_find_person (index, "worker:i")->first, ==, "Ilse");
  g_assert_true (kt_family_index_find_person (index, "worker:i") == kt_family_index_find_person (index, "participation:i"));
  g_assert_true (kt_family_index_is_fixed_worker (index, "worker:i"));
  g_assert_false (kt_family_index_is_fixed_worker (index, "worker:d"));
  g_assert_false (kt_family_index_is_fixed_worker (index, NULL));
  g_assert_cmpstr (kt_family_index_find_agency (index, "participation:o")->name, ==, "Geldloket");
  g_assert_null (kt_family_index_find_agency (index, "member:mum"));
  ASSERT_LIST (kt_family_index_list_relations (index, "member:kid"), FALSE, "relation:1");
  ASSERT_LIST (kt_family_index_list_relations (index, "member:gran"), FALSE, "");
}

static void
test_factors (void)
{
  for (int backwards = 0; backwards < 2; backwards++)
    {
      g_autoptr (KtFamilyIndex) index = make_index (backwards);

      ASSERT_LIST (kt_family_index_list_factors (index, "home", "strength", NULL), FALSE, "factor:2 factor:1");
      ASSERT_LIST (kt_family_index_list_factors (index, "home", "strength", "member:mum"), FALSE, "factor:1");
      ASSERT_LIST (kt_family_index_list_factors (index, "home", "concern", NULL), FALSE, "");
      g_assert_cmpuint (kt_family_index_count_factors (index, "strength", NULL), ==, 2);
      g_assert_cmpuint (kt_family_index_count_factors (index, "concern", "member:mum"), ==, 1);
      g_assert_cmpuint (kt_family_index_count_factors (index, "concern", "member:kid"), ==, 0);
      g_assert_cmpstr (kt_family_index_get_last_speaker (index), ==, "member:mum");
    }
}

static void
test_plan (void)
{
  for (int backwards = 0; backwards < 2; backwards++)
    {
      g_autoptr (KtFamilyIndex) index = make_index (backwards);

      ASSERT_LIST (kt_family_index_list_goals (index), FALSE, "goal:all goal:kid goal:late");
      g_assert_cmpuint (kt_family_index_count_goals (index, "open"), ==, 2);
      g_assert_cmpuint (kt_family_index_count_goals (index, "reached"), ==, 1);
      ASSERT_LIST (kt_family_index_list_steps_within (index, 7), FALSE, "action:now action:late action:soon");
      g_assert_cmpint (kt_family_index_get_days_late (index, kt_family_index_find (index, "action:late")), ==, 4);
      g_assert_cmpint (kt_family_index_get_days_late (index, kt_family_index_find (index, "action:done")), ==, 0);
      g_assert_cmpint (kt_family_index_get_days_late (index, kt_family_index_find (index, "action:soon")), ==, 0);
      g_assert_cmpint (kt_family_index_get_days_late (index, kt_family_index_find (index, "action:now")), ==, 0);
    }
}

static void
test_coverage (void)
{
  static const struct {
    const char *member;
    KtCoverage want;
  } cases[] = {
    { "member:kid", { .own = 1, .whole = 1, .helped = 4 } }, /* the done step counts no more */
    { "member:mum", { .whole = 1, .helped = 1, .helps = 2 } },
    { "member:gran", { .helps = 1 } },
    { "member:away", { 0 } },
  };
  g_autoptr (KtFamilyIndex) index = make_index (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KtCoverage got;

      kt_family_index_get_coverage (index, cases[i].member, &got);
      g_assert_cmpmem (&got, sizeof got, &cases[i].want, sizeof cases[i].want);
    }
}

static void
test_visits (void)
{
  g_autoptr (KtFamilyIndex) index = make_index (TRUE);

  ASSERT_LIST (kt_family_index_list_visits (index), FALSE, "visit:next visit:today visit:missed visit:past");
  g_assert_cmpstr (kt_record_get_id (kt_family_index_get_next_visit (index)), ==, "visit:today");
  g_assert_cmpstr (kt_record_get_id (kt_family_index_get_last_visit (index)), ==, "visit:past");
  ASSERT_LIST (kt_family_index_list_notes (index, "visit:past"), FALSE, "note:1 note:2");
  ASSERT_LIST (kt_family_index_list_notes (index, NULL), FALSE, "");
  g_assert_cmpuint (kt_family_index_count_changes (index, "2026-11-10", "worker:i"), ==, 1);
  g_assert_cmpuint (kt_family_index_count_changes (index, "2026-11-10", "worker:d"), ==, 0);
  g_assert_cmpuint (kt_family_index_count_changes (index, "2026-10-10", "worker:d"), ==, G_N_ELEMENTS (rows) - 1);
}

static KtRecord *
edit (KtRecord *from, const char *device, const char *key, const char *value)
{
  g_autoptr (json_object) changes = json_object_new_object ();
  g_autoptr (GError) error = NULL;
  KtEditInfo info = { .device = device, .by = "worker:i", .at = "2026-11-20T10:00:00Z" };
  KtRecord *made;

  json_object_object_add (changes, key, value != NULL ? json_object_new_string (value) : NULL);
  made = kt_record_edit (from, NULL, &info, changes, &error);
  g_assert_no_error (error);
  return made;
}

static void
test_disputes (void)
{
  static const Row row = { "goal", "goal:x", "{'words':'Fietsen','wording':'Elke dag'}" };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  g_autoptr (KtRecord) base = make (&row, "worker:i", "2026-11-01T10:00:00Z");
  g_autoptr (KtRecord) ours = edit (base, "one", "wording", "Drie dagen");
  g_autoptr (KtRecord) theirs = edit (base, "two", "wording", "Vier ochtenden");
  g_autoptr (KtFamilyIndex) index = NULL;
  g_autoptr (GPtrArray) disputes = NULL;

  g_ptr_array_add (records, kt_record_join (ours, theirs));
  index = kt_family_index_new (FAMILY, records, TODAY);
  disputes = kt_family_index_list_disputes (index);
  g_assert_cmpuint (disputes->len, ==, 1);
  g_assert_cmpstr (((KtDispute *) g_ptr_array_index (disputes, 0))->field, ==, "wording");
  g_assert_true (kt_family_index_is_disputed (index, "goal:x"));
  g_assert_false (kt_family_index_is_disputed (index, "goal:y"));
}

static void
test_left_out (void)
{
  static const Row row = { "goal", "goal:x", "{'words':'Weg','deleted':true}" };
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  g_autoptr (KtFamilyIndex) index = NULL;

  g_ptr_array_add (records, make (&row, "worker:i", "2026-11-01T10:00:00Z"));
  index = kt_family_index_new (FAMILY, records, TODAY);
  g_assert_null (kt_family_index_get_family (index));
  g_assert_null (kt_family_index_get_fixed_worker (index));
  ASSERT_LIST (kt_family_index_list_goals (index), FALSE, "");
  g_assert_null (kt_family_index_get_next_visit (index));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/family-index/people", test_people);
  g_test_add_func ("/model/family-index/workers", test_workers);
  g_test_add_func ("/model/family-index/factors", test_factors);
  g_test_add_func ("/model/family-index/plan", test_plan);
  g_test_add_func ("/model/family-index/coverage", test_coverage);
  g_test_add_func ("/model/family-index/visits", test_visits);
  g_test_add_func ("/model/family-index/disputes", test_disputes);
  g_test_add_func ("/model/family-index/left-out", test_left_out);
  return g_test_run ();
}
