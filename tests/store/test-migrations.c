/* SPDX-License-Identifier: EUPL-1.2 */
/* A store as each earlier schema left it opens, says what it said, and can be worked in.
 *
 * fixtures/schema-NNNN.sql is such a store, written out while that schema was the newest, by
 *     .ci/buildroot run build/tests/store/test-store-migrations --write tests/store/fixtures/schema-NNNN.sql
 * and never changed afterwards. A new step needs its fixture: the test below counts them. */
#include "store/fault-vfs.h"
#include "store/leaf-store.h"
#include "store/migration.h"
#include "store/picture-store.h"
#include "store/search-index.h"
#include "store/support.h"

#include <glib/gstdio.h>
#include <string.h>

#define GOAL "goal:00000000000000000000000000000001"
#define NOTE "note:00000000000000000000000000000002"
#define SCAN "%PDF-1.7 a scan"
#define MOST_OPERATIONS 400
#define DATABASE "kt-0123456789abcdef0123456789abcdef-plan"

/* ---- Writing one ---- */

static void
fill_picture (KtStore *store)
{
  static const KtEditInfo info = { .by = "worker:a", .at = "2026-03-01T10:00:00Z" };
  g_autoptr (json_object) details = parse_json ("{\"kind\":\"scan\",\"caption\":\"rapport\"}");
  g_autofree guint8 *bytes = (guint8 *) g_strdup (SCAN);
  g_autoptr (KtRecord) picture =
      kt_store_add_picture (store, FAMILY_A, &info, details, bytes, strlen (SCAN), NULL);

  g_assert_nonnull (picture);
}

static void
fill (KtStore *store)
{
  g_autoptr (KtRecord) goal = save (store, "goal", GOAL, FAMILY_A, "{\"words\":\"Laat mij fietsen maken\"}");
  g_autoptr (KtRecord) theirs = edit_elsewhere (goal, "elsewhere", "{\"words\":\"Laat mij fietsen verkopen\"}");
  g_autoptr (KtRecord) later = save (store, "goal", GOAL, FAMILY_A, "{\"words\":\"Laat mij fietsen lenen\"}");
  g_autoptr (KtRecord) note = save (store, "note", NOTE, FAMILY_A, "{\"words\":\"Zoë slaapt beter\"}");
  g_autoptr (GPtrArray) revs = NULL;

  g_assert_true (kt_store_adopt (store, theirs, NULL, NULL));
  g_assert_true (kt_store_add_database (store, DATABASE, FAMILY_A, KT_SCOPE_PLAN, NULL));
  g_assert_true (kt_store_mark_at_server (store, DATABASE, "{\"seq\":\"7-x\"}", NULL));
  revs = kt_store_list_pending (store, DATABASE, 1, G_MAXINT64, NULL);
  g_assert_cmpuint (revs->len, ==, 1);
  g_assert_true (kt_store_set_aside (store, DATABASE, GOAL, ((KtPendingRev *) revs->pdata[0])->rev, "forbidden", NULL));
  fill_picture (store);
  g_assert_true (kt_store_put_draft (store, "note:new", "half a sentence", NULL));
  g_assert_true (kt_store_set_setting (store, "language", "nl", NULL));
}

static void
append_rows (KtStore *store, const char *table, const char *columns, GString *out)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s", columns, table);
  sqlite3_stmt *query;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db, sql, -1, &query, NULL), ==, SQLITE_OK);
  while (sqlite3_step (query) == SQLITE_ROW)
    {
      g_string_append_printf (out, "INSERT OR REPLACE INTO %s VALUES (", table);
      for (int i = 0; i < sqlite3_column_count (query); i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", (const char *) sqlite3_column_text (query, i));
      g_string_append (out, ");\n");
    }
  sqlite3_finalize (query);
}

/* "quote (a), quote (b)" for all columns. */
static char *
quoted_columns (KtStore *store, const char *table)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT group_concat (format ('quote (%%s)', name), ', ') FROM pragma_table_info ('%s')", table);
  sqlite3_stmt *query;
  char *columns;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db, sql, -1, &query, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (query), ==, SQLITE_ROW);
  columns = kt_column_dup (query, 0);
  sqlite3_finalize (query);
  return columns;
}

/* The index keeps no text of its own: its rows are written from the bodies. */
static void
append_search (KtStore *store, GString *out)
{
  sqlite3_stmt *query;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db, "SELECT doc, body FROM bodies", -1, &query, NULL), ==, SQLITE_OK);
  while (sqlite3_step (query) == SQLITE_ROW)
    {
      g_autoptr (KtRecord) record = kt_store_parse_body (query, 1, NULL);
      g_autofree char *text = kt_search_text (record);
      char *quoted = sqlite3_mprintf ("%Q", text);

      g_string_append_printf (out, "INSERT INTO search (rowid, text) VALUES (%d, %s);\n", sqlite3_column_int (query, 0), quoted);
      sqlite3_free (quoted);
    }
  sqlite3_finalize (query);
  append_rows (store, "search_config", "quote (k), quote (v)", out);
}

static char *
write_out (KtStore *store)
{
  GString *out = g_string_new ("-- SPDX-License-Identifier: EUPL-1.2\n"), *rows = g_string_new (NULL);
  sqlite3_stmt *query;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db,
                                       "SELECT sql, name, type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' FROM sqlite_master"
                                       " WHERE sql IS NOT NULL AND name NOT LIKE 'search~_%' ESCAPE '~' ORDER BY rowid",
                                       -1, &query, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (query) == SQLITE_ROW)
    {
      g_string_append_printf (out, "%s;\n", sqlite3_column_text (query, 0));
      if (sqlite3_column_int (query, 2))
        {
          g_autofree char *columns = quoted_columns (store, kt_column_text (query, 1));

          append_rows (store, kt_column_text (query, 1), columns, rows);
        }
    }
  sqlite3_finalize (query);
  append_search (store, rows);
  g_string_append (out, rows->str);
  g_string_free (rows, TRUE);
  return g_string_free_and_steal (out);
}

static int
write_fixture (const char *path)
{
  Fixture f;
  g_autofree char *sql = NULL;

  fixture_set_up (&f, NULL);
  fill (f.store);
  assert_sound (f.store);
  sql = write_out (f.store);
  g_assert_true (g_file_set_contents (path, sql, -1, NULL));
  fixture_tear_down (&f, NULL);
  return 0;
}

/* ---- Reading them ---- */

static void
make_old_store (Fixture *f, const char *sql, int version)
{
  static const char key[] = "x'1717171717171717171717171717171717171717171717171717171717171717'";
  g_autofree char *path = g_build_filename (f->dir, "store.db", NULL);
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %d", version);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_key (db, key, sizeof key - 1), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("fixture of schema %d: %s", version, sqlite3_errmsg (db));
  g_assert_cmpint (sqlite3_exec (db, mark, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
assert_says_what_it_said (KtStore *store)
{
  g_autoptr (KtRecord) goal = kt_store_load (store, GOAL, NULL);
  g_autofree char *draft = kt_store_get_draft (store, "note:new", NULL), *language = NULL;
  g_autofree char *checkpoint = kt_store_get_checkpoint (store, DATABASE, NULL);
  g_autoptr (GPtrArray) aside = kt_store_list_set_aside (store, NULL);
  g_autoptr (GPtrArray) hits = kt_store_search (store, "zoe beter", FAMILY_A, 10, NULL);
  g_autoptr (GPtrArray) disputed = kt_store_list_disputed (store, FAMILY_A, NULL);

  g_assert_true (kt_record_is_disputed (goal, "words"));
  g_assert_cmpuint (disputed->len, ==, 1);
  g_assert_cmpstr (draft, ==, "half a sentence");
  g_assert_true (kt_store_get_setting (store, "language", &language, NULL));
  g_assert_cmpstr (language, ==, "nl");
  g_assert_cmpstr (checkpoint, ==, "{\"seq\":\"7-x\"}");
  g_assert_cmpuint (aside->len, ==, 1);
  g_assert_cmpstr (((KtSetAside *) aside->pdata[0])->reason, ==, "forbidden");
  g_assert_cmpint (kt_store_get_state (store, GOAL, NULL), ==, KT_STATE_SET_ASIDE);
  g_assert_cmpint (kt_store_get_state (store, NOTE, NULL), ==, KT_STATE_HERE);
  g_assert_cmpuint (hits->len, ==, 1);
}

/* From schema 4 on there is a picture. */
static void
assert_has_picture (KtStore *store)
{
  g_autoptr (GPtrArray) pictures = kt_store_list (store, "picture", FAMILY_A, NULL);
  g_autoptr (GBytes) bytes = NULL, wanted = g_bytes_new_static (SCAN, strlen (SCAN));

  g_assert_cmpuint (pictures->len, ==, 1);
  bytes = kt_store_load_picture (store, kt_record_get_id (pictures->pdata[0]), NULL);
  g_assert_nonnull (bytes);
  g_assert_true (g_bytes_equal (bytes, wanted));
}

/* more (nullable): SQL that is run on it as well. */
static void
set_up_old_and (Fixture *f, int version, const char *more)
{
  g_autofree char *name = g_strdup_printf ("schema-%04d.sql", version);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "fixtures", name, NULL);
  g_autofree char *sql = NULL, *whole = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &sql, NULL, &error);
  g_assert_no_error (error);
  *f = (Fixture) { .dir = g_dir_make_tmp ("kt-store-XXXXXX", NULL), .key = test_key (0x17) };
  whole = g_strconcat (sql, more, NULL);
  make_old_store (f, whole, version);
}

static void
set_up_old (Fixture *f, int version)
{
  set_up_old_and (f, version, NULL);
}

static void
test_from (gconstpointer data)
{
  int version = GPOINTER_TO_INT (data);
  g_autoptr (KtRecord) edited = NULL;
  Fixture f;

  set_up_old (&f, version);
  fixture_reopen (&f);
  assert_says_what_it_said (f.store);
  if (version >= 4)
    assert_has_picture (f.store);
  assert_sound (f.store);
  edited = save (f.store, "goal", GOAL, FAMILY_A, "{\"words\":\"Wij lenen een fiets\"}");
  assert_sound (f.store);
  fixture_tear_down (&f, NULL);
}

/* ---- The disk lets it down ---- */

/* Returns: whether opening got as far as operation n. */
static gboolean
fail_operation (int version, guint n, int code, gboolean onwards)
{
  gboolean failed;
  Fixture f;

  fault_vfs_reset ();
  set_up_old (&f, version);
  fault_vfs_fail_at (n, code, onwards);
  f.store = kt_store_open (f.dir, f.key, KT_STORE_WRITE, NULL);
  failed = fault_vfs_has_failed ();
  fixture_close (&f);
  fault_vfs_reset ();
  fixture_reopen (&f);
  assert_says_what_it_said (f.store);
  assert_sound (f.store);
  fixture_tear_down (&f, NULL);
  return failed;
}

/* A step is taken whole or not at all: dying in it, or one write that fails, leaves a store that opens. */
static void
test_each_operation_fails (gconstpointer data)
{
  static const struct {
    int code;
    gboolean onwards;
  } faults[] = { { SQLITE_IOERR_WRITE, TRUE }, { SQLITE_FULL, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      guint n = 1;

      while (fail_operation (GPOINTER_TO_INT (data), n, faults[i].code, faults[i].onwards))
        g_assert_cmpuint (++n, <, MOST_OPERATIONS);
      g_assert_cmpuint (n, >, 20);
    }
}

/* What moves goes through the log, which needs room: a disk without it says so, and the old store is as it was. */
static void
test_full_disk (void)
{
  int version = kt_migration_latest () - 1;
  g_autofree char *path = NULL, *before = NULL, *after = NULL;
  gsize len_before, len_after;
  Fixture f;

  fault_vfs_reset ();
  set_up_old (&f, version);
  path = g_build_filename (f.dir, "store.db", NULL);
  g_assert_true (g_file_get_contents (path, &before, &len_before, NULL));
  fault_vfs_full_while (path);
  fixture_expect_open_error (&f, KT_STORE_ERROR_FULL);
  fault_vfs_reset ();
  g_assert_true (g_file_get_contents (path, &after, &len_after, NULL));
  g_assert_cmpmem (before, len_before, after, len_after);
  fixture_reopen (&f);
  assert_says_what_it_said (f.store);
  assert_sound (f.store);
  fixture_tear_down (&f, NULL);
}

/* Schema 5 moves every body: the file is not to keep the room of the old ones beside that of the new. */
static void
test_file_does_not_double (void)
{
  static const char more[] =
      "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)"
      " INSERT INTO docs SELECT i, 'note:' || i, 1, 1, 1, 2, 0, 0, printf ('%.*c', 1200, 'x') FROM n;";
  g_autofree char *path = NULL;
  GStatBuf before, after;
  Fixture f;

  fault_vfs_reset ();
  set_up_old_and (&f, 4, more);
  path = g_build_filename (f.dir, "store.db", NULL);
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  fixture_reopen (&f);
  fixture_close (&f);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpint (after.st_size, <, before.st_size * 5 / 4);
  fixture_tear_down (&f, NULL);
}

/* A new step is numbered one further; the schema it leads to is the same as that of a new store. */
static void
test_new_store_is_newest (Fixture *f, gconstpointer data)
{
  g_autoptr (KtStatement) query = kt_store_statement (f->store, "PRAGMA user_version", NULL);
  gboolean row;

  g_assert_true (kt_statement_step (f->store, query, &row, NULL));
  g_assert_cmpint (sqlite3_column_int (query, 0), ==, kt_migration_latest ());
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return write_fixture (argv[2]);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  fault_vfs_install ();
  for (int version = 1; version <= kt_migration_latest (); version++)
    {
      g_autofree char *path = g_strdup_printf ("/store/migrations/from-v%d", version);

      g_test_add_data_func (path, GINT_TO_POINTER (version), test_from);
    }
  g_test_add_data_func ("/store/migrations/each-operation-fails/all-steps", GINT_TO_POINTER (1), test_each_operation_fails);
  g_test_add_data_func ("/store/migrations/each-operation-fails/last-step", GINT_TO_POINTER (kt_migration_latest () - 1),
                        test_each_operation_fails);
  g_test_add_func ("/store/migrations/full-disk", test_full_disk);
  g_test_add_func ("/store/migrations/file-does-not-double", test_file_does_not_double);
  add_test ("/store/migrations/new-store-is-newest", test_new_store_is_newest);
  return g_test_run ();
}
