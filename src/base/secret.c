/* SPDX-License-Identifier: EUPL-1.2 */
/* sodium_malloc() puts guard pages around the bytes, locks them (as far as RLIMIT_MEMLOCK allows; refusal is no
 * failure) and wipes them when freed. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/secret.h"

#include <sodium.h>
#include <string.h>

struct _KtSecret {
  gsize len;
  guint8 *bytes;
};

KtSecret *
kt_secret_new (gsize len)
{
  KtSecret *secret = g_new (KtSecret, 1);

  if (sodium_init () < 0)
    g_error ("no source of random numbers");
  secret->len = len;
  secret->bytes = sodium_malloc (len);
  if (secret->bytes == NULL)
    g_error ("no memory left for a key");
  sodium_memzero (secret->bytes, len);
  return secret;
}

KtSecret *
kt_secret_new_copy (gconstpointer bytes, gsize len)
{
  KtSecret *secret = kt_secret_new (len);

  if (len > 0)
    memcpy (secret->bytes, bytes, len);
  return secret;
}

KtSecret *
kt_secret_new_random (gsize len)
{
  KtSecret *secret = kt_secret_new (len);

  randombytes_buf (secret->bytes, len);
  return secret;
}

guint8 *
kt_secret_bytes (KtSecret *secret)
{
  return secret->bytes;
}

gsize
kt_secret_len (const KtSecret *secret)
{
  return secret->len;
}

void
kt_secret_free (KtSecret *secret)
{
  if (secret == NULL)
    return;
  sodium_free (secret->bytes);
  g_free (secret);
}
