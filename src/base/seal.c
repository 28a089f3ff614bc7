/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "base/seal.h"

#include <sodium.h>
#include <string.h>

/* Both lengths are the same in this box. */
#define KEY_LEN crypto_box_PUBLICKEYBYTES
G_STATIC_ASSERT (crypto_box_SECRETKEYBYTES == KEY_LEN);

static gboolean
read_key (const char *text, guint8 key[KEY_LEN])
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree guint8 *bytes = NULL;
  gsize len = 0;

  if (*stripped == '\0' || strlen (stripped) > 64)
    return FALSE;
  bytes = g_base64_decode (stripped, &len);
  if (len == KEY_LEN)
    memcpy (key, bytes, KEY_LEN);
  sodium_memzero (bytes, len);
  sodium_memzero (stripped, strlen (stripped));
  return len == KEY_LEN;
}

KtSecret *
kt_seal_key_new (char **public_key)
{
  guint8 public_bytes[KEY_LEN], private_bytes[KEY_LEN];
  g_autofree char *text = NULL;
  KtSecret *secret;

  if (sodium_init () < 0)
    g_error ("libsodium does not start");
  crypto_box_keypair (public_bytes, private_bytes);
  *public_key = g_base64_encode (public_bytes, KEY_LEN);
  text = g_base64_encode (private_bytes, KEY_LEN);
  secret = kt_secret_new_copy (text, strlen (text) + 1);
  sodium_memzero (private_bytes, KEY_LEN);
  sodium_memzero (text, strlen (text));
  return secret;
}

char *
kt_seal_key_public (const char *private_key)
{
  guint8 key[KEY_LEN], public_key[KEY_LEN];
  gboolean good = read_key (private_key, key) && crypto_scalarmult_base (public_key, key) == 0;

  sodium_memzero (key, KEY_LEN);
  return good ? g_base64_encode (public_key, KEY_LEN) : NULL;
}

char *
kt_seal (const char *public_key, const char *text, gsize len)
{
  g_autofree guint8 *sealed = g_malloc (len + crypto_box_SEALBYTES);
  guint8 key[KEY_LEN];

  if (sodium_init () < 0 || !read_key (public_key, key) || crypto_box_seal (sealed, (const guint8 *) text, len, key) != 0)
    return NULL;
  return g_base64_encode (sealed, len + crypto_box_SEALBYTES);
}

KtSecret *
kt_seal_open (const char *private_key, const char *sealed)
{
  guint8 key[KEY_LEN], public_key[KEY_LEN];
  gsize len = 0;
  g_autofree guint8 *bytes = g_base64_decode (sealed, &len);
  g_autoptr (KtSecret) text = NULL;
  gboolean good;

  if (sodium_init () < 0 || len < crypto_box_SEALBYTES || !read_key (private_key, key))
    return NULL;
  text = kt_secret_new (len - crypto_box_SEALBYTES + 1);
  good = crypto_scalarmult_base (public_key, key) == 0 &&
         crypto_box_seal_open (kt_secret_bytes (text), bytes, len, public_key, key) == 0;
  sodium_memzero (key, KEY_LEN);
  return good ? g_steal_pointer (&text) : NULL;
}
