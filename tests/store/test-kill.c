/* SPDX-License-Identifier: EUPL-1.2 */
/* A writer at full speed tells through a pipe what it was told is kept, and is killed at a moment of chance. Everything
 * it had told is there when the store is opened again.
 *
 * KEUKENTAFEL_KILLS (200) says how often; --seed replays a run. */
#include "store/support.h"

#include <gio/gio.h>
#include <string.h>

#include "support/killed.h"

#define CHECK_EVERY 25
#define LONGEST_US 60000

static char *self;

/* ---- The writer ---- */

static void
write_one (KtStore *store, GRand *rand, GPtrArray *ids, guint n)
{
  const char *id = ids->len > 0 &&
                           g_rand_boolean (rand)
                       ? ids->pdata[g_rand_int_range (rand, 0, (int) ids->len)]
                       : NULL;
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"said %u, %08x\"}", n, g_rand_int (rand));
  g_autoptr (KtRecord) record = save (store, "note", id, FAMILY_A, changes);

  if (id == NULL)
    g_ptr_array_add (ids, g_strdup (kt_record_get_id (record)));
  kt_killed_tell ("S %s %" G_GINT64_FORMAT " %s\n", kt_record_get_id (record),
                  kt_record_get_counter (record, kt_store_get_device (store)), kt_record_get_text (record, "words"));
}

static void
type_one (KtStore *store, guint n)
{
  g_autofree char *text = g_strdup_printf ("%08u", n);
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_store_put_draft (store, "note:new", text, &error));
  kt_killed_tell ("D %s\n", text);
  if (n % 16 == 0)
    g_assert_true (kt_store_sync_drafts (store, &error));
}

/* A number no earlier writer in this folder has used, so that drafts only grow. */
static guint
next_number (KtStore *store)
{
  g_autofree char *draft = kt_store_get_draft (store, "note:new", NULL);

  return draft != NULL ? (guint) g_ascii_strtoull (draft, NULL, 10) + 1 : 1;
}

G_NORETURN static void
run_writer (const char *dir, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (KtSecret) key = test_key (0x17);
  KtStore *store;

  kt_killed_tell ("B\n");
  store = kt_store_open (dir, key, KT_STORE_WRITE, NULL);
  g_assert_nonnull (store);
  for (guint n = next_number (store);; n++)
    if (g_rand_int_range (rand, 0, 4) == 0)
      write_one (store, rand, ids, n);
    else
      type_one (store, n);
}

/* ---- The one who kills ---- */

static char *
run_and_kill (const char *dir)
{
  g_autofree char *seed = g_strdup_printf ("%d", g_test_rand_int ());
  const char *argv[] = { self, "--writer", dir, seed, NULL };

  return kt_killed_run (argv, (gulong) g_test_rand_int_range (0, LONGEST_US));
}

static void
assert_saved (KtStore *store, const char *line)
{
  g_auto (GStrv) part = g_strsplit (line, " ", 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) record = kt_store_load (store, part[1], &error);
  gint64 told = g_ascii_strtoll (part[2], NULL, 10), kept;

  g_assert_no_error (error);
  kept = kt_record_get_counter (record, kt_store_get_device (store));
  g_assert_cmpint (kept, >=, told);
  if (kept == told)
    g_assert_cmpstr (kt_record_get_text (record, "words"), ==, part[3]);
}

static void
assert_drafted (KtStore *store, const char *line)
{
  g_autofree char *draft = kt_store_get_draft (store, "note:new", NULL);

  g_assert_cmpstr (draft, >=, line + 2);
}

/* Returns: how many things were told. */
static guint
assert_all_kept (KtStore *store, const char *told)
{
  g_auto (GStrv) lines = g_strsplit (told, "\n", -1);
  guint n = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == 'S')
        assert_saved (store, lines[i]);
      else if (lines[i][0] == 'D')
        assert_drafted (store, lines[i]);
      n += lines[i][0] == 'S' || lines[i][0] == 'D';
    }
  return n;
}

static void
kill_once (Fixture *f, guint round, GString *all, guint *told_in_all)
{
  g_autofree char *told = NULL;

  fixture_close (f);
  told = run_and_kill (f->dir);
  fixture_reopen (f);
  *told_in_all += assert_all_kept (f->store, told);
  g_string_append (all, told);
  if (round % CHECK_EVERY == 0)
    assert_sound (f->store);
}

static guint
count_kills (void)
{
  const char *said = g_getenv ("KEUKENTAFEL_KILLS");

  return said != NULL ? (guint) g_ascii_strtoull (said, NULL, 10) : 200;
}

static void
test_kills (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint kills = count_kills (), told = 0;

  g_assert_cmpuint (kills, >, 0);
  for (guint round = 1; round <= kills; round++)
    kill_once (f, round, all, &told);
  assert_all_kept (f->store, all->str);
  assert_sound (f->store);
  g_test_message ("%u kills, %u acknowledged writes, all found", kills, told);
  /* A run in which hardly anything was written would have proved nothing. */
  g_assert_cmpuint (told, >, kills);
}

/* Killed while the store itself is being made: it is there, or it is made anew. */
static void
test_kills_while_making (void)
{
  guint kills = MAX (count_kills () / 5, 1);

  for (guint i = 0; i < kills; i++)
    {
      Fixture f = { g_dir_make_tmp ("kt-store-XXXXXX", NULL), test_key (0x17), NULL };
      const char *argv[] = { self, "--writer", f.dir, "1", NULL };
      g_autofree char *told = kt_killed_run (argv, (gulong) g_test_rand_int_range (0, 15000));
      fixture_reopen (&f);
      assert_all_kept (f.store, told);
      assert_sound (f.store);
      fixture_tear_down (&f, NULL);
    }
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && strcmp (argv[1], "--writer") == 0)
    run_writer (argv[2], (guint32) g_ascii_strtoull (argv[3], NULL, 10));
  self = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/store/kill/two-hundred-times", test_kills);
  g_test_add_func ("/store/kill/while-making", test_kills_while_making);
  return g_test_run ();
}
