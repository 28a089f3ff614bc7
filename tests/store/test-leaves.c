/* SPDX-License-Identifier: EUPL-1.2 */
/* A thousand leaves of one record, as a thousand laptops that were all offline would leave them: taken in, joined and
 * cleared up once, in memory that goes with what came and not with its square. */
#include "store/leaf-store.h"
#include "store/support.h"

#include <malloc.h>
#include <string.h>
#include <sys/resource.h>

#define DATABASE "kt-0123456789abcdef0123456789abcdef-plan"
#define GOAL "goal:00000000000000000000000000000001"
#define LEAVES 1000
#define WORDS 1500
/* What is held beyond the bytes that came: each leaf parsed once, the joins, and the pages SQLite keeps (measured: 9). */
#define MOST_RATIO 16.0

static KtRecord *
edit_on (KtRecord *before, guint device, const char *words)
{
  g_autofree char *name = g_strdup_printf ("device%04u", device), *text = g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (json_object) changes = parse_json (text);
  KtEditInfo info = { .device = name, .by = "worker:1", .at = "2026-11-22T10:00:00Z" };
  g_autoptr (GError) error = NULL;
  KtRecord *record = before != NULL ? kt_record_edit (before, NULL, &info, changes, &error)
                                    : kt_record_new (kt_type_find ("goal"), GOAL, FAMILY_A, &info, changes, &error);

  g_assert_no_error (error);
  return record;
}

/* Each leaf: the same first body, and a wording of its own. *size: of all together. */
static KtPulledDoc *
make_row (gsize *size)
{
  g_autoptr (KtRecord) first = edit_on (NULL, 0, "begin");
  g_autoptr (GStrvBuilder) revs = g_strv_builder_new ();
  g_autofree char *filling = g_strnfill (WORDS, 'x');
  KtPulledDoc *doc = kt_pulled_doc_new (GOAL);

  *size = 0;
  for (guint i = 1; i <= LEAVES; i++)
    {
      g_autofree char *words = g_strdup_printf ("%u %s", i, filling), *rev = g_strdup_printf ("2-%032u", i);
      g_autoptr (KtRecord) leaf = edit_on (first, i, words);
      const char *bytes = kt_record_get_bytes (leaf);

      kt_pulled_doc_add (doc, rev, FALSE, bytes, strlen (bytes));
      g_strv_builder_add (revs, rev);
      *size += strlen (bytes);
    }
  doc->server_leaves = g_strv_builder_end (revs);
  return doc;
}

static gsize
peak_bytes (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gsize) usage.ru_maxrss * 1024;
}

static void
take_in (KtStore *store, KtPulledDoc *doc)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new ();
  KtPullResult result = { 0 };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (docs, doc);
  kt_store_apply_pulled (store, DATABASE, docs, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.set_aside, ==, 0);
}

/* Bodies and tombstones that wait to be sent. */
static void
count_pending (KtStore *store, guint *bodies, guint *tombstones)
{
  *bodies = *tombstones = 0;
  while (TRUE)
    {
      g_autoptr (GPtrArray) pending = kt_store_list_pending (store, DATABASE, 2000, G_MAXINT64, NULL);

      if (pending->len == 0)
        return;
      for (guint i = 0; i < pending->len; i++)
        *(((KtPendingRev *) pending->pdata[i])->deleted ? tombstones : bodies) += 1;
      g_assert_true (kt_store_mark_sent (store, pending, KT_STATE_SERVER, NULL));
    }
}

static void
test_thousand (Fixture *f, gconstpointer data)
{
  gsize size, before, after;
  KtPulledDoc *doc;
  g_autoptr (KtRecord) kept = NULL;
  guint bodies, tombstones;
  double ratio;

  g_assert_true (kt_store_add_database (f->store, DATABASE, FAMILY_A, KT_SCOPE_PLAN, NULL));
  doc = make_row (&size);
  malloc_trim (0);
  before = peak_bytes ();
  take_in (f->store, doc);
  after = peak_bytes ();
  ratio = (double) (after - before) / (double) size;
  g_test_message ("%.1f MB came, the peak rose by %.1f MB: %.1f times", (double) size / 1e6, (double) (after - before) / 1e6,
                  ratio);
#if !defined(__SANITIZE_ADDRESS__)
  g_assert_cmpfloat (ratio, <, MOST_RATIO);
#endif
  kept = kt_store_load (f->store, GOAL, NULL);
  g_assert_cmpuint (kt_record_n_entries (kept, "words"), ==, LEAVES);
  count_pending (f->store, &bodies, &tombstones);
  g_assert_cmpuint (bodies, ==, 1);
  g_assert_cmpuint (tombstones, ==, LEAVES - 1);
  /* the same row again: our own work is not done again */
  take_in (f->store, doc);
  count_pending (f->store, &bodies, &tombstones);
  g_assert_cmpuint (bodies, <=, 1);
  assert_sound (f->store);
  kt_pulled_doc_free (doc);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/store/leaves/thousand", test_thousand);
  return g_test_run ();
}
