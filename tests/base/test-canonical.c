/* SPDX-License-Identifier: EUPL-1.2 */
/* The reader of canonical text takes what kt_json_canonical() writes, and nothing else. */
#include "base/json.h"

#include <string.h>

static gboolean
reads (const char *text)
{
  KtCanonical in;

  kt_canonical_init (&in, text, strlen (text));
  return kt_canonical_skip (&in) && kt_canonical_is_done (&in);
}

static const char *const canonical[] = {
  "{}",
  "[]",
  "\"\"",
  "0",
  "-1",
  "18446744073709551615",
  "-9223372036854775808",
  "true",
  "false",
  "null",
  "[1,\"a\",[],{}]",
  "{\"a\":1,\"b\":{\"c\":[true,null]}}",
  "{\"\":1,\"A\":2,\"_\":3,\"a\":4,\"aa\":5,\"\u00e9\":6}",
  "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u0001\\u001f/\x7f\"",
  "\"Zo\u00eb \u0141ukasz \u20ac \U0001f600 \u2019\"",
  "\"\\n\u0301\\u0000\u0301\"",
  "{\"a\\\\u0000\":1}",
  "{\"\\n\":1,\"!\":2,\"\\\"\":3,\"#\":4}",
};

static const char *const not_canonical[] = {
  "",
  " ",
  "{",
  "[",
  "\"",
  "}",
  "{} ",
  " {}",
  "{}{}",
  "[1,]",
  "[,1]",
  "[1 ,2]",
  "[1, 2]",
  "{\"a\": 1}",
  "{\"a\" :1}",
  "{\"a\"}",
  "{\"a\":}",
  "{\"a\":1,}",
  "{,\"a\":1}",
  "{\"b\":1,\"a\":2}",
  "{\"a\":1,\"a\":2}",
  "{\"aa\":1,\"a\":2}",
  "{\"a\":1]",
  "[1}",
  "{\"a\\u0000\":1}",
  "{1:2}",
  "01",
  "-0",
  "+1",
  "-",
  "1.0",
  "1e3",
  "1.",
  "18446744073709551616",
  "-9223372036854775809",
  "tru",
  "True",
  "nul",
  "NaN",
  "\"\\/\"",
  "\"\\u0041\"",
  "\"\\u000a\"",
  "\"\\u000A\"",
  "\"\\u001F\"",
  "\"\\u00e9\"",
  "\"\\u002f\"",
  "\"\\x\"",
  "\"\\\"",
  "\"a\nb\"",
  "\"e\u0301\"",
  "\"\u212b\"",
  "{\"e\u0301\":1}",
  "\"\\u0000e\u0301\"",
  "{\"!\":1,\"\\n\":2}",
};

static void
test_taken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (canonical); i++)
    {
      g_autoptr (json_object) value = NULL;
      g_autofree char *written = NULL;

      g_test_message ("%s", canonical[i]);
      g_assert_true (reads (canonical[i]));
      if (strcmp (canonical[i], "null") == 0)
        continue;
      value = kt_json_parse (canonical[i], -1, NULL);
      written = kt_json_canonical (value, NULL);
      g_assert_cmpstr (written, ==, canonical[i]);
    }
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (not_canonical); i++)
    {
      g_test_message ("%s", not_canonical[i]);
      g_assert_false (reads (not_canonical[i]));
    }
}

static void
test_depth (void)
{
  for (guint depth = 1; depth < 80; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']');
      g_autofree char *text = g_strconcat (open, close, NULL);

      g_assert_cmpint (reads (text), ==, depth <= KT_CANONICAL_MAX_DEPTH);
    }
}

static void
test_parts (void)
{
  static const char text[] = "{\"a\\n\":-5,\"b\":[7,9223372036854775808],\"c\":\"x\\u0001\\\"y\"}";
  KtText key = { NULL, 0 }, inside;
  g_autoptr (GString) plain = g_string_new (NULL);
  KtCanonical in;
  gint64 number;
  guint n = 0;

  kt_canonical_init (&in, text, strlen (text));
  g_assert_true (kt_canonical_open (&in, '{'));
  g_assert_true (kt_canonical_member (&in, &key));
  kt_text_append_plain (key, plain);
  g_assert_cmpstr (plain->str, ==, "a\n");
  g_assert_true (kt_canonical_int (&in, &number));
  g_assert_cmpint (number, ==, -5);
  g_assert_true (kt_canonical_member (&in, &key) && kt_text_is (key, "b") && !kt_text_is (key, "bb"));
  g_assert_true (kt_canonical_open (&in, '[') && kt_canonical_item (&in, &n) && kt_canonical_int (&in, &number));
  g_assert_true (kt_canonical_item (&in, &n));
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (kt_canonical_int (&in, &number)); /* does not fit */
  g_assert_false (kt_canonical_close (&in, ']'));   /* once failed, all fails */
  g_assert_false (kt_canonical_is_done (&in));
  kt_canonical_init (&in, text + strlen ("{\"a\\n\":-5,\"b\":[7,9223372036854775808],\"c\":"), 13);
  g_assert_true (kt_canonical_string (&in, &inside));
  g_string_truncate (plain, 0);
  kt_text_append_plain (inside, plain);
  g_assert_cmpstr (plain->str, ==, "x\001\"y");
}

/* Cut anywhere, it fails and reads nothing behind the end. */
static void
test_cut (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (canonical); i++)
    for (gsize len = 0; len < strlen (canonical[i]); len++)
      {
        g_autofree char *cut = g_memdup2 (canonical[i], len);
        KtCanonical in;

        kt_canonical_init (&in, cut, len);
        if (!g_ascii_isdigit (canonical[i][0]) && canonical[i][0] != '-')
          g_assert_false (kt_canonical_skip (&in) && kt_canonical_is_done (&in));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/canonical/taken", test_taken);
  g_test_add_func ("/base/canonical/refused", test_refused);
  g_test_add_func ("/base/canonical/depth", test_depth);
  g_test_add_func ("/base/canonical/parts", test_parts);
  g_test_add_func ("/base/canonical/cut", test_cut);
  return g_test_run ();
}
