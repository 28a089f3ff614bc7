/* SPDX-License-Identifier: EUPL-1.2 */
/* A paper that no longer fits, in plain words: each kind of change, in both languages. */
#include "base/i18n.h"
#include "report/paper-text.h"

#include <string.h>

#define FAMILY "family:1"

typedef struct {
  const char *type, *id, *fields;
} Row;

static const Row rows[] = {
  { "family", FAMILY, "{'name':'Post'}" },
  { "household", "household:a", "{'name':'Thuis'}" },
  { "member", "member:kid", "{'name':'Kim Post'}" },
  { "member", "member:mum", "{'name':'Mo Post'}" },
  { "agency", "agency:g", "{'name':'Geldloket'}" },
  { "participation", "participation:o", "{'name':'Omar Lach','agency':'agency:g'}" },
  { "participation", "participation:i", "{'name':'Ilse Verb','role':'fixed_worker','phone':'06 12'}" },
  { "goal", "goal:1", "{'words':'Rust bij de deur','wording':'Via oma','first_step':'Bellen','whose':['member:kid','member:mum'],"
                      "'required_by':'school'}" },
  { "goal", "goal:bare", "{'words':'Een droge kamer'}" },
  { "action", "action:a", "{'goal':'goal:1','what':'De regeling','who':['participation:o'],'due':'2026-11-27'}" },
};

typedef struct {
  KtPaperChangeKind kind;
  const char *id, *part, *en, *nl;
} Case;

static const Case cases[] = {
  { KT_PAPER_FAMILY_WORDS, FAMILY, NULL, "What matters to the family is put differently now",
    "Wat telt voor het gezin staat er nu anders" },
  { KT_PAPER_CONTACT, FAMILY, NULL, "Questions now go to Ilse Verb, 06 12", "Vragen gaan nu naar Ilse Verb, 06 12" },
  { KT_PAPER_GOAL_NEW, "goal:1", NULL, "New goal: “Rust bij de deur”", "Nieuw doel: “Rust bij de deur”" },
  { KT_PAPER_GOAL_GONE, "goal:1", NULL, "No longer on paper: “Rust bij de deur”",
    "Staat niet meer op papier: “Rust bij de deur”" },
  { KT_PAPER_GOAL_GONE, "goal:gone", NULL, "A goal is not in the plan any more",
    "Er staat een doel op dat niet meer in het plan staat" },
  { KT_PAPER_GOAL_RESTS, "goal:1", NULL, "For later now: “Rust bij de deur”", "Nu voor later: “Rust bij de deur”" },
  { KT_PAPER_GOAL_CHANGED, "goal:1", "words", "In other words now: “Rust bij de deur”",
    "Nu in andere woorden: “Rust bij de deur”" },
  { KT_PAPER_GOAL_CHANGED, "goal:1", "wording", "“Rust bij de deur”: what we do is now “Via oma”",
    "“Rust bij de deur”: wat we doen is nu “Via oma”" },
  { KT_PAPER_GOAL_CHANGED, "goal:1", "first_step", "“Rust bij de deur”: the first small step is now “Bellen”",
    "“Rust bij de deur”: de eerste kleine stap is nu “Bellen”" },
  { KT_PAPER_GOAL_CHANGED, "goal:1", "whose", "“Rust bij de deur”: now a goal of Kim, Mo",
    "“Rust bij de deur”: nu een doel van Kim, Mo" },
  { KT_PAPER_GOAL_CHANGED, "goal:1", "required_by", "“Rust bij de deur”: now required by school",
    "“Rust bij de deur”: moet nu van school" },
  { KT_PAPER_GOAL_CHANGED, "goal:bare", "required_by", "“Een droge kamer”: nobody requires it any more",
    "“Een droge kamer”: niemand eist dit nog" },
  { KT_PAPER_GOAL_CHANGED, "goal:bare", "first_step", "“Een droge kamer”: something was left out",
    "“Een droge kamer”: er is iets weggelaten" },
  { KT_PAPER_GOAL_CHANGED, "goal:bare", "whose", "“Een droge kamer”: now a goal of the whole family",
    "“Een droge kamer”: nu een doel van het hele gezin" },
  { KT_PAPER_GOAL_DECIDED, "goal:1", NULL, "“Rust bij de deur”: no longer being talked over",
    "“Rust bij de deur”: hierover wordt niet meer gepraat, het is besloten" },
  { KT_PAPER_STEP_NEW, "action:a", NULL, "New step: De regeling · Omar (Geldloket) · Friday 27 November",
    "Nieuwe stap: De regeling · Omar (Geldloket) · vrijdag 27 november" },
  { KT_PAPER_STEP_CHANGED, "action:a", NULL, "Step now: De regeling · Omar (Geldloket) · Friday 27 November",
    "Stap, nu: De regeling · Omar (Geldloket) · vrijdag 27 november" },
  { KT_PAPER_STEP_GONE, "action:a", NULL, "Step no longer on paper: De regeling", "Stap die niet meer op papier staat: De regeling" },
  { KT_PAPER_STEP_GONE, "action:gone", NULL, "A step is not in the plan any more",
    "Er staat een stap op die niet meer in het plan staat" },
};

static KtRecord *
make (const Row *row)
{
  g_autofree char *json = g_strdelimit (g_strdup (row->fields), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) fields = kt_json_parse (json, -1, &error);
  KtEditInfo info = { .device = "dev", .by = "worker:1", .at = "2026-11-01T10:00:00Z" };
  KtRecord *record;

  g_assert_no_error (error);
  record = kt_record_new (kt_type_find (row->type), row->id, FAMILY, &info, fields, &error);
  g_assert_no_error (error);
  return record;
}

static KtFamilyIndex *
make_index (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_ptr_array_add (records, make (&rows[i]));
  return kt_family_index_new (FAMILY, records, "2026-11-24");
}

static void
test_each_change (void)
{
  static const char *const langs[] = { "en", "nl" };
  g_autoptr (KtFamilyIndex) index = make_index ();

  for (gsize l = 0; l < G_N_ELEMENTS (langs); l++)
    {
      kt_i18n_set (langs[l]);
      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          KtPaperChange change = { cases[i].kind, (char *) cases[i].id, kt_family_index_find (index, cases[i].id),
                                   cases[i].part };
          g_autofree char *text = kt_paper_text_change (index, &change);

          g_assert_cmpstr (text, ==, l == 0 ? cases[i].en : cases[i].nl);
        }
    }
}

static void
test_who_has_it (void)
{
  g_autoptr (KtFamilyIndex) index = make_index ();
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  KtPaper paper = { NULL, "member:mum", "2026-10-02", changes };
  g_autofree char *mum = NULL, *home = NULL, *all = NULL, *one = NULL, *two = NULL;

  kt_i18n_set ("nl");
  mum = kt_paper_text_title (index, &paper);
  g_assert_cmpstr (mum, ==, "Mo heeft het plan van vrijdag 2 oktober");
  paper.whom = "household:a";
  home = kt_paper_text_title (index, &paper);
  g_assert_cmpstr (home, ==, "Thuis heeft het plan van vrijdag 2 oktober");
  all = kt_paper_text_whom (index, FAMILY);
  g_assert_cmpstr (all, ==, "het hele gezin");
  g_ptr_array_add (changes, NULL);
  one = kt_paper_text_count (&paper);
  g_assert_cmpstr (one, ==, "1 verandering sindsdien");
  g_ptr_array_add (changes, NULL);
  two = kt_paper_text_count (&paper);
  g_assert_cmpstr (two, ==, "2 veranderingen sindsdien");
}

int
main (int argc, char **argv)
{
  g_setenv ("KEUKENTAFEL_TODAY", "2026-11-24", TRUE);
  g_test_init (&argc, &argv, NULL);
  kt_i18n_init ();
  g_test_add_func ("/paper-text/each-change", test_each_change);
  g_test_add_func ("/paper-text/who-has-it", test_who_has_it);
  return g_test_run ();
}
