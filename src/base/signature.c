/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "base/signature.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (KT_SEED_LEN == crypto_sign_SEEDBYTES);

KtSecret *
kt_signing_key_new (const guint8 *seed, gsize len)
{
  KtSecret *key;
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];

  if (len != KT_SEED_LEN)
    return NULL;
  key = kt_secret_new (crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair (public_key, kt_secret_bytes (key), seed);
  return key;
}

char *
kt_signing_key_public (KtSecret *key)
{
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];

  crypto_sign_ed25519_sk_to_pk (public_key, kt_secret_bytes (key));
  return g_base64_encode (public_key, sizeof public_key);
}

char *
kt_signature_make (KtSecret *key, const char *text, gsize len)
{
  guint8 signature[crypto_sign_BYTES];

  crypto_sign_detached (signature, NULL, (const guint8 *) text, len, kt_secret_bytes (key));
  return g_base64_encode (signature, sizeof signature);
}

/* Exactly len bytes, in the one way of writing them: a second spelling of a signature would be a second body. */
static gboolean
decode (const char *text, guint8 *bytes, gsize len)
{
  g_autofree guint8 *decoded = NULL;
  g_autofree char *again = NULL;
  gsize n = 0;

  if (text == NULL || *text == '\0' || strlen (text) > 128)
    return FALSE;
  decoded = g_base64_decode (text, &n);
  again = n == len ? g_base64_encode (decoded, n) : NULL;
  if (again == NULL || strcmp (again, text) != 0)
    return FALSE;
  memcpy (bytes, decoded, len);
  return TRUE;
}

gboolean
kt_signature_holds (const char *public_key, const char *signature, const char *text, gsize len)
{
  guint8 key[crypto_sign_PUBLICKEYBYTES], bytes[crypto_sign_BYTES];

  return decode (public_key, key, sizeof key) && decode (signature, bytes, sizeof bytes) && sodium_init () >= 0 &&
         crypto_sign_verify_detached (bytes, (const guint8 *) text, len, key) == 0;
}

gboolean
kt_public_key_is_valid (const char *public_key)
{
  guint8 key[crypto_sign_PUBLICKEYBYTES];

  return decode (public_key, key, sizeof key);
}
