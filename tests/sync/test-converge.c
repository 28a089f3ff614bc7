/* SPDX-License-Identifier: EUPL-1.2 */
/* Two to five laptops and a server, and a random life: edits by older and newer versions of the app whose clocks say
 * anything, passes cut in the middle, answers lost, deaths at a request or at an operation on the disk, full disks, other
 * laptops writing between two requests, feeds that rewind, servers and laptops brought back from backups, a program that
 * is not ours. In the end everyone has the same bytes, one live leaf is left, nothing that was acknowledged is lost,
 * nothing that was erased is anywhere, what is in dispute says so, and it comes to rest.
 * The same life as in tests/model/join-sim.py, with the real store and the real replicator. */
#include "sync/laptop.h"

#include "base/seal.h"
#include "model/picture.h"
#include "model/record-body.h"
#include "store/fault-vfs.h"
#include "store/picture-store.h"
#include "support/random.h"

#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

#define MOST_LAPTOPS 5
#define N_RECORDS 3

typedef struct {
  char *record, *dot;
} Said;

typedef struct {
  KtRandom random;
  CouchMemory *couch, *couch_backup;
  Laptop *laptops[MOST_LAPTOPS];
  guint n;
  int version[MOST_LAPTOPS]; /* of the app: -1 knows a field less, 1 a field more */
  GPtrArray *ids;          /* of records */
  GPtrArray *said;         /* Said: every acknowledged entry that no later edit has covered */
  GPtrArray *erased;       /* ids the office erased: in no body's ids any more */
  GPtrArray *pictures;     /* Pictured: every one that was taken in */
  guint words;
  gboolean rough;          /* backups of laptops are part of it */
} World;

/* Made of its number, so that nothing of it need be kept here. */
typedef struct {
  char *id;
  guint number;
} Pictured;

/* The last one only a newer app knows, the second an older one does not. */
static const char *const fields[] = { "words", "first_step", "wording", "horizon" };

static void
said_free (gpointer data)
{
  Said *said = data;

  g_free (said->record);
  g_free (said->dot);
  g_free (said);
}

static void
pictured_free (gpointer data)
{
  g_free (((Pictured *) data)->id);
  g_free (data);
}

/* Ids and device names come from the seed as well, so that a run that failed fails again. */
static KtRandom id_source;

static const char *
source_name (void)
{
  return "seeded";
}

static uint32_t
source_number (void)
{
  return (uint32_t) kt_random_next (&id_source);
}

static void
source_bytes (void *buffer, const size_t size)
{
  for (size_t i = 0; i < size; i++)
    ((guint8 *) buffer)[i] = (guint8) (kt_random_next (&id_source) >> 32);
}

static randombytes_implementation seeded = { source_name, source_number, NULL, NULL, source_bytes, NULL };

/* ---- Edits and what they promise ---- */

static gboolean
has_dot (KtRecord *record, const char *dot)
{
  for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
    for (guint i = 0; i < kt_record_n_entries (record, fields[f]); i++)
      {
        KtEntry entry;

        if (kt_record_get_entry (record, fields[f], i, &entry) && strcmp (entry.dot, dot) == 0)
          return TRUE;
      }
  return FALSE;
}

/* What an edit covered is promised no more; what it added is. */
static void
note_promises (World *world, KtRecord *before, KtRecord *after)
{
  const char *id = kt_record_get_id (after);

  for (guint i = world->said->len; before != NULL && i > 0; i--)
    {
      const Said *said = world->said->pdata[i - 1];

      if (strcmp (said->record, id) == 0 && has_dot (before, said->dot) && !has_dot (after, said->dot))
        g_ptr_array_remove_index_fast (world->said, i - 1);
    }
  for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
    for (guint i = 0; i < kt_record_n_entries (after, fields[f]); i++)
      {
        KtEntry entry;

        if (!kt_record_get_entry (after, fields[f], i, &entry) || (before != NULL && has_dot (before, entry.dot)))
          continue;
        Said *said = g_new0 (Said, 1);

        *said = (Said) { g_strdup (id), g_strdup (entry.dot) };
        g_ptr_array_add (world->said, said);
      }
}

static void
make_record (World *world)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"word %u\"}", world->words++);
  g_autoptr (KtRecord) record = save (world->laptops[0]->store, "goal", NULL, FAMILY_A, changes);

  note_promises (world, NULL, record);
  g_ptr_array_add (world->ids, g_strdup (kt_record_get_id (record)));
}

static const char *
pick_record (World *world)
{
  return world->ids->pdata[kt_random_below (&world->random, world->ids->len)];
}

/* ---- Versions of the app ---- */

/* The type as another version has it: without "first_step", or with "horizon". */
static KtType *
other_goal (int version)
{
  const KtType *now = kt_type_find ("goal");
  GArray *table = g_array_new (TRUE, TRUE, sizeof (KtField));
  KtType *other = g_memdup2 (now, sizeof *now);
  const KtField more = { .key = "horizon", .kind = kt_type_find_field (now, "wording")->kind, .label = "Horizon" };

  for (const KtField *field = now->fields; field->key != NULL; field++)
    if (version >= 0 || strcmp (field->key, "first_step") != 0)
      g_array_append_val (table, *field);
  if (version > 0)
    g_array_append_val (table, more);
  other->fields = (const KtField *) g_array_free (table, FALSE);
  return other;
}

static void
free_goal (KtType *goal)
{
  g_free ((gpointer) goal->fields);
  g_free (goal);
}

/* Clocks jump by decades, either way, and mean nothing. */
static char *
dup_any_time (World *world)
{
  return g_strdup_printf ("%u-0%u-11T10:00:00Z", 1970 + kt_random_below (&world->random, 120),
                          1 + kt_random_below (&world->random, 9));
}

/* By this version's own code and table, for the store. */
static KtRecord *
save_as (World *world, Laptop *laptop, int version, const char *id, const char *changes)
{
  g_autofree char *at = dup_any_time (world);
  KtEditInfo info = { .by = "worker:11111111111111111111111111111111", .at = at };
  g_autoptr (json_object) wanted = parse_json (changes);
  g_autoptr (KtRecord) current = laptop_load (laptop, id), edited = NULL;
  g_autoptr (GError) error = NULL;
  const KtType *known = current->type;
  KtType *goal;

  if (version == 0)
    {
      edited = kt_store_save (laptop->store, "goal", id, FAMILY_A, NULL, &info, wanted, &error);
      g_assert_no_error (error);
      return g_steal_pointer (&edited);
    }
  goal = other_goal (version);
  info.device = kt_store_get_device (laptop->store);
  current->type = goal;
  edited = kt_record_edit (current, NULL, &info, wanted, &error);
  current->type = known;
  g_assert_no_error (error);
  if (edited != current)
    edited->type = known;
  free_goal (goal);
  g_assert_true (kt_store_adopt (laptop->store, edited, NULL, &error));
  g_assert_no_error (error);
  return laptop_load (laptop, id);
}

static const char *
pick_field (World *world, int version)
{
  const char *field = fields[kt_random_below (&world->random, version > 0 ? 4 : 3)];

  return version < 0 && strcmp (field, "first_step") == 0 ? "words" : field;
}

static void
edit (World *world, guint who)
{
  Laptop *laptop = world->laptops[who];
  const char *id = world->ids->pdata[kt_random_below (&world->random, world->ids->len)];
  const char *field = pick_field (world, world->version[who]);
  g_autoptr (KtRecord) before = kt_store_load (laptop->store, id, NULL);
  g_autofree char *changes = g_strdup_printf ("{\"%s\":\"word %u\"}", field, world->words++);
  g_autoptr (KtRecord) after = NULL;

  if (before == NULL)
    return;
  after = save_as (world, laptop, world->version[who], id, changes);
  note_promises (world, before, after);
}

/* A program that knows nothing of entries changes a record in its own way. Where laptops lose their disks it only adds:
 * what it wrote over, and nobody else ever had, would be lost by nobody's fault of ours. */
static void
write_foreign (World *world)
{
  const char *id = pick_record (world);
  g_autofree char *database = database_of (FAMILY_A, KT_SCOPE_PLAN);
  g_autofree char *members = g_strdup_printf ("\"type\":\"goal\",\"family\":\"%s\",\"words\":\"word %u\"", FAMILY_A,
                                              world->words++);

  g_free (couch_memory_write (world->couch, database, id, members,
                              kt_random_chance (&world->random, 30) || world->rough));
}

/* ---- Pictures ---- */

/* Most are one small piece, some are two. */
static GBytes *
make_picture (guint number)
{
  KtRandom random = { number };
  gsize len = number % 5 == 0 ? KT_PICTURE_CHUNK_BYTES + 100 : 20 + number % 3000;
  guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8) (kt_random_next (&random) >> 32);
  memcpy (bytes, "%PDF-", 5);
  return g_bytes_new_take (bytes, len);
}

/* Now and then one that somebody has added already. */
static void
add_picture (World *world, Laptop *laptop)
{
  static const KtEditInfo info = { .by = "worker:a" };
  guint number = kt_random_chance (&world->random, 15) && world->words > 3 ? world->words - 3 : world->words++;
  g_autoptr (GBytes) picture = make_picture (number);
  g_autoptr (json_object) details = parse_json ("{\"kind\":\"scan\"}");
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));
  g_autoptr (KtRecord) record = NULL;
  Pictured *pictured = g_new0 (Pictured, 1);

  record = kt_store_add_picture (laptop->store, FAMILY_A, &info, details, bytes, g_bytes_get_size (picture), NULL);
  g_assert_nonnull (record);
  *pictured = (Pictured) { g_strdup (kt_record_get_id (record)), number };
  g_ptr_array_add (world->pictures, pictured);
}

/* ---- Passes ---- */

static void
others_at_work (gpointer user_data, guint request)
{
  World *world = user_data;

  if (kt_random_chance (&world->random, 4))
    write_foreign (world);
}

static Trouble
pick_trouble (World *world)
{
  static const Trouble some[] = { TROUBLE_CUT, TROUBLE_LOST, TROUBLE_LOST, TROUBLE_BLINK, TROUBLE_STATUS, TROUBLE_HALF,
                                  TROUBLE_EMPTY, TROUBLE_GARBAGE, TROUBLE_HTML, TROUBLE_NONE };

  return some[kt_random_below (&world->random, G_N_ELEMENTS (some))];
}

static FakeTransport *
bad_line (World *world)
{
  static const guint statuses[] = { 500, 503, 429, 502, 408 };
  FakeTransport *fake = fake_transport_new (world->couch);

  fake->trouble = pick_trouble (world);
  fake->at = 1 + kt_random_below (&world->random, 14);
  fake->status = statuses[kt_random_below (&world->random, G_N_ELEMENTS (statuses))];
  if (kt_random_chance (&world->random, 20))
    {
      fake->meanwhile = others_at_work;
      fake->user_data = world;
    }
  return fake;
}

static void
sync_badly (World *world, Laptop *laptop)
{
  g_autoptr (FakeTransport) fake = bad_line (world);
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  if (kt_random_chance (&world->random, 10))
    fake_transport_allow_many (fake);
  laptop_try_sync (laptop, fake, &result, &error);
  if (error != NULL)
    g_assert_true (error->domain == KT_SYNC_ERROR);
  kt_sync_result_clear (&result);
}

/* How often what was to happen did happen. */
static guint deaths, disk_deaths, full_disks;

/* The disk gives up in the middle of a pass. full: for a while, and the program goes on; else the process dies there. */
static void
sync_with_bad_disk (World *world, Laptop *laptop, gboolean full)
{
  g_autoptr (FakeTransport) fake = bad_line (world);
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  fault_vfs_fail_at (1 + kt_random_below (&world->random, 40), full ? SQLITE_FULL : SQLITE_IOERR, TRUE);
  laptop_try_sync (laptop, fake, &result, &error);
  kt_sync_result_clear (&result);
  full_disks += full && fault_vfs_has_failed ();
  disk_deaths += !full && fault_vfs_has_failed ();
  if (!full)
    laptop_die (laptop);
  fault_vfs_reset ();
  if (!full)
    laptop_wake (laptop);
}

/* What the disk held when request `at` went out, and nothing went out after it. */
typedef struct {
  World *world;
  Laptop *laptop;
  guint at;
  char *image;
} Death;

static void
take_image (gpointer user_data, guint request)
{
  Death *death = user_data;

  if (request == death->at)
    death->image = laptop_take_image (death->laptop);
}

static void
die_at_request (World *world, Laptop *laptop)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (world->couch);
  Death death = { world, laptop, 1 + kt_random_below (&world->random, 14), NULL };
  KtSyncResult result;

  fake->trouble = kt_random_chance (&world->random, 50) ? TROUBLE_CUT : TROUBLE_LOST;
  fake->at = death.at;
  fake->meanwhile = take_image;
  fake->user_data = &death;
  laptop_try_sync (laptop, fake, &result, NULL);
  kt_sync_result_clear (&result);
  if (death.image == NULL)
    return;
  deaths++;
  laptop_restore (laptop, death.image);
  remove_folder (death.image);
  g_free (death.image);
}

/* ---- Backups ---- */

static void
back_up_server (World *world)
{
  couch_memory_free (world->couch_backup);
  world->couch_backup = couch_memory_copy (world->couch);
}

/* A laptop brought back to what it was. What it wrote since is at the server, and stays there: if both lost it, it would
 * be gone. */
static void
lose_laptop (World *world, guint who)
{
  Laptop *laptop = world->laptops[who];
  g_autofree char *backup = laptop_back_up (laptop);
  guint steps = 1 + kt_random_below (&world->random, 4);

  for (guint i = 0; i < steps; i++)
    {
      if (kt_random_chance (&world->random, 30))
        add_picture (world, laptop);
      else
        edit (world, who);
      laptop_sync (laptop); /* so all of it is at the server */
    }
  back_up_server (world);
  laptop_restore (laptop, backup);
  remove_folder (backup);
}

/* ---- Erasures ---- */

/* The ledger, the purge, and the note; again after a restored server, as the office does it. */
static void
erase_at_server (World *world, const char *id)
{
  g_autofree char *database = database_of (FAMILY_A, KT_SCOPE_PLAN), *note = g_strconcat ("erasure:", id + 5, NULL);
  g_autofree char *members = g_strdup_printf (
      "\"type\":\"inbox-erasure\",\"database\":\"%s\",\"family\":\"%s\",\"ids\":[\"%s\"]", database, FAMILY_A, id);

  couch_memory_erase (world->couch, database, id);
  if (couch_memory_n_live (world->couch, INBOX, note) == 0)
    g_free (couch_memory_write (world->couch, INBOX, note, members, FALSE));
}

/* One record stays, so that there is something to talk about. */
static void
erase_one (World *world)
{
  guint at = kt_random_below (&world->random, world->ids->len);
  char *id;

  if (world->ids->len < 2)
    return;
  id = g_ptr_array_steal_index (world->ids, at);
  g_ptr_array_add (world->erased, id);
  for (guint i = world->said->len; i > 0; i--)
    if (strcmp (((Said *) world->said->pdata[i - 1])->record, id) == 0)
      g_ptr_array_remove_index_fast (world->said, i - 1);
  erase_at_server (world, id);
}

static void
restore_server (World *world)
{
  couch_memory_restore (world->couch, world->couch_backup);
  /* A laptop may well come before the administrator does. */
  if (world->erased->len > 0 && kt_random_chance (&world->random, 50))
    sync_badly (world, world->laptops[0]);
  for (guint i = 0; i < world->erased->len; i++)
    erase_at_server (world, world->erased->pdata[i]);
}

static void
live_a_moment (World *world)
{
  guint who = kt_random_below (&world->random, world->n);
  Laptop *laptop = world->laptops[who];
  guint chance = kt_random_below (&world->random, 100);
  CouchMood *mood = couch_memory_mood (world->couch);

  mood->reorder = kt_random_chance (&world->random, 20);
  mood->duplicate = kt_random_chance (&world->random, 20);
  mood->noise = kt_random_chance (&world->random, 20);
  mood->local_conflicts = kt_random_chance (&world->random, 20);
  mood->rewind = kt_random_chance (&world->random, 20) ? kt_random_below (&world->random, 6) : 0;
  if (chance < 6)
    add_picture (world, laptop);
  else if (chance < 42)
    edit (world, who);
  else if (chance < 66)
    sync_badly (world, laptop);
  else if (chance < 71)
    die_at_request (world, laptop);
  else if (chance < 78)
    sync_with_bad_disk (world, laptop, chance < 74);
  else if (chance < 90)
    laptop_sync (laptop);
  else if (chance < 93)
    write_foreign (world);
  else if (chance < 96)
    back_up_server (world);
  else if (chance < 98)
    restore_server (world);
  else if (kt_random_chance (&world->random, 50))
    erase_one (world);
  else if (world->rough)
    lose_laptop (world, who);
}

/* ---- The end ---- */

/* Like an assertion, but tells what everybody has. */
static void
expect (World *world, gboolean truth, const char *otherwise)
{
  g_autofree char *database = database_of (FAMILY_A, KT_SCOPE_PLAN);
  g_autofree char *there = truth ? NULL : couch_memory_dump (world->couch, database);

  if (truth)
    return;
  for (guint i = 0; i < world->n; i++)
    {
      g_autofree char *dump = kt_store_dump (world->laptops[i]->store, NULL);

      g_test_message ("laptop %u:\n%s", i, dump);
    }
  g_test_message ("server:\n%s", there);
  g_error ("%s", otherwise);
}

static void
come_to_rest (World *world)
{
  guint rounds = 0, moved;

  do
    {
      moved = 0;
      for (guint i = 0; i < world->n; i++)
        moved += laptop_sync (world->laptops[i]);
      expect (world, ++rounds < 12, "they write against each other");
    }
  while (moved > 0);
}

static gboolean
wait_for_pictures (World *world)
{
  gboolean waiting = FALSE;

  for (guint i = 0; i < world->n; i++)
    {
      KtCounts counts;

      laptop_counts (world->laptops[i], &counts);
      waiting |= counts.pictures_to_come > 0;
      kt_counts_clear (&counts);
      laptop_sync (world->laptops[i]);
    }
  return waiting;
}

/* A piece that came wrong while the line was bad is asked for ever more seldom, but it is. */
static void
fetch_pictures (World *world)
{
  for (guint rounds = 0; wait_for_pictures (world); rounds++)
    expect (world, rounds < 150, "a picture does not come");
}

static void
check_pictures (World *world)
{
  for (guint i = 0; i < world->pictures->len; i++)
    {
      const Pictured *pictured = world->pictures->pdata[i];
      g_autoptr (GBytes) picture = make_picture (pictured->number);

      for (guint k = 0; k < world->n; k++)
        {
          g_autoptr (GBytes) there = kt_store_load_picture (world->laptops[k]->store, pictured->id, NULL);

          expect (world, there != NULL && g_bytes_equal (there, picture), "a picture is lost");
        }
    }
}

static void
check_record (World *world, const char *id)
{
  g_autofree char *database = database_of (FAMILY_A, KT_SCOPE_PLAN);
  g_autofree char *bytes = laptop_dup_bytes (world->laptops[0], id);
  g_autofree char *there = couch_memory_dup_body (world->couch, database, id);
  g_autoptr (KtRecord) at_server = kt_record_parse (there, -1, NULL, NULL);

  expect (world, couch_memory_n_live (world->couch, database, id) == 1, "not one live leaf at the server");
  expect (world, at_server != NULL && strcmp (kt_record_get_bytes (at_server), bytes) == 0, "the server has other bytes");
  for (guint i = 1; i < world->n; i++)
    {
      g_autofree char *other = laptop_dup_bytes (world->laptops[i], id);

      expect (world, strcmp (other, bytes) == 0, "laptops have other bytes");
    }
}

static void
check_promises (World *world)
{
  for (guint i = 0; i < world->said->len; i++)
    {
      const Said *said = world->said->pdata[i];
      g_autoptr (KtRecord) record = laptop_load (world->laptops[0], said->record);

      if (!has_dot (record, said->dot))
        g_test_message ("lost: %s of %s", said->dot, said->record);
      expect (world, has_dot (record, said->dot), "lost");
    }
}

static void
check_erased (World *world)
{
  g_autofree char *database = database_of (FAMILY_A, KT_SCOPE_PLAN);

  for (guint i = 0; i < world->erased->len; i++)
    {
      expect (world, couch_memory_n_live (world->couch, database, world->erased->pdata[i]) == 0, "erased, and at the server");
      for (guint k = 0; k < world->n; k++)
        {
          g_autoptr (KtRecord) record = kt_store_load (world->laptops[k]->store, world->erased->pdata[i], NULL);

          expect (world, record == NULL, "erased, and on a laptop");
        }
    }
}

/* Two values side by side are a conflict, and it shows: in the record, and in the list of what is in dispute. */
static void
check_disputes (World *world)
{
  g_autoptr (GPtrArray) listed = kt_store_list_disputed (world->laptops[0]->store, FAMILY_A, NULL);

  for (guint i = 0; i < world->ids->len; i++)
    {
      g_autoptr (KtRecord) record = laptop_load (world->laptops[0], world->ids->pdata[i]);
      gboolean several = FALSE, shown = FALSE;

      for (guint f = 0; f < 3; f++)
        several |= kt_record_n_entries (record, fields[f]) > 1;
      for (guint k = 0; k < listed->len; k++)
        shown |= strcmp (kt_record_get_id (listed->pdata[k]), world->ids->pdata[i]) == 0;
      expect (world, !several || shown, "a conflict nobody sees");
    }
}

static void
check_laptops (World *world)
{
  for (guint i = 0; i < world->n; i++)
    {
      KtCounts counts;

      laptop_counts (world->laptops[i], &counts);
      expect (world, counts.here + counts.sent + counts.set_aside == 0, "something still waits");
      kt_counts_clear (&counts);
      g_autoptr (GPtrArray) problems = kt_store_check (world->laptops[i]->store, NULL);
      for (guint k = 0; k < problems->len; k++)
        g_test_message ("laptop %u: %s", i, (char *) problems->pdata[k]);
      expect (world, problems->len == 0, "a store that is not sound");
    }
}

static void
publish_key (CouchMemory *couch)
{
  g_autofree char *public_key = NULL, *members = NULL;

  kt_secret_free (kt_seal_key_new (&public_key));
  members = g_strdup_printf ("\"type\":\"organisation\",\"escrow\":\"%s\"", public_key);
  couch_memory_create (couch, "kt-organisation");
  g_free (couch_memory_write (couch, "kt-organisation", "organisation", members, FALSE));
}

static void
live (guint64 seed, gboolean rough)
{
  World world = { .random = { seed }, .rough = rough };
  guint moments;

  id_source = (KtRandom) { seed * 31 };
  world.couch = server_new (FAMILY_A, NULL);
  world.ids = g_ptr_array_new_with_free_func (g_free);
  world.said = g_ptr_array_new_with_free_func (said_free);
  world.pictures = g_ptr_array_new_with_free_func (pictured_free);
  world.erased = g_ptr_array_new_with_free_func (g_free);
  publish_key (world.couch);
  world.couch_backup = couch_memory_copy (world.couch);
  world.n = 2 + kt_random_below (&world.random, MOST_LAPTOPS - 1);
  for (guint i = 0; i < world.n; i++)
    {
      world.laptops[i] = laptop_new (world.couch);
      world.version[i] = (int) kt_random_below (&world.random, 3) - 1;
    }
  for (guint i = 0; i < N_RECORDS; i++)
    make_record (&world);
  laptop_sync (world.laptops[0]);
  back_up_server (&world);
  moments = 5 + kt_random_below (&world.random, 55);
  for (guint i = 0; i < moments; i++)
    live_a_moment (&world);
  *couch_memory_mood (world.couch) = (CouchMood) { 0 };
  come_to_rest (&world);
  fetch_pictures (&world);
  come_to_rest (&world);
  check_pictures (&world);
  for (guint i = 0; i < world.ids->len; i++)
    check_record (&world, world.ids->pdata[i]);
  check_promises (&world);
  check_disputes (&world);
  check_erased (&world);
  check_laptops (&world);
  for (guint i = 0; i < world.n; i++)
    laptop_free (world.laptops[i]);
  couch_memory_free (world.couch);
  couch_memory_free (world.couch_backup);
  g_ptr_array_unref (world.ids);
  g_ptr_array_unref (world.said);
  g_ptr_array_unref (world.pictures);
  g_ptr_array_unref (world.erased);
}

static void
live_normally (guint64 seed)
{
  live (seed, FALSE);
}

static void
live_roughly (guint64 seed)
{
  live (seed, TRUE);
}

static void
test_normal (void)
{
  kt_test_property (150, live_normally);
  g_test_message ("%u deaths at a request, %u at an operation on the disk, %u full disks", deaths, disk_deaths, full_disks);
  g_assert_true (g_getenv ("KT_RUNS") != NULL || (deaths > 50 && disk_deaths > 20 && full_disks > 20));
}

static void
test_rough (void)
{
  kt_test_property (100, live_roughly);
}

/* What ten thousand lives found: sent twice without a mark, then a server that went back, and a mark left while the leaf
 * waited again: its ancestry ended short of what that server had, which so kept a second live leaf. */
static void
test_found_before (void)
{
  live_normally (8032);
}

static void
stay_quiet (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  randombytes_set_implementation (&seeded);
  fault_vfs_install ();
  g_log_set_handler ("kt-sync", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  g_log_set_handler ("kt-store", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  g_test_add_func ("/sync/converge/laptops-and-server", test_normal);
  g_test_add_func ("/sync/converge/with-laptops-from-backups", test_rough);
  g_test_add_func ("/sync/converge/found-before", test_found_before);
  return g_test_run ();
}
