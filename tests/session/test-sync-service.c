/* SPDX-License-Identifier: EUPL-1.2 */
/* Sync by itself, on a network that is not there: when a pass is made, what is said of it, and that it can be stopped. */
#include "session/loop.h"
#include "session/sync-service.h"
#include "store/support.h"
#include "sync/transport-fake.h"

#define DATABASE "kt-0123456789abcdef0123456789abcdef-file"

typedef struct {
  Fixture fixture;
  KtStoreWorker *worker;
  KtStore *reader;
  KtSyncService *service;
  CouchMemory *couch;
  guint news;
  GHashTable *families;    /* told of */
} Desk;

/* A transport is made anew after every failure: what the line does is kept here. */
static struct {
  CouchMemory *couch;
  Trouble trouble;
  guint status;
  gint made, asked;        /* atomic */
} line;

static void
count_request (gpointer user_data, guint request)
{
  g_atomic_int_inc (&line.asked);
}

static KtTransport *
make_transport (const KtServer *server, GError **error)
{
  FakeTransport *fake = fake_transport_new (line.couch);

  g_atomic_int_inc (&line.made);
  fake->trouble = line.trouble;
  fake->status = line.status;
  fake->at = 1;
  fake->meanwhile = count_request;
  return &fake->base;
}

/* A line on which nothing ever comes. */
static gboolean
hang (KtTransport *transport, const KtRequest *request, KtResponse *response, GCancellable *cancellable, GError **error)
{
  g_atomic_int_inc (&line.asked);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (2000);
  return FALSE;
}

static void
free_hanging (KtTransport *transport)
{
  g_free (transport);
}

static KtTransport *
make_hanging (const KtServer *server, GError **error)
{
  KtTransport *transport = g_new0 (KtTransport, 1);

  transport->exchange = hang;
  transport->free = free_hanging;
  return transport;
}

static void
news_cb (gpointer user_data, GPtrArray *families)
{
  Desk *desk = user_data;

  desk->news++;
  for (guint i = 0; families != NULL && i < families->len; i++)
    g_hash_table_add (desk->families, g_strdup (families->pdata[i]));
}

static void
set_up (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (&desk->fixture, NULL);
  g_assert_true (kt_store_add_database (desk->fixture.store, DATABASE, FAMILY_A, KT_SCOPE_FILE, &error));
  desk->reader = kt_store_open (desk->fixture.dir, desk->fixture.key, KT_STORE_READ, &error);
  g_assert_no_error (error);
  desk->couch = couch_memory_new ();
  couch_memory_create (desk->couch, DATABASE);
  desk->families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  line.couch = desk->couch;
  line.trouble = TROUBLE_NONE;
  line.status = 0;
  line.made = line.asked = 0;
}

static void
start (Desk *desk, gboolean with_server, KtTransportNew transport_new)
{
  KtServer server = { .url = (char *) "https://server.example", .user = (char *) "ilse", .password = (char *) "geheim" };
  KtStore *writer = g_steal_pointer (&desk->fixture.store);

  desk->worker = kt_store_worker_new (writer);
  desk->service = kt_sync_service_new (desk->worker, writer, with_server ? &server : NULL, NULL, transport_new, news_cb, desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  if (desk->service != NULL)
    {
      kt_sync_service_stop (desk->service);
      kt_sync_service_unref (desk->service);
    }
  g_clear_pointer (&desk->reader, kt_store_close);
  g_clear_pointer (&desk->worker, kt_store_worker_free);
  couch_memory_free (desk->couch);
  g_hash_table_unref (desk->families);
  fixture_tear_down (&desk->fixture, NULL);
}

typedef struct {
  Desk *desk;
  KtSyncState state;
} Wanted;

static gboolean
has_state (gpointer data)
{
  Wanted *wanted = data;

  return kt_sync_service_get_state (wanted->desk->service) == wanted->state;
}

static void
wait_for_state (Desk *desk, KtSyncState state)
{
  Wanted wanted = { desk, state };

  loop_until (has_state, &wanted);
}

static gboolean
save_note (KtStore *store, gpointer data, GError **error)
{
  KtEditInfo info = { .by = "worker:ilse" };
  g_autoptr (json_object) changes = parse_json ("{\"words\":\"een notitie\"}");
  g_autoptr (KtRecord) kept = kt_store_save (store, "note", data, FAMILY_A, NULL, &info, changes, error);

  return kept != NULL;
}

static void
save_a_note (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_store_worker_call (desk->worker, KT_PRIORITY_SAVE, save_note, (gpointer) id, &error));
  g_assert_no_error (error);
}

typedef struct {
  Desk *desk;
  const char *id;
} Note;

static gboolean
is_at_server (gpointer data)
{
  Note *note = data;

  return kt_store_get_state (note->desk->reader, note->id, NULL) == KT_STATE_SERVER;
}

/* ---- Tests ---- */
static void
test_no_server (Desk *desk, gconstpointer data)
{
  KtServer server;

  start (desk, FALSE, make_transport);
  kt_sync_service_now (desk->service);
  kt_sync_service_note_saved (desk->service);
  loop_for (100);
  g_assert_cmpint (kt_sync_service_get_state (desk->service), ==, KT_SYNC_NO_SERVER);
  g_assert_cmpint (line.made, ==, 0);
  g_assert_false (kt_sync_service_get_server (desk->service, &server));
}

static void
test_starts_by_itself (Desk *desk, gconstpointer data)
{
  g_autofree char *rev = couch_memory_write (desk->couch, DATABASE, "note:1",
                                             "\"type\":\"note\",\"family\":\"" FAMILY_A "\",\"words\":\"van een ander\"", FALSE);
  g_autoptr (KtRecord) note = NULL;
  KtServer server;

  start (desk, TRUE, make_transport);
  wait_for_state (desk, KT_SYNC_RUNNING);
  wait_for_state (desk, KT_SYNC_IDLE);
  note = kt_store_load (desk->reader, "note:1", NULL);
  g_assert_cmpstr (kt_record_get_text (note, "words"), ==, "van een ander");
  loop_for (20);
  g_assert_true (g_hash_table_contains (desk->families, FAMILY_A));
  g_assert_cmpuint (desk->news, >=, 2);
  g_assert_nonnull (kt_sync_service_get_last_contact (desk->service));
  g_assert_true (kt_sync_service_get_server (desk->service, &server));
  g_assert_cmpstr (server.user, ==, "ilse");
  g_assert_null (server.password);
  kt_server_clear (&server);
}

static void
test_after_a_save (Desk *desk, gconstpointer data)
{
  Note note = { desk, "note:mine" };

  start (desk, TRUE, make_transport);
  wait_for_state (desk, KT_SYNC_RUNNING);
  wait_for_state (desk, KT_SYNC_IDLE);
  save_a_note (desk, "note:mine");
  kt_sync_service_note_saved (desk->service);
  loop_until (is_at_server, &note);
}

/* The password was changed: a person is asked, work goes on, and nobody knocks again until she has answered. */
static void
test_sign_in_again (Desk *desk, gconstpointer data)
{
  KtServer server = { .url = (char *) "https://server.example", .user = (char *) "ilse", .password = (char *) "nieuw" };
  Note note = { desk, "note:meanwhile" };
  gint asked;

  line.trouble = TROUBLE_STATUS_ON;
  line.status = 401;
  start (desk, TRUE, make_transport);
  wait_for_state (desk, KT_SYNC_SIGN_IN);
  asked = g_atomic_int_get (&line.asked);
  save_a_note (desk, "note:meanwhile");
  kt_sync_service_note_saved (desk->service);
  loop_for (2500);
  g_assert_cmpint (g_atomic_int_get (&line.asked), ==, asked);
  g_assert_cmpint (kt_store_get_state (desk->reader, "note:meanwhile", NULL), ==, KT_STATE_HERE);
  g_assert_null (kt_sync_service_get_last_contact (desk->service));
  line.trouble = TROUBLE_NONE;
  kt_sync_service_set_server (desk->service, &server);
  loop_until (is_at_server, &note);
  wait_for_state (desk, KT_SYNC_IDLE);
}

static void
test_offline (Desk *desk, gconstpointer data)
{
  Note note = { desk, "note:outside" };

  line.trouble = TROUBLE_CUT;
  start (desk, TRUE, make_transport);
  wait_for_state (desk, KT_SYNC_OFFLINE);
  save_a_note (desk, "note:outside");
  g_assert_cmpint (kt_store_get_state (desk->reader, "note:outside", NULL), ==, KT_STATE_HERE);
  line.trouble = TROUBLE_NONE;
  /* nothing is pressed: the timer alone finds the way */
  loop_until (is_at_server, &note);
}

static void
test_portal_and_button (Desk *desk, gconstpointer data)
{
  line.trouble = TROUBLE_HTML;
  start (desk, TRUE, make_transport);
  wait_for_state (desk, KT_SYNC_OFFLINE);
  line.trouble = TROUBLE_NONE;
  kt_sync_service_now (desk->service);
  wait_for_state (desk, KT_SYNC_IDLE);
}

static void
test_busy (Desk *desk, gconstpointer data)
{
  line.trouble = TROUBLE_STATUS_ON;
  line.status = 503;
  start (desk, TRUE, make_transport);
  wait_for_state (desk, KT_SYNC_BUSY);
  line.trouble = TROUBLE_NONE;
  kt_sync_service_now (desk->service);
  wait_for_state (desk, KT_SYNC_IDLE);
}

static void
stop_quickly (Desk *desk)
{
  gint64 begin = g_get_monotonic_time ();

  kt_sync_service_stop (desk->service);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, G_USEC_PER_SEC / 2);
}

static gboolean
was_asked (gpointer data)
{
  return g_atomic_int_get (&line.asked) >= *(gint *) data;
}

static void
test_stop_while_nothing_comes (Desk *desk, gconstpointer data)
{
  gint once = 1;

  start (desk, TRUE, make_hanging);
  loop_until (was_asked, &once);
  stop_quickly (desk);
}

/* In the middle of taking in: nothing is half done, and the next pass takes the rest. */
static void
test_stop_in_a_batch (Desk *desk, gconstpointer data)
{
  gint third = 3;
  guint news;

  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *id = g_strdup_printf ("note:%u", i);
      g_autofree char *rev = couch_memory_write (desk->couch, DATABASE, id,
                                                 "\"type\":\"note\",\"family\":\"" FAMILY_A "\",\"words\":\"veel\"", FALSE);
    }
  start (desk, TRUE, make_transport);
  loop_until (was_asked, &third);
  stop_quickly (desk);
  news = desk->news;
  loop_for (50);
  /* nobody is told of anything after it */
  g_assert_cmpuint (desk->news, ==, news);
  kt_sync_service_unref (g_steal_pointer (&desk->service));
  g_clear_pointer (&desk->reader, kt_store_close);
  g_clear_pointer (&desk->worker, kt_store_worker_free);
  fixture_reopen (&desk->fixture);
  assert_sound (desk->fixture.store);
}

static void
test_stop_before_it_began (Desk *desk, gconstpointer data)
{
  start (desk, TRUE, make_transport);
  stop_quickly (desk);
  kt_sync_service_stop (desk->service);
}

#define ADD(name, func) g_test_add ("/session/sync-service/" name, Desk, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("no-server", test_no_server);
  ADD ("starts-by-itself", test_starts_by_itself);
  ADD ("after-a-save", test_after_a_save);
  ADD ("sign-in-again", test_sign_in_again);
  ADD ("offline", test_offline);
  ADD ("portal-and-button", test_portal_and_button);
  ADD ("busy", test_busy);
  ADD ("stop-while-nothing-comes", test_stop_while_nothing_comes);
  ADD ("stop-in-a-batch", test_stop_in_a_batch);
  ADD ("stop-before-it-began", test_stop_before_it_began);
  return g_test_run ();
}
