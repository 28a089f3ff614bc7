/* SPDX-License-Identifier: EUPL-1.2 */
/* What comes in from a server: our own bodies however they were carried, other programs' bodies, and neither. */
#include "support/records.h"

#include <string.h>

/* ---- Our own, carried by a server ---- */

/* CouchDB puts `_id` and `_rev` first, and any server may lay the other keys as it likes. */
static void
shuffle (json_object *tree, gpointer data)
{
  static const char *const keys[] = { "type", "fields", "edits", "clock", "family" };

  json_object_object_add (tree, "_rev", json_object_new_string ("3-abc"));
  json_object_object_add (tree, "_attachments", json_object_new_object ());
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      json_object *value = json_object_get (json_object_object_get (tree, keys[i]));

      json_object_object_del (tree, keys[i]);
      json_object_object_add (tree, keys[i], value);
    }
}

static void
test_carried (void)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'Zo\u00eb, \u0141ukasz \u20ac','whose':['member:1','member:2']}");
  g_autoptr (KtRecord) record = kt_test_edit (first, "b", "{'words':'B','position':-1}");
  g_autofree char *carried = kt_test_rewrite (record, shuffle, NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) back = kt_record_parse (carried, -1, "3-abc", &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (carried, "_rev"));
  g_assert_false (kt_record_is_foreign (back));
  g_assert_cmpstr (kt_record_get_bytes (back), ==, kt_record_get_bytes (record));
}

/* Escaped letters and white space are the carrier's too. */
static void
test_carried_escaped (void)
{
  g_autoptr (KtRecord) record = kt_test_new ("goal", "a", "{'words':'Zo\u00eb'}");
  g_auto (GStrv) halves = g_strsplit (kt_record_get_bytes (record), "\u00eb", 2);
  g_autofree char *composed = g_strconcat (" ", halves[0], "\\u00eb", halves[1], "\n", NULL);
  g_autofree char *decomposed = g_strconcat (halves[0], "e\\u0308", halves[1], NULL);
  g_autofree char *undone = NULL;
  g_autoptr (KtRecord) one = kt_record_parse (composed, -1, "1-a", NULL), two = NULL;
  g_auto (GStrv) parts = g_strsplit (decomposed, "Zoe\\u0308", 2);

  undone = g_strconcat (parts[0], "Zoe\u0308", parts[1], NULL);
  two = kt_record_parse (undone, -1, "1-a", NULL);
  g_assert_true (kt_record_equal (one, record));
  g_assert_true (kt_record_equal (two, record));
  g_assert_cmpstr (kt_record_get_text (one, "words"), ==, "Zo\u00eb");
  g_assert_cmpstr (kt_record_get_text (two, "words"), ==, "Zo\u00eb");
}

/* Two keys that NFC makes one cannot both be kept: set aside, as one body cannot say it. And keys sort as they are in
 * NFC, not as they came. */
static void
test_keys_in_nfc (void)
{
  static const char same[] = "{\"_id\":\"goal:1\",\"type\":\"goal\",\"\u00e9\":1,\"e\u0301\":2}";
  static const char order[] = "{\"_id\":\"goal:1\",\"type\":\"goal\",\"f\":1,\"e\u0301\":2,\"words\":\"e\u0301\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = NULL, back = NULL;

  g_assert_null (kt_record_parse (same, -1, "1-a", &error));
  g_assert_error (error, KT_JSON_ERROR, KT_JSON_ERROR_UNFAITHFUL);
  g_clear_error (&error);
  record = kt_record_parse (order, -1, "1-a", &error);
  g_assert_no_error (error);
  back = kt_record_parse (kt_record_get_bytes (record), -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (kt_record_equal (record, back));
  g_assert_cmpstr (kt_record_get_text (record, "words"), ==, "\u00e9");
}

/* ---- Newer apps ---- */

static void
become_newer (json_object *tree, gpointer data)
{
  json_object *clock = kt_json_get_object (tree, "clock"), *fields = kt_json_get_object (tree, "fields");

  json_object_object_add (clock, "n", json_object_new_int (4));
  json_object_object_add (fields, "mood", kt_test_json ("[{'dot':'n:2','v':{'big':18446744073709551615,'low':-9223372036854775808,"
                                                        "'deep':[1,[true,null]]},'sign':'x'}]"));
  json_object_object_add (tree, "sig", kt_test_json ("{'b':1,'a':9007199254740993}"));
}

static void
test_unknown_kept (void)
{
  g_autoptr (KtRecord) plain = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autofree char *newer = kt_test_rewrite (plain, become_newer, NULL, TRUE);
  g_autoptr (KtRecord) record = kt_record_parse (newer, -1, "1-a", NULL), joined = kt_test_join (record, plain);
  g_autoptr (KtRecord) edited = kt_test_edit (joined, "a", "{'words':'B'}");
  static const char *const kept[] = { "\"mood\":[{\"dot\":\"n:2\",\"sign\":\"x\",\"v\":{\"big\":18446744073709551615,\"deep\":"
                                      "[1,[true,null]],\"low\":-9223372036854775808}}]",
                                      "\"sig\":{\"a\":9007199254740993,\"b\":1}", "\"n\":4" };

  g_assert_false (kt_record_is_foreign (record));
  g_assert_true (kt_record_equal (joined, record));
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_nonnull (strstr (kt_record_get_bytes (edited), kept[i]));
}

static void
become_unknown (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "type", json_object_new_string ("mood-board"));
}

static void
test_unknown_type (void)
{
  const KtEditInfo info = { .device = "a" };
  g_autoptr (KtRecord) goal = kt_test_new ("goal", "a", "{'words':'A'}");
  g_autofree char *newer = kt_test_rewrite (goal, become_unknown, NULL, TRUE);
  g_autoptr (KtRecord) record = kt_record_parse (newer, -1, "1-a", NULL);
  g_auto (GStrv) disputed = kt_record_dup_disputed (record);
  g_autoptr (json_object) change = kt_test_json ("{'words':'B'}");
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_record_get_type (record));
  g_assert_cmpstr (kt_record_get_type_name (record), ==, "mood-board");
  g_assert_cmpint (kt_record_get_scope (record), ==, KT_SCOPE_FILE);
  g_assert_cmpstr (kt_record_get_text (record, "words"), ==, "A");
  g_assert_cmpuint (g_strv_length (disputed), ==, 0);
  g_assert_true (kt_record_validate (record, NULL));
  g_assert_null (kt_record_edit (record, NULL, &info, change, &error));
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID);
}

/* ---- Foreign writers ---- */

#define PLAIN "{'_id':'goal:1','_rev':'2-def','type':'goal','family':'" KT_TEST_FAMILY "','words':'A'," \
              "'whose':['member:2','member:1','member:2',null],'odd':{'x':[1]},'none':null,'empty':[],'position':3}"

static KtRecord *
parse_foreign (const char *text, const char *rev)
{
  g_autofree char *bytes = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  KtRecord *record = kt_record_parse (bytes, -1, rev, &error);

  g_assert_no_error (error);
  g_assert_true (kt_record_is_foreign (record));
  return record;
}

static void
test_plain_foreign (void)
{
  g_autoptr (KtRecord) record = parse_foreign (PLAIN, "2-def");
  g_autoptr (KtRecord) back = kt_record_parse (kt_record_get_bytes (record), -1, NULL, NULL);
  g_autoptr (json_object) tree = kt_test_json (kt_record_get_bytes (record));
  g_autofree char *fields = kt_json_canonical (kt_json_get_object (tree, "fields"), NULL);
  g_autofree char *clock = kt_json_canonical (kt_json_get_object (tree, "clock"), NULL);

  g_assert_cmpstr (fields, ==,
                   "{\"odd\":[{\"dot\":\"rev:2-def:1\",\"v\":{\"x\":[1]}}],\"position\":[{\"dot\":\"rev:2-def:2\",\"v\":3}],"
                   "\"whose\":[{\"dot\":\"rev:2-def:3\",\"v\":\"member:1\"},{\"dot\":\"rev:2-def:4\",\"v\":\"member:2\"}],"
                   "\"words\":[{\"dot\":\"rev:2-def:5\",\"v\":\"A\"}]}");
  g_assert_cmpstr (clock, ==, "{\"rev:2-def\":5}");
  g_assert_true (kt_record_equal (record, back));
  g_assert_false (kt_record_is_foreign (back));
  g_assert_null (json_object_object_get (tree, "_rev"));
}

/* More than nine values: entries lie in the order of their dots as text. */
static void
test_foreign_many (void)
{
  g_autoptr (KtRecord) record = parse_foreign ("{'_id':'goal:1','type':'goal','whose':['m:a','m:b','m:c','m:d','m:e','m:f','m:g',"
                                               "'m:h','m:i','m:j','m:k','m:l']}",
                                               "1-a");
  g_autoptr (KtRecord) back = kt_record_parse (kt_record_get_bytes (record), -1, NULL, NULL);
  g_auto (GStrv) list = kt_record_dup_list (record, "whose");

  g_assert_nonnull (back);
  g_assert_cmpuint (g_strv_length (list), ==, 12);
  g_assert_null (kt_record_get_family (record));
}

/* A foreign body covers nothing: what was there stays beside it, and people decide. */
static void
test_foreign_beside (void)
{
  g_autoptr (KtRecord) record = kt_test_new_agreed ("goal", "a", "{'words':'B','position':3}");
  g_autofree char *text = g_strdup_printf ("{'_id':'%s','type':'goal','family':'" KT_TEST_FAMILY "','words':'A','position':3}",
                                           kt_record_get_id (record));
  g_autoptr (KtRecord) foreign = parse_foreign (text, "2-def"), again = parse_foreign (text, "2-def");
  g_autoptr (KtRecord) other = parse_foreign (text, "2-fff");
  g_autoptr (KtRecord) joined = kt_test_join (record, foreign), settled = kt_test_edit (joined, "b", "{'words':'C'}");
  g_autoptr (KtRecord) late = kt_test_join (settled, foreign), more = kt_test_join (settled, other);

  g_assert_true (kt_record_equal (foreign, again));
  g_assert_true (kt_record_is_disputed (joined, "words"));
  g_assert_cmpstr (kt_record_get_text (joined, "words"), ==, "B");
  g_assert_false (kt_record_is_disputed (joined, "position"));
  g_assert_true (kt_record_equal (late, settled));
  g_assert_true (kt_record_is_disputed (more, "words"));
}

static void
change_words (json_object *tree, gpointer data)
{
  json_object *words = kt_json_get_array (kt_json_get_object (tree, "fields"), "words");

  json_object_object_add (json_object_array_get_idx (words, 0), "v", json_object_new_string ("changed by hand"));
  json_object_object_add (tree, "sig", json_object_new_int (5));
}

/* A body of our shape whose hash is wrong: changed by somebody else, so no dot in it can be trusted. */
static void
test_changed_by_hand (void)
{
  g_autoptr (KtRecord) record = kt_test_new_agreed ("goal", "a", "{'words':'B','whose':['member:1','member:2']}");
  g_autofree char *bytes = kt_test_rewrite (record, change_words, NULL, FALSE);
  g_autoptr (KtRecord) foreign = parse_foreign (bytes, "2-def"), joined = kt_test_join (record, foreign);
  g_auto (GStrv) whose = kt_record_dup_list (joined, "whose");

  g_assert_cmpint (kt_record_get_counter (foreign, "a"), ==, 0);
  g_assert_cmpint (kt_record_get_counter (foreign, "rev:2-def"), ==, 3);
  g_assert_cmpuint (kt_record_n_entries (joined, "words"), ==, 2);
  g_assert_cmpstr (kt_record_get_text (joined, "words"), ==, "B");
  g_assert_cmpuint (g_strv_length (whose), ==, 2);
  g_assert_nonnull (strstr (kt_record_get_bytes (joined), "\"sig\":5"));
}

/* Changed without a byte that is not canonical: the hash alone gives it away. */
static void
test_changed_canonically (void)
{
  g_autoptr (KtRecord) record = kt_test_new_agreed ("goal", "a", "{'words':'before'}");
  g_auto (GStrv) parts = g_strsplit (kt_record_get_bytes (record), "before", -1);
  g_autofree char *bytes = g_strjoinv ("behind", parts);
  g_autoptr (KtRecord) foreign = parse_foreign (bytes, "2-def"), joined = kt_test_join (record, foreign);

  g_assert_cmpstr (kt_record_get_text (foreign, "words"), ==, "behind");
  g_assert_cmpint (kt_record_get_counter (foreign, "a"), ==, 0);
  g_assert_cmpstr (kt_record_get_text (joined, "words"), ==, "before");
}

static void
lose_hash (json_object *tree, gpointer data)
{
  json_object_object_del (tree, "hash");
}

static void
test_no_hash (void)
{
  g_autoptr (KtRecord) record = kt_test_new ("goal", "a", "{'words':'B'}");
  g_autofree char *bytes = kt_test_rewrite (record, lose_hash, NULL, FALSE);
  g_autoptr (KtRecord) foreign = parse_foreign (bytes, "2-def");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (kt_record_get_text (foreign, "words"), ==, "B");
  g_assert_cmpint (kt_record_get_counter (foreign, "a"), ==, 0);
  g_assert_null (kt_record_parse (bytes, -1, NULL, &error)); /* from our own store it would be damage */
  g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID);
}

/* A right hash over a shape that is not ours is foreign too: nothing in it may be taken for a dot. */
typedef struct {
  const char *name, *key, *value; /* fields / clock / edits set to this */
} Shape;

static const Shape shapes[] = {
  { "entry-beyond-the-clock", "clock", "{'a':1}" },
  { "counter-zero", "clock", "{'a':2,'b':0}" },
  { "counter-text", "clock", "{'a':2,'b':'1'}" },
  { "clock-list", "clock", "['a']" },
  { "device-empty", "clock", "{'a':2,'':1}" },
  { "edits-list", "edits", "[]" },
  { "edit-text", "edits", "{'a:1':'x'}" },
  { "fields-list", "fields", "[]" },
  { "field-no-list", "fields", "{'words':'A'}" },
  { "field-empty", "fields", "{'words':[]}" },
  { "entry-text", "fields", "{'words':['A']}" },
  { "entry-without-dot", "fields", "{'words':[{'v':'A'}]}" },
  { "entry-without-value", "fields", "{'words':[{'dot':'a:1'}]}" },
  { "entry-null", "fields", "{'words':[{'dot':'a:1','v':null}]}" },
  { "dot-number", "fields", "{'words':[{'dot':1,'v':'A'}]}" },
  { "dot-no-colon", "fields", "{'words':[{'dot':'a1','v':'A'}]}" },
  { "dot-no-device", "fields", "{'words':[{'dot':':1','v':'A'}]}" },
  { "dot-zero", "fields", "{'words':[{'dot':'a:0','v':'A'}]}" },
  { "dot-leading-zero", "fields", "{'words':[{'dot':'a:01','v':'A'}]}" },
  { "dot-negative", "fields", "{'words':[{'dot':'a:-1','v':'A'}]}" },
  { "dot-endless", "fields", "{'words':[{'dot':'a:1111111111111111111111','v':'A'}]}" },
  { "dot-twice", "fields", "{'words':[{'dot':'a:1','v':'A'},{'dot':'a:1','v':'B'}]}" },
  { "dots-unsorted", "fields", "{'words':[{'dot':'a:2','v':'A'},{'dot':'a:1','v':'B'}]}" },
};

static void
set_member (json_object *tree, gpointer data)
{
  const Shape *shape = data;

  json_object_object_add (tree, shape->key, kt_test_json (shape->value));
}

static void
test_shape (gconstpointer data)
{
  g_autoptr (KtRecord) first = kt_test_new ("goal", "a", "{'words':'B'}"), record = kt_test_edit (first, "a", "{'words':'C'}");
  g_autofree char *bytes = kt_test_rewrite (record, set_member, (gpointer) data, TRUE);
  g_autoptr (KtRecord) foreign = parse_foreign (bytes, "2-def"), joined = kt_test_join (record, foreign);

  g_assert_cmpint (kt_record_get_counter (foreign, "a"), ==, 0);
  g_assert_cmpstr (kt_record_get_text (joined, "words"), ==, "C");
}

/* ---- No record at all ---- */

static void
test_invalid (void)
{
  static const char *const texts[] = { "[]", "{}", "{'_id':'goal:1'}", "{'_id':'','type':'goal'}", "{'_id':1,'type':'goal'}",
                                       "{'_id':'goal:1','type':''}", "{'_id':'goal:1','type':[]}",
                                       "{'_id':'goal:1','type':'goal','family':5}" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *bytes = g_strdelimit (g_strdup (texts[i]), "'", '"');
      g_autoptr (GError) error = NULL;

      g_assert_null (kt_record_parse (bytes, -1, "1-a", &error));
      g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID);
    }
}

/* A revision becomes part of dots. */
static void
test_no_revision (void)
{
  static const char *const revs[] = { "", "abc", "0-a", "1-a\"b", "1-a\\b", "1-a:b", "1-a b", "1-a\nb", "1-\u00e9" };

  for (gsize i = 0; i < G_N_ELEMENTS (revs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (kt_record_parse ("{\"_id\":\"goal:1\",\"type\":\"goal\"}", -1, revs[i], &error));
      g_assert_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, "_rev: not a revision");
    }
}

/* Deeper than a record may be, as it comes or once it is taken in; just not too deep is fine, and can be read again. */
static void
test_depth (void)
{
  for (guint depth = 40; depth < 70; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']');
      g_autofree char *text = g_strconcat ("{\"_id\":\"goal:1\",\"type\":\"goal\",\"odd\":{\"x\":", open, close, "}}", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (KtRecord) record = kt_record_parse (text, -1, "1-a", &error), back = NULL;

      if (record == NULL)
        {
          g_assert_cmpuint (depth, >, 54);
          continue;
        }
      g_assert_cmpuint (depth, <, 56);
      back = kt_record_parse (kt_record_get_bytes (record), -1, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (kt_record_get (back, "odd"));
    }
}

/* What json-c would change never becomes a record: it is set aside with its bytes. */
static void
test_unfaithful (void)
{
  static const char *const texts[] = { "{\"_id\":\"goal:1\",\"type\":\"goal\",\"position\":1.5}",
                                       "{\"_id\":\"goal:1\",\"type\":\"goal\",\"position\":18446744073709551616}",
                                       "{\"_id\":\"goal:1\",\"type\":\"goal\",\"a\\u0000b\":1}",
                                       "{\"_id\":\"goal:1\",\"type\":\"goal\",\"type\":\"note\"}",
                                       "{\"_id\":\"goal:1\",\"type\":\"goal\",\"words\":\"\xff\"}",
                                       "{\"_id\":\"goal:1\",\"type\":\"goal\",\"words\":\"A\"" };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (kt_record_parse (texts[i], -1, "1-a", &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (error->domain, ==, KT_JSON_ERROR);
    }
}

static void
test_validate (void)
{
  static const char *const rows[][2] = {
    { "{'_id':'goal:1','type':'goal','words':'A','newer':[1]}", NULL },
    { "{'_id':'goal:1','type':'goal','words':'A','status':'newer'}", NULL },
    { "{'_id':'goal:1','type':'goal'}", "field words: missing" },
    { "{'_id':'goal:1','type':'goal','words':5}", "field words: a text was expected" },
    { "{'_id':'goal:1','type':'goal','words':'A','whose':['Noor']}", "field whose: the id of a record was expected" },
    { "{'_id':'goal:1','type':'goal','words':'A','date':'soon'}",
      "field date: a date was expected (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDTHH:MM)" },
    { "{'_id':'goal:1','type':'goal','words':'A','deleted':'yes'}", "field deleted: true or false was expected" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (KtRecord) record = parse_foreign (rows[i][0], "1-a");
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (kt_record_validate (record, &error), ==, rows[i][1] == NULL);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, rows[i][1]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/parse/carried", test_carried);
  g_test_add_func ("/model/parse/carried-escaped", test_carried_escaped);
  g_test_add_func ("/model/parse/keys-in-nfc", test_keys_in_nfc);
  g_test_add_func ("/model/parse/unknown-kept", test_unknown_kept);
  g_test_add_func ("/model/parse/unknown-type", test_unknown_type);
  g_test_add_func ("/model/parse/plain-foreign", test_plain_foreign);
  g_test_add_func ("/model/parse/foreign-many", test_foreign_many);
  g_test_add_func ("/model/parse/foreign-beside", test_foreign_beside);
  g_test_add_func ("/model/parse/changed-by-hand", test_changed_by_hand);
  g_test_add_func ("/model/parse/changed-canonically", test_changed_canonically);
  g_test_add_func ("/model/parse/no-hash", test_no_hash);
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strconcat ("/model/parse/shape/", shapes[i].name, NULL);
      g_test_add_data_func (path, &shapes[i], test_shape);
    }
  g_test_add_func ("/model/parse/invalid", test_invalid);
  g_test_add_func ("/model/parse/no-revision", test_no_revision);
  g_test_add_func ("/model/parse/depth", test_depth);
  g_test_add_func ("/model/parse/unfaithful", test_unfaithful);
  g_test_add_func ("/model/parse/validate", test_validate);
  return g_test_run ();
}
