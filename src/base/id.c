/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "base/id.h"

#include <sodium.h>
#include <string.h>

char *
kt_random_hex (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (MAX (n_bytes, 1));
  char *hex = g_malloc (n_bytes * 2 + 1);

  if (sodium_init () < 0)
    g_error ("no source of random numbers");
  randombytes_buf (bytes, n_bytes);
  return sodium_bin2hex (hex, n_bytes * 2 + 1, bytes, n_bytes);
}

char *
kt_id_new (const char *type)
{
  g_autofree char *hex = kt_random_hex (16);

  return g_strconcat (type, ":", hex, NULL);
}

char *
kt_id_dup_type (const char *id)
{
  const char *colon = strchr (id, ':');

  return colon == NULL ? NULL : g_strndup (id, (gsize) (colon - id));
}

const char *
kt_id_get_tail (const char *id)
{
  const char *colon = strchr (id, ':');

  return colon == NULL ? id : colon + 1;
}
