/* SPDX-License-Identifier: EUPL-1.2 */
/* The bundle: what is refused, and that the message says where. */
#include "model/bundle.h"
#include "support/records.h"

#include <string.h>

#define F "'_id':'family:1','type':'family','name':'Van Drielen'"

typedef struct {
  const char *name, *text, *message;
} Row;

static const Row rows[] = {
  { "not-json", "{'docs':[", "byte 9: the text ends too early" },
  { "behind", "{'docs':[]}x", "byte 11: not a value" },
  { "bad-utf-8", "{'docs':[{" F ",'place':'\xff'}]}", "byte 73: not UTF-8" },
  { "key-twice", "{'docs':[{" F ",'place':'A','place':'B'}]}", "byte 76: a key that was there before" },
  { "huge-number", "{'docs':[{'_id':'household:1','type':'household','position':99999999999999999999}]}",
    "byte 60: a number beyond 64 bits" },
  { "no-docs", "{'doc':[]}", "docs: an object with a list \"docs\" was expected" },
  { "docs-object", "{'docs':{}}", "docs: an object with a list \"docs\" was expected" },
  { "a-list", "[]", "docs: an object with a list \"docs\" was expected" },
  { "doc-text", "{'docs':[{" F "},'x']}", "docs[1], an object was expected" },
  { "doc-null", "{'docs':[null]}", "docs[0], an object was expected" },
  { "no-type", "{'docs':[{'_id':'goal:1'}]}", "docs[0] (goal:1), field type: missing" },
  { "type-number", "{'docs':[{'type':5}]}", "docs[0], field type: a text was expected" },
  { "unknown-type", "{'docs':[{'_id':'x:1','type':'mood-board'}]}", "docs[0] (x:1), field type: there is no type mood-board" },
  { "id-number", "{'docs':[{'_id':5,'type':'goal'}]}", "docs[0], field _id: a text was expected" },
  { "id-empty", "{'docs':[{'_id':'','type':'goal'}]}", "docs[0], field _id: a text was expected" },
  { "id-of-another-type", "{'docs':[{'_id':'note:1','type':'goal','family':'family:1','words':'A'}]}",
    "docs[0] (note:1), field _id: must begin with \"goal:\"" },
  { "no-family", "{'docs':[{'_id':'goal:1','type':'goal','words':'A'}]}", "docs[0] (goal:1), field family: missing" },
  { "family-of-no-family", "{'docs':[{'type':'goal','family':'Van Drielen','words':'A'}]}",
    "docs[0], field family: not a family's id" },
  { "family-of-another", "{'docs':[{" F ",'family':'family:2'}]}",
    "docs[0] (family:1), field family: a family's own id was expected" },
  { "missing-field", "{'docs':[{" F "},{'_id':'goal:1','type':'goal','family':'family:1'}]}",
    "docs[1] (goal:1), field words: missing" },
  { "empty-field", "{'docs':[{'_id':'goal:1','type':'goal','family':'family:1','words':''}]}",
    "docs[0] (goal:1), field words: missing" },
  { "null-field", "{'docs':[{'_id':'goal:1','type':'goal','family':'family:1','words':null}]}",
    "docs[0] (goal:1), field words: missing" },
  { "unknown-field", "{'docs':[{" F ",'nick':'x'}]}", "docs[0] (family:1), field nick: type family has no such field" },
  { "revision", "{'docs':[{" F ",'_rev':'1-a'}]}", "docs[0] (family:1), field _rev: type family has no such field" },
  { "wrong-type", "{'docs':[{" F ",'place':5}]}", "docs[0] (family:1), field place: a text was expected" },
  { "wrong-type-list", "{'docs':[{'type':'goal','family':'family:1','words':'A','whose':'member:1'}]}",
    "docs[0], field whose: a list was expected" },
  { "wrong-type-number", "{'docs':[{'type':'goal','family':'family:1','words':'A','position':'1'}]}",
    "docs[0], field position: a whole number was expected" },
  { "float", "{'docs':[{'type':'goal','family':'family:1','words':'A','position':1.0}]}",
    "docs[0], field position: a whole number was expected" },
  { "wrong-type-bool", "{'docs':[{'type':'factor','family':'family:1','words':'A','kind':'strength','domain':'home',"
                       "'changeable':'yes'}]}",
    "docs[0], field changeable: true or false was expected" },
  { "wrong-choice", "{'docs':[{" F ",'phase':'later'}]}", "docs[0] (family:1), field phase: not one of the choices" },
  { "wrong-date", "{'docs':[{" F ",'started':'2026-02-30'}]}",
    "docs[0] (family:1), field started: a date was expected (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM)" },
  { "wrong-ref", "{'docs':[{" F ",'buddy':'Daan Koster'}]}", "docs[0] (family:1), field buddy: the id of a record was expected" },
  { "nul", "{'docs':[{" F ",'place':'A\\u0000B'}]}",
    "docs[0] (family:1), field place: a text that is not UTF-8, or has a NUL in it" },
  { "same-id", "{'docs':[{" F "},{'_id':'goal:1','type':'goal','family':'family:1','words':'A'},{" F "}]}",
    "docs[2] (family:1), field _id: the same as that of docs[0]" },
};

static char *
with_quotes (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static void
test_refused (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *bytes = with_quotes (row->text);
  g_autofree char *message = g_strdup (row->message);
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_bundle_parse (bytes, -1, &error));
  g_assert_error (error, KT_BUNDLE_ERROR, KT_BUNDLE_ERROR_BAD);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_taken (void)
{
  g_autofree char *bytes = with_quotes (
      "{'docs':[{" F ",'place':null,'method':''},{'type':'goal','family':'family:1','words':'Zo\u00eb','position':-3,"
      "'whose':['member:1','member:2'],'date':'2026'},{'type':'goal','family':'family:1','words':'B'}],'made':'today'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = kt_bundle_parse (bytes, -1, &error);
  const KtBundleItem *family, *goal;

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 3);
  family = g_ptr_array_index (items, 0);
  goal = g_ptr_array_index (items, 1);
  g_assert_cmpstr (family->id, ==, "family:1");
  g_assert_null (family->family);
  g_assert_cmpint (json_object_object_length (family->fields), ==, 1);
  g_assert_true (goal->type == kt_type_find ("goal"));
  g_assert_null (goal->id);
  g_assert_cmpstr (goal->family, ==, "family:1");
  g_assert_cmpint (json_object_object_length (goal->fields), ==, 4);
  g_assert_cmpstr (kt_json_get_string (goal->fields, "words"), ==, "Zo\u00eb");
}

static void
test_empty (void)
{
  g_autoptr (GPtrArray) items = kt_bundle_parse ("{\"docs\":[]}", -1, NULL);

  g_assert_cmpuint (items->len, ==, 0);
}

/* What is written can be read, and says the same; the removed and the undecided as people see them. */
static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
  g_autoptr (KtRecord) goal = kt_test_new_agreed ("goal", "a", "{'words':'Zo\u00eb / \\u0022x\\u0022','whose':['member:1']}");
  g_autoptr (KtRecord) b = kt_test_edit (goal, "b", "{'words':'B'}"), c = kt_test_edit (goal, "c", "{'words':'C'}");
  g_autoptr (KtRecord) visit = kt_test_new ("visit", "a", "{'date':'2026-01-01'}");
  g_autofree char *bytes = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (records, kt_test_new ("family", "a", "{'name':'Van Drielen'}"));
  g_ptr_array_add (records, kt_test_join (b, c));
  g_ptr_array_add (records, kt_test_edit (visit, "a", "{'deleted':true}"));
  bytes = kt_bundle_write (records);
  items = kt_bundle_parse (bytes, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
  for (guint i = 0; i < items->len; i++)
    {
      const KtBundleItem *item = g_ptr_array_index (items, i);

      g_assert_cmpstr (item->id, ==, kt_record_get_id (g_ptr_array_index (records, i)));
    }
  g_assert_cmpstr (kt_json_get_string (((KtBundleItem *) g_ptr_array_index (items, 1))->fields, "words"), ==, "Zo\u00eb / \"x\"");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/model/bundle/refused/", rows[i].name, NULL);
      g_test_add_data_func (path, &rows[i], test_refused);
    }
  g_test_add_func ("/model/bundle/taken", test_taken);
  g_test_add_func ("/model/bundle/empty", test_empty);
  g_test_add_func ("/model/bundle/round-trip", test_round_trip);
  return g_test_run ();
}
