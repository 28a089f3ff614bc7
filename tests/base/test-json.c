/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/json.h"

#include <string.h>

typedef struct {
  const char *name, *text;
  gssize len;           /* -1: up to the NUL */
  int code;             /* -1: taken */
  const char *message;  /* how it begins; NULL when taken */
} Row;

#define TAKEN -1
#define SYNTAX KT_JSON_ERROR_SYNTAX
#define UNFAITHFUL KT_JSON_ERROR_UNFAITHFUL

static const Row rows[] = {
  { "object", "{\"a\":[1,\"x\",true,null,{}]}", -1, TAKEN, NULL },
  { "lone-string", "\"x\"", -1, TAKEN, NULL },
  { "lone-number", "12", -1, TAKEN, NULL },
  { "lone-null", "null", -1, SYNTAX, "byte 0: nothing but null" },
  { "white-space-behind", "{} \r\n\t", -1, TAKEN, NULL },
  { "float-is-parsed", "[1.5,2e3,-0.1E-2]", -1, TAKEN, NULL },
  { "largest-64-bit", "[18446744073709551615,-9223372036854775808]", -1, TAKEN, NULL },
  { "surrogate-pair", "\"\\ud83d\\ude00\"", -1, TAKEN, NULL },
  { "nul-in-a-value", "{\"a\":\"x\\u0000y\"}", -1, TAKEN, NULL },
  { "same-key-in-two-objects", "[{\"a\":1},{\"a\":2},{\"b\":{\"a\":3}}]", -1, TAKEN, NULL },
  { "letters-beyond-ascii", "{\"na\u00e4m\":\"Zo\u00eb \u0141ukasz \u0395\u03bb\u03ad\u03bd\u03b7 \U0001f600\"}", -1, TAKEN, NULL },
  { "empty", "", -1, SYNTAX, "byte 0:" },
  { "only-space", "  ", -1, SYNTAX, "byte 2:" },
  { "cut-short", "{\"a\":[1,", -1, SYNTAX, "byte 8:" },
  { "cut-in-string", "{\"a\":\"b", -1, SYNTAX, "byte 7: the text ends inside a string" },
  { "behind-the-value", "{}{}", -1, SYNTAX, "byte 2:" },
  { "behind-the-number", "1 2", -1, SYNTAX, "byte 2:" },
  { "comma-at-the-end", "[1,]", -1, SYNTAX, "byte 3:" },
  { "comma-at-the-end-of-object", "{\"a\":1,}", -1, SYNTAX, "byte 7:" },
  { "comma-and-space-at-the-end", "[1 , \n ]", -1, SYNTAX, "byte 7: a comma before the end" },
  { "two-commas", "[1,,2]", -1, SYNTAX, "byte 3:" },
  { "comma-first", "[,1]", -1, SYNTAX, "byte 1:" },
  { "colon-for-comma", "[1:2]", -1, SYNTAX, "byte 2:" },
  { "no-value", "{\"a\":}", -1, SYNTAX, "byte 5:" },
  { "wrong-bracket", "{\"a\":1]", -1, SYNTAX, "byte 6:" },
  { "words-together", "[truefalse]", -1, SYNTAX, "byte 5:" },
  { "no-comma", "[1 2]", -1, SYNTAX, "byte 3:" },
  { "no-colon", "{\"a\" 1}", -1, SYNTAX, "byte 5:" },
  { "bare-key", "{a:1}", -1, SYNTAX, "byte 1: not a value" },
  { "single-quotes", "{'a':1}", -1, SYNTAX, "byte 1: not a value" },
  { "comment", "/* x */ {}", -1, SYNTAX, "byte 0: not a value" },
  { "nan", "[NaN]", -1, SYNTAX, "byte 1: not a value" },
  { "infinity", "[Infinity]", -1, SYNTAX, "byte 1: not a value" },
  { "minus-infinity", "[-Infinity]", -1, SYNTAX, "byte 1: not a number" },
  { "capital-true", "[True]", -1, SYNTAX, "byte 1: not a value" },
  { "leading-zero", "[012]", -1, SYNTAX, "byte 1: not a number" },
  { "plus", "[+1]", -1, SYNTAX, "byte 1: not a value" },
  { "point-at-the-end", "[1.]", -1, SYNTAX, "byte 1: not a number" },
  { "no-exponent", "[1e]", -1, SYNTAX, "byte 1: not a number" },
  { "control-character", "\"a\nb\"", -1, SYNTAX, "byte 2: a control character inside a string" },
  { "nul-byte", "{\"a\":\"\0\"}", 9, SYNTAX, "byte 6:" },
  { "nul-byte-behind", "{}\0", 3, SYNTAX, "byte 2:" },
  { "unknown-escape", "\"\\x41\"", -1, SYNTAX, "byte 2: an unknown escape" },
  { "short-escape", "\"\\u12\"", -1, SYNTAX, "byte 2: a \\u escape" },
  { "bad-utf-8", "{\"a\":\"\xc3(\"}", -1, SYNTAX, "byte 6: not UTF-8" },
  { "overlong-utf-8", "\"\xc0\xaf\"", -1, SYNTAX, "byte 1: not UTF-8" },
  { "surrogate-in-utf-8", "\"\xed\xa0\x80\"", -1, SYNTAX, "byte 1: not UTF-8" },
  { "nul-in-a-key", "{\"a\\u0000b\":1}", -1, UNFAITHFUL, "byte 11: a NUL inside a key" },
  { "key-twice", "{\"a\":1,\"b\":2,\"a\":3}", -1, UNFAITHFUL, "byte 13: a key that was there before" },
  { "key-twice-inside", "{\"x\":[{\"a\":1,\"a\":1}]}", -1, UNFAITHFUL, "byte 13: a key that was there before" },
  { "key-twice-by-escape", "{\"a\":1,\"\\u0061\":2}", -1, UNFAITHFUL, "byte 7: a key that was there before" },
  { "beyond-64-bits", "[18446744073709551616]", -1, UNFAITHFUL, "byte 1: a number beyond 64 bits" },
  { "far-beyond-64-bits", "[123456789012345678901234567890]", -1, UNFAITHFUL, "byte 1: a number beyond 64 bits" },
  { "below-64-bits", "[-9223372036854775809]", -1, UNFAITHFUL, "byte 1: a number beyond 64 bits" },
  { "half-a-pair", "\"\\ud83d\"", -1, UNFAITHFUL, "byte 2: half a surrogate pair" },
  { "half-a-pair-and-text", "\"\\ud83dxx\"", -1, UNFAITHFUL, "byte 2: half a surrogate pair" },
  { "second-half", "\"\\ude00\"", -1, UNFAITHFUL, "byte 2: half a surrogate pair" },
};

static void
test_strict (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) value = kt_json_parse (row->text, row->len, &error);

  if (row->code == TAKEN)
    {
      g_assert_no_error (error);
      g_assert_nonnull (value);
      return;
    }
  g_assert_null (value);
  g_assert_error (error, KT_JSON_ERROR, row->code);
  g_assert_true (g_str_has_prefix (error->message, row->message) || (g_test_message ("%s", error->message), FALSE));
}

static char *
nested (guint depth)
{
  char *text = g_malloc (2 * depth + 1);

  memset (text, '[', depth);
  memset (text + depth, ']', depth);
  text[2 * depth] = '\0';
  return text;
}

static void
test_depth (void)
{
  g_autofree char *fine = nested (60), *deep = nested (100), *abyss = nested (200000);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) value = kt_json_parse (fine, -1, &error);

  g_assert_no_error (error);
  g_assert_null (kt_json_parse (deep, -1, &error));
  g_assert_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (kt_json_parse (abyss, -1, &error));
  g_assert_error (error, KT_JSON_ERROR, KT_JSON_ERROR_SYNTAX);
}

/* A failure leaves nothing in the parser that the next text would feel. */
static void
test_after_failure (void)
{
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (json_object) value = NULL;

      g_assert_null (kt_json_parse ("{\"a\":[1,2", -1, NULL));
      value = kt_json_parse ("{\"b\":3}", -1, &error);
      g_assert_no_error (error);
      g_assert_cmpint (kt_json_get_int (value, "b", 0), ==, 3);
    }
}

static void
test_look_ups (void)
{
  g_autoptr (json_object) object =
      kt_json_parse ("{\"s\":\"x\",\"i\":-5,\"b\":true,\"o\":{},\"a\":[\"p\",1,\"q\"],\"n\":null}", -1, NULL);
  g_auto (GStrv) strv = kt_json_dup_strv (kt_json_get_array (object, "a"));
  g_auto (GStrv) none = kt_json_dup_strv (kt_json_get_array (object, "s"));
  g_autoptr (json_object) list = kt_json_from_strv ((const char *const *) strv);

  g_assert_cmpstr (kt_json_get_string (object, "s"), ==, "x");
  g_assert_null (kt_json_get_string (object, "i"));
  g_assert_null (kt_json_get_string (object, "absent"));
  g_assert_null (kt_json_get_string (NULL, "s"));
  g_assert_cmpint (kt_json_get_int (object, "i", 7), ==, -5);
  g_assert_cmpint (kt_json_get_int (object, "s", 7), ==, 7);
  g_assert_true (kt_json_get_bool (object, "b"));
  g_assert_false (kt_json_get_bool (object, "n"));
  g_assert_nonnull (kt_json_get_object (object, "o"));
  g_assert_null (kt_json_get_object (object, "a"));
  g_assert_cmpuint (g_strv_length (strv), ==, 2);
  g_assert_cmpstr (strv[1], ==, "q");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpuint (json_object_array_length (list), ==, 2);
}

static void
test_copy (void)
{
  g_autoptr (json_object) original = kt_json_parse ("{\"a\":{\"b\":[1,2]}}", -1, NULL);
  g_autoptr (json_object) copy = kt_json_copy (original);

  json_object_object_add (kt_json_get_object (original, "a"), "b", NULL);
  g_assert_nonnull (kt_json_get_array (kt_json_get_object (copy, "a"), "b"));
  g_assert_null (kt_json_copy (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/base/json/strict/", rows[i].name, NULL);
      g_test_add_data_func (path, &rows[i], test_strict);
    }
  g_test_add_func ("/base/json/depth", test_depth);
  g_test_add_func ("/base/json/after-failure", test_after_failure);
  g_test_add_func ("/base/json/look-ups", test_look_ups);
  g_test_add_func ("/base/json/copy", test_copy);
  return g_test_run ();
}
