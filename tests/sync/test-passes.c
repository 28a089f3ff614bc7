/* SPDX-License-Identifier: EUPL-1.2 */
/* One pass, whatever the line and the server do: each status, each lie of a portal, a cut at every request in turn.
 * After a later good pass everything is as if nothing had happened. */
#include "sync/laptop.h"

#include <string.h>

typedef struct {
  CouchMemory *couch;
  Laptop *daan, *ilse;
  char *plan;              /* the database */
} Table;

static void
table_set_up (Table *table, gconstpointer data)
{
  table->couch = server_new (FAMILY_A, FAMILY_B, NULL);
  table->daan = laptop_new (table->couch);
  table->ilse = laptop_new (table->couch);
  table->plan = database_of (FAMILY_A, KT_SCOPE_PLAN);
}

static void
table_tear_down (Table *table, gconstpointer data)
{
  laptop_free (table->daan);
  laptop_free (table->ilse);
  couch_memory_free (table->couch);
  g_free (table->plan);
}

#define add(path, func) g_test_add (path, Table, NULL, table_set_up, func, table_tear_down)

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
assert_state (Laptop *laptop, const char *id, KtState state)
{
  g_assert_cmpint (kt_store_get_state (laptop->store, id, NULL), ==, state);
}

static void
assert_same (Table *table, const char *id)
{
  g_autofree char *a = laptop_dup_bytes (table->daan, id), *b = laptop_dup_bytes (table->ilse, id);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, id), ==, 1);
}

/* A pass that must fail with code. */
static void
sync_failing (Laptop *laptop, FakeTransport *fake, KtSyncError code)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  g_assert_false (laptop_try_sync (laptop, fake, &result, &error));
  g_assert_error (error, KT_SYNC_ERROR, (int) code);
  kt_sync_result_clear (&result);
}

static void
sync_fine (Laptop *laptop, FakeTransport *fake)
{
  g_autoptr (GError) error = NULL;
  KtSyncResult result;
  gboolean ok = laptop_try_sync (laptop, fake, &result, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  kt_sync_result_clear (&result);
}

/* ---- The happy way ---- */

static void
test_there_and_back (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "op vakantie");
  g_autofree char *words = NULL;
  KtSyncResult result;

  assert_state (table->daan, id, KT_STATE_HERE);
  laptop_sync_counting (table->daan, &result);
  g_assert_cmpuint (result.pushed, ==, 1);
  g_assert_cmpuint (result.databases, ==, 6);
  g_assert_cmpuint (result.families->len, ==, 1);
  kt_sync_result_clear (&result);
  assert_state (table->daan, id, KT_STATE_SERVER);
  g_assert_cmpuint (laptop_sync (table->ilse), ==, 1);
  words = laptop_dup_text (table->ilse, id, "words");
  g_assert_cmpstr (words, ==, "op vakantie");
  assert_same (table, id);
  g_assert_cmpuint (laptop_sync (table->daan) + laptop_sync (table->ilse), ==, 0);
}

/* Every read of a pass in which nothing is new: one mark and one feed a database, and the inbox. */
static void
test_nothing_new (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);

  g_free (add_goal (table->daan, "rust"));
  laptop_sync (table->daan);
  laptop_sync (table->daan);
  sync_fine (table->daan, fake);
  g_assert_cmpuint (fake->requests, ==, 2 * 7 + 1);
  g_assert_cmpuint (fake_transport_count (fake, "PUT"), ==, 0);
}

/* What was just sent comes back in the feed: its ids, not its bodies. */
static void
test_echo (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);

  for (guint i = 0; i < 300; i++)
    g_free (add_goal (table->daan, "a goal of some words that take their room"));
  laptop_sync (table->daan);
  sync_fine (table->daan, fake);
  g_assert_cmpuint (fake_transport_count (fake, "_bulk_get"), ==, 0);
  g_assert_cmpuint (fake->bytes_in, <, 300 * 200);
}

static void
test_clash (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "fietsen");
  g_autoptr (KtRecord) record = NULL;

  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  change_goal (table->daan, id, "Laat mij fietsen maken");
  change_goal (table->ilse, id, "Zelf naar school fietsen");
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  laptop_sync (table->daan);
  assert_same (table, id);
  record = laptop_load (table->ilse, id);
  g_assert_true (kt_record_is_disputed (record, "words"));
  g_assert_cmpuint (kt_record_n_entries (record, "words"), ==, 2);
  g_assert_cmpuint (laptop_sync (table->daan) + laptop_sync (table->ilse), ==, 0);
  change_goal (table->daan, id, "Samen fietsen maken");
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  assert_same (table, id);
  assert_sound (table->daan->store);
  assert_sound (table->ilse->store);
}

/* Safety first, then the plan, then the rest. */
static void
test_order (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  const char *plan, *file;

  kt_record_unref (save (table->daan->store, "note", NULL, FAMILY_A, "{\"words\":\"w\"}"));
  g_free (add_goal (table->daan, "w"));
  laptop_sync (table->ilse);
  sync_fine (table->daan, fake);
  plan = file = NULL;
  for (guint i = 0; i < fake->log->len; i++)
    {
      const char *line = fake->log->pdata[i];

      if (strstr (line, "plan/_bulk_docs") != NULL)
        plan = line;
      if (strstr (line, "file/_bulk_docs") != NULL)
        {
          g_assert_nonnull (plan);
          file = line;
        }
    }
  g_assert_nonnull (file);
}

/* With several connections the feed runs in a thread of its own. */
static void
test_ahead (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtCounts counts;

  for (guint i = 0; i < 1700; i++)
    g_free (add_goal (table->daan, "w"));
  laptop_sync (table->daan);
  fake_transport_allow_many (fake);
  sync_fine (table->ilse, fake);
  laptop_counts (table->ilse, &counts);
  g_assert_nonnull (counts.complete);
  kt_counts_clear (&counts);
  g_assert_cmpuint (fake_transport_count (fake, "_changes"), >=, 3 + 6);
  g_assert_cmpuint (laptop_sync (table->ilse), ==, 0);
}

/* ---- Trouble, request by request ---- */

typedef struct {
  const char *name;
  Trouble trouble;
  guint status;
  KtSyncError code;
  gboolean may_pass;       /* not every request's failing fails the pass */
} Case;

static const Case cases[] = {
  { "cut", TROUBLE_CUT, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "answer-lost", TROUBLE_LOST, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "blink", TROUBLE_BLINK, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "portal-redirect", TROUBLE_PORTAL, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "portal-page", TROUBLE_HTML, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "portal-forbids", TROUBLE_DENY, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "nothing", TROUBLE_EMPTY, 0, KT_SYNC_ERROR_OFFLINE, FALSE },
  { "half-an-answer", TROUBLE_HALF, 0, KT_SYNC_ERROR_PROTOCOL, TRUE },
  { "another-json", TROUBLE_GARBAGE, 0, KT_SYNC_ERROR_PROTOCOL, TRUE },
  { "sign-in-again", TROUBLE_STATUS_ON, 401, KT_SYNC_ERROR_UNAUTHORIZED, FALSE },
  { "once-500", TROUBLE_STATUS, 500, KT_SYNC_ERROR_BUSY, TRUE },
  { "once-503", TROUBLE_STATUS, 503, KT_SYNC_ERROR_BUSY, TRUE },
  { "too-many", TROUBLE_STATUS_ON, 429, KT_SYNC_ERROR_BUSY, TRUE },
  { "once-404", TROUBLE_STATUS, 404, KT_SYNC_ERROR_NO_DATABASE, TRUE },
  { "once-400", TROUBLE_STATUS, 400, KT_SYNC_ERROR_PROTOCOL, TRUE },
};

/* Both have work: a clash, new records, tombstones to come. */
static char *
prepare_work (Table *table)
{
  char *id = add_goal (table->daan, "start");

  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  change_goal (table->daan, id, "by Daan");
  laptop_sync (table->daan);
  change_goal (table->ilse, id, "by Ilse");
  g_free (add_goal (table->ilse, "a new one"));
  kt_record_unref (save (table->ilse->store, "note", NULL, FAMILY_A, "{\"words\":\"w\"}"));
  return id;
}

static void
assert_settled (Table *table, const char *id)
{
  KtCounts counts;
  g_autoptr (KtRecord) record = NULL;

  laptop_sync (table->ilse);
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  assert_same (table, id);
  record = laptop_load (table->daan, id);
  g_assert_cmpuint (kt_record_n_entries (record, "words"), ==, 2);
  laptop_counts (table->ilse, &counts);
  g_assert_cmpuint (counts.here + counts.sent + counts.set_aside, ==, 0);
  kt_counts_clear (&counts);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 2);
  g_assert_cmpuint (laptop_sync (table->daan) + laptop_sync (table->ilse), ==, 0);
  assert_sound (table->ilse->store);
}

/* Returns: whether the pass ended before it came to request number at. */
static gboolean
try_case (const Case *trouble, guint at)
{
  Table table;
  g_autoptr (FakeTransport) fake = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  KtSyncResult result;
  gboolean ok, unharmed;

  table_set_up (&table, NULL);
  id = prepare_work (&table);
  fake = fake_transport_new (table.couch);
  fake->trouble = trouble->trouble;
  fake->status = trouble->status;
  fake->at = at;
  ok = laptop_try_sync (table.ilse, fake, &result, &error);
  kt_sync_result_clear (&result);
  unharmed = fake->requests < at;
  if (unharmed)
    g_assert_no_error (error);
  else if (!trouble->may_pass || !ok)
    g_assert_error (error, KT_SYNC_ERROR, (int) trouble->code);
  assert_settled (&table, id);
  table_tear_down (&table, NULL);
  return unharmed;
}

static void
test_case (gconstpointer data)
{
  const Case *trouble = data;
  guint at = 1;

  while (!try_case (trouble, at))
    at++;
  g_assert_cmpuint (at, >, 15); /* it was a pass of some length */
  g_test_message ("%s at each of %u requests", trouble->name, at - 1);
}

/* ---- Single answers ---- */

static void
test_forbidden_closes (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "w"), *new_id = NULL;
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  g_autoptr (GPtrArray) databases = NULL;
  guint closed = 0;

  laptop_sync (table->daan);
  new_id = add_goal (table->daan, "unsent");
  couch_memory_mood (table->couch)->closed = TRUE;
  sync_failing (table->daan, fake, KT_SYNC_ERROR_FORBIDDEN);
  databases = kt_store_list_databases (table->daan->store, NULL);
  for (guint i = 0; i < databases->len; i++)
    closed += ((KtDatabase *) databases->pdata[i])->closed;
  g_assert_cmpuint (closed, ==, 6);
  /* sealed, not deleted; and when it was a mistake, all goes on */
  kt_record_unref (laptop_load (table->daan, id));
  assert_state (table->daan, new_id, KT_STATE_HERE);
  couch_memory_mood (table->couch)->closed = FALSE;
  laptop_sync (table->daan);
  assert_state (table->daan, new_id, KT_STATE_SERVER);
}

static void
test_missing_database (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "w");
  g_autofree char *other = database_of (FAMILY_B, KT_SCOPE_FILE);
  KtSyncResult result;

  couch_memory_delete (table->couch, other);
  laptop_sync_counting (table->daan, &result);
  g_assert_cmpuint (result.databases_failed, ==, 1);
  kt_sync_result_clear (&result);
  assert_state (table->daan, id, KT_STATE_SERVER);
}

static void
test_no_inbox (Table *table, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = add_goal (table->daan, "w");

  couch_memory_delete (table->couch, INBOX);
  kt_store_add_database (table->daan->store, table->plan, FAMILY_A, KT_SCOPE_PLAN, &error);
  g_assert_no_error (error);
  laptop_sync (table->daan);
  assert_state (table->daan, id, KT_STATE_SERVER);
}

/* A family made offline stays here until the inbox names a database for it, whatever that is called. */
static void
test_offline_family (Table *table, gconstpointer data)
{
  static const char *const family = "family:00000000000000000000000000000abc";
  g_autoptr (KtRecord) record = save (table->daan->store, "goal", NULL, family, "{\"words\":\"w\"}");
  const char *id = kt_record_get_id (record);

  laptop_sync (table->daan);
  assert_state (table->daan, id, KT_STATE_HERE);
  couch_memory_create (table->couch, "kt-another-name");
  g_free (couch_memory_write (table->couch, INBOX, "database:kt-another-name",
                              "\"type\":\"inbox-database\",\"name\":\"kt-another-name\",\"scope\":\"plan\","
                              "\"family\":\"family:00000000000000000000000000000abc\"",
                              FALSE));
  laptop_sync (table->daan);
  assert_state (table->daan, id, KT_STATE_SERVER);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, "kt-another-name"), ==, 1);
  assert_sound (table->daan->store);
}

static void
test_inbox_nonsense (Table *table, gconstpointer data)
{
  static const char *const notes[] = {
    "\"type\":\"inbox-database\"",
    "\"type\":\"inbox-database\",\"name\":\"../_users\",\"family\":\"family:1\",\"scope\":\"plan\"",
    "\"type\":\"inbox-database\",\"name\":\"kt-x-plan\",\"family\":\"worker:1\",\"scope\":\"plan\"",
    "\"type\":\"inbox-database\",\"name\":\"kt-x-plan\",\"family\":\"family:1\",\"scope\":\"everything\"",
    "\"type\":\"something-newer\",\"name\":17",
  };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autofree char *id = g_strdup_printf ("note:%u", i);

      g_free (couch_memory_write (table->couch, INBOX, id, notes[i], FALSE));
    }
  laptop_sync (table->daan);
  g_autoptr (GPtrArray) databases = kt_store_list_databases (table->daan->store, NULL);
  g_assert_cmpuint (databases->len, ==, 6);
}

/* ---- Refusals ---- */

static void
assert_one_aside (Laptop *laptop, const char *id, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = kt_store_list_set_aside (laptop->store, &error);
  const KtSetAside *item;

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  item = items->pdata[0];
  g_assert_cmpstr (item->id, ==, id);
  g_assert_nonnull (strstr (item->reason, reason));
  g_assert_nonnull (strstr (item->bytes, "\"_id\""));
}

/* prepare orders the refusal of ids with part in them. The refused one is set aside, the others go. */
static void
refuse_one (Table *table, const char **order, const char *reason)
{
  g_autofree char *bad = NULL;
  KtCounts counts;
  KtSyncResult result;

  for (guint i = 0; i < 40; i++)
    g_free (add_goal (table->daan, "good"));
  bad = add_goal (table->daan, "bad");
  *order = bad;
  laptop_sync_counting (table->daan, &result);
  g_assert_cmpuint (result.set_aside, ==, 1);
  g_assert_cmpuint (result.pushed, ==, 40);
  kt_sync_result_clear (&result);
  assert_state (table->daan, bad, KT_STATE_SET_ASIDE);
  assert_one_aside (table->daan, bad, reason);
  laptop_counts (table->daan, &counts);
  g_assert_cmpuint (counts.here + counts.sent, ==, 0);
  kt_counts_clear (&counts);
  g_assert_cmpuint (laptop_sync (table->daan), ==, 0);
  /* and when the reason is gone, it is sent like any other */
  *order = NULL;
  g_assert_true (kt_store_retry_set_aside (table->daan->store, bad, NULL));
  laptop_sync (table->daan);
  assert_state (table->daan, bad, KT_STATE_SERVER);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 41);
}

static void
test_row_forbidden (Table *table, gconstpointer data)
{
  refuse_one (table, &couch_memory_mood (table->couch)->forbid, "forbidden: no");
}

static void
test_too_large (Table *table, gconstpointer data)
{
  refuse_one (table, &couch_memory_mood (table->couch)->too_large, "document_too_large");
}

static void
test_batches_shrink (Table *table, gconstpointer data)
{
  for (guint i = 0; i < 300; i++)
    g_free (add_goal (table->daan, "w"));
  couch_memory_mood (table->couch)->most_docs = 7;
  laptop_sync (table->daan);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 300);
}

/* A record that makes the server stumble is found by halving; the rest is sent, and it waits for a better server. */
static void
test_poison (Table *table, gconstpointer data)
{
  g_autofree char *bad = NULL;
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);

  for (guint i = 0; i < 60; i++)
    g_free (add_goal (table->daan, "good"));
  bad = add_goal (table->daan, "bad");
  couch_memory_mood (table->couch)->poison = bad;
  sync_failing (table->daan, fake, KT_SYNC_ERROR_BUSY);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 60);
  assert_state (table->daan, bad, KT_STATE_HERE);
  couch_memory_mood (table->couch)->poison = NULL;
  laptop_sync (table->daan);
  assert_state (table->daan, bad, KT_STATE_SERVER);
}

static void
test_giant (Table *table, gconstpointer data)
{
  g_autofree char *words = g_strnfill (8100000, 'x'), *giant = add_goal (table->daan, words), *id = NULL;

  id = add_goal (table->daan, "small");
  laptop_sync (table->daan);
  assert_state (table->daan, giant, KT_STATE_SET_ASIDE);
  assert_state (table->daan, id, KT_STATE_SERVER);
}

/* ---- Records nobody here can read ---- */

static const struct {
  const char *name, *members;
  gboolean aside;
} strange[] = {
  { "unknown type", "\"type\":\"weather\",\"family\":\"" FAMILY_A "\",\"sky\":\"blue\"", FALSE },
  { "unknown field", "\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"words\":\"w\",\"newer\":{\"deep\":[1,[2]]}", FALSE },
  { "beyond 64 bits", "\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"words\":\"w\",\"n\":123456789012345678901234567890", TRUE },
  { "key with NUL", "\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"words\":\"w\",\"a\\u0000b\":1", TRUE },
  { "no type", "\"words\":\"w\"", TRUE },
  { "another family", "\"type\":\"goal\",\"family\":\"" FAMILY_B "\",\"words\":\"w\"", TRUE },
  { "wrong kind", "\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"words\":17", TRUE },
  { "a float", "\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"words\":\"w\",\"n\":1.5", TRUE },
};

static void
test_strange_records (Table *table, gconstpointer data)
{
  g_autofree char *good = add_goal (table->ilse, "good");
  g_autoptr (GPtrArray) items = NULL;
  guint aside = 0;

  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *id = g_strdup_printf ("goal:strange%u", i);

      g_free (couch_memory_write (table->couch, table->plan, id, strange[i].members, FALSE));
      aside += strange[i].aside;
    }
  laptop_sync (table->ilse);
  laptop_sync (table->daan);
  kt_record_unref (laptop_load (table->daan, good));
  items = kt_store_list_set_aside (table->daan->store, NULL);
  g_assert_cmpuint (items->len, ==, aside);
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autofree char *id = g_strdup_printf ("goal:strange%u", i);
      g_autoptr (KtRecord) record = kt_store_load (table->daan->store, id, NULL);

      g_test_message ("%s", strange[i].name);
      g_assert_cmpint (record == NULL, ==, strange[i].aside);
    }
  g_assert_cmpuint (laptop_sync (table->daan) + laptop_sync (table->ilse) + laptop_sync (table->daan), ==, 0);
  assert_sound (table->daan->store);
}

/* The same record, revision and all, under its id in another family's database: it is not taken for ours. */
static void
test_same_id_elsewhere (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "w"), *other = database_of (FAMILY_B, KT_SCOPE_PLAN);
  g_autofree char *body = laptop_dup_bytes (table->daan, id);
  g_autofree char *members = g_strndup (strchr (body, ',') + 1, strlen (strchr (body, ',')) - 2);
  g_autoptr (GPtrArray) items = NULL;

  g_free (couch_memory_write (table->couch, other, id, members, FALSE));
  laptop_sync (table->daan);
  assert_state (table->daan, id, KT_STATE_SERVER);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, id), ==, 1);
  items = kt_store_list_set_aside (table->daan->store, NULL);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpuint (laptop_sync (table->daan), ==, 0);
}

/* A leaf nobody here can read on top of one that can: nothing is written over it, and work goes on beside it. */
static void
test_unreadable_leaf (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "first"), *winner = NULL, *words = NULL;

  laptop_sync (table->daan);
  winner = couch_memory_write (table->couch, table->plan, id,
                               "\"type\":\"goal\",\"family\":\"" FAMILY_A "\",\"words\":\"w\",\"n\":1e400", FALSE);
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  words = laptop_dup_text (table->daan, id, "words");
  g_assert_cmpstr (words, ==, "first");
  change_goal (table->daan, id, "second");
  laptop_sync (table->daan);
  laptop_sync (table->daan);
  assert_state (table->daan, id, KT_STATE_SERVER);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, id), ==, 2);
  g_assert_cmpuint (laptop_sync (table->daan) + laptop_sync (table->ilse), <=, 1);
}

/* ---- Restored servers ---- */

static void
test_restored_server (Table *table, gconstpointer data)
{
  g_autofree char *old = add_goal (table->daan, "old"), *lost = NULL, *body = NULL, *again = NULL;
  CouchMemory *backup;

  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  backup = couch_memory_copy (table->couch);
  lost = add_goal (table->daan, "lost");
  change_goal (table->daan, old, "newer");
  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  body = couch_memory_dup_body (table->couch, table->plan, old);
  couch_memory_restore (table->couch, backup);
  couch_memory_free (backup);
  laptop_sync (table->ilse);
  again = couch_memory_dup_body (table->couch, table->plan, old);
  g_assert_cmpstr (again, ==, body);
  laptop_sync (table->daan);
  assert_same (table, lost);
  assert_same (table, old);
  assert_state (table->daan, lost, KT_STATE_SERVER);
  g_assert_cmpuint (laptop_sync (table->daan) + laptop_sync (table->ilse), ==, 0);
}

/* Nothing but its new work is sent to a server that was restored to just now: it is asked what it has. */
static void
test_restored_is_asked (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  CouchMemory *backup;

  for (guint i = 0; i < 200; i++)
    g_free (add_goal (table->daan, "w"));
  laptop_sync (table->daan);
  backup = couch_memory_copy (table->couch);
  g_free (add_goal (table->daan, "one more"));
  laptop_sync (table->daan);
  couch_memory_restore (table->couch, backup);
  couch_memory_free (backup);
  sync_fine (table->daan, fake);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 201);
  g_assert_cmpuint (fake_transport_count (fake, "_bulk_docs"), ==, 1);
  g_assert_cmpuint (fake->bytes_out, <, 4000);
}

/* How long a server wants to be left alone is handed on. */
static void
test_patience (Table *table, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  fake->trouble = TROUBLE_STATUS;
  fake->at = 5;
  fake->status = 429;
  fake->retry_after = 17;
  g_assert_false (laptop_try_sync (table->daan, fake, &result, &error));
  g_assert_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY);
  g_assert_cmpuint (result.retry_after, ==, 17);
  kt_sync_result_clear (&result);
  laptop_sync_counting (table->daan, &result);
  g_assert_cmpuint (result.retry_after, ==, 0);
  kt_sync_result_clear (&result);
}

/* Another server under the same address, with databases of the same names and nothing in them. */
static void
test_empty_server (Table *table, gconstpointer data)
{
  g_autofree char *id = add_goal (table->daan, "w");
  CouchMemory *fresh = server_new (FAMILY_A, FAMILY_B, NULL);

  laptop_sync (table->daan);
  couch_memory_restore (table->couch, fresh);
  couch_memory_free (fresh);
  laptop_sync (table->daan);
  g_assert_cmpuint (couch_memory_n_live (table->couch, table->plan, id), ==, 1);
  assert_state (table->daan, id, KT_STATE_SERVER);
}

/* ---- Cancelling ---- */

static void
test_cancel (Table *table, gconstpointer data)
{
  for (guint at = 1; at < 16; at += 2)
    {
      g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      KtSyncResult result;

      g_free (add_goal (table->daan, "w"));
      fake->cancel_at = cancellable;
      fake->at = at;
      if (at % 4 == 1)
        fake_transport_allow_many (fake);
      g_assert_false (laptop_try_sync (table->daan, fake, &result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      kt_sync_result_clear (&result);
    }
  laptop_sync (table->daan);
  g_assert_cmpuint (couch_memory_n_docs (table->couch, table->plan), ==, 8);
}

/* A line that is cut again and again behind so many requests: each pass gets further (R9). */
static void
test_cut_again_and_again (Table *table, gconstpointer data)
{
  KtCounts counts;
  guint passes = 0;
  gboolean done = FALSE;

  for (guint i = 0; i < 900; i++)
    g_free (add_goal (table->daan, "w"));
  laptop_sync (table->daan);
  while (!done)
    {
      g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
      KtSyncResult result;

      fake->trouble = TROUBLE_CUT;
      fake->at = 17 + passes;
      done = laptop_try_sync (table->ilse, fake, &result, NULL);
      kt_sync_result_clear (&result);
      g_assert_cmpuint (++passes, <, 30);
    }
  laptop_counts (table->ilse, &counts);
  g_assert_nonnull (counts.complete);
  kt_counts_clear (&counts);
}

static void
stay_quiet (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("kt-sync", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  g_log_set_handler ("kt-store", G_LOG_LEVEL_MESSAGE, stay_quiet, NULL);
  add ("/sync/pass/there-and-back", test_there_and_back);
  add ("/sync/pass/nothing-new", test_nothing_new);
  add ("/sync/pass/echo", test_echo);
  add ("/sync/pass/clash", test_clash);
  add ("/sync/pass/order", test_order);
  add ("/sync/pass/ahead", test_ahead);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/trouble/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  add ("/sync/answer/forbidden", test_forbidden_closes);
  add ("/sync/answer/missing-database", test_missing_database);
  add ("/sync/answer/no-inbox", test_no_inbox);
  add ("/sync/answer/patience", test_patience);
  add ("/sync/inbox/offline-family", test_offline_family);
  add ("/sync/inbox/nonsense", test_inbox_nonsense);
  add ("/sync/refused/row", test_row_forbidden);
  add ("/sync/refused/too-large", test_too_large);
  add ("/sync/refused/smaller-batches", test_batches_shrink);
  add ("/sync/refused/poison", test_poison);
  add ("/sync/refused/giant", test_giant);
  add ("/sync/strange/records", test_strange_records);
  add ("/sync/strange/same-id-elsewhere", test_same_id_elsewhere);
  add ("/sync/strange/unreadable-leaf", test_unreadable_leaf);
  add ("/sync/restored/server", test_restored_server);
  add ("/sync/restored/is-asked", test_restored_is_asked);
  add ("/sync/restored/empty", test_empty_server);
  add ("/sync/cancel", test_cancel);
  add ("/sync/cut-again-and-again", test_cut_again_and_again);
  return g_test_run ();
}
