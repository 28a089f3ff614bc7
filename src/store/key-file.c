/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/key-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

static const char *const names[] = { "keys", "keys.copy" };

/* ---- Hex ---- */

gboolean
kt_key_file_get_hex (json_object *object, const char *key, guint8 *bytes, gsize len)
{
  const char *hex = kt_json_get_string (object, key);
  size_t n = 0;

  return hex != NULL && strlen (hex) == len * 2 && sodium_hex2bin (bytes, len, hex, len * 2, NULL, &n, NULL) == 0 &&
         n == len;
}

void
kt_key_file_put_hex (json_object *object, const char *key, const guint8 *bytes, gsize len)
{
  g_autofree char *hex = g_malloc (len * 2 + 1);

  sodium_bin2hex (hex, len * 2 + 1, bytes, len);
  json_object_object_add (object, key, json_object_new_string (hex));
}

/* ---- Slots ---- */

static gssize
find_index (json_object *slots, const char *kind)
{
  for (gsize i = 0; i < json_object_array_length (slots); i++)
    if (g_strcmp0 (kt_json_get_string (json_object_array_get_idx (slots, i), "kind"), kind) == 0)
      return (gssize) i;
  return -1;
}

json_object *
kt_key_file_find_slot (json_object *file, const char *kind)
{
  json_object *slots = kt_json_get_array (file, "slots");
  gssize i = slots != NULL ? find_index (slots, kind) : -1;

  return i >= 0 ? json_object_array_get_idx (slots, (gsize) i) : NULL;
}

void
kt_key_file_put_slot (json_object *file, json_object *slot)
{
  json_object *slots = kt_json_get_array (file, "slots");
  gssize i;

  if (slots == NULL)
    json_object_object_add (file, "slots", slots = json_object_new_array ());
  i = find_index (slots, kt_json_get_string (slot, "kind"));
  if (i >= 0)
    json_object_array_put_idx (slots, (gsize) i, slot);
  else
    json_object_array_add (slots, slot);
}

/* ---- Reading ---- */

static char *
compute_sum (json_object *file)
{
  g_autoptr (json_object) rest = kt_json_copy (file);
  g_autofree char *bytes = NULL;

  json_object_object_del (rest, "sum");
  bytes = kt_json_canonical (rest, NULL);
  return bytes != NULL ? kt_sha256_hex (bytes, -1) : NULL;
}

static gboolean
is_whole (json_object *file)
{
  g_autofree char *sum = NULL;

  if (!json_object_is_type (file, json_type_object))
    return FALSE;
  sum = compute_sum (file);
  return sum != NULL && g_strcmp0 (sum, kt_json_get_string (file, "sum")) == 0;
}

/* NULL when it cannot be read, for whatever reason; *absent: there is no such file. */
static json_object *
read_copy (const char *dir, const char *name, gboolean *absent)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_object) file = NULL;
  gsize len;

  *absent = FALSE;
  if (!g_file_get_contents (path, &bytes, &len, &error))
    {
      *absent = g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
      return NULL;
    }
  file = kt_json_parse (bytes, (gssize) len, NULL);
  return file != NULL && is_whole (file) ? g_steal_pointer (&file) : NULL;
}

json_object *
kt_key_file_load (const char *dir, gboolean *whole, GError **error)
{
  gboolean absent[2];
  g_autoptr (json_object) a = read_copy (dir, names[0], &absent[0]);
  g_autoptr (json_object) b = read_copy (dir, names[1], &absent[1]);

  *whole = a != NULL && b != NULL && json_object_equal (a, b);
  if (a != NULL && (b == NULL || kt_json_get_int (a, "serial", 0) >= kt_json_get_int (b, "serial", 0)))
    return g_steal_pointer (&a);
  if (b != NULL)
    return g_steal_pointer (&b);
  if (absent[0] && absent[1])
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "there are no key slots");
  else
    g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_SLOTS_DAMAGED, "no copy of the key slots can be read");
  return NULL;
}

/* ---- Writing ---- */

static gboolean
fail (GError **error)
{
  int number = errno;

  g_set_error (error, KT_STORE_ERROR, (int) kt_store_error_from_errno (number), "writing the key slots: %s",
               g_strerror (number));
  return FALSE;
}

static gboolean
write_durably (const char *path, const char *bytes, gsize len)
{
  g_autofd int fd = g_open (path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);

  while (fd >= 0 && len > 0)
    {
      gssize n = write (fd, bytes, len);

      if (n < 0)
        return FALSE;
      bytes += n;
      len -= (gsize) n;
    }
  return fd >= 0 && fsync (fd) == 0;
}

static gboolean
sync_dir (const char *dir)
{
  g_autofd int fd = g_open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  return fd >= 0 && fsync (fd) == 0;
}

static gboolean
write_copy (const char *dir, const char *name, const char *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);

  if (write_durably (fresh, bytes, strlen (bytes)) && g_rename (fresh, path) == 0 && sync_dir (dir))
    return TRUE;
  fail (error);
  g_unlink (fresh);
  return FALSE;
}

gboolean
kt_key_file_save (const char *dir, json_object *file, GError **error)
{
  g_autofree char *sum = compute_sum (file);
  g_autofree char *bytes = NULL;

  if (sum == NULL)
    {
      g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_SLOTS_DAMAGED, "the key slots have no canonical form");
      return FALSE;
    }
  json_object_object_add (file, "sum", json_object_new_string (sum));
  bytes = kt_json_canonical (file, error);
  return bytes != NULL && write_copy (dir, names[0], bytes, error) && write_copy (dir, names[1], bytes, error);
}
