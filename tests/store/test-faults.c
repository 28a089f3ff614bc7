/* SPDX-License-Identifier: EUPL-1.2 */
/* The disk lets the store down: every single operation fails in turn, the power goes, the disk is full. What was said
 * to be saved is there afterwards, and what is there is whole. */
#include "store/erase.h"
#include "store/fault-vfs.h"
#include "store/store-private.h"
#include "store/support.h"

#include <glib/gstdio.h>

#define MOST_OPERATIONS 400

static void
set_up (Fixture *f, gconstpointer data)
{
  fault_vfs_reset ();
  fixture_set_up (f, data);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fault_vfs_reset ();
  fixture_tear_down (f, data);
}

/* ---- What a script has been told is kept ---- */

typedef struct {
  GHashTable *records;     /* id → KtRecord acknowledged last */
  char *draft;             /* (nullable) acknowledged last */
} Kept;

static Kept *
kept_new (void)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) kt_record_unref);
  return kept;
}

static void
kept_free (Kept *kept)
{
  g_hash_table_unref (kept->records);
  g_free (kept->draft);
  g_free (kept);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kept, kept_free)

static gboolean
script_save (KtStore *store, Kept *kept, const char *id, const char *words)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);
  KtRecord *record = try_save (store, "goal", id, FAMILY_A, changes, NULL);

  if (record == NULL)
    return FALSE;
  g_hash_table_replace (kept->records, g_strdup (kt_record_get_id (record)), record);
  return TRUE;
}

static gboolean
script_draft (KtStore *store, Kept *kept, const char *text)
{
  if (!kt_store_put_draft (store, "goal:new", text, NULL))
    return FALSE;
  g_set_str (&kept->draft, text);
  return TRUE;
}

/* Goes on after a failure, as people do. */
static void
run_script (KtStore *store, Kept *kept)
{
  static const char id[] = "goal:0123456789abcdef0123456789abcdef";

  script_save (store, kept, id, "one");
  script_draft (store, kept, "t");
  script_draft (store, kept, "th");
  script_save (store, kept, id, "two");
  script_save (store, kept, NULL, "another");
  kt_store_sync_drafts (store, NULL);
  script_draft (store, kept, "the");
  script_save (store, kept, id, "three");
}

static void
assert_kept (KtStore *store, Kept *kept)
{
  GHashTableIter iter;
  gpointer id, record;

  g_hash_table_iter_init (&iter, kept->records);
  while (g_hash_table_iter_next (&iter, &id, &record))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (KtRecord) loaded = kt_store_load (store, id, &error);

      g_assert_no_error (error);
      g_assert_true (kt_record_covers (loaded, record));
    }
}

static void
assert_draft_kept (KtStore *store, Kept *kept)
{
  g_autofree char *draft = kt_store_get_draft (store, "goal:new", NULL);

  if (kept->draft != NULL)
    g_assert_cmpstr (draft, >=, kept->draft);
}

/* ---- Every operation fails in turn ---- */

/* Returns: whether the script got as far as operation n. */
static gboolean
fail_operation (Fixture *f, guint n, int code, gboolean onwards)
{
  g_autoptr (Kept) kept = kept_new ();
  gboolean failed;

  set_up (f, NULL);
  fault_vfs_fail_at (n, code, onwards);
  run_script (f->store, kept);
  failed = fault_vfs_has_failed ();
  fixture_close (f);
  fault_vfs_fail_at (0, 0, FALSE);
  fixture_reopen (f);
  assert_kept (f->store, kept);
  assert_draft_kept (f->store, kept);
  assert_sound (f->store);
  tear_down (f, NULL);
  return failed;
}

static void
fail_each_operation (int code, gboolean onwards)
{
  Fixture f;
  guint n = 1;

  while (fail_operation (&f, n, code, onwards))
    {
      n++;
      g_assert_cmpuint (n, <, MOST_OPERATIONS);
    }
  g_test_message ("%u operations", n - 1);
  g_assert_cmpuint (n, >, 20);
}

static void
test_crash_at_each (void)
{
  fail_each_operation (SQLITE_IOERR_WRITE, TRUE);
}

static void
test_one_failure_at_each (void)
{
  fail_each_operation (SQLITE_IOERR_WRITE, FALSE);
}

static void
test_full_once_at_each (void)
{
  fail_each_operation (SQLITE_FULL, FALSE);
}

/* ---- Erasing ---- */

#define ERASED "goal:0123456789abcdef0123456789abcde0"

static gboolean
is_here (KtStore *store)
{
  g_autoptr (KtRecord) record = kt_store_load (store, ERASED, NULL);

  return record != NULL;
}

/* Either it is all here, or its unsent work is in escrow: never neither. */
static gboolean
fail_erasing (guint n, int code, gboolean onwards)
{
  static const char *const ids[] = { ERASED, NULL };
  KtErased result = { 0 };
  gboolean failed, done;
  Fixture f;

  set_up (&f, NULL);
  g_autoptr (KtRecord) record = save (f.store, "goal", ERASED, FAMILY_A, "{\"words\":\"Nog niet verzonden\"}");
  fault_vfs_fail_at (n, code, onwards);
  done = kt_store_erase_records (f.store, ids, &result, NULL) && kt_store_tidy_erased (f.store, NULL);
  failed = fault_vfs_has_failed ();
  fixture_close (&f);
  fault_vfs_fail_at (0, 0, FALSE);
  fixture_reopen (&f);
  g_autoptr (GPtrArray) escrow = kt_store_list_escrow (f.store, 10, NULL);
  g_assert_cmpuint (escrow->len, ==, is_here (f.store) ? 0 : 1);
  g_assert_true (!done || !is_here (f.store));
  assert_sound (f.store);
  g_assert_true (kt_store_erase_records (f.store, ids, &result, NULL));
  g_assert_false (is_here (f.store));
  g_clear_pointer (&escrow, g_ptr_array_unref);
  escrow = kt_store_list_escrow (f.store, 10, NULL);
  g_assert_cmpuint (escrow->len, ==, 1);
  assert_sound (f.store);
  tear_down (&f, NULL);
  return failed;
}

static void
test_erasing_at_each (void)
{
  static const struct {
    int code;
    gboolean onwards;
  } faults[] = { { SQLITE_IOERR_WRITE, TRUE }, { SQLITE_IOERR_WRITE, FALSE }, { SQLITE_FULL, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      guint n = 1;

      while (fail_erasing (n, faults[i].code, faults[i].onwards))
        g_assert_cmpuint (++n, <, MOST_OPERATIONS);
      g_assert_cmpuint (n, >, 5);
    }
}

/* ---- Making and opening a store ---- */

static void
test_crash_while_making (void)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL);
      g_autoptr (KtSecret) key = test_key (0x17);
      g_autoptr (GError) error = NULL;
      KtStore *store;
      gboolean failed;

      fault_vfs_reset ();
      fault_vfs_fail_at (n, SQLITE_IOERR_WRITE, TRUE);
      store = kt_store_open (dir, key, KT_STORE_WRITE, NULL);
      failed = fault_vfs_has_failed ();
      kt_store_close (store);
      fault_vfs_reset ();
      store = kt_store_open (dir, key, KT_STORE_WRITE, &error);
      g_assert_no_error (error);
      assert_sound (store);
      kt_store_close (store);
      remove_folder (dir);
      if (!failed)
        return;
      g_assert_cmpuint (n, <, MOST_OPERATIONS);
    }
}

/* ---- Keystrokes and fsync ---- */

static void
test_keystrokes_do_not_sync (Fixture *f, gconstpointer data)
{
  g_autoptr (Kept) kept = kept_new ();
  guint before;

  g_assert_true (script_draft (f->store, kept, "a"));
  before = fault_vfs_count_syncs ();
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strnfill (i + 1, 'x');

      g_assert_true (kt_store_put_draft (f->store, "note:1", text, NULL));
    }
  g_assert_cmpuint (fault_vfs_count_syncs (), ==, before);
  g_assert_true (kt_store_sync_drafts (f->store, NULL));
  g_assert_cmpuint (fault_vfs_count_syncs (), ==, before + 1);
  g_autoptr (KtRecord) saved = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");
  g_assert_cmpuint (fault_vfs_count_syncs (), ==, before + 2);
}

/* ---- The power goes ---- */

static char *
cut_and_move (Fixture *f)
{
  char *to = g_dir_make_tmp ("kt-store-XXXXXX", NULL);

  fault_vfs_cut_power (f->dir, to);
  fixture_close (f);
  remove_folder (f->dir);
  g_free (f->dir);
  f->dir = to;
  fault_vfs_reset ();
  return to;
}

static void
test_power_cut (void)
{
  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (Kept) kept = kept_new ();
      guint n = (guint) g_test_rand_int_range (1, 60), typed = (guint) g_test_rand_int_range (0, 4);
      g_autofree char *draft = NULL;
      Fixture f;

      set_up (&f, NULL);
      fault_vfs_watch_durability ();
      fixture_reopen (&f);
      for (guint i = 0; i < n; i++)
        g_assert_true (script_save (f.store, kept, i % 3 == 0 ? "goal:0123456789abcdef0123456789abcdef" : NULL, "words"));
      g_assert_true (kt_store_put_draft (f.store, "note:1", "synced", NULL));
      g_assert_true (kt_store_sync_drafts (f.store, NULL));
      for (guint i = 0; i < typed; i++)
        g_assert_true (kt_store_put_draft (f.store, "note:1", "synced and more", NULL));
      cut_and_move (&f);
      fixture_reopen (&f);
      assert_kept (f.store, kept);
      assert_sound (f.store);
      draft = kt_store_get_draft (f.store, "note:1", NULL);
      g_assert_true (g_str_has_prefix (draft, "synced"));
      tear_down (&f, NULL);
    }
}

/* ---- A full disk ---- */

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *reserve = g_build_filename (f->dir, "reserve", NULL);
  g_autoptr (Kept) kept = kept_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_test (reserve, G_FILE_TEST_EXISTS));
  fault_vfs_full_while (reserve);
  g_assert_true (script_draft (f->store, kept, "typed on a full disk"));
  g_assert_false (g_file_test (reserve, G_FILE_TEST_EXISTS));
  run_script (f->store, kept);
  g_assert_cmpuint (g_hash_table_size (kept->records), ==, 2);
  fixture_reopen (f);
  assert_kept (f->store, kept);
  g_assert_true (kt_store_check_room (f->store, &error));
  g_assert_true (g_file_test (reserve, G_FILE_TEST_EXISTS));
  assert_sound (f->store);
}

/* Without a reserve to give up the failure is told as what it is, and nothing is half done. */
static void
test_full_disk_and_no_reserve (Fixture *f, gconstpointer data)
{
  g_autofree char *reserve = g_build_filename (f->dir, "reserve", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) earlier = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"A\"}");

  fixture_reopen (f);
  before = kt_store_dump (f->store, NULL);
  fault_vfs_full_while (f->dir);
  g_assert_null (try_save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"B\"}", &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL);
  after = kt_store_dump (f->store, NULL);
  g_assert_cmpstr (before, ==, after);
  g_assert_false (g_file_test (reserve, G_FILE_TEST_EXISTS));
  fault_vfs_reset ();
  g_autoptr (KtRecord) later = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"B\"}");
  assert_sound (f->store);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fault_vfs_install ();
  g_test_add_func ("/store/faults/crash-at-each-operation", test_crash_at_each);
  g_test_add_func ("/store/faults/one-failure-at-each-operation", test_one_failure_at_each);
  g_test_add_func ("/store/faults/full-once-at-each-operation", test_full_once_at_each);
  g_test_add_func ("/store/faults/erasing-at-each-operation", test_erasing_at_each);
  g_test_add_func ("/store/faults/crash-while-making", test_crash_while_making);
  add ("/store/faults/keystrokes-do-not-sync", test_keystrokes_do_not_sync);
  g_test_add_func ("/store/faults/power-cut", test_power_cut);
  add ("/store/faults/full-disk", test_full_disk);
  add ("/store/faults/full-disk-and-no-reserve", test_full_disk_and_no_reserve);
  return g_test_run ();
}
