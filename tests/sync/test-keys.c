/* SPDX-License-Identifier: EUPL-1.2 */
/* How a laptop learns whose device is whose, and makes its own known: the requests, and what it makes of the answers. */
#include "store/signatures.h"
#include "store/store-private.h"
#include "sync/laptop.h"

#include <string.h>

#define ORGANISATION "kt-organisation"
#define DAAN "worker:22222222222222222222222222222222"

typedef struct {
  CouchMemory *couch;
  Laptop *daan, *ilse;
} Table;

static void
set_up (Table *table, gconstpointer data)
{
  table->couch = server_new (FAMILY_A, NULL);
  table->daan = laptop_new (table->couch);
  table->ilse = laptop_new (table->couch);
  couch_memory_create (table->couch, ORGANISATION);
  g_assert_true (kt_store_set_setting (table->daan->store, KT_STORE_SETTING_WORKER, DAAN, NULL));
}

static void
tear_down (Table *table, gconstpointer data)
{
  laptop_free (table->daan);
  laptop_free (table->ilse);
  couch_memory_free (table->couch);
}

#define add(path, func) g_test_add (path, Table, NULL, set_up, func, tear_down)

/* What the registrar does with a request. */
static void
publish (Table *table, const char *device, const char *worker, const char *public_key)
{
  g_autofree char *id = g_strconcat ("key:", device, NULL);
  g_autofree char *members = g_strdup_printf ("\"type\":\"device-key\",\"worker\":\"%s\",\"login\":\"worker-1\",\"public\":\"%s\","
                                              "\"since\":\"2026-11-22\"",
                                              worker, public_key);

  g_free (couch_memory_write (table->couch, ORGANISATION, id, members, FALSE));
}

static void
publish_own (Table *table, Laptop *laptop, const char *worker)
{
  g_autofree char *public_key = NULL, *as = NULL;

  g_assert_true (kt_store_get_own_key (laptop->store, &public_key, &as, NULL));
  publish (table, kt_store_get_device (laptop->store), worker, public_key);
}

static KtRecord *
save_goal (Laptop *laptop, const char *id, const char *by)
{
  g_autoptr (json_object) fields = parse_json ("{\"words\":\"Fiets maken\"}");
  KtEditInfo info = { .by = by };
  KtRecord *record = kt_store_save (laptop->store, "goal", id, FAMILY_A, NULL, &info, fields, NULL);

  g_assert_nonnull (record);
  return record;
}

static void
check (Laptop *laptop)
{
  guint looked = 100;

  while (looked == 100)
    g_assert_true (kt_store_check_signatures (laptop->store, 100, &looked, NULL));
}

static KtVerdict
judge (Laptop *laptop, KtRecord *record)
{
  g_autoptr (GHashTable) verdicts = NULL;
  g_autofree char *dot = NULL;
  KtEntry entry;

  g_assert_true (kt_record_get_entry (record, "words", 0, &entry));
  g_assert_true (kt_store_judge (laptop->store, record, &verdicts, NULL));
  g_assert_nonnull (verdicts);
  return kt_verdicts_get (verdicts, entry.dot);
}

static guint
count_requests (Laptop *laptop, const char *part)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (laptop->couch);
  g_autoptr (GError) error = NULL;
  KtSyncResult result;

  g_assert_true (laptop_try_sync (laptop, fake, &result, &error));
  g_assert_no_error (error);
  kt_sync_result_clear (&result);
  return fake_transport_count (fake, part);
}

/* ---- Asking ---- */

static char *
find_request (Table *table, Laptop *laptop)
{
  g_autofree char *public_key = NULL, *as = NULL, *text = NULL, *hash = NULL, *id = NULL;

  g_assert_true (kt_store_get_own_key (laptop->store, &public_key, &as, NULL));
  text = g_strjoin ("\n", "device-key", kt_store_get_device (laptop->store), public_key, NULL);
  hash = kt_sha256_hex (text, -1);
  id = g_strdup_printf ("request:%.32s", hash);
  return couch_memory_dup_body (table->couch, INBOX, id);
}

static void
test_asks_once (Table *table, gconstpointer data)
{
  g_autofree char *request = NULL, *public_key = NULL, *as = NULL;
  g_autoptr (json_object) body = NULL;

  g_assert_cmpuint (count_requests (table->daan, "PUT /kt-inbox-worker-1/request"), ==, 1);
  request = find_request (table, table->daan);
  g_assert_nonnull (request);
  body = parse_json (request);
  g_assert_true (kt_store_get_own_key (table->daan->store, &public_key, &as, NULL));
  g_assert_cmpstr (kt_json_get_string (body, "type"), ==, "inbox-request");
  g_assert_cmpstr (kt_json_get_string (body, "kind"), ==, "device-key");
  g_assert_cmpstr (kt_json_get_string (body, "device"), ==, kt_store_get_device (table->daan->store));
  g_assert_cmpstr (kt_json_get_string (body, "worker"), ==, DAAN);
  g_assert_cmpstr (kt_json_get_string (body, "public"), ==, public_key);
  g_assert_cmpuint (count_requests (table->daan, "/request"), ==, 0);
  /* another day, still no answer: the server may have been brought back; the same document */
  g_assert_true (kt_store_set_setting (table->daan->store, "sync.keys.asked", "x 2020-01-01", NULL));
  g_assert_cmpuint (count_requests (table->daan, "/request"), ==, 1);
  g_assert_cmpuint (count_requests (table->daan, "/request"), ==, 0);
  publish_own (table, table->daan, DAAN);
  g_assert_true (kt_store_set_setting (table->daan->store, "sync.keys.asked", "x 2020-01-01", NULL));
  g_assert_cmpuint (count_requests (table->daan, "/request"), ==, 0);
}

static void
test_new_device_asks_again (Table *table, gconstpointer data)
{
  g_autofree char *request = NULL;

  laptop_sync (table->daan);
  g_assert_true (kt_store_renew_device (table->daan->store, NULL));
  g_assert_cmpuint (count_requests (table->daan, "/request"), ==, 1);
  request = find_request (table, table->daan);
  g_assert_nonnull (request);
}

/* No worker's id, no organisation, nothing to ask for: a pass is what it was. */
static void
test_without_organisation (Table *table, gconstpointer data)
{
  gboolean knows = TRUE;

  couch_memory_delete (table->couch, ORGANISATION);
  g_assert_cmpuint (count_requests (table->daan, "/request"), ==, 0);
  g_assert_cmpuint (count_requests (table->ilse, ORGANISATION), ==, 1);
  g_assert_true (kt_store_knows_keys (table->daan->store, &knows, NULL));
  g_assert_false (knows);
}

/* Whatever happens to the question, the next good pass asks, and one document is there. */
static void
test_asking_fails (Table *table, gconstpointer data)
{
  static const Trouble troubles[] = { TROUBLE_CUT, TROUBLE_LOST, TROUBLE_STATUS, TROUBLE_HTML };

  for (gsize i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autoptr (Laptop) laptop = laptop_new (table->couch);
      g_autofree char *request = NULL;

      g_assert_true (kt_store_set_setting (laptop->store, KT_STORE_SETTING_WORKER, DAAN, NULL));
      laptop_sync (laptop);
      g_assert_true (kt_store_renew_device (laptop->store, NULL));
      for (guint at = 1; at < 12; at++)
        {
          g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
          KtSyncResult result;

          fake->trouble = troubles[i];
          fake->status = 403;
          fake->at = at;
          laptop_try_sync (laptop, fake, &result, NULL);
          kt_sync_result_clear (&result);
        }
      laptop_sync (laptop);
      request = find_request (table, laptop);
      g_assert_nonnull (request);
    }
}

/* ---- Learning ---- */

static void
test_learns (Table *table, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_goal (table->daan, NULL, DAAN);

  laptop_sync (table->daan);
  publish_own (table, table->daan, DAAN);
  laptop_sync (table->ilse);
  check (table->ilse);
  g_assert_cmpint (judge (table->ilse, record), ==, KT_VERDICT_GOOD);
  /* nothing new costs one request */
  g_assert_cmpuint (count_requests (table->ilse, ORGANISATION), ==, 1);
}

static void
test_key_after_the_record (Table *table, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_goal (table->daan, NULL, DAAN);

  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  check (table->ilse);
  g_assert_cmpint (judge (table->ilse, record), ==, KT_VERDICT_UNKNOWN);
  publish_own (table, table->daan, "worker:33333333333333333333333333333333");
  laptop_sync (table->ilse);
  check (table->ilse);
  g_assert_cmpint (judge (table->ilse, record), ==, KT_VERDICT_STRANGER);
}

static void
test_many_and_odd (Table *table, gconstpointer data)
{
  g_autofree char *public_key = NULL, *as = NULL;
  g_autoptr (KtRecord) record = save_goal (table->daan, NULL, DAAN);

  g_assert_true (kt_store_get_own_key (table->daan->store, &public_key, &as, NULL));
  publish (table, "nokey", DAAN, "not a key");
  publish (table, "noworker", "somebody", public_key);
  g_free (couch_memory_write (table->couch, ORGANISATION, "key:notype", "\"public\":\"x\"", FALSE));
  g_free (couch_memory_write (table->couch, ORGANISATION, "organisation", "\"type\":\"organisation\"", FALSE));
  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *device = g_strdup_printf ("%010x", i);

      publish (table, device, DAAN, public_key);
    }
  laptop_sync (table->daan);
  publish_own (table, table->daan, DAAN);
  laptop_sync (table->ilse);
  g_assert_cmpint (judge (table->ilse, record), ==, KT_VERDICT_GOOD);
}

/* The organisation's database came back from a copy and got keys again while its feed stood still for us. */
static void
test_restored_organisation (Table *table, gconstpointer data)
{
  g_autoptr (KtRecord) record = save_goal (table->daan, NULL, DAAN);

  laptop_sync (table->daan);
  laptop_sync (table->ilse);
  check (table->ilse);
  publish_own (table, table->daan, DAAN);
  g_assert_true (kt_store_set_setting (table->ilse->store, "sync.keys", "\"999-x\"", NULL));
  laptop_sync (table->ilse);
  check (table->ilse);
  /* read from the beginning today already: it waits for another day */
  g_assert_cmpint (judge (table->ilse, record), ==, KT_VERDICT_UNKNOWN);
  g_assert_true (kt_store_set_setting (table->ilse->store, "sync.keys.whole", "2020-01-01", NULL));
  laptop_sync (table->ilse);
  check (table->ilse);
  g_assert_cmpint (judge (table->ilse, record), ==, KT_VERDICT_GOOD);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/sync/keys/asks-once", test_asks_once);
  add ("/sync/keys/new-device-asks-again", test_new_device_asks_again);
  add ("/sync/keys/without-organisation", test_without_organisation);
  add ("/sync/keys/asking-fails", test_asking_fails);
  add ("/sync/keys/learns", test_learns);
  add ("/sync/keys/key-after-the-record", test_key_after_the_record);
  add ("/sync/keys/many-and-odd", test_many_and_odd);
  add ("/sync/keys/restored-organisation", test_restored_organisation);
  return g_test_run ();
}
