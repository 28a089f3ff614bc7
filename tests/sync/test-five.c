/* SPDX-License-Identifier: EUPL-1.2 */
/* Five laptops and a program that is not ours, all at one record: they come to the same bytes, and do not answer each
 * other's merges with merges. Every revision the server gets is counted. */
#include "sync/laptop.h"

#include <string.h>

#define LAPTOPS 5
#define GOAL "goal:00000000000000000000000000000001"

typedef struct {
  CouchMemory *couch;
  Laptop *laptops[LAPTOPS];
  char *plan;
  guint pushed;            /* revisions of all laptops, since it was last zeroed */
} Table;

static void
set_up (Table *table, gconstpointer data)
{
  *table = (Table) { .couch = server_new (FAMILY_A, NULL), .plan = database_of (FAMILY_A, KT_SCOPE_PLAN) };
  for (guint i = 0; i < LAPTOPS; i++)
    table->laptops[i] = laptop_new (table->couch);
}

static void
tear_down (Table *table, gconstpointer data)
{
  for (guint i = 0; i < LAPTOPS; i++)
    laptop_free (table->laptops[i]);
  couch_memory_free (table->couch);
  g_free (table->plan);
}

static void
change (Laptop *laptop, const char *words)
{
  g_autofree char *changes = g_strdup_printf ("{\"words\":\"%s\"}", words);

  kt_record_unref (save (laptop->store, "goal", GOAL, FAMILY_A, changes));
}

static guint
sync_one (Table *table, guint i)
{
  KtSyncResult result;
  guint moved;

  laptop_sync_counting (table->laptops[i], &result);
  table->pushed += result.pushed;
  moved = result.pulled + result.pushed;
  kt_sync_result_clear (&result);
  return moved;
}

/* Returns: rounds until nothing moves, the quiet one included. */
static guint
come_to_rest (Table *table)
{
  guint rounds = 0, moved;

  do
    {
      moved = 0;
      for (guint i = 0; i < LAPTOPS; i++)
        moved += sync_one (table, i);
      g_assert_cmpuint (++rounds, <, 8);
    }
  while (moved > 0);
  return rounds;
}

static void
assert_alike (Table *table, guint n_entries)
{
  g_autofree char *first = laptop_dup_bytes (table->laptops[0], GOAL);
  g_autoptr (KtRecord) record = laptop_load (table->laptops[0], GOAL);

  g_assert_cmpuint (kt_record_n_entries (record, "words"), ==, n_entries);
  for (guint i = 1; i < LAPTOPS; i++)
    {
      g_autofree char *bytes = laptop_dup_bytes (table->laptops[i], GOAL);

      g_assert_cmpstr (bytes, ==, first);
    }
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, GOAL), ==, 1);
}

static void
begin_together (Table *table)
{
  change (table->laptops[0], "begin");
  come_to_rest (table);
  table->pushed = 0;
}

/* All five wrote offline. Each edit is a revision; each laptop that sees two leaves writes at most one merge and a
 * tombstone for the leaf it covers. */
static void
test_five_edits (Table *table, gconstpointer data)
{
  begin_together (table);
  for (guint i = 0; i < LAPTOPS; i++)
    {
      g_autofree char *words = g_strdup_printf ("laptop %u", i);

      change (table->laptops[i], words);
    }
  g_assert_cmpuint (come_to_rest (table), <=, 4);
  assert_alike (table, LAPTOPS);
  g_test_message ("%u revisions", table->pushed);
  g_assert_cmpuint (table->pushed, <=, LAPTOPS + 2 * (LAPTOPS - 1));
}

/* They all see the same five leaves at once: the merges are the same revision, so one write-back is all there is. */
static void
test_all_merge_at_once (Table *table, gconstpointer data)
{
  begin_together (table);
  for (guint i = 0; i < LAPTOPS; i++)
    {
      g_autofree char *members = g_strdup_printf ("\"type\":\"goal\",\"family\":\"%s\",\"words\":\"program %u\"", FAMILY_A, i);

      g_free (couch_memory_write (table->couch, table->plan, GOAL, members, TRUE));
    }
  g_assert_cmpuint (come_to_rest (table), <=, 3);
  assert_alike (table, LAPTOPS + 1);
  g_test_message ("%u revisions", table->pushed);
  /* the first laptop writes the merge and buries the others; the other four find it done */
  g_assert_cmpuint (table->pushed, <=, 1 + LAPTOPS);
}

/* A program that goes on writing whole bodies over ours: each is taken in once, and answered once. */
static void
test_foreign_writer_goes_on (Table *table, gconstpointer data)
{
  begin_together (table);
  for (guint round = 0; round < 6; round++)
    {
      g_autofree char *members = g_strdup_printf ("\"type\":\"goal\",\"family\":\"%s\",\"words\":\"again %u\"", FAMILY_A, round);

      g_free (couch_memory_write (table->couch, table->plan, GOAL, members, FALSE));
      table->pushed = 0;
      g_assert_cmpuint (come_to_rest (table), <=, 3);
      g_assert_cmpuint (table->pushed, <=, 1);
    }
  assert_alike (table, 7);
}

#define add(path, func) g_test_add (path, Table, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/sync/five/edits", test_five_edits);
  add ("/sync/five/all-merge-at-once", test_all_merge_at_once);
  add ("/sync/five/foreign-writer-goes-on", test_foreign_writer_goes_on);
  return g_test_run ();
}
