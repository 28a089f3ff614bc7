/* SPDX-License-Identifier: EUPL-1.2 */
/* The disk lets the store down in a save and in what sync does: taking in a page, acknowledgements, marks, refusals, a restored server,
 * erasing, keys, checking signatures, and a migration. Every single operation fails in turn, reading and opening too.
 * Each act is there whole afterwards, or not at all; what was said to be done is; and it can be done again. */
#include "store/erase.h"
#include "store/fault-vfs.h"
#include "store/leaf-store.h"
#include "store/signatures.h"
#include "store/support.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define DATABASE "kt-0123456789abcdef0123456789abcdef-plan"
#define GOAL "goal:00000000000000000000000000000001"
#define OTHER "goal:00000000000000000000000000000002"
#define LEAF "1-00112233445566778899aabbccddeeff"
#define MOST_OPERATIONS 900

/* ---- What is done ---- */

/* A goal that waits, one that was sent, one whose edit a colleague has not seen. */
static void
prepare (KtStore *store)
{
  g_autoptr (KtRecord) goal = save (store, "goal", GOAL, FAMILY_A, "{\"words\":\"Fiets maken\"}");
  g_autoptr (KtRecord) other = save (store, "goal", OTHER, FAMILY_A, "{\"words\":\"Samen koken\"}");

  g_assert_true (kt_store_add_database (store, DATABASE, FAMILY_A, KT_SCOPE_PLAN, NULL));
  g_assert_true (kt_store_set_keys_known (store, NULL));
}

static gboolean
save_goal (KtStore *store, GError **error)
{
  g_autoptr (KtRecord) record = try_save (store, "goal", GOAL, FAMILY_A, "{\"words\":\"Fiets lenen\"}", error);

  return record != NULL;
}

static void
verify_save (KtStore *store)
{
  g_autoptr (KtRecord) record = kt_store_load (store, GOAL, NULL);

  g_assert_cmpstr (kt_record_get_text (record, "words"), ==, "Fiets lenen");
}

static gboolean
pull (KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  KtPullResult result = { 0 };

  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("goal:%032u", i), *words = g_strdup_printf ("{\"words\":\"van Daan, %u\"}", i);
      g_autoptr (json_object) changes = parse_json (words);
      KtEditInfo info = { .device = "elsewhere", .by = "worker:2", .at = "2026-11-22T10:00:00Z" };
      g_autoptr (KtRecord) record = kt_record_new (kt_type_find ("goal"), id, FAMILY_A, &info, changes, NULL);
      KtPulledDoc *doc = kt_pulled_doc_new (id);
      const char *bytes = kt_record_get_bytes (record), *const leaves[] = { LEAF, NULL };

      kt_pulled_doc_add (doc, LEAF, FALSE, bytes, strlen (bytes));
      doc->server_leaves = g_strdupv ((char **) leaves);
      g_ptr_array_add (docs, doc);
    }
  return kt_store_apply_pulled (store, DATABASE, docs, &result, error);
}

static void
verify_pull (KtStore *store)
{
  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("goal:%032u", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (KtRecord) record = kt_store_load (store, id, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (kt_record_n_entries (record, "words"), ==, i <= 2 ? 2 : 1);
    }
}

static gboolean
acknowledge (KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) pending = kt_store_list_pending (store, DATABASE, 10, G_MAXINT64, error);

  return pending != NULL && kt_store_mark_sent (store, pending, KT_STATE_SENT, error) &&
         kt_store_mark_at_server (store, DATABASE, "{\"seq\":\"7-x\"}", error);
}

static void
verify_acknowledge (KtStore *store)
{
  g_autofree char *checkpoint = kt_store_get_checkpoint (store, DATABASE, NULL);

  g_assert_cmpint (kt_store_get_state (store, GOAL, NULL), ==, KT_STATE_SERVER);
  g_assert_cmpint (kt_store_get_state (store, OTHER, NULL), ==, KT_STATE_SERVER);
  g_assert_cmpstr (checkpoint, ==, "{\"seq\":\"7-x\"}");
}

static gboolean
refuse (KtStore *store, GError **error)
{
  g_autoptr (GPtrArray) revs = kt_store_list_pending (store, DATABASE, 10, G_MAXINT64, error);

  if (revs == NULL)
    return FALSE;
  for (guint i = 0; i < revs->len; i++)
    {
      const KtPendingRev *rev = revs->pdata[i];

      if (strcmp (rev->id, GOAL) == 0)
        return kt_store_set_aside (store, DATABASE, rev->id, rev->rev, "forbidden", error);
    }
  return TRUE;
}

static void
verify_refuse (KtStore *store)
{
  g_assert_cmpint (kt_store_get_state (store, GOAL, NULL), ==, KT_STATE_SET_ASIDE);
  g_assert_cmpint (kt_store_get_state (store, OTHER, NULL), ==, KT_STATE_HERE);
}

static gboolean
forget (KtStore *store, GError **error)
{
  return kt_store_forget_server (store, DATABASE, "{\"seq\":\"0\"}", error);
}

static void
verify_forget (KtStore *store)
{
  g_autofree char *checkpoint = kt_store_get_checkpoint (store, DATABASE, NULL);
  g_autoptr (GPtrArray) pending = kt_store_list_pending (store, DATABASE, 10, G_MAXINT64, NULL);

  g_assert_cmpstr (checkpoint, ==, "{\"seq\":\"0\"}");
  g_assert_cmpuint (pending->len, ==, 2);
}

static gboolean
erase (KtStore *store, GError **error)
{
  const char *const ids[] = { GOAL, NULL };
  KtErased result = { 0 };

  return kt_store_erase_records (store, ids, &result, error);
}

static void
verify_erase (KtStore *store)
{
  g_autoptr (KtRecord) other = kt_store_load (store, OTHER, NULL);
  g_autoptr (GError) error = NULL;
  gboolean erased = FALSE;

  g_assert_nonnull (other);
  g_assert_null (kt_store_load (store, GOAL, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND);
  g_assert_true (kt_store_is_erased (store, GOAL, &erased, NULL));
  g_assert_true (erased);
}

/* The device both records come from turns out to have another key than they were signed with. */
static gboolean
learn (KtStore *store, GError **error)
{
  static const guint8 key[32] = { 7 };
  g_autofree char *public_key = g_base64_encode (key, sizeof key), *device = NULL;
  g_autoptr (KtRecord) goal = kt_store_load (store, GOAL, error);
  KtEntry entry;
  guint looked;

  if (goal == NULL)
    return FALSE;
  g_assert_true (kt_record_get_entry (goal, "words", 0, &entry));
  device = g_strndup (entry.dot, strlen (entry.dot) - strlen (":1"));
  return kt_store_put_device_key (store, device, "worker:9", public_key, error) &&
         kt_store_check_signatures (store, 100, &looked, error);
}

static void
verify_learn (KtStore *store)
{
  g_autoptr (GPtrArray) doubts = NULL;
  guint looked;

  g_assert_true (kt_store_check_signatures (store, 100, &looked, NULL));
  doubts = kt_store_list_doubts (store, NULL, NULL);
  g_assert_cmpuint (doubts->len, ==, 2);
}

typedef struct {
  const char *name;
  gboolean (*act) (KtStore *store, GError **error);
  void (*verify) (KtStore *store);
  gboolean in_steps;       /* several transactions: half of them may be there */
} Case;
static const Case cases[] = {
  { "save", save_goal, verify_save, FALSE },
  { "pull", pull, verify_pull, FALSE },
  { "acknowledge", acknowledge, verify_acknowledge, TRUE },
  { "refuse", refuse, verify_refuse, FALSE },
  { "forget-server", forget, verify_forget, FALSE },
  { "erase", erase, verify_erase, FALSE },
  { "learn-keys", learn, verify_learn, TRUE },
};

/* ---- Every operation fails in turn ---- */

typedef enum { CRASH,
               FULL,
               LOOK,
               N_WAYS } Way;

static void
arm (Way way, guint n)
{
  if (way == LOOK)
    fault_vfs_fail_look_at (n);
  else
    fault_vfs_fail_at (n, way == CRASH ? SQLITE_IOERR_WRITE : SQLITE_FULL, way == CRASH);
}

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL);
      g_autofree char *bytes = NULL;
      gsize len;

      if (strcmp (name, "reserve") == 0)
        continue;
      g_assert_true (g_file_get_contents (source, &bytes, &len, NULL));
      g_assert_true (g_file_set_contents_full (target, bytes, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

/* The copy would notice that it is one, and become another device: it is opened once, so that it has settled. */
static void
make_copy (Fixture *f, const char *from)
{
  *f = (Fixture) { .dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL), .key = test_key (0x17) };
  copy_folder (from, f->dir);
  fixture_reopen (f);
}

/* Returns: whether operation n was reached. */
static gboolean
fail_once (const Case *item, const char *from, Way way, guint n)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done, failed;
  Fixture f;

  make_copy (&f, from);
  before = kt_store_dump (f.store, NULL);
  fixture_close (&f);
  arm (way, n);
  f.store = kt_store_open (f.dir, f.key, KT_STORE_WRITE, NULL);
  done = f.store != NULL && item->act (f.store, NULL);
  failed = fault_vfs_has_failed ();
  fixture_close (&f);
  fault_vfs_reset ();
  fixture_reopen (&f);
  assert_sound (f.store);
  after = kt_store_dump (f.store, NULL);
  if (done || (!item->in_steps && strcmp (before, after) != 0))
    item->verify (f.store);
  g_assert_true (item->act (f.store, &error));
  g_assert_no_error (error);
  item->verify (f.store);
  assert_sound (f.store);
  fixture_tear_down (&f, NULL);
  return failed;
}

static void
test_case (gconstpointer data)
{
  const Case *item = data;
  Fixture f;

  fault_vfs_reset ();
  fixture_set_up (&f, NULL);
  prepare (f.store);
  fixture_close (&f);
  for (Way way = CRASH; way < N_WAYS; way++)
    {
      guint n = 1;

      while (fail_once (item, f.dir, way, n))
        g_assert_cmpuint (++n, <, MOST_OPERATIONS);
      g_test_message ("%s, %u: %u operations", item->name, way, n - 1);
      g_assert_cmpuint (n, >, 4);
    }
  fixture_tear_down (&f, NULL);
}

/* ---- A migration ---- */

static void
make_old_store (const char *dir, const char *sql)
{
  static const char key[] = "x'1717171717171717171717171717171717171717171717171717171717171717'";
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_key (db, key, sizeof key - 1), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 1", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static gboolean
fail_migration (const char *from, Way way, guint n)
{
  Fixture f = { .dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL), .key = test_key (0x17) };
  g_autoptr (KtRecord) goal = NULL, edited = NULL;
  g_autofree char *draft = NULL;
  gboolean failed;

  copy_folder (from, f.dir);
  arm (way, n);
  f.store = kt_store_open (f.dir, f.key, KT_STORE_WRITE, NULL);
  failed = fault_vfs_has_failed ();
  fixture_close (&f);
  fault_vfs_reset ();
  fixture_reopen (&f);
  assert_sound (f.store);
  goal = kt_store_load (f.store, GOAL, NULL);
  g_assert_true (kt_record_is_disputed (goal, "words"));
  draft = kt_store_get_draft (f.store, "note:new", NULL);
  g_assert_cmpstr (draft, ==, "half a sentence");
  edited = save (f.store, "goal", GOAL, FAMILY_A, "{\"words\":\"Wij lenen een fiets\"}");
  fixture_tear_down (&f, NULL);
  return failed;
}

static void
test_migration (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "fixtures", "schema-0001.sql", NULL);
  g_autofree char *sql = NULL, *dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL);

  fault_vfs_reset ();
  g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
  make_old_store (dir, sql);
  for (Way way = CRASH; way < N_WAYS; way++)
    {
      guint n = 1;

      while (fail_migration (dir, way, n))
        g_assert_cmpuint (++n, <, MOST_OPERATIONS);
      g_test_message ("migration, %u: %u operations", way, n - 1);
      g_assert_cmpuint (n, >, 10);
    }
  remove_folder (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fault_vfs_install ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/faults-sync/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/store/faults-sync/migration", test_migration);
  return g_test_run ();
}
