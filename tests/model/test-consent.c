/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may know what: everybody who has a say is asked apart, and only all of them together are a yes. */
#include "model/family-index.h"

#include "support/records.h"

#define TODAY "2026-11-22"

typedef struct {
  const char *type, *id, *fields;
} Row;

/* Two parents; children of 9, 13 and 17; one of whom only a year is known; one nobody knows the age of. */
static const Row rows[] = {
  { "family", KT_TEST_FAMILY, "{'name':'Post'}" },
  { "agency", "agency:g", "{'name':'Geldloket'}" },
  { "agency", "agency:s", "{'name':'School'}" },
  { "member", "member:mum", "{'name':'Mo','birth':'1992-01-01','position':1}" },
  { "member", "member:dad", "{'name':'Bas','birth':'1990-01-01','position':2}" },
  { "member", "member:nine", "{'name':'Kim','birth':'2017-01-01','position':3}" },
  { "member", "member:thirteen", "{'name':'Jo','birth':'2013-01-01','position':4}" },
  { "member", "member:seventeen", "{'name':'Lot','birth':'2009-01-01','position':5}" },
  { "member", "member:sixteen", "{'name':'Pim','birth':'2010','position':6}" },
  { "member", "member:unknown", "{'name':'Sam','position':7}" },
  { "member", "member:lone", "{'name':'Ali','birth':'2020','position':8}" },
  { "relation", "relation:1", "{'from':'member:mum','to':'member:nine','kind':'parent'}" },
  { "relation", "relation:2", "{'from':'member:dad','to':'member:nine','kind':'parent'}" },
  { "relation", "relation:3", "{'from':'member:mum','to':'member:thirteen','kind':'parent'}" },
  { "relation", "relation:4", "{'from':'member:dad','to':'member:thirteen','kind':'guardian'}" },
  { "relation", "relation:5", "{'from':'member:mum','to':'member:seventeen','kind':'parent'}" },
  { "relation", "relation:6", "{'from':'member:mum','to':'member:sixteen','kind':'parent'}" },
  { "relation", "relation:7", "{'from':'member:mum','to':'member:unknown','kind':'parent'}" },
  { "relation", "relation:8", "{'from':'member:nine','to':'member:thirteen','kind':'sibling'}" },
};

static void
add_row (GPtrArray *records, const char *type, const char *id, const char *fields)
{
  g_autoptr (json_object) changes = kt_test_json (fields);
  g_autoptr (GError) error = NULL;
  KtEditInfo info = { .device = "dev", .by = "worker:i", .at = "2026-11-01T10:00:00Z" };
  KtRecord *record = kt_record_new (kt_type_find (type), id, KT_TEST_FAMILY, &info, changes, &error);

  g_assert_no_error (error);
  g_ptr_array_add (records, record);
}

static GPtrArray *
new_records (void)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    add_row (records, rows[i].type, rows[i].id, rows[i].fields);
  return records;
}

static void
add_consent (GPtrArray *records, const char *person, const char *said_by, const char *more)
{
  g_autofree char *fields =
      g_strdup_printf ("{'person':'member:%s','agency':'agency:s','data':'attendance','purpose':'weer naar school',"
                       "'said_by':'member:%s',%s}",
                       person, said_by, more);

  add_row (records, "consent", NULL, fields);
}

static char *
spell (GPtrArray *people)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", ((const KtPerson *) people->pdata[i])->first);
  return g_string_free_and_steal (out);
}

static void
test_voices (void)
{
  static const struct {
    const char *person, *wanted;
  } who[] = {
    { "member:nine", "Mo Bas" },
    { "member:thirteen", "Jo Mo Bas" },
    { "member:seventeen", "Lot" },
    { "member:sixteen", "Pim Mo" }, /* may still be fifteen */
    { "member:unknown", "Sam Mo" },
    { "member:mum", "Mo" },
    { "member:lone", "" },          /* too young, and no parent known: nobody, so never a yes */
    { "member:nobody", "" },
  };
  g_autoptr (GPtrArray) records = new_records ();
  g_autoptr (KtFamilyIndex) index = kt_family_index_new (KT_TEST_FAMILY, records, TODAY);

  for (gsize i = 0; i < G_N_ELEMENTS (who); i++)
    {
      g_autoptr (GPtrArray) voices = kt_family_index_list_voices (index, who[i].person);
      g_autofree char *names = spell (voices);

      g_assert_cmpstr (names, ==, who[i].wanted);
    }
}

/* The only matter there is, judged on a day. */
static void
assert_matter (GPtrArray *records, const char *today, KtConsentState state, const char *unheard)
{
  g_autoptr (KtFamilyIndex) index = kt_family_index_new (KT_TEST_FAMILY, records, today);
  g_autoptr (GPtrArray) matters = kt_family_index_list_consents (index, "agency:s");
  g_autoptr (GPtrArray) none = kt_family_index_list_consents (index, "agency:g");
  const KtConsentMatter *matter;
  g_autofree char *names = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (matters->len, ==, 1);
  matter = matters->pdata[0];
  names = spell (matter->unheard);
  g_assert_cmpint (matter->state, ==, state);
  g_assert_cmpstr (names, ==, unheard);
}

static void
test_all_together (void)
{
  g_autoptr (GPtrArray) records = new_records ();

  add_consent (records, "thirteen", "mum", "'status':'given','until':'2026-12'");
  assert_matter (records, TODAY, KT_CONSENT_WAITING, "Jo Bas");
  add_consent (records, "thirteen", "thirteen", "'status':'given'");
  assert_matter (records, TODAY, KT_CONSENT_WAITING, "Bas");
  add_consent (records, "thirteen", "dad", "'status':'asked'");
  assert_matter (records, TODAY, KT_CONSENT_WAITING, "Bas");
  g_ptr_array_remove_index (records, records->len - 1);
  add_consent (records, "thirteen", "dad", "'status':'given','until':'2027'");
  assert_matter (records, TODAY, KT_CONSENT_YES, "");
  /* the earliest "until" counts, to the end of what it names */
  assert_matter (records, "2026-12-31", KT_CONSENT_YES, "");
  assert_matter (records, "2027-01-01", KT_CONSENT_OVER, "");
}

static void
test_one_no (void)
{
  static const char *const answers[] = { "'status':'refused'", "'status':'withdrawn'" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GPtrArray) records = new_records ();

      add_consent (records, "nine", "mum", "'status':'given'");
      add_consent (records, "nine", "dad", answers[i]);
      assert_matter (records, TODAY, KT_CONSENT_NO, "");
      g_assert_true (kt_consent_is_no (records->pdata[records->len - 1]));
      g_assert_false (kt_consent_is_no (records->pdata[records->len - 2]));
    }
}

/* A parent who has no say is written down as such, by a person. */
static void
test_not_needed (void)
{
  g_autoptr (GPtrArray) records = new_records ();

  add_consent (records, "nine", "mum", "'status':'given'");
  assert_matter (records, TODAY, KT_CONSENT_WAITING, "Bas");
  add_consent (records, "nine", "dad", "'status':'not_needed'");
  assert_matter (records, TODAY, KT_CONSENT_YES, "");
}

static void
test_nobody_known (void)
{
  g_autoptr (GPtrArray) records = new_records ();

  add_consent (records, "lone", "gran", "'status':'given'");
  assert_matter (records, TODAY, KT_CONSENT_WAITING, "");
}

/* Another purpose is another question. */
static void
test_matters_apart (void)
{
  g_autoptr (GPtrArray) records = new_records ();
  g_autoptr (KtFamilyIndex) index = NULL;
  g_autoptr (GPtrArray) matters = NULL;
  const KtConsentMatter *matter;

  add_consent (records, "mum", "mum", "'status':'refused'");
  add_row (records, "consent", NULL, "{'person':'member:mum','agency':'agency:g','data':'debts','purpose':'een regeling',"
                                     "'said_by':'member:mum','status':'given'}");
  index = kt_family_index_new (KT_TEST_FAMILY, records, TODAY);
  matters = kt_family_index_list_consents (index, NULL);
  g_assert_cmpuint (matters->len, ==, 2);
  matter = matters->pdata[0];
  g_assert_cmpstr (matter->agency, ==, "agency:g");
  g_assert_cmpint (matter->state, ==, KT_CONSENT_YES);
  matter = matters->pdata[1];
  g_assert_cmpint (matter->state, ==, KT_CONSENT_NO);
}

static void
test_removed (void)
{
  g_autoptr (KtRecord) given = kt_test_new ("consent", "a", "{'person':'member:1','agency':'agency:1','data':'plan','purpose':'x',"
                                                            "'said_by':'member:2','status':'given'}");
  g_autoptr (KtRecord) gone = kt_test_edit (given, "b", "{'deleted':true}");

  g_assert_false (kt_consent_is_no (given));
  g_assert_true (kt_consent_is_no (gone));
}

/* A yes stands before what is still to come, in whatever order they were written down. */
static void
test_yes_first (void)
{
  g_autoptr (GPtrArray) records = new_records ();
  g_autoptr (KtFamilyIndex) index = NULL;
  g_autoptr (GPtrArray) matters = NULL;
  const KtConsentMatter *matter;

  add_consent (records, "nine", "mum", "'status':'asked'");
  add_consent (records, "nine", "dad", "'status':'given','date':'2026-11-01'");
  index = kt_family_index_new (KT_TEST_FAMILY, records, TODAY);
  matters = kt_family_index_list_consents (index, NULL);
  matter = matters->pdata[0];
  g_assert_cmpuint (matter->voices->len, ==, 2);
  g_assert_cmpstr (kt_record_get_text (matter->voices->pdata[0], "said_by"), ==, "member:dad");
  g_assert_cmpstr (kt_record_get_text (matter->voices->pdata[1], "said_by"), ==, "member:mum");
}

/* The version people go by comes first; another goal's are not among them. */
static void
test_levels (void)
{
  static const char *const fields[] = { "{'goal':'goal:1','version':1,'zero':'elke dag'}", "{'goal':'goal:1','version':10,'zero':'2 dagen'}",
                                        "{'goal':'goal:2','version':3,'zero':'stil'}", "{'goal':'goal:1','version':2,'zero':'3 dagen'}" };
  g_autoptr (GPtrArray) records = new_records (), levels = NULL;
  g_autoptr (KtFamilyIndex) index = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_row (records, "goal-level", NULL, fields[i]);
  index = kt_family_index_new (KT_TEST_FAMILY, records, TODAY);
  levels = kt_family_index_list_levels (index, "goal:1");
  g_assert_cmpuint (levels->len, ==, 3);
  g_assert_cmpstr (kt_record_get_text (levels->pdata[0], "zero"), ==, "2 dagen");
  g_assert_cmpstr (kt_record_get_text (levels->pdata[1], "zero"), ==, "3 dagen");
  g_assert_cmpstr (kt_record_get_text (levels->pdata[2], "zero"), ==, "elke dag");
}

/* Restricted ratings are in no list the screens and the paper are made of. */
static void
test_nothing_restricted (void)
{
  g_autoptr (GPtrArray) records = new_records ();
  g_autoptr (KtFamilyIndex) index = NULL;
  const char *id;

  add_row (records, "safety-rating", NULL, "{'about':'member:nine','score':3,'rater_role':'child','date':'2026-11-01'}");
  id = kt_record_get_id (records->pdata[records->len - 1]);
  index = kt_family_index_new (KT_TEST_FAMILY, records, TODAY);
  g_assert_null (kt_family_index_find (index, id));
  g_assert_cmpuint (kt_family_index_count_changes (index, "2026-01-01", "worker:d"), ==, G_N_ELEMENTS (rows));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/consent/voices", test_voices);
  g_test_add_func ("/model/consent/all-together", test_all_together);
  g_test_add_func ("/model/consent/one-no", test_one_no);
  g_test_add_func ("/model/consent/not-needed", test_not_needed);
  g_test_add_func ("/model/consent/nobody-known", test_nobody_known);
  g_test_add_func ("/model/consent/matters-apart", test_matters_apart);
  g_test_add_func ("/model/consent/removed", test_removed);
  g_test_add_func ("/model/consent/yes-first", test_yes_first);
  g_test_add_func ("/model/consent/levels", test_levels);
  g_test_add_func ("/model/consent/nothing-restricted", test_nothing_restricted);
  return g_test_run ();
}
