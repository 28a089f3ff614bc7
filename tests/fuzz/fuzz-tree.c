/* SPDX-License-Identifier: EUPL-1.2 */
/* Revision trees: a record is edited here, pulled in whatever shape a server may show it, acknowledged, marked, forgotten
 * and refused, in any order. A byte a step. The store's own rules hold after each, and no body ever says less than before. */
#include "fuzz/fuzz.h"
#include "fuzz/store-in.h"
#include "model/leaf-rule.h"
#include "store/leaf-store.h"

#include <stdlib.h>
#include <string.h>

#define GOAL "goal:00000000000000000000000000000001"
#define KNOWN 8 /* bodies somebody may show us */

typedef struct {
  KtRecord *body;
  char *rev;
} Shown;
static Shown known[KNOWN];

static KtRecord *
edit (KtRecord *before, const char *device, const char *words)
{
  g_autofree char *text = g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (json_object) changes = kt_json_parse (text, -1, NULL);
  KtEditInfo info = { .device = device, .by = "worker:1", .at = "2026-11-22T10:00:00Z" };

  return before != NULL ? kt_record_edit (before, NULL, &info, changes, NULL)
                        : kt_record_new (kt_type_find ("goal"), GOAL, FUZZ_FAMILY, &info, changes, NULL);
}

/* A first body, edits of it, a merge, and a foreign writer's. */
static void
make_known (void)
{
  static const char foreign[] = "{\"_id\":\"" GOAL "\",\"family\":\"" FUZZ_FAMILY "\",\"type\":\"goal\",\"words\":\"van elders\"}";

  if (known[0].body != NULL)
    return;
  known[0].body = edit (NULL, "a", "een");
  known[1].body = edit (known[0].body, "a", "twee");
  known[2].body = edit (known[0].body, "b", "drie");
  known[3].body = kt_record_join (known[1].body, known[2].body);
  known[4].body = edit (known[3].body, "c", "vier");
  known[5].body = edit (NULL, "d", "een ander begin");
  known[6].body = kt_record_join (known[4].body, known[5].body);
  for (guint i = 0; i < KNOWN - 1; i++)
    known[i].rev = kt_rev_for_body (i == 0 || i == 5 ? NULL : known[(i - 1) / 2].rev, NULL, kt_record_get_bytes (known[i].body));
  known[7].rev = g_strdup ("2-00112233445566778899aabbccddeeff");
  known[7].body = kt_record_parse (foreign, -1, known[7].rev, NULL);
  for (guint i = 0; i < KNOWN; i++)
    g_assert_nonnull (known[i].body);
}

/* ---- What must hold ---- */

static void
assert_none (KtStore *store, const char *sql)
{
  sqlite3_stmt *query;

  g_assert_cmpint (sqlite3_prepare_v2 (store->db, sql, -1, &query, NULL), ==, SQLITE_OK);
  if (sqlite3_step (query) == SQLITE_ROW)
    {
      g_printerr ("broken: %s: %s\n", sql, sqlite3_column_text (query, 0));
      abort (); /* g_error() raises a signal that libFuzzer does not keep the input of */
    }
  sqlite3_finalize (query);
}

static void
assert_rules (KtStore *store)
{
  assert_none (store, "SELECT id FROM docs WHERE state <> CASE"
                      " WHEN EXISTS (SELECT 1 FROM set_aside AS s WHERE s.db = docs.db AND s.id = docs.id AND incoming = 0) THEN 3"
                      " ELSE coalesce ((SELECT min (state) FROM revs WHERE revs.doc = docs.doc), 2) END");
  assert_none (store, "SELECT rev FROM revs LEFT JOIN bodies USING (doc) WHERE (leaf AND NOT revs.deleted) <> (holds <> 0)"
                      " OR (holds = 1) <> (revs.body IS NOT NULL) OR (holds = 2 AND bodies.body IS NULL)");
  assert_none (store, "SELECT a.rev FROM revs AS a JOIN revs AS b ON b.doc = a.doc AND b.parent = a.rev WHERE a.leaf");
}

/* Returns: (transfer full) (nullable). */
static KtRecord *
current_body (KtStore *store)
{
  g_auto (KtDocRow) row = { 0 };

  g_assert_true (kt_store_find_doc (store, GOAL, &row, NULL));
  return g_steal_pointer (&row.body);
}

/* ---- Steps ---- */

static void
save (KtStore *store, guint how)
{
  g_autofree char *text = g_strdup_printf ("{\"words\":\"hier %u\"}", how);
  g_autoptr (json_object) changes = kt_json_parse (text, -1, NULL);
  KtEditInfo info = { .by = "worker:2", .at = "2026-11-22T11:00:00Z" };
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) kept = kt_store_save (store, "goal", GOAL, FUZZ_FAMILY, NULL, &info, changes, &error);

  g_assert_no_error (error);
}

/* mask: which of the known the server lists; with: which of their bodies came; dead: which show as tombstones on them.
 * ours: and every leaf that is here, too. */
static void
pull (KtStore *store, guint8 mask, guint8 with, guint8 dead, gboolean ours)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pulled_doc_free);
  g_autoptr (GStrvBuilder) listed = g_strv_builder_new ();
  KtPulledDoc *doc = kt_pulled_doc_new (GOAL);
  KtPullResult result = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (KtDocRow) row = { 0 };
  g_autoptr (GPtrArray) leaves = NULL;

  for (guint i = 0; i < KNOWN; i++)
    if (mask >> i & 1)
      {
        g_autofree char *tombstone = dead >> i & 1 ? kt_rev_for_tombstone (known[i].rev) : NULL;
        const char *rev = tombstone != NULL ? tombstone : known[i].rev;

        g_strv_builder_add (listed, rev);
        if (with >> i & 1)
          kt_pulled_doc_add (doc, rev, tombstone != NULL, tombstone != NULL ? NULL : kt_record_get_bytes (known[i].body),
                             tombstone != NULL ? 0 : strlen (kt_record_get_bytes (known[i].body)));
      }
  g_assert_true (kt_store_find_doc (store, GOAL, &row, NULL));
  leaves = ours && row.doc != 0 ? kt_store_list_revs (store, row.doc, TRUE, NULL) : g_ptr_array_new ();
  for (guint i = 0; i < leaves->len; i++)
    g_strv_builder_add (listed, ((KtRev *) leaves->pdata[i])->rev);
  doc->server_leaves = g_strv_builder_end (listed);
  g_ptr_array_add (docs, doc);
  kt_store_apply_pulled (store, FUZZ_DATABASE, docs, &result, &error);
  g_assert_no_error (error);
}

static void
acknowledge (KtStore *store, guint how)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pending = kt_store_list_pending (store, FUZZ_DATABASE, 1 + how % 3, G_MAXINT64, &error);

  g_assert_no_error (error);
  if (how & 4)
    kt_store_mark_inner (store, pending, &error);
  else
    kt_store_mark_sent (store, pending, how & 8 ? KT_STATE_SERVER : KT_STATE_SENT, &error);
  g_assert_no_error (error);
}

static void
refuse (KtStore *store)
{
  g_autoptr (GPtrArray) pending = kt_store_list_pending (store, FUZZ_DATABASE, 1, G_MAXINT64, NULL);
  const KtPendingRev *rev = pending->len > 0 ? pending->pdata[0] : NULL;

  if (rev != NULL)
    g_assert_true (kt_store_set_aside (store, FUZZ_DATABASE, rev->id, rev->rev, "no", NULL));
}

/* Returns how many bytes it took. */
static size_t
step (KtStore *store, const uint8_t *data, size_t size)
{
  switch (data[0] % 8)
    {
    case 0:
      save (store, data[0] / 8);
      return 1;
    case 1:
      acknowledge (store, data[0] / 8);
      return 1;
    case 2:
      g_assert_true (kt_store_mark_at_server (store, FUZZ_DATABASE, "{}", NULL));
      return 1;
    case 3:
      g_assert_true (kt_store_forget_server (store, FUZZ_DATABASE, "{}", NULL));
      return 1;
    case 4:
      refuse (store);
      return 1;
    case 5:
      kt_store_retry_set_aside (store, GOAL, NULL);
      return 1;
    default:
      pull (store, size > 1 ? data[1] : 1, size > 2 ? data[2] : 0xff, size > 3 ? data[3] : 0, data[0] & 8);
      return MIN (size, 4);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  KtStore *store = fuzz_store (NULL);
  guint steps = 0;

  make_known ();
  g_assert_true (kt_store_begin (store, NULL));
  while (size > 0 && steps++ < 24)
    {
      g_autoptr (KtRecord) before = current_body (store);
      size_t taken = step (store, data, size);
      g_autoptr (KtRecord) after = current_body (store);

      assert_rules (store);
      g_assert_true (before == NULL || (after != NULL && kt_record_covers (after, before)));
      data += taken;
      size -= taken;
    }
  kt_store_end (store, FALSE, NULL);
  return 0;
}
