/* SPDX-License-Identifier: EUPL-1.2 */
/* A disk that is really full: a small file system of our own, in a mount namespace of our own. Where the kernel grants
 * no namespace, the layer below SQLite of fault-vfs plays the full disk, so that the story is told everywhere. */
#include "store/fault-vfs.h"
#include "store/leaf-store.h"
#include "store/small-disk.h"
#include "store/store-private.h"
#include "store/support.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  Fixture fixture;
  SmallDisk small;
  gboolean real;
} Disk;

static void
fill_up (Disk *disk)
{
  g_autofree char *reserve = g_build_filename (disk->fixture.dir, "reserve", NULL);

  if (disk->real)
    small_disk_fill (&disk->small, 0);
  else
    fault_vfs_full_while (reserve);
}

static void
make_room (Disk *disk)
{
  if (disk->real)
    small_disk_make_room (&disk->small);
  else
    fault_vfs_reset ();
}

/* ---- The story ---- */

static void
work_on (Disk *disk)
{
  KtStore *store = disk->fixture.store;
  g_autofree char *draft = NULL;
  g_autoptr (GPtrArray) notes = NULL, hits = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *changes = g_strdup_printf ("{\"words\":\"geschreven op een volle schijf, %u\"}", i);
      g_autofree char *typed = g_strnfill (i, 'x');
      g_autoptr (KtRecord) note = NULL;

      g_assert_true (kt_store_put_draft (store, "note:new", typed, NULL));
      g_assert_true (kt_store_sync_drafts (store, NULL));
      note = save (store, "note", NULL, FAMILY_A, changes);
    }
  draft = kt_store_get_draft (store, "note:new", NULL);
  g_assert_cmpuint (strlen (draft), ==, 49);
  notes = kt_store_list (store, "note", FAMILY_A, NULL);
  hits = kt_store_search (store, "volle schijf", NULL, 20, NULL);
  g_assert_cmpuint (notes->len, ==, 50);
  g_assert_cmpuint (hits->len, ==, 20);
}

/* What can be had again must not eat what the reserve has freed. */
static void
assert_no_pulling (Disk *disk)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  g_autoptr (GError) error = NULL;
  KtPullResult result = { 0 };
  const char *name = "kt-0123456789abcdef0123456789abcdef-file";

  g_assert_true (kt_store_add_database (disk->fixture.store, name, FAMILY_A, KT_SCOPE_FILE, &error));
  g_assert_false (kt_store_apply_pulled (disk->fixture.store, name, docs, &result, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL);
}

static void
tell_story (Disk *disk)
{
  Fixture *f = &disk->fixture;

  fixture_reopen (f);
  g_assert_true (has_reserve (disk->fixture.dir));
  fixture_close (f);
  fill_up (disk);
  /* A closed store opens on a full disk, and is worked in. */
  fixture_reopen (f);
  work_on (disk);
  g_assert_false (has_reserve (disk->fixture.dir));
  if (disk->real)
    assert_no_pulling (disk);
  assert_sound (f->store);
  fixture_reopen (f);
  assert_sound (f->store);
  make_room (disk);
  fixture_reopen (f);
  g_assert_true (has_reserve (disk->fixture.dir));
  g_assert_true (kt_store_check_room (f->store, NULL));
  assert_sound (f->store);
}

/* In a process of its own: nobody else is to live in that namespace. */
static void
test_full_disk (void)
{
  Disk disk = { 0 };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  disk.fixture = (Fixture) { .dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL), .key = test_key (0x17) };
  disk.real = small_disk_mount (&disk.small, disk.fixture.dir);
  if (!disk.real)
    fault_vfs_install ();
  g_printerr ("# the full disk is %s\n", disk.real ? "a real one" : "played");
  tell_story (&disk);
  fixture_close (&disk.fixture);
  if (disk.real)
    small_disk_unmount (&disk.small);
  fixture_tear_down (&disk.fixture, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/store/full-disk/work-goes-on", test_full_disk);
  return g_test_run ();
}
