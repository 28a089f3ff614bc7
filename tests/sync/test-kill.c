/* SPDX-License-Identifier: EUPL-1.2 */
/* A laptop that saves and syncs at full speed over HTTPS tells through a pipe what it was told is kept, and is killed
 * at a moment of chance, while a colleague works on the same records. Everything it had told is there afterwards; in
 * the end both have the same bytes.
 *
 * KEUKENTAFEL_KILLS (200) says how often; --seed replays the moments. */
#include "sync/journey.h"

#include <string.h>

#include "support/killed.h"

#define N_RECORDS 4
#define LONGEST_US 130000
#define MEET_EVERY 20

static char *self;

/* ---- The one who is killed ---- */

typedef struct {
  const char *dir, *url, *ca, *login, *family, *seed, *ids;
} Orders;

static void
write_one (KtStore *store, GRand *rand, GStrv ids, const char *family)
{
  const char *id = ids[g_rand_int_range (rand, 0, (int) g_strv_length (ids))];
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"said %08x\"}", g_rand_int (rand));
  g_autoptr (KtRecord) record = save (store, "goal", id, family, changes);

  kt_killed_tell ("S %s %" G_GINT64_FORMAT "\n", id, kt_record_get_counter (record, kt_store_get_device (store)));
}

G_NORETURN static void
run_laptop (const Orders *orders)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_ascii_strtoull (orders->seed, NULL, 10));
  g_auto (GStrv) ids = g_strsplit (orders->ids, ",", -1);
  g_autofree char *password = g_strdup_printf ("secret-of-%s", orders->login);
  KtServer account = { (char *) orders->url, (char *) orders->ca, NULL, (char *) orders->login, password };
  g_autoptr (KtTransport) line = kt_transport_curl_new (&account, NULL);
  g_autoptr (KtSecret) key = test_key (0x17);
  KtStore *store = kt_store_open (orders->dir, key, KT_STORE_WRITE, NULL);
  KtStoreCaller caller;

  g_assert_nonnull (store);
  caller = kt_store_caller_direct (store);
  kt_killed_tell ("B\n");
  for (;;)
    {
      KtSyncResult result;

      for (int n = g_rand_int_range (rand, 0, 6); n > 0; n--)
        write_one (store, rand, ids, orders->family);
      if (kt_replicator_run (&caller, line, orders->login, NULL, NULL, NULL, &result, NULL, NULL))
        kt_killed_tell ("P\n");
      kt_sync_result_clear (&result);
    }
}

/* ---- The one who kills ---- */

static char *
run_and_kill (Journey *journey, const char *ids)
{
  Laptop *laptop = journey->laptop[0];
  g_autofree char *seed = g_strdup_printf ("%d", g_test_rand_int ());
  const char *argv[] = { self, "--laptop", laptop->dir, journey->server->url, journey->server->ca, journey->login[0],
                         journey->family, seed, ids, NULL };
  g_autoptr (GError) error = NULL;
  char *told;

  g_clear_pointer (&laptop->store, kt_store_close);
  told = kt_killed_run (argv, (gulong) g_test_rand_int_range (0, LONGEST_US));
  laptop->store = kt_store_open (laptop->dir, laptop->key, KT_STORE_WRITE, &error);
  g_assert_no_error (error);
  return told;
}

/* Each acknowledged write is in the record's clock. Returns: how many there were. passes: finished ones, added. */
static guint
assert_all_kept (KtStore *store, const char *told, guint *passes)
{
  g_auto (GStrv) lines = g_strsplit (told, "\n", -1);
  guint n = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) part = g_strsplit (lines[i], " ", 3);
      g_autoptr (KtRecord) record = NULL;

      *passes += lines[i][0] == 'P';
      if (lines[i][0] != 'S' || g_strv_length (part) != 3)
        continue;
      record = kt_store_load (store, part[1], NULL);
      g_assert_nonnull (record);
      g_assert_cmpint (kt_record_get_counter (record, kt_store_get_device (store)), >=, g_ascii_strtoll (part[2], NULL, 10));
      n++;
    }
  return n;
}

static void
meet (Journey *journey, GStrv ids)
{
  journey_sync (journey, 0);
  journey_sync (journey, 1);
  journey_sync (journey, 0);
  for (guint i = 0; ids[i] != NULL; i++)
    journey_assert_same (journey, ids[i]);
  assert_sound (journey->laptop[0]->store);
}

static guint
count_kills (void)
{
  const char *said = g_getenv ("KEUKENTAFEL_KILLS");

  return said != NULL ? (guint) g_ascii_strtoull (said, NULL, 10) : 200;
}

static void
test_kills (void)
{
  g_autoptr (HttpsServer) server = https_double_new ("", NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  g_autofree char *list = NULL;
  guint kills = count_kills (), told = 0, passes = 0;
  Journey journey;

  journey_set_up (&journey, server);
  for (guint i = 0; i < N_RECORDS; i++)
    g_strv_builder_take (builder, journey_add_goal (&journey, 0, "start"));
  ids = g_strv_builder_end (builder);
  list = g_strjoinv (",", ids);
  meet (&journey, ids);
  for (guint round = 1; round <= kills; round++)
    {
      g_autofree char *lines = run_and_kill (&journey, list);

      told += assert_all_kept (journey.laptop[0]->store, lines, &passes);
      journey_change_goal (&journey, 1, ids[round % N_RECORDS], "by the colleague");
      if (round % 3 == 0)
        journey_sync (&journey, 1);
      if (round % MEET_EVERY == 0)
        meet (&journey, ids);
    }
  meet (&journey, ids);
  journey_assert_settled (&journey);
  g_test_message ("%u kills, %u acknowledged writes, all found; %u passes ended by themselves", kills, told, passes);
  g_assert_cmpuint (told, >, kills);
  g_assert_cmpuint (passes, >, 0);
  journey_tear_down (&journey);
}

int
main (int argc, char **argv)
{
  int status;

  if (argc == 9 && strcmp (argv[1], "--laptop") == 0)
    run_laptop (&(Orders) { argv[2], argv[3], argv[4], argv[5], argv[6], argv[7], argv[8] });
  self = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/kill/two-hundred-times", test_kills);
  status = g_test_run ();
  https_cleanup ();
  g_free (self);
  return status;
}
