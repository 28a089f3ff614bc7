/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures go after the text, piece by piece, and are whole or not shown. */
#include "store/picture-store.h"
#include "sync/laptop.h"

#include "model/picture.h"
#include "support/random.h"

#include <string.h>

typedef struct {
  CouchMemory *couch;
  Laptop *anna, *bram;
  char *database;
} Table;

static void
set_up (Table *table, gconstpointer data)
{
  table->couch = server_new (FAMILY_A, NULL);
  table->anna = laptop_new (table->couch);
  table->bram = laptop_new (table->couch);
  table->database = database_of (FAMILY_A, KT_SCOPE_FILE);
  laptop_sync (table->anna);
  laptop_sync (table->bram);
}

static void
tear_down (Table *table, gconstpointer data)
{
  assert_sound (table->anna->store);
  assert_sound (table->bram->store);
  laptop_free (table->anna);
  laptop_free (table->bram);
  couch_memory_free (table->couch);
  g_free (table->database);
}

#define add(path, func) g_test_add (path, Table, NULL, set_up, func, tear_down)

/* ---- Pictures ---- */

/* A PDF of len bytes, which nothing is taken off. */
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

static char *
add_picture (Laptop *laptop, GBytes *picture)
{
  static const KtEditInfo info = { .by = "worker:a", .at = "2026-03-01T10:00:00Z" };
  g_autoptr (json_object) details = parse_json ("{\"kind\":\"scan\",\"caption\":\"school report\"}");
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record =
      kt_store_add_picture (laptop->store, FAMILY_A, &info, details, bytes, g_bytes_get_size (picture), &error);

  g_assert_no_error (error);
  return g_strdup (kt_record_get_id (record));
}

static void
assert_has (Laptop *laptop, const char *id, GBytes *picture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) there = kt_store_load_picture (laptop->store, id, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (there, picture));
}

static void
assert_not_yet (Laptop *laptop, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) there = kt_store_load_picture (laptop->store, id, &error);

  g_assert_null (there);
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_YET);
}

static void
assert_to_come (Laptop *laptop, guint n)
{
  KtCounts counts;

  laptop_counts (laptop, &counts);
  g_assert_cmpuint (counts.pictures_to_come, ==, n);
  kt_counts_clear (&counts);
}

static void
assert_state (Laptop *laptop, const char *id, KtState state)
{
  g_assert_cmpint (kt_store_get_state (laptop->store, id, NULL), ==, state);
}

static char *
first_chunk (Laptop *laptop, const char *id)
{
  g_autofree char *text = laptop_dup_text (laptop, id, "chunks");
  g_auto (GStrv) ids = kt_chunk_list_read (text);

  return g_strdup (ids[0]);
}

/* ---- There and back ---- */

static void
test_there_and_back (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (1, 3 * KT_PICTURE_CHUNK_BYTES + 77);
  g_autofree char *id = add_picture (table->anna, scan);
  KtPictureProgress progress;

  assert_has (table->anna, id, scan);
  assert_state (table->anna, id, KT_STATE_HERE);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 1 + 4);
  assert_state (table->anna, id, KT_STATE_SERVER);
  g_assert_true (kt_store_get_picture_progress (table->anna->store, id, &progress, NULL));
  g_assert_cmpuint (progress.pieces, ==, 4);
  g_assert_cmpuint (progress.at_server, ==, 4);
  g_assert_cmpuint (laptop_sync (table->bram), ==, 1 + 4);
  assert_has (table->bram, id, scan);
  assert_state (table->bram, id, KT_STATE_SERVER);
  g_assert_cmpuint (laptop_sync (table->anna) + laptop_sync (table->bram), ==, 0);
}

/* The feed brings no bytes, and every record of every family is in before the first of them is fetched. */
static void
test_after_text (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (2, 4 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = NULL;
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  guint text = 0, picture = 0;
  KtSyncResult result;

  server_add_family (table->couch, FAMILY_B);
  id = add_picture (table->anna, scan);
  for (guint i = 0; i < 20; i++)
    kt_record_unref (save (table->anna->store, "goal", NULL, i % 2 ? FAMILY_A : FAMILY_B, "{\"words\":\"w\"}"));
  g_assert_true (laptop_try_sync (table->anna, fake, &result, NULL));
  kt_sync_result_clear (&result);
  fake_transport_free (g_steal_pointer (&fake));
  fake = fake_transport_new (table->couch);
  kt_record_unref (save (table->bram->store, "note", NULL, FAMILY_A, "{\"words\":\"w\"}"));
  g_assert_true (laptop_try_sync (table->bram, fake, &result, NULL));
  kt_sync_result_clear (&result);
  for (guint i = 0; i < fake->log->len; i++)
    if (strstr (fake->log->pdata[i], "/bytes") != NULL)
      picture = picture == 0 ? i : picture;
    else if (strstr (fake->log->pdata[i], "_changes") != NULL || strstr (fake->log->pdata[i], "_bulk_docs") != NULL)
      text = i;
  g_assert_cmpuint (picture, >, text);
  g_assert_cmpuint (fake_transport_count (fake, "/bytes"), ==, 4);
  g_assert_cmpuint (fake_transport_count (fake, "_bulk_get"), ==, 0);
  g_assert_cmpuint (fake->bytes_in, <, 4 * KT_PICTURE_CHUNK_BYTES + 30000);
}

static void
test_twins (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (3, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *once = add_picture (table->anna, scan), *twice = NULL, *thrice = NULL;

  laptop_sync (table->anna);
  twice = add_picture (table->anna, scan);
  assert_state (table->anna, twice, KT_STATE_HERE);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 1); /* the record alone */
  assert_state (table->anna, twice, KT_STATE_SERVER);
  laptop_sync (table->bram);
  assert_has (table->bram, once, scan);
  assert_has (table->bram, twice, scan);
  thrice = add_picture (table->bram, scan);
  g_assert_cmpuint (laptop_sync (table->bram), ==, 1);
}

/* A colleague has the record, not the bytes, and adds the same picture from their own stick. */
static void
test_twin_on_its_way (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (4, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan), *other = NULL;
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtSyncResult result;

  laptop_sync (table->anna);
  couch_memory_mood (table->couch)->lie = "chunk:";
  g_assert_true (laptop_try_sync (table->bram, fake, &result, NULL));
  kt_sync_result_clear (&result);
  assert_not_yet (table->bram, id);
  other = add_picture (table->bram, scan);
  assert_has (table->bram, id, scan);
  assert_has (table->bram, other, scan);
  g_assert_cmpuint (laptop_sync (table->bram), ==, 1);
  assert_state (table->bram, other, KT_STATE_SERVER);
}

static void
test_removed (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (5, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan);

  kt_record_unref (save (table->anna->store, "picture", id, FAMILY_A, "{\"deleted\":true}"));
  g_assert_cmpuint (laptop_sync (table->anna), ==, 1);
  assert_state (table->anna, id, KT_STATE_SERVER);
  laptop_sync (table->bram);
  assert_to_come (table->bram, 0);
  /* taken back, by the colleague who never had the bytes */
  kt_record_unref (save (table->bram->store, "picture", id, FAMILY_A, "{\"deleted\":null}"));
  laptop_sync (table->bram);
  assert_to_come (table->bram, 1);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 1 + 2);
  g_assert_cmpuint (laptop_sync (table->bram), ==, 2);
  assert_has (table->bram, id, scan);
}

/* A family made offline gets its database later, and its pictures with it. */
static void
test_offline_family (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (6, KT_PICTURE_CHUNK_BYTES + 1);
  static const KtEditInfo info = { .by = "worker:a" };
  g_autoptr (json_object) details = parse_json ("{\"kind\":\"photo\"}");
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (scan, NULL), g_bytes_get_size (scan));
  g_autoptr (KtRecord) record =
      kt_store_add_picture (table->anna->store, FAMILY_B, &info, details, bytes, g_bytes_get_size (scan), NULL);

  g_assert_nonnull (record);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 0);
  server_add_family (table->couch, FAMILY_B);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 3);
  assert_state (table->anna, kt_record_get_id (record), KT_STATE_SERVER);
  laptop_sync (table->bram);
  assert_has (table->bram, kt_record_get_id (record), scan);
}

/* ---- A bad line ---- */

/* Every trouble at every request of a way there, and of a way back. */
static void
test_every_cut (gconstpointer data)
{
  Trouble trouble = (Trouble) GPOINTER_TO_INT (data);
  g_autoptr (GBytes) scan = make_scan (7, 3 * KT_PICTURE_CHUNK_BYTES);
  gboolean more = TRUE;

  for (guint at = 1; more; at++)
    {
      Table table;
      g_autofree char *id = NULL;

      set_up (&table, NULL);
      id = add_picture (table.anna, scan);
      more = FALSE;
      for (guint who = 0; who < 2; who++)
        {
          Laptop *laptop = who == 0 ? table.anna : table.bram;
          g_autoptr (FakeTransport) fake = fake_transport_new (table.couch);
          KtSyncResult result;

          fake->trouble = trouble;
          fake->at = at;
          fake->status = 503;
          laptop_try_sync (laptop, fake, &result, NULL);
          kt_sync_result_clear (&result);
          more |= fake->requests >= at;
          assert_sound (laptop->store);
          laptop_sync (laptop);
        }
      laptop_sync (table.anna);
      laptop_sync (table.bram);
      assert_state (table.anna, id, KT_STATE_SERVER);
      assert_has (table.bram, id, scan);
      tear_down (&table, NULL);
    }
}

/* A line that lives for a few requests at a time still brings a large picture over, and nothing twice but the piece that
 * was on its way. */
static void
test_cut_again_and_again (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (8, 40 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan);
  Laptop *laptops[] = { table->anna, table->bram };

  for (guint who = 0; who < 2; who++)
    {
      gsize bytes = 0;
      guint passes = 0;
      gboolean ok = FALSE;

      for (; !ok; passes++)
        {
          g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
          KtSyncResult result;

          fake->trouble = passes % 2 ? TROUBLE_CUT : TROUBLE_LOST;
          fake->at = 20;
          ok = laptop_try_sync (laptops[who], fake, &result, NULL);
          bytes += who == 0 ? fake->bytes_out * 3 / 4 : fake->bytes_in;
          kt_sync_result_clear (&result);
          g_assert_cmpuint (passes, <, 60);
        }
      g_test_message ("%u passes, %" G_GSIZE_FORMAT " bytes for %" G_GSIZE_FORMAT, passes, bytes, g_bytes_get_size (scan));
      g_assert_cmpuint (bytes, <, g_bytes_get_size (scan) * 3 / 2);
    }
  assert_has (table->bram, id, scan);
}

/* Locked in the middle: what was acknowledged counts. */
static void
test_cancelled (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (9, 12 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan);
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  g_autoptr (GCancellable) lock = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  KtPictureProgress progress;
  KtSyncResult result;

  fake->cancel_at = lock;
  fake->at = 14;
  g_assert_false (laptop_try_sync (table->anna, fake, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  kt_sync_result_clear (&result);
  assert_state (table->anna, id, KT_STATE_HERE);
  laptop_sync_counting (table->anna, &result);
  g_assert_cmpuint (result.pieces_pushed, <, 12);
  g_assert_cmpuint (result.pieces_pushed, >, 0);
  kt_sync_result_clear (&result);
  g_assert_true (kt_store_get_picture_progress (table->anna->store, id, &progress, NULL));
  g_assert_cmpuint (progress.at_server, ==, 12);
}

/* ---- Liars and refusals ---- */

static void
test_liar (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (10, 3 * KT_PICTURE_CHUNK_BYTES), good = make_scan (11, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan), *other = add_picture (table->anna, good);
  g_autofree char *chunk = first_chunk (table->anna, id);
  guint asked = 0;

  laptop_sync (table->anna);
  couch_memory_mood (table->couch)->lie = chunk;
  for (guint pass = 0; pass < 20; pass++)
    {
      g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
      KtSyncResult result;

      g_assert_true (laptop_try_sync (table->bram, fake, &result, NULL));
      kt_sync_result_clear (&result);
      asked += fake_transport_count (fake, chunk + strlen ("chunk:"));
      assert_not_yet (table->bram, id);
      assert_has (table->bram, other, good); /* nobody waits for it */
      assert_to_come (table->bram, 1);
    }
  g_test_message ("asked %u times", asked);
  g_assert_cmpuint (asked, >=, 3);
  g_assert_cmpuint (asked, <=, 6); /* and not again and again */
  couch_memory_mood (table->couch)->lie = NULL;
  for (guint pass = 0; pass < 70; pass++)
    laptop_sync (table->bram);
  assert_has (table->bram, id, scan);
}

static void
assert_aside (Laptop *laptop, const char *id, const char *reason)
{
  g_autoptr (GPtrArray) aside = kt_store_list_set_aside (laptop->store, NULL);

  assert_state (laptop, id, KT_STATE_SET_ASIDE);
  g_assert_cmpuint (aside->len, ==, 1);
  g_assert_cmpstr (((KtSetAside *) aside->pdata[0])->id, ==, id);
  g_assert_nonnull (strstr (((KtSetAside *) aside->pdata[0])->reason, reason));
}

/* How the server may refuse one piece: the picture is set aside with the reason, its neighbours go, and it goes when a
 * person says so. */
static void
check_refused (Table *table, const char **mood, const char *reason)
{
  g_autoptr (GBytes) scan = make_scan (12, 3 * KT_PICTURE_CHUNK_BYTES), good = make_scan (13, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan), *other = add_picture (table->anna, good);
  g_autofree char *chunk = first_chunk (table->anna, id);

  *mood = chunk;
  laptop_sync (table->anna);
  assert_aside (table->anna, id, reason);
  assert_state (table->anna, other, KT_STATE_SERVER);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 0);
  assert_has (table->anna, id, scan);
  *mood = NULL;
  g_assert_true (kt_store_retry_set_aside (table->anna->store, id, NULL));
  g_assert_cmpuint (laptop_sync (table->anna), >=, 1);
  assert_state (table->anna, id, KT_STATE_SERVER);
  laptop_sync (table->bram);
  assert_has (table->bram, id, scan);
}

static void
test_forbidden (Table *table, gconstpointer data)
{
  check_refused (table, &couch_memory_mood (table->couch)->forbid, "forbidden");
}

static void
test_too_large (Table *table, gconstpointer data)
{
  check_refused (table, &couch_memory_mood (table->couch)->too_large, "document_too_large");
}

/* ---- Restored servers ---- */

static void
test_restored (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (14, 3 * KT_PICTURE_CHUNK_BYTES), later = make_scan (15, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan), *other = NULL;
  CouchMemory *backup;
  g_autoptr (Laptop) carla = laptop_new (table->couch);

  laptop_sync (table->anna);
  laptop_sync (table->bram);
  backup = couch_memory_copy (table->couch);
  other = add_picture (table->anna, later);
  laptop_sync (table->anna);
  laptop_sync (table->bram);
  couch_memory_restore (table->couch, backup);
  couch_memory_free (backup);
  g_assert_cmpuint (laptop_sync (table->bram), ==, 1 + 2); /* what the server lost, from whoever comes first */
  assert_state (table->bram, other, KT_STATE_SERVER);
  g_assert_cmpuint (laptop_sync (table->anna), ==, 0);
  assert_state (table->anna, other, KT_STATE_SERVER);
  laptop_sync (carla);
  assert_has (carla, id, scan);
  assert_has (carla, other, later);
  assert_sound (carla->store);
}

/* Up to request at, and then the line is down. Returns: how many there were. */
static guint
sync_cut_at (Laptop *laptop, guint at)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);
  KtSyncResult result;

  fake->trouble = TROUBLE_CUT;
  fake->at = at;
  laptop_try_sync (laptop, fake, &result, NULL);
  kt_sync_result_clear (&result);
  return fake->requests;
}

typedef struct {
  FakeTransport *fake;
  guint nth;
} Cut;

/* The nth request with a document does not arrive, and none after it. */
static void
cut_at_document (gpointer user_data, guint request)
{
  Cut *cut = user_data;

  if (cut->fake->trouble != TROUBLE_NONE || fake_transport_count (cut->fake, "_bulk_docs") < cut->nth)
    return;
  cut->fake->trouble = TROUBLE_CUT;
  cut->fake->at = request;
}

static void
assert_at_server (Table *table, Laptop *laptop, const char *id)
{
  g_autofree char *chunk = first_chunk (laptop, id);

  g_assert_cmpuint (couch_memory_n_live (table->couch, table->database, id), ==, 1);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->database, chunk), ==, 1);
  assert_state (laptop, id, KT_STATE_SERVER);
}

static void
sync_until_document (Laptop *laptop, guint nth)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);
  Cut cut = { fake, nth };
  KtSyncResult result;

  fake->meanwhile = cut_at_document;
  fake->user_data = &cut;
  laptop_try_sync (laptop, fake, &result, NULL);
  kt_sync_result_clear (&result);
}

/* The piece was sent in a pass that was cut, seen in the feed by another that was cut, too, and then the server goes back:
 * no mark tells it, whichever requests it were. */
static void
test_listed_then_lost (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) first = make_scan (20, 500);
  g_autofree char *whole = add_picture (table->anna, first);
  guint n = sync_cut_at (table->anna, G_MAXUINT), seed = 100;

  for (guint sending = 6; sending <= n; sending++)
    for (guint listing = 1; listing <= n; listing++)
      {
        g_autoptr (GBytes) scan = make_scan (seed++, 500);
        g_autofree char *id = add_picture (table->anna, scan);
        CouchMemory *backup;

        sync_until_document (table->anna, 2); /* the record goes, its piece does not */
        sync_until_document (table->anna, 1); /* nor now, but the echo is in, and has its mark */
        assert_state (table->anna, id, KT_STATE_HERE);
        backup = couch_memory_copy (table->couch);
        sync_cut_at (table->anna, sending);
        sync_cut_at (table->anna, listing);
        couch_memory_restore (table->couch, backup);
        couch_memory_free (backup);
        g_test_message ("cut at %u, then at %u", sending, listing);
        laptop_sync (table->anna);
        assert_at_server (table, table->anna, id);
        g_assert_cmpuint (laptop_sync (table->anna), ==, 0);
      }
}

/* The feed said that the pieces are there, so a colleague's own copy of the picture need not be sent; but no mark was
 * left, and the server went back to before that. */
static void
test_twin_of_what_was_lost (Table *table, gconstpointer data)
{
  guint n = sync_cut_at (table->bram, G_MAXUINT) + 4, sent = 0;

  for (guint at = 1; at <= n; at++)
    {
      g_autoptr (GBytes) scan = make_scan (500 + at, 500);
      CouchMemory *backup = couch_memory_copy (table->couch);
      g_autofree char *theirs = add_picture (table->anna, scan), *own = NULL;

      laptop_sync (table->anna);
      sync_cut_at (table->bram, at);
      couch_memory_restore (table->couch, backup);
      couch_memory_free (backup);
      own = add_picture (table->bram, scan);
      sent += laptop_sync (table->bram);
      assert_at_server (table, table->bram, own);
      laptop_sync (table->anna);
      laptop_sync (table->bram);
      assert_at_server (table, table->anna, theirs);
      laptop_sync (table->anna);
    }
  g_assert_cmpuint (sent, >, 0);
}

/* A server whose feed is ahead of its bytes: asked again, ever more seldom. */
static void
test_missing (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (16, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan);
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtSyncResult result;

  laptop_sync (table->anna);
  couch_memory_mood (table->couch)->gone = "chunk:";
  for (guint pass = 0; pass < 10; pass++)
    {
      g_assert_true (laptop_try_sync (table->bram, fake, &result, NULL));
      kt_sync_result_clear (&result);
    }
  g_assert_cmpuint (fake_transport_count (fake, "/bytes"), <=, 2 * 4);
  assert_not_yet (table->bram, id);
  assert_to_come (table->bram, 1);
  couch_memory_mood (table->couch)->gone = NULL;
  for (guint pass = 0; pass < 20; pass++)
    laptop_sync (table->bram);
  assert_has (table->bram, id, scan);
}

/* Somebody deleted a piece by hand: whoever has it sends it again, upon the tombstone. */
static void
test_deleted_by_hand (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) scan = make_scan (17, 2 * KT_PICTURE_CHUNK_BYTES);
  g_autofree char *id = add_picture (table->anna, scan), *chunk = NULL, *rev = NULL;
  g_autoptr (Laptop) carla = laptop_new (table->couch);

  laptop_sync (table->anna);
  laptop_sync (table->bram);
  chunk = first_chunk (table->anna, id);
  rev = couch_memory_bury (table->couch, table->database, chunk);
  laptop_sync (table->anna);
  laptop_sync (table->bram);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->database, chunk), ==, 1);
  g_assert_cmpuint (laptop_sync (table->anna) + laptop_sync (table->bram), ==, 0);
  assert_state (table->anna, id, KT_STATE_SERVER);
  laptop_sync (carla);
  assert_has (carla, id, scan);
}

/* ---- Order ---- */

static void
test_smallest_first (Table *table, gconstpointer data)
{
  g_autoptr (GBytes) large = make_scan (18, 10 * KT_PICTURE_CHUNK_BYTES), small = make_scan (19, 1000);
  g_autofree char *a = add_picture (table->anna, large), *b = add_picture (table->anna, small), *first = NULL;
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtSyncResult result;

  laptop_sync (table->anna);
  g_assert_true (laptop_try_sync (table->bram, fake, &result, NULL));
  kt_sync_result_clear (&result);
  first = first_chunk (table->bram, b);
  for (guint i = 0; i < fake->log->len; i++)
    if (strstr (fake->log->pdata[i], "/bytes") != NULL)
      {
        g_assert_nonnull (strstr (fake->log->pdata[i], first + strlen ("chunk:")));
        break;
      }
  assert_has (table->bram, a, large);
  assert_has (table->bram, b, small);
}

/* Somebody writes a record that names pieces nobody has, or nonsense for pieces. */
static void
test_nonsense (Table *table, gconstpointer data)
{
  static const char *const lists[] = { "", "zz", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef 00", NULL };

  for (guint i = 0; lists[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("picture:%032u", i);
      g_autofree char *members = g_strdup_printf (
          "\"type\":\"picture\",\"family\":\"" FAMILY_A "\",\"kind\":\"photo\",\"media\":\"image/png\",\"size\":3,"
          "\"digest\":\"x\",\"salt\":\"\",\"chunks\":\"%s\"",
          lists[i]);
      g_autoptr (GBytes) there = NULL;

      g_free (couch_memory_write (table->couch, table->database, id, members, FALSE));
      laptop_sync (table->anna);
      there = kt_store_load_picture (table->anna->store, id, NULL);
      g_assert_null (there);
      assert_sound (table->anna->store);
    }
  g_assert_cmpuint (laptop_sync (table->anna), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    Trouble trouble;
  } cuts[] = {
    { "cut", TROUBLE_CUT },
    { "lost", TROUBLE_LOST },
    { "blink", TROUBLE_BLINK },
    { "busy", TROUBLE_STATUS },
    { "portal", TROUBLE_PORTAL },
    { "html", TROUBLE_HTML },
    { "empty", TROUBLE_EMPTY },
    { "half", TROUBLE_HALF },
    { "garbage", TROUBLE_GARBAGE },
  };

  g_test_init (&argc, &argv, NULL);
  add ("/sync/pictures/there-and-back", test_there_and_back);
  add ("/sync/pictures/after-text", test_after_text);
  add ("/sync/pictures/twins", test_twins);
  add ("/sync/pictures/twin-on-its-way", test_twin_on_its_way);
  add ("/sync/pictures/removed", test_removed);
  add ("/sync/pictures/offline-family", test_offline_family);
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/pictures/every-request/", cuts[i].name, NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (cuts[i].trouble), test_every_cut);
    }
  add ("/sync/pictures/cut-again-and-again", test_cut_again_and_again);
  add ("/sync/pictures/cancelled", test_cancelled);
  add ("/sync/pictures/liar", test_liar);
  add ("/sync/pictures/forbidden", test_forbidden);
  add ("/sync/pictures/too-large", test_too_large);
  add ("/sync/pictures/restored", test_restored);
  add ("/sync/pictures/listed-then-lost", test_listed_then_lost);
  add ("/sync/pictures/twin-of-what-was-lost", test_twin_of_what_was_lost);
  add ("/sync/pictures/missing", test_missing);
  add ("/sync/pictures/deleted-by-hand", test_deleted_by_hand);
  add ("/sync/pictures/smallest-first", test_smallest_first);
  add ("/sync/pictures/nonsense", test_nonsense);
  return g_test_run ();
}
