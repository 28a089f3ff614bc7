/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/support.h"

#include <glib/gstdio.h>
#include <string.h>

KtSecret *
test_key (guint8 byte)
{
  KtSecret *key = kt_secret_new (32);

  memset (kt_secret_bytes (key), byte, 32);
  return key;
}

json_object *
parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  json_object *value = kt_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return value;
}

void
fixture_reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  fixture->store = kt_store_open (fixture->dir, fixture->key, KT_STORE_WRITE, &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *fixture)
{
  g_clear_pointer (&fixture->store, kt_store_close);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  *fixture = (Fixture) { .dir = g_dir_make_tmp ("kt-store-XXXXXX", &error) };
  g_assert_no_error (error);
  fixture->key = test_key (0x17);
  fixture_reopen (fixture);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  remove_folder (fixture->dir);
  kt_secret_free (fixture->key);
  g_free (fixture->dir);
}

void
fixture_expect_open_error (Fixture *fixture, KtStoreError code)
{
  g_autoptr (GError) error = NULL;
  KtStore *store = kt_store_open (fixture->dir, fixture->key, KT_STORE_WRITE, &error);

  g_assert_error (error, KT_STORE_ERROR, (int) code);
  g_assert_null (store);
}

void
remove_folder (const char *dir)
{
  g_autoptr (GDir) open = g_dir_open (dir, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (dir);
}

KtRecord *
try_save (KtStore *store, const char *type, const char *id, const char *family, const char *changes, GError **error)
{
  const KtEditInfo info = { .by = "worker:11111111111111111111111111111111", .at = "2026-11-22T10:00:00Z" };
  g_autoptr (json_object) fields = parse_json (changes);

  return kt_store_save (store, type, id, family, NULL, &info, fields, error);
}

KtRecord *
save (KtStore *store, const char *type, const char *id, const char *family, const char *changes)
{
  g_autoptr (GError) error = NULL;
  KtRecord *record = try_save (store, type, id, family, changes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

KtRecord *
edit_elsewhere (KtRecord *record, const char *device, const char *changes)
{
  const KtEditInfo info = { .device = device, .by = "worker:2", .at = "2026-11-22T11:00:00Z" };
  g_autoptr (json_object) fields = parse_json (changes);
  g_autoptr (GError) error = NULL;
  KtRecord *edited = kt_record_edit (record, NULL, &info, fields, &error);

  g_assert_no_error (error);
  return edited;
}

void
assert_sound (KtStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = kt_store_check (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("problem: %s", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}
