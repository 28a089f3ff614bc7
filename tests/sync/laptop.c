/* SPDX-License-Identifier: EUPL-1.2 */
#include "sync/laptop.h"

#include <glib/gstdio.h>
#include <string.h>

char *
database_of (const char *family, KtScope scope)
{
  return kt_scope_database (family, scope);
}

void
server_add_family (CouchMemory *couch, const char *family)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

  couch_memory_create (couch, INBOX);
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *name = database_of (family, scopes[i]);
      g_autofree char *id = g_strconcat ("database:", name, NULL);
      g_autofree char *members = g_strdup_printf (
          "\"type\":\"inbox-database\",\"name\":\"%s\",\"family\":\"%s\",\"scope\":\"%s\"", name, family,
          kt_scope_name (scopes[i]));

      couch_memory_create (couch, name);
      g_free (couch_memory_write (couch, INBOX, id, members, FALSE));
    }
}

CouchMemory *
server_new (const char *first_family, ...)
{
  CouchMemory *couch = couch_memory_new ();
  va_list args;

  va_start (args, first_family);
  for (const char *family = first_family; family != NULL; family = va_arg (args, const char *))
    server_add_family (couch, family);
  va_end (args);
  return couch;
}

static void
open_store (Laptop *laptop)
{
  g_autoptr (GError) error = NULL;

  laptop->store = kt_store_open (laptop->dir, laptop->key, KT_STORE_WRITE, &error);
  g_assert_no_error (error);
}

/* Thousands of stores are made: in memory where the machine has a place for that. */
static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *template = g_strdup ("/dev/shm/kt-laptop-XXXXXX");
  char *dir = g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? g_mkdtemp (template) : NULL;

  if (dir != NULL)
    return g_steal_pointer (&template);
  dir = g_dir_make_tmp ("kt-laptop-XXXXXX", &error);
  g_assert_no_error (error);
  return dir;
}

Laptop *
laptop_new (CouchMemory *couch)
{
  Laptop *laptop = g_new0 (Laptop, 1);

  *laptop = (Laptop) { .dir = make_folder (), .key = test_key (0x17), .couch = couch };
  open_store (laptop);
  return laptop;
}

void
laptop_free (Laptop *laptop)
{
  g_clear_pointer (&laptop->store, kt_store_close);
  remove_folder (laptop->dir);
  kt_secret_free (laptop->key);
  g_free (laptop->dir);
  g_free (laptop);
}

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (from, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL);
      g_autoptr (GFile) a = g_file_new_for_path (source), b = g_file_new_for_path (target);

      g_file_copy (a, b, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

char *
laptop_back_up (Laptop *laptop)
{
  char *backup = make_folder ();

  g_clear_pointer (&laptop->store, kt_store_close);
  copy_folder (laptop->dir, backup);
  open_store (laptop);
  return backup;
}

char *
laptop_take_image (Laptop *laptop)
{
  char *image = make_folder ();

  copy_folder (laptop->dir, image);
  return image;
}

void
laptop_die (Laptop *laptop)
{
  g_clear_pointer (&laptop->store, kt_store_close);
}

void
laptop_wake (Laptop *laptop)
{
  open_store (laptop);
}

void
laptop_restore (Laptop *laptop, const char *backup)
{
  g_clear_pointer (&laptop->store, kt_store_close);
  remove_folder (laptop->dir);
  g_assert_cmpint (g_mkdir (laptop->dir, 0700), ==, 0);
  copy_folder (backup, laptop->dir);
  open_store (laptop);
}

void
laptop_restore_into (Laptop *laptop, const char *backup)
{
  copy_folder (backup, laptop->dir);
  open_store (laptop);
}

gboolean
laptop_try_line (Laptop *laptop, KtTransport *line, const char *login, KtSyncResult *result, GError **error)
{
  KtStoreCaller caller = kt_store_caller_direct (laptop->store);

  return kt_replicator_run (&caller, line, login, NULL, NULL, NULL, result, NULL, error);
}

gboolean
laptop_try_sync (Laptop *laptop, FakeTransport *fake, KtSyncResult *result, GError **error)
{
  KtStoreCaller caller = kt_store_caller_direct (laptop->store);

  return kt_replicator_run (&caller, &fake->base, LOGIN, NULL, NULL, NULL, result, fake->cancel_at, error);
}

void
laptop_sync_counting (Laptop *laptop, KtSyncResult *result)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);
  g_autoptr (GError) error = NULL;
  gboolean ok = laptop_try_sync (laptop, fake, result, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

guint
laptop_sync (Laptop *laptop)
{
  KtSyncResult result;
  guint n;

  laptop_sync_counting (laptop, &result);
  g_assert_cmpuint (result.databases_failed, ==, 0);
  n = result.pulled + result.pushed + result.pieces_pulled + result.pieces_pushed;
  kt_sync_result_clear (&result);
  return n;
}

KtRecord *
laptop_load (Laptop *laptop, const char *id)
{
  g_autoptr (GError) error = NULL;
  KtRecord *record = kt_store_load (laptop->store, id, &error);

  g_assert_no_error (error);
  return record;
}

char *
laptop_dup_bytes (Laptop *laptop, const char *id)
{
  g_autoptr (KtRecord) record = laptop_load (laptop, id);

  return g_strdup (kt_record_get_bytes (record));
}

char *
laptop_dup_text (Laptop *laptop, const char *id, const char *field)
{
  g_autoptr (KtRecord) record = laptop_load (laptop, id);

  return g_strdup (kt_record_get_text (record, field));
}

void
laptop_counts (Laptop *laptop, KtCounts *counts)
{
  g_autoptr (GError) error = NULL;

  kt_store_count (laptop->store, NULL, counts, &error);
  g_assert_no_error (error);
}
