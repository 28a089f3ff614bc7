/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/signature.h"

#include <string.h>

/* RFC 8032, 7.1, test 2. */
static const guint8 seed[KT_SEED_LEN] = {
  0x4c,
  0xcd,
  0x08,
  0x9b,
  0x28,
  0xff,
  0x96,
  0xda,
  0x9d,
  0xb6,
  0xc3,
  0x46,
  0xec,
  0x11,
  0x4e,
  0x0f,
  0x5b,
  0x8a,
  0x31,
  0x9f,
  0x35,
  0xab,
  0xa6,
  0x24,
  0xda,
  0x8c,
  0xf6,
  0xed,
  0x4f,
  0xb8,
  0xa6,
  0xfb,
};
static const char public_hex[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
static const char signature_hex[] = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

static void
assert_hex (const char *base64, const char *hex)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree guchar *bytes = NULL;
  gsize len;

  bytes = g_base64_decode (base64, &len);
  for (gsize i = 0; i < len; i++)
    g_string_append_printf (out, "%02x", bytes[i]);
  g_assert_cmpstr (out->str, ==, hex);
}

static void
test_known (void)
{
  g_autoptr (KtSecret) key = kt_signing_key_new (seed, sizeof seed);
  g_autofree char *public_key = kt_signing_key_public (key), *signature = kt_signature_make (key, "r", 1);

  assert_hex (public_key, public_hex);
  assert_hex (signature, signature_hex);
  g_assert_true (kt_public_key_is_valid (public_key));
  g_assert_true (kt_signature_holds (public_key, signature, "r", 1));
}

static void
test_nothing_else_holds (void)
{
  g_autoptr (KtSecret) key = kt_signing_key_new (seed, sizeof seed);
  g_autoptr (KtSecret) other = kt_signing_key_new (kt_secret_bytes (key) + 1, KT_SEED_LEN);
  g_autofree char *public_key = kt_signing_key_public (key), *signature = kt_signature_make (key, "abc", 3);
  g_autofree char *stranger = kt_signing_key_public (other), *padded = g_strconcat (signature, "\n", NULL);
  g_autofree char *bent = g_strdup (signature);

  bent[10] = bent[10] == 'A' ? 'B' : 'A';
  g_assert_false (kt_signature_holds (public_key, signature, "abd", 3));
  g_assert_false (kt_signature_holds (public_key, signature, "abc", 2));
  g_assert_false (kt_signature_holds (stranger, signature, "abc", 3));
  g_assert_false (kt_signature_holds (public_key, bent, "abc", 3));
  g_assert_false (kt_signature_holds (public_key, padded, "abc", 3));
  g_assert_false (kt_signature_holds (public_key, "", "abc", 3));
  g_assert_false (kt_signature_holds (public_key, NULL, "abc", 3));
  g_assert_false (kt_signature_holds (NULL, signature, "abc", 3));
  g_assert_false (kt_signature_holds (signature, public_key, "abc", 3));
  g_assert_false (kt_public_key_is_valid (signature));
  g_assert_false (kt_public_key_is_valid ("not base64"));
  g_assert_null (kt_signing_key_new (seed, sizeof seed - 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signature/known", test_known);
  g_test_add_func ("/signature/nothing-else-holds", test_nothing_else_holds);
  return g_test_run ();
}
