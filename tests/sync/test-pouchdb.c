/* SPDX-License-Identifier: EUPL-1.2 */
/* Two laptops, and two replicas of PouchDB in somebody else's hands, at the same records over HTTPS: whatever it
 * writes, removes and forks, in the end all four have the same bytes and no losing leaves, and nothing the laptops
 * promised is lost. KT_SEED, KT_RUNS. */
#include "sync/journey.h"

#include "support/random.h"

#include <string.h>

#define N_RECORDS 3

static HttpsServer *couch;

typedef struct {
  KtRandom random;
  Journey journey;
  GSubprocess *writer;
  GDataInputStream *out;
  GPtrArray *ids;          /* of the laptops' records */
  GHashTable *said;        /* id → GPtrArray of words somebody wrote and nobody who saw them replaced */
  guint words;
} World;

/* ---- The other program ---- */

static void
start_writer (World *world, guint64 seed)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = g_build_filename (g_getenv ("SOURCE_ROOT"), "tests/sync/pouchdb-writer.cjs", NULL);
  g_autofree char *database = kt_scope_database (world->journey.family, KT_SCOPE_PLAN);
  g_autofree char *url = g_strdup_printf ("https://%s:%s@%s/%s", couch->admin, couch->password,
                                          couch->url + strlen ("https://"), database);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  const char *const argv[] = { "node", program, url, world->journey.family, number, NULL };
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "NODE_EXTRA_CA_CERTS", couch->ca, TRUE);
  world->writer = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  world->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (world->writer));
}

/* Returns: (transfer full). */
static json_object *
tell_writer (World *world, const char *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL), *answer = NULL;
  g_autoptr (GError) error = NULL;
  json_object *said;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (world->writer), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  answer = g_data_input_stream_read_line (world->out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  said = kt_json_parse (answer, -1, &error);
  g_assert_no_error (error);
  return said;
}

static guint
sync_writer (World *world)
{
  g_autoptr (json_object) said = tell_writer (world, "sync");

  return (guint) kt_json_get_int (said, "moved", 0);
}

static void
stop_writer (World *world)
{
  g_subprocess_force_exit (world->writer);
  g_subprocess_wait (world->writer, NULL, NULL);
  g_object_unref (world->out);
  g_object_unref (world->writer);
}

/* ---- A life ---- */

static gboolean
has_words (KtRecord *record, const char *words)
{
  for (guint i = 0; i < kt_record_n_entries (record, "words"); i++)
    {
      KtEntry entry;

      if (kt_record_get_entry (record, "words", i, &entry) && strcmp (json_object_get_string (entry.value), words) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What an edit saw it replaces; what it says is promised from then on. */
static void
edit (World *world, guint who)
{
  const char *id = world->ids->pdata[kt_random_below (&world->random, world->ids->len)];
  GPtrArray *said = g_hash_table_lookup (world->said, id);
  g_autoptr (KtRecord) before = kt_store_load (world->journey.laptop[who]->store, id, NULL);
  g_autofree char *words = g_strdup_printf ("word %u", world->words++);

  if (before == NULL)
    return;
  for (guint i = said->len; i > 0; i--)
    if (has_words (before, said->pdata[i - 1]))
      g_ptr_array_remove_index_fast (said, i - 1);
  journey_change_goal (&world->journey, who, id, words);
  g_ptr_array_add (said, g_steal_pointer (&words));
}

static void
live_a_moment (World *world)
{
  guint chance = kt_random_below (&world->random, 100), who = kt_random_below (&world->random, 2);

  if (chance < 35)
    edit (world, who);
  else if (chance < 60)
    journey_sync (&world->journey, who);
  else if (chance < 85)
    json_object_put (tell_writer (world, "write"));
  else
    sync_writer (world);
}

static void
come_to_rest (World *world)
{
  guint rounds = 0, moved;

  do
    {
      moved = sync_writer (world);
      for (guint i = 0; i < 2; i++)
        moved += journey_sync (&world->journey, i);
      g_assert_cmpuint (++rounds, <, 12);
    }
  while (moved > 0);
}

static char *
dup_hash (Journey *journey, const char *id)
{
  g_autofree char *bytes = laptop_dup_bytes (journey->laptop[0], id);
  g_autoptr (json_object) body = kt_json_parse (bytes, -1, NULL);

  return g_strdup (kt_json_get_string (body, "hash"));
}

/* Both replicas of the other program show what the laptops show, and have no leaves beside it. */
static void
check_replicas (World *world)
{
  g_autoptr (json_object) said = tell_writer (world, "show");
  json_object *shown = kt_json_get_array (said, "shown");

  for (gsize i = 0; i < json_object_array_length (shown); i++)
    {
      json_object *replica = json_object_array_get_idx (shown, i);

      g_assert_cmpuint (json_object_object_length (replica), >=, world->ids->len);
      json_object_object_foreach (replica, id, winner)
        {
          g_autofree char *hash = dup_hash (&world->journey, id);

          g_assert_cmpstr (kt_json_get_string (winner, "hash"), ==, hash);
          g_assert_cmpint (kt_json_get_int (winner, "conflicts", -1), ==, 0);
          journey_assert_same (&world->journey, id);
        }
    }
}

static void
check_promises (World *world)
{
  for (guint i = 0; i < world->ids->len; i++)
    {
      g_autoptr (KtRecord) record = laptop_load (world->journey.laptop[0], world->ids->pdata[i]);
      const GPtrArray *said = g_hash_table_lookup (world->said, world->ids->pdata[i]);

      for (guint k = 0; k < said->len; k++)
        g_assert_true (has_words (record, said->pdata[k]));
    }
}

static void
live (guint64 seed)
{
  World world = { .random = { seed } };

  https_calm (couch);
  journey_set_up (&world.journey, couch);
  start_writer (&world, seed);
  world.ids = g_ptr_array_new_with_free_func (g_free);
  world.said = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < N_RECORDS; i++)
    {
      char *id = journey_add_goal (&world.journey, 0, "start");
      GPtrArray *said = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (world.ids, id);
      g_ptr_array_add (said, g_strdup ("start"));
      g_hash_table_insert (world.said, id, said);
    }
  journey_sync (&world.journey, 0);
  sync_writer (&world);
  for (guint i = 0; i < 30; i++)
    live_a_moment (&world);
  come_to_rest (&world);
  check_replicas (&world);
  check_promises (&world);
  journey_assert_settled (&world.journey);
  stop_writer (&world);
  g_hash_table_unref (world.said);
  g_ptr_array_unref (world.ids);
  journey_tear_down (&world.journey);
}

static void
test_foreign_writer (void)
{
  if (g_getenv ("NODE_PATH") == NULL)
    {
      g_test_skip ("NODE_PATH does not say where the node modules are (./run test does)");
      return;
    }
  kt_test_property (6, live);
}

static void
stay_quiet (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("kt-sync", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  g_log_set_handler ("kt-store", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  couch = https_double_new ("", NULL);
  g_test_add_func ("/sync/pouchdb/writes-along", test_foreign_writer);
  status = g_test_run ();
  https_server_free (couch);
  https_cleanup ();
  return status;
}
