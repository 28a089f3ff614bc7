/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json.h"

typedef struct {
  const char *name, *text, *canonical; /* canonical NULL: refused */
} Row;

static const Row rows[] = {
  { "keys-sorted", "{\"b\":1,\"a\":2,\"B\":3,\"_\":4}", "{\"B\":3,\"_\":4,\"a\":2,\"b\":1}" },
  { "keys-by-byte", "{\"\u00e9\":1,\"z\":2,\"\uffee\":3,\"\U0001f600\":4}", "{\"z\":2,\"\u00e9\":1,\"\uffee\":3,\"\U0001f600\":4}" },
  { "inside-too", "[{\"d\":{\"y\":1,\"x\":2}}]", "[{\"d\":{\"x\":2,\"y\":1}}]" },
  { "arrays-keep-their-order", "[3,1,2]", "[3,1,2]" },
  { "no-white-space", " { \"a\" : [ 1 , 2 ] } ", "{\"a\":[1,2]}" },
  { "escapes", "\"\\u0022\\u005c\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"" },
  { "escaped-letters", "\"\\u00e9\\u20ac\\ud83d\\ude00\"", "\"\u00e9\u20ac\U0001f600\"" },
  { "nfc-composes", "\"e\u0301\"", "\"\u00e9\"" },
  { "nfc-by-escape", "\"e\\u0301\"", "\"\u00e9\"" },
  { "nfc-singleton", "\"\u212b\"", "\"\u00c5\"" },
  { "nfc-orders-marks", "\"a\u0301\u0323\"", "\"\u1ea1\u0301\"" },
  { "nfc-keeps-compatibility", "\"\ufb01\"", "\"\ufb01\"" },
  { "nfc-hangul", "\"\u1112\u1161\u11ab\"", "\"\ud55c\"" },
  { "nfc-in-keys", "{\"e\u0301\":1}", "{\"\u00e9\":1}" },
  { "nfc-around-nul", "\"e\u0301\\u0000e\u0301\"", "\"\u00e9\\u0000\u00e9\"" },
  { "keys-equal-in-nfc", "{\"e\u0301\":1,\"\u00e9\":2}", NULL },
  { "largest", "[18446744073709551615,9223372036854775807,-9223372036854775808]",
    "[18446744073709551615,9223372036854775807,-9223372036854775808]" },
  { "zero", "[0,-0]", "[0,0]" },
  { "literals", "[true,false,null,\"\",{},[]]", "[true,false,null,\"\",{},[]]" },
  { "float", "[1.5]", NULL },
  { "whole-float", "[1.0]", NULL },
  { "exponent", "{\"a\":{\"b\":1e3}}", NULL },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) value = kt_json_parse (row->text, -1, &error);
  g_autofree char *canonical = NULL, *again = NULL;
  g_autoptr (json_object) reread = NULL;

  g_assert_no_error (error);
  canonical = kt_json_canonical (value, &error);
  g_assert_cmpstr (canonical, ==, row->canonical);
  if (row->canonical == NULL)
    {
      g_assert_error (error, KT_JSON_ERROR, KT_JSON_ERROR_UNFAITHFUL);
      return;
    }
  g_assert_no_error (error);
  reread = kt_json_parse (canonical, -1, &error);
  g_assert_no_error (error);
  again = kt_json_canonical (reread, &error);
  g_assert_cmpstr (again, ==, canonical);
}

/* More keys than the small table on the stack holds. */
static void
test_many_keys (void)
{
  g_autoptr (json_object) object = json_object_new_object ();
  g_autofree char *canonical = NULL;
  g_autoptr (GString) expected = g_string_new ("{");

  for (int i = 999; i >= 100; i--)
    {
      g_autofree char *key = g_strdup_printf ("k%d", i);
      json_object_object_add (object, key, json_object_new_int (i));
    }
  for (int i = 100; i <= 999; i++)
    g_string_append_printf (expected, "%s\"k%d\":%d", i == 100 ? "" : ",", i, i);
  g_string_append_c (expected, '}');
  canonical = kt_json_canonical (object, NULL);
  g_assert_cmpstr (canonical, ==, expected->str);
}

static void
test_sha256 (void)
{
  g_autofree char *empty = kt_sha256_hex ("", 0), *abc = kt_sha256_hex ("abc", -1), *part = kt_sha256_hex ("abcdef", 3);

  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (part, ==, abc);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/base/json-canonical/", rows[i].name, NULL);
      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/base/json-canonical/many-keys", test_many_keys);
  g_test_add_func ("/base/json-canonical/sha256", test_sha256);
  return g_test_run ();
}
