/* SPDX-License-Identifier: EUPL-1.2 */
/* The store beside programs that do only the unavoidable part, turn by turn on the same disk. One JSON object a row;
 * arguments choose rows by a part of their name. */
#include "store/key-file.h"
#include "store/key-slots.h"
#include "store/store-private.h"
#include "store/support.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define BATCH 1000
#define HITS 20

static char **wanted;
static GRand *chance;

/* ---- Rows ---- */

static gboolean
is_wanted (const char *name)
{
  gboolean any = FALSE;

  for (gsize i = 0; wanted[i] != NULL; i++)
    any |= strstr (name, wanted[i]) != NULL;
  return wanted[0] == NULL || any;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
quantile (GArray *times, double q)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, (guint) (q * (times->len - 1)));
}

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static void
print_row (const char *name, double ours, double limit, double budget, double most, const char *note)
{
  printf ("{\"name\":\"%s\",\"unit\":\"ms\",\"ours\":%.4f", name, ours);
  if (limit > 0)
    printf (",\"limit\":%.4f,\"ratio\":%.3f", limit, ours / limit);
  if (budget > 0)
    printf (",\"budget\":%.2f", budget);
  if (most > 0)
    printf (",\"most\":%.1f", most);
  printf (",\"note\":\"%s\"}\n", note);
  fflush (stdout);
}

/* ---- Something to store ---- */

static char *
some_words (guint n)
{
  static const char *const stems[] = { "fiets", "school", "geld", "huis", "oma", "buur", "slaap", "rust", "boos", "zoë",
                                       "werk", "schuld", "samen", "avond", "dokter", "brief", "kamer", "hulp", "plan", "stap" };
  static const char *const ends[] = { "", "en", "je", "s", "heid", "werk", "loos", "tje", "ing", "er" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s%s%d", i > 0 ? " " : "", stems[g_rand_int_range (chance, 0, G_N_ELEMENTS (stems))],
                            ends[g_rand_int_range (chance, 0, G_N_ELEMENTS (ends))], g_rand_int_range (chance, 0, 8));
  return g_string_free_and_steal (text);
}

static char *
some_family (void)
{
  return g_strdup_printf ("family:%032x", g_rand_int_range (chance, 1, 41));
}

static KtRecord *
some_record (KtStore *store)
{
  const KtEditInfo info = { .device = kt_store_get_device (store), .by = "worker:1", .at = "2026-11-22T10:00:00Z" };
  g_autofree char *words = some_words (25), *family = some_family ();
  g_autoptr (json_object) fields = json_object_new_object ();

  json_object_object_add (fields, "words", json_object_new_string (words));
  json_object_object_add (fields, "date", json_object_new_string ("2026-11-22"));
  return kt_record_new (kt_type_find ("note"), NULL, family, &info, fields, NULL);
}

static GPtrArray *
some_records (KtStore *store, guint n)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (records, some_record (store));
  return records;
}

/* ---- The bare programs: the same cipher, the same settings, nothing of ours ---- */

typedef struct {
  sqlite3 *db;
  sqlite3_stmt *insert, *revise, *index, *search;
} Bare;

static void
run (sqlite3 *db, const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  return statement;
}

static sqlite3 *
bare_open (const char *path)
{
  static const char key[] = "x'1717171717171717171717171717171717171717171717171717171717171717'";
  sqlite3 *db;

  g_assert (sqlite3_open (path, &db) == SQLITE_OK && sqlite3_key (db, key, sizeof key - 1) == SQLITE_OK);
  run (db, "SELECT count (*) FROM sqlite_master; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
           "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384");
  return db;
}

static void
bare_set_up (Bare *bare, const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "bare.db", NULL);

  bare->db = bare_open (path);
  run (bare->db, "CREATE TABLE docs (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT);"
                 "CREATE TABLE revs (doc INTEGER, rev TEXT, PRIMARY KEY (doc, rev)) WITHOUT ROWID;"
                 "CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')");
  bare->insert = prepare (bare->db, "INSERT INTO docs (id, body) VALUES (?1, ?2)");
  bare->revise = prepare (bare->db, "INSERT INTO revs (doc, rev) VALUES (?1, '1-00112233445566778899aabbccddeeff')");
  bare->index = prepare (bare->db, "INSERT INTO search (rowid, text) VALUES (?1, ?2)");
  bare->search = prepare (bare->db, "SELECT rowid, snippet (search, 0, '[', ']', '…', 14) FROM search WHERE search MATCH ?1"
                                    " ORDER BY rank LIMIT ?2");
}

static void
bare_tear_down (Bare *bare)
{
  sqlite3_finalize (bare->insert);
  sqlite3_finalize (bare->revise);
  sqlite3_finalize (bare->index);
  sqlite3_finalize (bare->search);
  sqlite3_close (bare->db);
}

static void
finish (sqlite3_stmt *statement)
{
  g_assert (sqlite3_step (statement) == SQLITE_DONE);
  sqlite3_reset (statement);
}

static void
bare_insert (Bare *bare, KtRecord *record)
{
  sqlite3_bind_text (bare->insert, 1, kt_record_get_id (record), -1, SQLITE_STATIC);
  sqlite3_bind_text (bare->insert, 2, kt_record_get_bytes (record), -1, SQLITE_STATIC);
  finish (bare->insert);
}

static void
bare_index (Bare *bare, sqlite3_int64 doc, KtRecord *record)
{
  sqlite3_bind_int64 (bare->index, 1, doc);
  sqlite3_bind_text (bare->index, 2, kt_record_get_text (record, "words"), -1, SQLITE_STATIC);
  finish (bare->index);
}

static void
bare_insert_all (Bare *bare, GPtrArray *records)
{
  run (bare->db, "BEGIN");
  for (guint i = 0; i < records->len; i++)
    {
      bare_insert (bare, g_ptr_array_index (records, i));
      bare_index (bare, sqlite3_last_insert_rowid (bare->db), g_ptr_array_index (records, i));
    }
  run (bare->db, "COMMIT");
}

/* What a save cannot do without: the row, its revision, and being found. */
static void
bare_save (Bare *bare, KtRecord *record)
{
  sqlite3_int64 doc;

  run (bare->db, "BEGIN IMMEDIATE");
  bare_insert (bare, record);
  doc = sqlite3_last_insert_rowid (bare->db);
  sqlite3_bind_int64 (bare->revise, 1, doc);
  finish (bare->revise);
  bare_index (bare, doc, record);
  run (bare->db, "COMMIT");
}

static guint
bare_search (Bare *bare, const char *match)
{
  guint n = 0;

  sqlite3_bind_text (bare->search, 1, match, -1, SQLITE_STATIC);
  sqlite3_bind_int (bare->search, 2, HITS);
  for (; sqlite3_step (bare->search) == SQLITE_ROW; n++)
    sqlite3_column_text (bare->search, 1);
  sqlite3_reset (bare->search);
  return n;
}

/* ---- Filling both, which is a row of its own ---- */

typedef struct {
  Fixture fixture;
  Bare bare;
  guint records;
} Bench;

static void
set_up (Bench *bench, const char *parent)
{
  *bench = (Bench) { 0 };
  bench->fixture.dir = g_build_filename (parent, "bench-store-XXXXXX", NULL);
  g_assert (g_mkdtemp (bench->fixture.dir) != NULL);
  bench->fixture.key = test_key (0x17);
  fixture_reopen (&bench->fixture);
  bare_set_up (&bench->bare, bench->fixture.dir);
}

static void
tear_down (Bench *bench)
{
  bare_tear_down (&bench->bare);
  fixture_tear_down (&bench->fixture, NULL);
}

/* As a pull takes them in: parsed already, absent here, at the server. */
static gboolean
take_in_all (KtStore *store, gpointer data, GError **error)
{
  GPtrArray *records = data;

  for (guint i = 0; i < records->len; i++)
    {
      KtRecord *record = g_ptr_array_index (records, i);
      g_auto (KtDocRow) row = { 0 };

      if (!kt_store_find_doc (store, kt_record_get_id (record), &row, error) ||
          !kt_store_ensure_database (store, kt_record_get_family (record), KT_SCOPE_FILE, &row.db, error))
        return FALSE;
      row.state = KT_STATE_SERVER;
      if (!kt_store_put_body (store, &row, kt_record_get_id (record), record, error) ||
          !kt_store_add_rev (store, row.doc, "1-00112233445566778899aabbccddeeff", NULL, FALSE, KT_STATE_SERVER,
                             KT_HOLDS_DOC, NULL, 0, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static void
fill (Bench *bench, guint n)
{
  double ours = 0, limit = 0;
  g_autofree char *name = g_strdup_printf ("taking in records, the store's part, up to %u", n);
  guint from = bench->records;

  for (; bench->records < n; bench->records += BATCH)
    {
      g_autoptr (GPtrArray) records = some_records (bench->fixture.store, BATCH);
      gint64 start = g_get_monotonic_time ();

      g_assert_true (kt_store_transaction (bench->fixture.store, take_in_all, records, NULL));
      ours += ms_since (start);
      start = g_get_monotonic_time ();
      bare_insert_all (&bench->bare, records);
      limit += ms_since (start);
    }
  if (is_wanted (name) && bench->records > from)
    print_row (name, ours / (bench->records - from), limit / (bench->records - from), 0, 0, "a record, batches of 1,000");
}

/* ---- Saves ---- */

static double
time_save (Bench *bench, const char *id)
{
  g_autofree char *words = some_words (25), *family = some_family ();
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (KtRecord) record = NULL;
  gint64 start = g_get_monotonic_time ();

  record = save (bench->fixture.store, "note", id, family, changes);
  return ms_since (start);
}

static double
time_bare (Bench *bench, void (*commit) (Bare *bare, KtRecord *record))
{
  g_autoptr (KtRecord) record = some_record (bench->fixture.store);
  gint64 start = g_get_monotonic_time ();

  commit (&bench->bare, record);
  return ms_since (start);
}

static void
add_time (GArray *times, double ms)
{
  g_array_append_val (times, ms);
}

/* A record with words that are in the bare table too: the searches of both find the same. */
static char *
one_record (Bench *bench)
{
  g_autofree char *family = some_family ();
  g_autoptr (KtRecord) record = save (bench->fixture.store, "note", NULL, family, "{\"words\":\"fiets\"}");

  return g_strdup (kt_record_get_id (record));
}

static void
save_rows (Bench *bench, const char *what, gboolean history)
{
  g_autofree char *name = g_strdup_printf ("%s, %u records", what, bench->records);
  g_autofree char *barest = g_strdup_printf ("%s, beside a row alone, %u records", what, bench->records);
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) limit = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) least = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *id = NULL;

  if (!is_wanted (name) && !is_wanted (barest))
    return;
  id = history ? one_record (bench) : NULL;
  for (guint i = 0; i < 300; i++)
    {
      add_time (ours, time_save (bench, id));
      add_time (limit, time_bare (bench, bare_save));
      add_time (least, time_bare (bench, bare_insert));
    }
  print_row (name, quantile (ours, 0.5), quantile (limit, 0.5), 1.5, 0,
             "median; a bare SQLCipher commit of the row, its revision, its words");
  print_row (barest, quantile (ours, 0.5), quantile (least, 0.5), 0, 0, "median; a bare SQLCipher commit of the row");
}

static void
bench_saves (Bench *bench)
{
  save_rows (bench, "one save, durable", FALSE);
  save_rows (bench, "one save of a record with a history", TRUE);
}

static void
bench_drafts (Bench *bench)
{
  g_autofree char *name = g_strdup_printf ("one keystroke kept, p95, %u records", bench->records);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *text = some_words (300);

  if (!is_wanted (name))
    return;
  for (gsize len = 1; len <= 1500; len++)
    {
      g_autofree char *typed = g_strndup (text, len);
      gint64 start = g_get_monotonic_time ();
      double ms;

      g_assert_true (kt_store_put_draft (bench->fixture.store, "note:new", typed, NULL));
      ms = ms_since (start);
      g_array_append_val (times, ms);
    }
  print_row (name, quantile (times, 0.95), 0, 0, 16, "must fit in a frame; no fsync");
}

/* ---- Search ---- */

static void
search_once (Bench *bench, KtStore *reader, const char *words, GArray *ours, GArray *limit)
{
  g_autofree char *match = g_strdup_printf ("\"%s\"*", words);
  g_autoptr (GPtrArray) hits = NULL;
  gint64 start = g_get_monotonic_time ();
  double ms;
  guint n;

  hits = kt_store_search (reader, words, NULL, HITS, NULL);
  ms = ms_since (start);
  g_array_append_val (ours, ms);
  start = g_get_monotonic_time ();
  n = bare_search (&bench->bare, match);
  ms = ms_since (start);
  g_array_append_val (limit, ms);
  g_assert_cmpuint (n > 0, ==, hits->len > 0);
}

/* Each word as it is typed, letter by letter. */
static void
bench_search (Bench *bench)
{
  static const char *const typed[] = { "fietsen3", "schoolwerk1", "zoë", "geldloos", "oma", "buurtje2", "doktering", "xylofoon" };
  g_autofree char *name = g_strdup_printf ("search while typing, median, %u records", bench->records);
  g_autofree char *slow = g_strdup_printf ("search while typing, p95, %u records", bench->records);
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limit = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (KtStore) reader = NULL;

  if (!is_wanted (name) && !is_wanted (slow))
    return;
  reader = kt_store_open (bench->fixture.dir, bench->fixture.key, KT_STORE_READ, NULL);
  for (guint round = 0; round < 5; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
      for (const char *p = g_utf8_next_char (typed[i]); *(p - 1) != '\0'; p = g_utf8_next_char (p))
        {
          g_autofree char *words = g_strndup (typed[i], (gsize) (p - typed[i]));

          search_once (bench, reader, words, ours, limit);
        }
  print_row (name, quantile (ours, 0.5), quantile (limit, 0.5), 1.5, 0, "the bare FTS5 query with its snippets");
  print_row (slow, quantile (ours, 0.95), quantile (limit, 0.95), 1.5, bench->records <= 20000 ? 20 : 0, "");
}

/* ---- Opening ---- */

static void
bench_open (Bench *bench)
{
  g_autofree char *name = g_strdup_printf ("opening the store, writer and reader, %u records", bench->records);
  g_autofree char *path = g_build_filename (bench->fixture.dir, "bare.db", NULL);
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limit = g_array_new (FALSE, FALSE, sizeof (double));

  if (!is_wanted (name))
    return;
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (KtStore) reader = NULL;
      sqlite3 *writer, *second;
      gint64 start;
      double ms;

      fixture_close (&bench->fixture);
      start = g_get_monotonic_time ();
      fixture_reopen (&bench->fixture);
      reader = kt_store_open (bench->fixture.dir, bench->fixture.key, KT_STORE_READ, NULL);
      ms = ms_since (start);
      g_array_append_val (ours, ms);
      start = g_get_monotonic_time ();
      writer = bare_open (path);
      second = bare_open (path);
      ms = ms_since (start);
      g_array_append_val (limit, ms);
      sqlite3_close (second);
      sqlite3_close (writer);
    }
  print_row (name, quantile (ours, 0.5), quantile (limit, 0.5), 0, 10, "raw-key SQLCipher, twice");
}

/* ---- Unlocking: the real Argon2id ---- */

static double
time_argon2 (const char *dir, GArray *times)
{
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (dir, &whole, NULL);
  json_object *slot = kt_key_file_find_slot (file, "passphrase");
  guint8 key[32], salt[crypto_pwhash_SALTBYTES] = { 0 };
  gint64 start = g_get_monotonic_time ();
  double ms;

  g_assert (crypto_pwhash (key, sizeof key, "zeven blauwe fietsen", 20, salt, (guint64) kt_json_get_int (slot, "passes", 0),
                           (size_t) kt_json_get_int (slot, "memory", 0), crypto_pwhash_ALG_ARGON2ID13) == 0);
  ms = ms_since (start);
  g_array_append_val (times, ms);
  return ms;
}

static void
bench_unlock (const char *parent)
{
  static const char name[] = "key slots opened by passphrase";
  g_autofree char *dir = g_build_filename (parent, "bench-keys-XXXXXX", NULL), *code = NULL;
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double)), limit = g_array_new (FALSE, FALSE, sizeof (double));

  if (!is_wanted (name))
    return;
  g_assert (g_mkdtemp (dir) != NULL);
  g_unsetenv ("KEUKENTAFEL_FAST_KDF");
  kt_secret_free (kt_key_slots_create (dir, "zeven blauwe fietsen", &code, NULL));
  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (KtSecret) key = NULL;
      gint64 start = g_get_monotonic_time ();
      double ms;

      key = kt_key_slots_unlock (dir, "zeven blauwe fietsen", NULL);
      ms = ms_since (start);
      g_assert_nonnull (key);
      g_array_append_val (ours, ms);
      time_argon2 (dir, limit);
    }
  print_row (name, quantile (ours, 0.5), quantile (limit, 0.5), 1.3, 0, "Argon2id alone");
  remove_folder (dir);
}

int
main (int argc, char *argv[])
{
  static const guint sizes[] = { 1000, 10000, 20000, 100000 };
  const char *parent = g_getenv ("BUILD_ROOT") != NULL ? g_getenv ("BUILD_ROOT") : ".";
  Bench bench;

  wanted = argv + 1;
  chance = g_rand_new_with_seed (7);
  set_up (&bench, parent);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      fill (&bench, sizes[i]);
      bench_saves (&bench);
      bench_drafts (&bench);
      bench_search (&bench);
      bench_open (&bench);
    }
  tear_down (&bench);
  bench_unlock (parent);
  g_rand_free (chance);
  return 0;
}
