/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-demo"
#include "demo/demo-picture.h"

#include "demo/demo-data.h"
#include "model/picture.h"

#include <string.h>

static const char *const files[] = { "house-of-dreams", "chart-on-the-fridge" };

static GBytes *
load_file (const char *file, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/io/github/keukentafel/demo/%s.png", file);

  return g_resource_lookup_data (kt_demo_get_resource (), path, 0, error);
}

static char *
digest_of (GBytes *bytes)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

gboolean
kt_demo_describe_picture (const char *file, const char *salt, json_object *changes, GError **error)
{
  g_autoptr (GBytes) bytes = load_file (file, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *digest = bytes != NULL ? digest_of (bytes) : NULL, *chunks = NULL;

  if (bytes == NULL)
    return FALSE;
  g_assert (g_bytes_get_size (bytes) <= KT_PICTURE_CHUNK_BYTES); /* one piece each */
  g_ptr_array_add (ids, kt_chunk_id (salt, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  chunks = kt_chunk_list_write (ids);
  json_object_object_add (changes, "media", json_object_new_string ("image/png"));
  json_object_object_add (changes, "size", json_object_new_int64 ((gint64) g_bytes_get_size (bytes)));
  json_object_object_add (changes, "digest", json_object_new_string (digest));
  json_object_object_add (changes, "salt", json_object_new_string (salt));
  json_object_object_add (changes, "chunks", json_object_new_string (chunks));
  return TRUE;
}

GBytes *
kt_demo_load_picture (KtRecord *picture, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = load_file (files[i], error);
      g_autofree char *digest = bytes != NULL ? digest_of (bytes) : NULL;

      if (bytes == NULL)
        return NULL;
      if (g_strcmp0 (digest, kt_record_get_text (picture, "digest")) == 0)
        return g_steal_pointer (&bytes);
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no picture for %s", kt_record_get_id (picture));
  return NULL;
}
