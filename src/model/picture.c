/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "model/picture.h"

#include <string.h>

#define PREFIX "chunk:"
#define DIGITS 32

G_DEFINE_QUARK (kt-picture-error-quark, kt_picture_error)

guint
kt_picture_n_chunks (gsize len)
{
  return (guint) ((len + KT_PICTURE_CHUNK_BYTES - 1) / KT_PICTURE_CHUNK_BYTES);
}

static gboolean
is_tail (const char *text, gsize len)
{
  return len == DIGITS && strspn (text, "0123456789abcdef") >= DIGITS;
}

gboolean
kt_is_chunk_id (const char *id)
{
  return g_str_has_prefix (id, PREFIX) && is_tail (id + strlen (PREFIX), strlen (id + strlen (PREFIX)));
}

char *
kt_chunk_id (const char *salt, const void *bytes, gsize len)
{
  g_autofree char *hex = g_compute_hmac_for_data (G_CHECKSUM_SHA256, (const guchar *) salt, strlen (salt), bytes, len);

  hex[DIGITS] = '\0';
  return g_strconcat (PREFIX, hex, NULL);
}

char *
kt_chunk_list_write (GPtrArray *ids)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, i > 0 ? " %s" : "%s", (const char *) ids->pdata[i] + strlen (PREFIX));
  return g_string_free_and_steal (text);
}

GStrv
kt_chunk_list_read (const char *text)
{
  g_auto (GStrv) tails = g_strsplit (text != NULL ? text : "", " ", KT_PICTURE_MOST_CHUNKS + 1);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  if (g_strv_length (tails) > KT_PICTURE_MOST_CHUNKS)
    return g_new0 (char *, 1);
  for (guint i = 0; tails[i] != NULL; i++)
    {
      if (!is_tail (tails[i], strlen (tails[i])))
        return g_new0 (char *, 1);
      g_strv_builder_take (ids, g_strconcat (PREFIX, tails[i], NULL));
    }
  return g_strv_builder_end (ids);
}
