/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/id.h"
#include "base/secret.h"

#include <string.h>

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 1000; i++)
    {
      char *id = kt_id_new ("goal");

      g_assert_true (g_str_has_prefix (id, "goal:"));
      g_assert_cmpuint (strspn (id + 5, "0123456789abcdef"), ==, 32);
      g_assert_cmpuint (strlen (id), ==, 37);
      g_assert_true (g_hash_table_add (seen, id));
    }
}

static void
test_parts (void)
{
  g_autofree char *type = kt_id_dup_type ("goal:5c0e"), *none = kt_id_dup_type ("5c0e"), *nothing = kt_random_hex (0);

  g_assert_cmpstr (type, ==, "goal");
  g_assert_null (none);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (kt_id_get_tail ("goal:5c0e"), ==, "5c0e");
  g_assert_cmpstr (kt_id_get_tail ("5c0e"), ==, "5c0e");
}

static void
test_secret (void)
{
  g_autoptr (KtSecret) zero = kt_secret_new (32), copy = kt_secret_new_copy ("geheim", 6);
  g_autoptr (KtSecret) one = kt_secret_new_random (32), two = kt_secret_new_random (32), empty = kt_secret_new (0);

  for (gsize i = 0; i < 32; i++)
    g_assert_cmpint (kt_secret_bytes (zero)[i], ==, 0);
  g_assert_cmpmem (kt_secret_bytes (copy), kt_secret_len (copy), "geheim", 6);
  g_assert_cmpint (memcmp (kt_secret_bytes (one), kt_secret_bytes (two), 32), !=, 0);
  g_assert_cmpuint (kt_secret_len (empty), ==, 0);
  kt_secret_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/id/random", test_random);
  g_test_add_func ("/base/id/parts", test_parts);
  g_test_add_func ("/base/secret/bytes", test_secret);
  return g_test_run ();
}
