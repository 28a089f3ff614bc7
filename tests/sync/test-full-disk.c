/* SPDX-License-Identifier: EUPL-1.2 */
/* A disk that is full in the middle of a pass: what came in is whole, what was written here goes to the server all the
 * same, nothing acknowledged is lost, and the next pass finishes when there is room again. Played at every change of a file
 * (fault-vfs), and told on a small disk that is really full, where the kernel grants one. */
#include "store/fault-vfs.h"
#include "store/picture-store.h"
#include "store/small-disk.h"
#include "sync/laptop.h"

#include "model/picture.h"
#include "support/random.h"

#include <sqlite3.h>
#include <string.h>

#define N_GOALS 3
#define GOAL_BYTES 150000

typedef struct {
  CouchMemory *couch;
  Laptop *anna, *bram;
  GPtrArray *goals;        /* ids of Anna's */
  char *picture;           /* Anna's */
  GBytes *scan;
  char *own;               /* a goal of Bram's that was never sent */
} Table;

static GBytes *
make_scan (guint seed, gsize len)
{
  KtRandom random = { seed };
  guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8) (kt_random_next (&random) >> 24);
  memcpy (bytes, "%PDF-", 5);
  return g_bytes_new_take (bytes, len);
}

/* Large ones, so that they do not fit on a full disk. */
static char *
add_goal (Laptop *laptop, gsize len)
{
  g_autofree char *words = g_strnfill (len, 'w');
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (KtRecord) record = save (laptop->store, "goal", NULL, FAMILY_A, changes);

  return g_strdup (kt_record_get_id (record));
}

static char *
add_picture (Laptop *laptop, GBytes *picture)
{
  static const KtEditInfo info = { .by = "worker:a", .at = "2026-03-01T10:00:00Z" };
  g_autoptr (json_object) details = parse_json ("{\"kind\":\"scan\"}");
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record =
      kt_store_add_picture (laptop->store, FAMILY_A, &info, details, bytes, g_bytes_get_size (picture), &error);

  g_assert_no_error (error);
  return g_strdup (kt_record_get_id (record));
}

/* Anna's work is at the server, Bram has written a goal and has seen nothing of hers. */
static void
set_up (Table *table, guint n_goals, gsize goal_bytes, gsize scan_bytes)
{
  table->couch = server_new (FAMILY_A, NULL);
  table->anna = laptop_new (table->couch);
  table->bram = laptop_new (table->couch);
  table->goals = g_ptr_array_new_with_free_func (g_free);
  table->scan = make_scan (1, scan_bytes);
  laptop_sync (table->bram);
  for (guint i = 0; i < n_goals; i++)
    g_ptr_array_add (table->goals, add_goal (table->anna, goal_bytes));
  table->picture = add_picture (table->anna, table->scan);
  laptop_sync (table->anna);
  table->own = add_goal (table->bram, 100);
}

static void
tear_down (Table *table)
{
  laptop_free (table->anna);
  laptop_free (table->bram);
  couch_memory_free (table->couch);
  g_ptr_array_unref (table->goals);
  g_bytes_unref (table->scan);
  g_free (table->picture);
  g_free (table->own);
}

static gboolean
try_sync (Laptop *laptop, KtSyncResult *result, GError **error)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);

  return laptop_try_sync (laptop, fake, result, error);
}

/* How many of Anna's goals Bram has; each is whole. */
static guint
count_come (Table *table)
{
  guint n = 0;

  for (guint i = 0; i < table->goals->len; i++)
    {
      g_autoptr (KtRecord) there = kt_store_load (table->bram->store, table->goals->pdata[i], NULL);
      g_autofree char *bytes = laptop_dup_bytes (table->anna, table->goals->pdata[i]);

      if (there == NULL)
        continue;
      g_assert_cmpstr (kt_record_get_bytes (there), ==, bytes);
      n++;
    }
  return n;
}

static gboolean
has_picture (Table *table)
{
  g_autoptr (GBytes) there = kt_store_load_picture (table->bram->store, table->picture, NULL);

  g_assert_true (there == NULL || g_bytes_equal (there, table->scan));
  return there != NULL;
}

static gboolean
is_told (Laptop *laptop)
{
  g_autofree char *told = NULL;

  g_assert_true (kt_store_get_setting (laptop->store, KT_SYNC_SETTING_FULL, &told, NULL));
  return told != NULL;
}

static gboolean
own_is_there (Table *table)
{
  g_autofree char *database = database_of (FAMILY_A, KT_SCOPE_PLAN);

  return couch_memory_n_live (table->couch, database, table->own) == 1;
}

/* There is room again: the next pass finishes, and makes the reserve again. */
static void
assert_finished (Table *table)
{
  KtSyncResult result;

  laptop_sync_counting (table->bram, &result);
  g_assert_false (result.full);
  kt_sync_result_clear (&result);
  g_assert_cmpuint (count_come (table), ==, table->goals->len);
  g_assert_true (has_picture (table));
  g_assert_false (is_told (table->bram));
  g_assert_true (own_is_there (table));
  g_assert_cmpint (kt_store_get_state (table->bram->store, table->own, NULL), ==, KT_STATE_SERVER);
  g_assert_true (has_reserve (table->bram->dir));
  g_assert_cmpuint (laptop_sync (table->bram), ==, 0);
  assert_sound (table->bram->store);
}

/* ---- At every change of a file ---- */

/* lasting: no more room at all from there on, whatever is given up; else for that moment only. TRUE: it came so far. */
static gboolean
fill_at (guint at, gboolean lasting)
{
  Table table;
  g_autoptr (GError) error = NULL;
  g_autofree char *own = NULL, *after = NULL;
  KtSyncResult result;
  gboolean failed, ok;

  set_up (&table, N_GOALS, 100, KT_PICTURE_CHUNK_BYTES + 10);
  own = laptop_dup_bytes (table.bram, table.own);
  fault_vfs_fail_at (at, SQLITE_FULL, lasting);
  ok = try_sync (table.bram, &result, &error);
  failed = fault_vfs_has_failed ();
  fault_vfs_reset ();
  g_test_message ("full at change %u: %s", at, ok ? "went on" : error->message);
  if (!ok)
    {
      g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL);
      g_assert_true (result.full);
    }
  kt_sync_result_clear (&result);
  after = laptop_dup_bytes (table.bram, table.own);
  g_assert_cmpstr (own, ==, after);
  count_come (&table);
  has_picture (&table);
  assert_sound (table.bram->store);
  if (kt_store_get_state (table.bram->store, table.own, NULL) != KT_STATE_HERE)
    g_assert_true (own_is_there (&table));
  assert_finished (&table);
  tear_down (&table);
  return failed;
}

static void
test_every_change (gconstpointer lasting)
{
  guint at = 1;

  while (fill_at (at, GPOINTER_TO_INT (lasting)))
    at++;
  g_test_message ("%u changes", at - 1);
  g_assert_cmpuint (at, >, 20);
}

/* ---- A disk that is full ---- */

/* Bram's store on a disk of its own. */
static gboolean
move_onto (Table *table, SmallDisk *disk)
{
  g_autofree char *image = laptop_back_up (table->bram);
  gboolean moved;

  laptop_die (table->bram);
  moved = small_disk_mount (disk, table->bram->dir);
  if (!moved)
    laptop_wake (table->bram);
  else
    laptop_restore_into (table->bram, image);
  remove_folder (image);
  return moved;
}

/* More than there is room for comes in: text, and it stops; what is written meanwhile goes. */
static void
tell_of_text (Table *table, SmallDisk *disk)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  small_disk_fill (disk, 0);
  g_free (table->own);
  table->own = add_goal (table->bram, 3000);
  g_assert_false (has_reserve (table->bram->dir));
  for (guint pass = 0; pass < 3; pass++)
    {
      g_assert_false (try_sync (table->bram, &result, &error));
      g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_FULL);
      g_assert_true (result.full && is_told (table->bram));
      g_clear_error (&error);
      kt_sync_result_clear (&result);
    }
  g_assert_true (own_is_there (table));
  g_assert_cmpuint (count_come (table), <, table->goals->len);
  g_free (table->own);
  table->own = add_goal (table->bram, 3000); /* and work goes on */
  assert_sound (table->bram->store);
  small_disk_make_room (disk);
  assert_finished (table);
}

/* The text is in, the picture does not fit: what there was room for stays, and only the rest is fetched later. */
static void
tell_of_a_picture (Table *table, SmallDisk *disk)
{
  guint pieces = (guint) (g_bytes_get_size (table->scan) / KT_PICTURE_CHUNK_BYTES), came;
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  small_disk_fill (disk, 5 * KT_PICTURE_CHUNK_BYTES);
  g_assert_true (try_sync (table->bram, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.full && is_told (table->bram));
  came = result.pieces_pulled;
  g_test_message ("%u pieces of %u had room", came, pieces);
  g_assert_cmpuint (came, >, 0);
  g_assert_cmpuint (came, <, pieces);
  kt_sync_result_clear (&result);
  g_assert_cmpuint (count_come (table), ==, table->goals->len);
  g_assert_false (has_picture (table));
  assert_sound (table->bram->store);
  small_disk_make_room (disk);
  laptop_sync_counting (table->bram, &result);
  g_assert_cmpuint (result.pieces_pulled, ==, pieces + 1 - came);
  kt_sync_result_clear (&result);
  assert_finished (table);
}

static void
tell (gsize goal_bytes, gsize scan_bytes, void (*story) (Table *table, SmallDisk *disk))
{
  SmallDisk disk;
  Table table;

  set_up (&table, 20, goal_bytes, scan_bytes);
  if (move_onto (&table, &disk))
    {
      story (&table, &disk);
      laptop_die (table.bram);
      small_disk_unmount (&disk);
    }
  else
    g_printerr ("# no disk of our own here\n");
  tear_down (&table);
}

/* In a process of its own: nobody else is to live in that namespace. FALSE: this is the test, not that process. */
static gboolean
is_inside (void)
{
  if (g_test_subprocess ())
    return TRUE;
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  return FALSE;
}

static void
test_text (void)
{
  if (is_inside ())
    tell (GOAL_BYTES, 10, tell_of_text);
}

static void
test_picture (void)
{
  if (is_inside ())
    tell (100, 12 * KT_PICTURE_CHUNK_BYTES + 10, tell_of_a_picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_install ();
  g_test_add_data_func ("/sync/full-disk/every-change/for-a-moment", GINT_TO_POINTER (FALSE), test_every_change);
  g_test_add_data_func ("/sync/full-disk/every-change/for-good", GINT_TO_POINTER (TRUE), test_every_change);
  g_test_add_func ("/sync/full-disk/text", test_text);
  g_test_add_func ("/sync/full-disk/picture", test_picture);
  return g_test_run ();
}
