/* SPDX-License-Identifier: EUPL-1.2 */
/* The ledger as laptops meet it: first in the pass, in both directions, and whatever was brought back from a backup.
 * Work nobody else had reaches the server sealed; work of a family that was closed to us reaches a colleague. */
#include <string.h>

#include "base/seal.h"
#include "model/picture.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "store/picture-store.h"
#include "sync/laptop.h"

typedef struct {
  CouchMemory *couch;
  Laptop *daan, *ilse;
  char *plan;              /* the database */
  char *goal;              /* a goal both have */
  KtSecret *private_key;
} Table;

static char *
add_goal (Laptop *laptop, const char *words)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (KtRecord) record = save (laptop->store, "goal", NULL, FAMILY_A, changes);

  return g_strdup (kt_record_get_id (record));
}

static void
change_goal (Laptop *laptop, const char *id, const char *words)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);

  kt_record_unref (save (laptop->store, "goal", id, FAMILY_A, changes));
}

static void
publish_key (Table *table)
{
  g_autofree char *public_key = NULL, *members = NULL;

  table->private_key = kt_seal_key_new (&public_key);
  members = g_strdup_printf ("\"type\":\"organisation\",\"escrow\":\"%s\"", public_key);
  couch_memory_create (table->couch, "kt-organisation");
  g_free (couch_memory_write (table->couch, "kt-organisation", "organisation", members, FALSE));
}

static void
table_set_up (Table *table, gconstpointer data)
{
  table->couch = server_new (FAMILY_A, FAMILY_B, NULL);
  table->daan = laptop_new (table->couch);
  table->ilse = laptop_new (table->couch);
  table->plan = database_of (FAMILY_A, KT_SCOPE_PLAN);
  table->private_key = NULL;
  table->goal = add_goal (table->daan, "Samen eten");
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
}

static void
table_tear_down (Table *table, gconstpointer data)
{
  assert_sound (table->daan->store);
  assert_sound (table->ilse->store);
  laptop_free (table->daan);
  laptop_free (table->ilse);
  couch_memory_free (table->couch);
  kt_secret_free (table->private_key);
  g_free (table->plan);
  g_free (table->goal);
}

#define add(path, func) g_test_add (path, Table, NULL, table_set_up, func, table_tear_down)

/* As the office does: ledger and purge, and a note. */
static void
erase_at_server (Table *table, const char *id)
{
  g_autofree char *note = g_strconcat ("erasure:", strchr (id, ':') + 1, NULL);
  g_autofree char *members = g_strdup_printf (
      "\"type\":\"inbox-erasure\",\"database\":\"%s\",\"family\":\"%s\",\"ids\":[\"%s\"]", table->plan, FAMILY_A, id);

  couch_memory_erase (table->couch, table->plan, id);
  g_free (couch_memory_write (table->couch, INBOX, note, members, FALSE));
}

static gboolean
has (Laptop *laptop, const char *id)
{
  g_autoptr (KtRecord) record = kt_store_load (laptop->store, id, NULL);

  return record != NULL;
}

/* Requests of a kind in the inbox, as JSON. Returns: (transfer full) (nullable) the last one found. */
static json_object *
find_request (Table *table, const char *kind, guint *n)
{
  g_autofree char *dump = couch_memory_dump (table->couch, INBOX);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  json_object *found = NULL;

  *n = 0;
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) parts = g_strsplit (*line, " ", 3);
      g_autofree char *text = g_str_has_prefix (*line, "request:") ? g_strdup_printf ("{%s}", parts[2]) : NULL;
      g_autoptr (json_object) request = text != NULL ? parse_json (text) : NULL;

      if (request == NULL || g_strcmp0 (kt_json_get_string (request, "kind"), kind) != 0)
        continue;
      *n += 1;
      json_object_put (found);
      found = g_steal_pointer (&request);
    }
  return found;
}

static guint
count_escrow (Laptop *laptop)
{
  g_autoptr (GPtrArray) list = kt_store_list_escrow (laptop->store, 100, NULL);

  return list->len;
}

static guint
count_asks (Laptop *laptop)
{
  g_autoptr (GPtrArray) list = kt_store_list_asks (laptop->store, NULL);

  return list->len;
}

/* ---- Erasure ---- */

static void
test_taken_out_everywhere (Table *table, gconstpointer data)
{
  g_autofree char *other = add_goal (table->daan, "Blijft");

  laptop_sync (table->daan);
  erase_at_server (table, table->goal);
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  g_assert_false (has (table->daan, table->goal));
  g_assert_false (has (table->ilse, table->goal));
  g_assert_true (has (table->ilse, other));
  g_assert_cmpuint (count_escrow (table->daan) + count_asks (table->daan), ==, 0);
  g_assert_cmpuint (laptop_sync (table->ilse), ==, 0);
}

/* The late laptop wrote a child of what is erased meanwhile: it never gets there, and is not lost. */
static void
test_late_work_goes_to_escrow (Table *table, gconstpointer data)
{
  g_autoptr (json_object) request = NULL;
  g_autoptr (KtSecret) opened = NULL;
  guint n;

  publish_key (table);
  change_goal (table->daan, table->goal, "Elke avond samen eten");
  erase_at_server (table, table->goal);
  laptop_sync (table->daan);
  g_assert_false (has (table->daan, table->goal));
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, table->goal), ==, 0);
  request = find_request (table, "escrow", &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (kt_json_get_string (request, "record"), ==, table->goal);
  opened = kt_seal_open ((char *) kt_secret_bytes (table->private_key), kt_json_get_string (request, "sealed"));
  g_assert_nonnull (opened);
  g_assert_nonnull (strstr ((char *) kt_secret_bytes (opened), "Elke avond samen eten"));
  g_assert_cmpuint (count_escrow (table->daan) + count_asks (table->daan), ==, 0);
}

static void
test_without_a_key_nothing_is_lost (Table *table, gconstpointer data)
{
  guint n;

  change_goal (table->daan, table->goal, "Elke avond samen eten");
  erase_at_server (table, table->goal);
  laptop_sync (table->daan);
  g_assert_false (has (table->daan, table->goal));
  g_assert_cmpuint (count_escrow (table->daan), ==, 1);
  publish_key (table);
  laptop_sync (table->daan);
  json_object_put (find_request (table, "escrow", &n));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (count_escrow (table->daan), ==, 0);
}

/* Whatever happens to any request on the way, the next passes bring it to the same end, and once. */
static void
test_trouble_on_the_way (Table *table, gconstpointer data)
{
  static const Trouble troubles[] = { TROUBLE_CUT, TROUBLE_LOST, TROUBLE_STATUS, TROUBLE_HTML, TROUBLE_HALF };
  guint made = 0, n;

  publish_key (table);
  for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
    for (guint at = 1; at <= 6; at++)
      {
        g_autofree char *goal = add_goal (table->daan, "Even");
        g_autoptr (FakeTransport) fake = NULL;
        KtSyncResult result;

        laptop_sync (table->daan);
        change_goal (table->daan, goal, "Nog niet verzonden");
        erase_at_server (table, goal);
        fake = fake_transport_new (table->couch);
        fake->trouble = troubles[t];
        fake->at = at;
        fake->status = 503;
        laptop_try_sync (table->daan, fake, &result, NULL);
        kt_sync_result_clear (&result);
        laptop_sync (table->daan);
        g_assert_false (has (table->daan, goal));
        g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, goal), ==, 0);
        json_object_put (find_request (table, "escrow", &n));
        g_assert_cmpuint (n, ==, ++made);
        g_assert_cmpuint (count_escrow (table->daan) + count_asks (table->daan), ==, 0);
      }
}

/* Refused by the server before the note came: it waits, set aside, until it does. */
static void
test_refused_before_the_note (Table *table, gconstpointer data)
{
  KtCounts counts;
  guint n;

  publish_key (table);
  change_goal (table->daan, table->goal, "Elke avond samen eten");
  couch_memory_erase (table->couch, table->plan, table->goal);
  laptop_sync (table->daan);
  laptop_counts (table->daan, &counts);
  g_assert_cmpuint (counts.set_aside, ==, 1);
  kt_counts_clear (&counts);
  erase_at_server (table, table->goal);
  laptop_sync (table->daan);
  g_assert_false (has (table->daan, table->goal));
  json_object_put (find_request (table, "escrow", &n));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_restored_server (Table *table, gconstpointer data)
{
  CouchMemory *backup = couch_memory_copy (table->couch);

  erase_at_server (table, table->goal);
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  couch_memory_restore (table->couch, backup);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, table->goal), ==, 1);
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  g_assert_false (has (table->daan, table->goal));
  g_assert_false (has (table->ilse, table->goal));
  couch_memory_free (backup);
}

static void
test_restored_laptop (Table *table, gconstpointer data)
{
  g_autofree char *backup = NULL;

  publish_key (table);
  change_goal (table->ilse, table->goal, "Elke avond samen eten");
  backup = laptop_back_up (table->ilse);
  erase_at_server (table, table->goal);
  laptop_sync (table->ilse);
  g_assert_false (has (table->ilse, table->goal));
  laptop_restore (table->ilse, backup);
  g_assert_true (has (table->ilse, table->goal));
  laptop_sync (table->ilse);
  g_assert_false (has (table->ilse, table->goal));
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, table->goal), ==, 0);
  remove_folder (backup);
}

/* ---- A whole family ---- */

static void
erase_family_at_server (Table *table)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *name = database_of (FAMILY_A, scopes[i]), *note = g_strdup_printf ("erasure:%u", i);
      g_autofree char *members = g_strdup_printf (
          "\"type\":\"inbox-erasure\",\"database\":\"%s\",\"family\":\"%s\",\"all\":true", name, FAMILY_A);

      g_free (couch_memory_write (table->couch, INBOX, note, members, FALSE));
      couch_memory_delete (table->couch, name);
    }
}

static void
test_whole_family (Table *table, gconstpointer data)
{
  g_autoptr (KtRecord) other = save (table->daan->store, "goal", NULL, FAMILY_B, "{\"words\":\"Van een ander\"}");
  g_autoptr (GPtrArray) left = NULL, databases = NULL;
  g_autoptr (GHashTable) families = NULL;
  KtSyncResult result;
  guint n;

  publish_key (table);
  change_goal (table->daan, table->goal, "Nog niet verzonden");
  erase_family_at_server (table);
  laptop_sync_counting (table->daan, &result);
  g_assert_true (g_ptr_array_find_with_equal_func (result.families, FAMILY_A, g_str_equal, NULL));
  g_assert_cmpuint (result.databases_failed, ==, 0);
  kt_sync_result_clear (&result);
  left = kt_store_list_family (table->daan->store, FAMILY_A, NULL);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_true (has (table->daan, kt_record_get_id (other)));
  families = kt_store_list_erased_families (table->daan->store, NULL);
  g_assert_true (g_hash_table_contains (families, FAMILY_A));
  databases = kt_store_list_databases (table->daan->store, NULL);
  g_assert_cmpuint (databases->len, ==, 3);
  json_object_put (find_request (table, "escrow", &n));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 0);
}

/* Gone, says the server, and nothing more: everything stays as it is, here and there. */
static void
test_a_404_makes_nothing (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtSyncResult result;

  change_goal (table->daan, table->goal, "Nog niet verzonden");
  couch_memory_delete (table->couch, table->plan);
  laptop_try_sync (table->daan, fake, &result, NULL);
  kt_sync_result_clear (&result);
  g_assert_true (has (table->daan, table->goal));
  g_assert_cmpint (kt_store_get_state (table->daan->store, table->goal, NULL), ==, KT_STATE_HERE);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 0);
}

/* ---- Access taken away ---- */

static void
try_sync (Laptop *laptop)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);
  KtSyncResult result;

  laptop_try_sync (laptop, fake, &result, NULL);
  kt_sync_result_clear (&result);
}

static void
test_sealed_work_is_handed_over (Table *table, gconstpointer data)
{
  g_autoptr (json_object) request = NULL;
  g_autofree char *members = NULL, *words = NULL, *bytes = NULL, *theirs = NULL;
  KtTakenOver taken;
  guint n;

  change_goal (table->daan, table->goal, "Nog niet verzonden");
  couch_memory_mood (table->couch)->closed = TRUE;
  try_sync (table->daan);
  try_sync (table->daan);
  request = find_request (table, "unsent-work", &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (kt_json_get_string (request, "family"), ==, FAMILY_A);
  g_assert_true (has (table->daan, table->goal));
  g_assert_cmpint (kt_store_get_state (table->daan->store, table->goal, NULL), ==, KT_STATE_HERE);
  /* the registrar forwards it; another laptop has access */
  couch_memory_mood (table->couch)->closed = FALSE;
  members = g_strdup_printf ("\"type\":\"inbox-unsent\",\"from\":\"daan\",\"family\":\"%s\",\"records\":%s", FAMILY_A,
                             json_object_to_json_string_ext (kt_json_get_array (request, "records"),
                                                             JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  g_free (couch_memory_write (table->couch, INBOX, "unsent:1", members, FALSE));
  laptop_sync (table->ilse);
  words = laptop_dup_text (table->ilse, table->goal, "words");
  g_assert_cmpstr (words, ==, "Samen eten");
  g_assert_true (kt_store_take_over (table->ilse->store, "unsent:1", &taken, NULL));
  g_assert_cmpuint (taken.records, ==, 1);
  laptop_sync (table->ilse);
  /* then the inbox need not keep it */
  laptop_sync (table->ilse);
  g_assert_cmpuint (couch_memory_n_live (table->couch, INBOX, "unsent:1"), ==, 0);
  bytes = laptop_dup_bytes (table->ilse, table->goal);
  /* given access again, its author has nothing to add */
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  theirs = laptop_dup_bytes (table->daan, table->goal);
  g_assert_cmpstr (bytes, ==, theirs);
  g_assert_nonnull (strstr (bytes, "Nog niet verzonden"));
}

static void
test_handing_over_in_trouble (Table *table, gconstpointer data)
{
  static const Trouble troubles[] = { TROUBLE_CUT, TROUBLE_LOST, TROUBLE_STATUS, TROUBLE_HALF };
  guint made = 0, n;

  for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
    for (guint at = 1; at <= 10; at++)
      {
        g_autofree char *words = g_strdup_printf ("Versie %u-%u", t, at);
        g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
        KtSyncResult result;

        change_goal (table->daan, table->goal, words);
        couch_memory_mood (table->couch)->closed = TRUE;
        fake->trouble = troubles[t];
        fake->at = at;
        fake->status = 502;
        laptop_try_sync (table->daan, fake, &result, NULL);
        kt_sync_result_clear (&result);
        try_sync (table->daan);
        try_sync (table->daan);
        json_object_put (find_request (table, "unsent-work", &n));
        g_assert_cmpuint (n, ==, ++made);
        couch_memory_mood (table->couch)->closed = FALSE;
        laptop_sync (table->daan);
      }
}

/* ---- Pictures and drafts of a closed family ---- */

#define PIECES 6
#define MOST_AT_ONCE 4

typedef struct {
  char *picture;
  GBytes *scan;
} Left;

static GBytes *
make_scan (void)
{
  gsize len = (PIECES - 1) * KT_PICTURE_CHUNK_BYTES + 77;
  guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8) (i * 7 + i / KT_PICTURE_CHUNK_BYTES);
  memcpy (bytes, "%PDF-", 5);
  return g_bytes_new_take (bytes, len);
}

static void
left_clear (Left *left)
{
  g_free (left->picture);
  g_bytes_unref (left->scan);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Left, left_clear)

/* Daan loses access with a picture unsent, words half written, and a changed goal. */
static Left
leave_work (Table *table)
{
  static const KtEditInfo info = { .by = "worker:a", .at = "2026-03-01T10:00:00Z" };
  g_autoptr (json_object) details = parse_json ("{\"kind\":\"scan\"}");
  g_autofree char *key = g_strdup_printf ("field:%s:words", table->goal);
  Left left = { NULL, make_scan () };
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (left.scan, NULL), g_bytes_get_size (left.scan));
  g_autoptr (KtRecord) record = kt_store_add_picture (table->daan->store, FAMILY_A, &info, details, bytes,
                                                      g_bytes_get_size (left.scan), NULL);

  left.picture = g_strdup (kt_record_get_id (record));
  change_goal (table->daan, table->goal, "Nog niet verzonden");
  g_assert_true (kt_store_put_draft (table->daan->store, key, "half een zin", NULL));
  g_assert_true (kt_store_put_draft (table->daan->store, "note:" FAMILY_A, "nog een halve", NULL));
  couch_memory_mood (table->couch)->closed = TRUE;
  return left;
}

static void
put_json (gpointer object)
{
  json_object_put (object);
}

/* Documents of the inbox whose id has the prefix, as JSON. Returns: (transfer full). */
static GPtrArray *
list_inbox (Table *table, const char *prefix)
{
  g_autofree char *dump = couch_memory_dump (table->couch, INBOX);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  GPtrArray *found = g_ptr_array_new_with_free_func (put_json);

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) parts = g_strsplit (*line, " ", 3);
      g_autofree char *text = NULL;
      json_object *document;

      if (!g_str_has_prefix (*line, prefix) || g_strv_length (parts) < 3 || parts[2][0] != '"')
        continue;
      text = g_strdup_printf ("{%s}", parts[2]);
      document = parse_json (text);
      json_object_object_add (document, "_id", json_object_new_string (parts[0]));
      g_ptr_array_add (found, document);
    }
  return found;
}

/* The piece an unsent-work document carries. Returns: (nullable) borrowed. */
static const char *
piece_of (json_object *document)
{
  json_object *records = kt_json_get_array (document, "records");
  const char *id = records != NULL && json_object_array_length (records) > 0
                       ? kt_json_get_string (json_object_array_get_idx (records, 0), "_id")
                       : NULL;

  return id != NULL && kt_is_chunk_id (id) ? id : NULL;
}

/* As the registrar does it: the note first, then the answer. Returns: how many were new. */
static guint
serve (Table *table)
{
  g_autoptr (GPtrArray) requests = list_inbox (table, "request:");
  guint n = 0, pieces = 0;

  for (guint i = 0; i < requests->len; i++)
    {
      json_object *request = requests->pdata[i];
      const char *tail = strchr (kt_json_get_string (request, "_id"), ':') + 1;
      g_autofree char *answer = g_strconcat ("answer:", tail, NULL), *note = g_strconcat ("unsent:", tail, NULL);
      g_autofree char *text = NULL;

      if (g_strcmp0 (kt_json_get_string (request, "kind"), "unsent-work") != 0 ||
          couch_memory_n_live (table->couch, INBOX, answer) > 0)
        continue;
      pieces += piece_of (request) != NULL;
      json_object_object_del (request, "_id");
      json_object_object_del (request, "kind");
      json_object_object_add (request, "type", json_object_new_string ("inbox-unsent"));
      json_object_object_add (request, "from", json_object_new_string ("daan"));
      text = g_strdup (json_object_to_json_string_ext (request, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
      text[strlen (text) - 1] = '\0';
      g_free (couch_memory_write (table->couch, INBOX, note, text + 1, FALSE));
      g_free (couch_memory_write (table->couch, INBOX, answer, "\"type\":\"inbox-answer\",\"outcome\":\"done\"", FALSE));
      n++;
    }
  g_assert_cmpuint (pieces, <=, MOST_AT_ONCE);
  return n;
}

static void
hand_all_over (Table *table)
{
  guint rounds = 0;

  do
    {
      try_sync (table->daan);
      g_assert_cmpuint (++rounds, <, 12);
    }
  while (serve (table) > 0);
  g_assert_cmpuint (count_asks (table->daan), ==, 0);
}

static void
assert_pieces_once (Table *table)
{
  g_autoptr (GPtrArray) notes = list_inbox (table, "unsent:");
  g_autoptr (GHashTable) pieces = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < notes->len; i++)
    if (piece_of (notes->pdata[i]) != NULL)
      g_assert_true (g_hash_table_add (pieces, (gpointer) piece_of (notes->pdata[i])));
  g_assert_cmpuint (g_hash_table_size (pieces), ==, PIECES);
}

static gboolean
has_picture (Laptop *laptop, const Left *left)
{
  g_autoptr (GBytes) there = kt_store_load_picture (laptop->store, left->picture, NULL);

  g_assert_true (there == NULL || g_bytes_equal (there, left->scan));
  return there != NULL;
}

/* The offer a person sees. Returns: (transfer full). */
static char *
only_offer (Laptop *laptop)
{
  g_autoptr (GPtrArray) offered = kt_store_list_offered (laptop->store, NULL);

  g_assert_cmpuint (offered->len, ==, 1);
  return g_strdup (((KtOffered *) offered->pdata[0])->id);
}

static KtTakenOver
take_over (Laptop *laptop, const char *id)
{
  g_autoptr (GError) error = NULL;
  KtTakenOver taken;

  kt_store_take_over (laptop->store, id, &taken, &error);
  g_assert_no_error (error);
  return taken;
}

static void
test_pictures_and_drafts_go_along (Table *table, gconstpointer data)
{
  g_auto (Left) left = leave_work (table);
  g_autofree char *offer = NULL, *key = g_strdup_printf ("field:%s:words", table->goal), *draft = NULL, *note = NULL;
  g_autoptr (Laptop) carla = laptop_new (table->couch);
  KtTakenOver taken;

  hand_all_over (table);
  assert_pieces_once (table);
  g_assert_true (has_picture (table->daan, &left)); /* nothing disappears from where it was made */
  couch_memory_mood (table->couch)->closed = FALSE;
  g_assert_true (kt_store_put_draft (table->ilse->store, "note:" FAMILY_A, "van mezelf", NULL));
  laptop_sync (table->ilse);
  g_assert_false (has (table->ilse, left.picture));
  offer = only_offer (table->ilse);
  taken = take_over (table->ilse, offer);
  g_assert_cmpuint (taken.records, ==, 2);
  g_assert_cmpuint (taken.drafts, ==, 1);
  g_assert_cmpuint (taken.drafts_left, ==, 1);
  g_assert_true (has_picture (table->ilse, &left));
  draft = kt_store_get_draft (table->ilse->store, key, NULL);
  g_assert_cmpstr (draft, ==, "half een zin");
  g_assert_cmpuint (laptop_sync (table->ilse), >=, 2 + PIECES);
  g_assert_cmpint (kt_store_get_state (table->ilse->store, left.picture, NULL), ==, KT_STATE_SERVER);
  laptop_sync (table->ilse);
  g_assert_cmpuint (couch_memory_n_live (table->couch, INBOX, offer), ==, 1); /* a draft of it waits */
  /* her own words are saved, and then there is room for his */
  g_assert_true (kt_store_put_draft (table->ilse->store, "note:" FAMILY_A, NULL, NULL));
  taken = take_over (table->ilse, offer);
  g_assert_cmpuint (taken.drafts, ==, 1);
  g_assert_cmpuint (taken.drafts_left, ==, 0);
  note = kt_store_get_draft (table->ilse->store, "note:" FAMILY_A, NULL);
  g_assert_cmpstr (note, ==, "nog een halve");
  laptop_sync (table->ilse);
  laptop_sync (table->ilse);
  {
    g_autoptr (GPtrArray) notes = list_inbox (table, "unsent:");

    g_assert_cmpuint (notes->len, ==, 0);
  }
  laptop_sync (carla);
  g_assert_true (has_picture (carla, &left));
  laptop_sync (table->daan);
  g_assert_cmpint (kt_store_get_state (table->daan->store, left.picture, NULL), ==, KT_STATE_SERVER);
}

/* Taken over before its pieces have come: each finds its place by itself. */
static void
test_pieces_that_come_later (Table *table, gconstpointer data)
{
  g_auto (Left) left = leave_work (table);
  g_autofree char *offer = NULL;

  try_sync (table->daan);
  try_sync (table->daan);
  serve (table);
  couch_memory_mood (table->couch)->closed = FALSE;
  laptop_sync (table->ilse);
  offer = only_offer (table->ilse);
  take_over (table->ilse, offer);
  g_assert_false (has_picture (table->ilse, &left));
  for (guint round = 0; round < 5; round++)
    {
      couch_memory_mood (table->couch)->closed = TRUE;
      try_sync (table->daan);
      serve (table);
      couch_memory_mood (table->couch)->closed = FALSE;
      laptop_sync (table->ilse);
    }
  g_assert_true (has_picture (table->ilse, &left));
  laptop_sync (table->ilse);
  g_assert_cmpint (kt_store_get_state (table->ilse->store, left.picture, NULL), ==, KT_STATE_SERVER);
}

static void
test_pieces_in_trouble (Table *table, gconstpointer data)
{
  static const Trouble troubles[] = { TROUBLE_CUT, TROUBLE_LOST, TROUBLE_STATUS, TROUBLE_HALF };

  for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
    for (guint at = 1; at <= 14; at++)
      {
        Table own = { NULL };

        table_set_up (&own, NULL);
        {
          g_auto (Left) left = leave_work (&own);

          for (guint pass = 0; pass < 3; pass++)
            {
              g_autoptr (FakeTransport) fake = fake_transport_new (own.couch);
              KtSyncResult result;

              fake->trouble = troubles[t];
              fake->at = at;
              fake->status = 502;
              laptop_try_sync (own.daan, fake, &result, NULL);
              kt_sync_result_clear (&result);
              serve (&own);
            }
          hand_all_over (&own);
          assert_pieces_once (&own);
        }
        table_tear_down (&own, NULL);
      }
}

/* The picture is erased while its pieces wait for somebody: they go with it, from both. */
static void
test_erased_pieces_go (Table *table, gconstpointer data)
{
  g_auto (Left) left = leave_work (table);
  const char *ids[] = { left.picture, NULL };
  g_autofree char *offer = NULL, *theirs = NULL, *mine = NULL;
  KtErased erased = { 0 };

  try_sync (table->daan);
  try_sync (table->daan);
  serve (table);
  try_sync (table->daan); /* and pieces are asked */
  serve (table);
  couch_memory_mood (table->couch)->closed = FALSE;
  laptop_sync (table->ilse);
  offer = only_offer (table->ilse);
  g_assert_true (kt_store_erase_records (table->ilse->store, ids, &erased, NULL));
  g_assert_true (kt_store_erase_records (table->daan->store, ids, &erased, NULL));
  theirs = kt_store_dump (table->ilse->store, NULL);
  g_assert_null (strstr (theirs, "base64"));
  mine = kt_store_dump (table->daan->store, NULL);
  g_assert_null (strstr (mine, "\"of\""));
  take_over (table->ilse, offer);
  g_assert_false (has (table->ilse, left.picture));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sync/erasure/taken-out-everywhere", test_taken_out_everywhere);
  add ("/sync/erasure/late-work-goes-to-escrow", test_late_work_goes_to_escrow);
  add ("/sync/erasure/without-a-key-nothing-is-lost", test_without_a_key_nothing_is_lost);
  add ("/sync/erasure/trouble-on-the-way", test_trouble_on_the_way);
  add ("/sync/erasure/refused-before-the-note", test_refused_before_the_note);
  add ("/sync/erasure/restored-server", test_restored_server);
  add ("/sync/erasure/restored-laptop", test_restored_laptop);
  add ("/sync/erasure/whole-family", test_whole_family);
  add ("/sync/erasure/a-404-makes-nothing", test_a_404_makes_nothing);
  add ("/sync/closed/work-is-handed-over", test_sealed_work_is_handed_over);
  add ("/sync/closed/handing-over-in-trouble", test_handing_over_in_trouble);
  add ("/sync/closed/pictures-and-drafts-go-along", test_pictures_and_drafts_go_along);
  add ("/sync/closed/pieces-that-come-later", test_pieces_that_come_later);
  add ("/sync/closed/pieces-in-trouble", test_pieces_in_trouble);
  add ("/sync/closed/erased-pieces-go", test_erased_pieces_go);
  return g_test_run ();
}
