/* SPDX-License-Identifier: EUPL-1.2 */
/* A family made offline asks for its place at the server: once, whatever happens to the line and whichever request it
 * happens to; and what was answered leaves the inbox and this laptop. The office is played by the test. */
#include <string.h>

#include "store/outbox.h"
#include "sync/laptop.h"

typedef struct {
  CouchMemory *couch;
  Laptop *laptop;
  char *family;
} Table;

static void
table_set_up (Table *table, gconstpointer data)
{
  g_autoptr (KtRecord) family = NULL;

  table->couch = server_new (FAMILY_B, NULL);
  table->laptop = laptop_new (table->couch);
  family = save (table->laptop->store, "family", NULL, NULL, "{\"name\":\"Van der Plas\"}");
  table->family = g_strdup (kt_record_get_id (family));
}

static void
table_tear_down (Table *table, gconstpointer data)
{
  assert_sound (table->laptop->store);
  laptop_free (table->laptop);
  couch_memory_free (table->couch);
  g_free (table->family);
}

#define add(path, func) g_test_add (path, Table, NULL, table_set_up, func, table_tear_down)

/* The live requests in the inbox for a family. *id (nullable): of the last. */
static guint
count_requests (Table *table, char **id)
{
  g_autofree char *dump = couch_memory_dump (table->couch, INBOX);
  g_auto (GStrv) lines = g_strsplit (dump, "\n", -1);
  guint n = 0;

  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) parts = g_strsplit (*line, " ", 3);
      if (!g_str_has_prefix (*line, "request:") || strstr (*line, "family-new") == NULL)
        continue;
      n++;
      if (id != NULL)
        g_set_str (id, parts[0]);
    }
  return n;
}

static guint
count_asks (Table *table)
{
  g_autoptr (GPtrArray) asks = kt_store_list_asks (table->laptop->store, NULL);

  return asks->len;
}

static void
answer (Table *table, const char *request, const char *members)
{
  g_autofree char *id = g_strconcat ("answer:", strchr (request, ':') + 1, NULL);
  g_autofree char *whole = g_strconcat ("\"type\":\"inbox-answer\",", members, NULL);

  g_free (couch_memory_write (table->couch, INBOX, id, whole, FALSE));
}

static void
try_sync (Table *table, Trouble trouble, guint at)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (table->couch);
  KtSyncResult result;

  fake->trouble = trouble;
  fake->at = at;
  fake->status = 503;
  laptop_try_sync (table->laptop, fake, &result, NULL);
  kt_sync_result_clear (&result);
}

static guint
count_here (Table *table)
{
  KtCounts counts = { 0 };
  guint here;

  laptop_counts (table->laptop, &counts);
  here = counts.here;
  kt_counts_clear (&counts);
  return here;
}

static void
test_asks_once (Table *table, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL;

  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, &first), ==, 1);
  g_assert_cmpuint (count_here (table), ==, 1);
  kt_record_unref (save (table->laptop->store, "goal", NULL, table->family, "{\"words\":\"Samen eten\"}"));
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, &second), ==, 1);
  g_assert_cmpstr (first, ==, second);
}

static void
test_answered_in_any_trouble (Table *table, gconstpointer data)
{
  static const Trouble troubles[] = { TROUBLE_CUT, TROUBLE_LOST, TROUBLE_STATUS, TROUBLE_STATUS_ON, TROUBLE_HALF, TROUBLE_GARBAGE, TROUBLE_PORTAL };

  for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
    for (guint at = 1; at <= 14; at++)
      {
        Table own = { NULL };
        g_autofree char *request = NULL;

        table_set_up (&own, NULL);
        try_sync (&own, troubles[t], at);
        laptop_sync (own.laptop);
        g_assert_cmpuint (count_requests (&own, &request), ==, 1);
        server_add_family (own.couch, own.family);
        answer (&own, request, "\"outcome\":\"done\"");
        try_sync (&own, troubles[t], at);
        laptop_sync (own.laptop);
        laptop_sync (own.laptop);
        g_assert_cmpuint (count_requests (&own, NULL), ==, 0);
        g_assert_cmpuint (count_asks (&own), ==, 0);
        g_assert_cmpuint (count_here (&own), ==, 0);
        table_tear_down (&own, NULL);
      }
}

static void
test_refused_stays_to_be_read (Table *table, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autoptr (GPtrArray) asks = NULL;
  const KtAsk *ask;

  laptop_sync (table->laptop);
  count_requests (table, &request);
  answer (table, request, "\"outcome\":\"refused\",\"reason\":\"left-before\"");
  laptop_sync (table->laptop);
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, NULL), ==, 0);
  asks = kt_store_list_asks (table->laptop->store, NULL);
  g_assert_cmpuint (asks->len, ==, 1);
  ask = asks->pdata[0];
  g_assert_cmpint (ask->state, ==, KT_ASK_REFUSED);
  g_assert_cmpstr (ask->reason, ==, "left-before");
  g_assert_cmpuint (count_here (table), ==, 1);
  /* and let in after all */
  server_add_family (table->couch, table->family);
  laptop_sync (table->laptop);
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_asks (table), ==, 0);
  g_assert_cmpuint (count_here (table), ==, 0);
}

/* Read, and done with: off the list, out of the inbox, not asked again, and the family's work is where it was. */
static void
test_dismissed (Table *table, gconstpointer data)
{
  g_autofree char *request = NULL;
  g_autoptr (GPtrArray) asks = NULL;
  g_autoptr (GError) error = NULL;

  laptop_sync (table->laptop);
  count_requests (table, &request);
  g_assert_false (kt_store_dismiss_ask (table->laptop->store, request, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND); /* it has no answer yet */
  answer (table, request, "\"outcome\":\"refused\",\"reason\":\"left-before\"");
  try_sync (table, TROUBLE_STATUS, 12); /* the answer is read, the inbox not tidied */
  g_assert_true (kt_store_dismiss_ask (table->laptop->store, request, NULL));
  laptop_sync (table->laptop);
  laptop_sync (table->laptop);
  asks = kt_store_list_asks (table->laptop->store, NULL);
  g_assert_cmpuint (asks->len, ==, 1);
  g_assert_cmpint (((KtAsk *) asks->pdata[0])->state, ==, KT_ASK_DISMISSED);
  g_assert_cmpstr (((KtAsk *) asks->pdata[0])->reason, ==, "left-before");
  g_assert_cmpuint (count_requests (table, NULL), ==, 0);
  g_assert_cmpuint (count_here (table), ==, 1);
  /* and let in after all */
  server_add_family (table->couch, table->family);
  laptop_sync (table->laptop);
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_asks (table) + count_here (table), ==, 0);
}

/* ---- Which team a request was made for ---- */

/* "expects" of a request as it is asked now. Returns: (transfer full) (nullable). */
static char *
ask_expects (Table *table, const char *kind, char **id)
{
  g_autoptr (json_object) more = parse_json ("{\"login\":\"noa\",\"scope\":\"file\"}");
  g_autoptr (GPtrArray) asks = NULL;
  g_autofree char *request = NULL;

  g_assert_true (kt_store_ask (table->laptop->store, kind, FAMILY_B, more, &request, NULL));
  asks = kt_store_list_asks (table->laptop->store, NULL);
  for (guint i = 0; i < asks->len; i++)
    {
      const KtAsk *ask = asks->pdata[i];
      g_autoptr (json_object) body = g_str_equal (ask->id, request) ? parse_json (ask->body) : NULL;

      if (body == NULL)
        continue;
      if (id != NULL)
        *id = g_steal_pointer (&request);
      return g_strdup (kt_json_get_string (body, "expects"));
    }
  g_assert_not_reached ();
}

static void
tell_team (Table *table, const char *members)
{
  g_autofree char *whole = g_strconcat ("\"type\":\"inbox-family\",\"family\":\"" FAMILY_B "\",", members, NULL);

  g_free (couch_memory_write (table->couch, INBOX, FAMILY_B, whole, FALSE));
  laptop_sync (table->laptop);
}

/* As the office told it last; not while something of our own may change it; and who is taken out does not wait for it. */
static void
test_expects (Table *table, gconstpointer data)
{
  g_autofree char *unknown = NULL, *known = NULL, *second = NULL, *out = NULL, *id = NULL, *more = NULL;

  laptop_sync (table->laptop);
  unknown = ask_expects (table, "team-join", &id);
  g_assert_null (unknown);
  laptop_sync (table->laptop);
  answer (table, id, "\"outcome\":\"done\"");
  tell_team (table, "\"fixed\":\"ilse\",\"revision\":3");
  g_clear_pointer (&id, g_free);
  known = ask_expects (table, "team-join", &id);
  g_assert_cmpstr (known, ==, "3");
  second = ask_expects (table, "team-join", &more);
  g_assert_null (second);
  laptop_sync (table->laptop);
  answer (table, id, "\"outcome\":\"done\"");
  answer (table, more, "\"outcome\":\"done\"");
  tell_team (table, "\"fixed\":\"ilse\",\"revision\":5");
  out = ask_expects (table, "team-leave", NULL);
  g_assert_null (out);
}

/* ---- Examples ---- */

static void
test_examples_stay (Table *table, gconstpointer data)
{
  g_autoptr (GHashTable) before = NULL, after = NULL;

  g_assert_true (kt_store_note_example (table->laptop->store, table->family, NULL));
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, NULL) + count_asks (table), ==, 0);
  g_assert_cmpuint (count_here (table), ==, 1);
  before = kt_store_list_examples (table->laptop->store, NULL);
  g_assert_true (g_hash_table_contains (before, table->family) && g_hash_table_size (before) == 1);
  /* an office that wants to practise with it */
  server_add_family (table->couch, table->family);
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_here (table), ==, 0);
  after = kt_store_list_examples (table->laptop->store, NULL);
  g_assert_cmpuint (g_hash_table_size (after), ==, 0);
}

static void
test_a_restored_inbox_is_asked_again (Table *table, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, &before), ==, 1);
  couch_memory_delete (table->couch, INBOX);
  server_add_family (table->couch, FAMILY_B);
  g_assert_cmpuint (count_requests (table, NULL), ==, 0);
  laptop_sync (table->laptop);
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, &after), ==, 1);
  g_assert_cmpstr (before, ==, after);
}

static void
test_no_inbox_nobody_to_ask (Table *table, gconstpointer data)
{
  couch_memory_delete (table->couch, INBOX);
  try_sync (table, TROUBLE_NONE, 0);
  g_assert_cmpuint (count_asks (table), ==, 0);
  g_assert_cmpuint (count_here (table), ==, 1);
}

static void
test_known_families_ask_nothing (Table *table, gconstpointer data)
{
  server_add_family (table->couch, table->family);
  kt_record_unref (save (table->laptop->store, "goal", NULL, FAMILY_B, "{\"words\":\"Samen eten\"}"));
  laptop_sync (table->laptop);
  g_assert_cmpuint (count_requests (table, NULL) + count_asks (table) + count_here (table), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sync/asks/once", test_asks_once);
  add ("/sync/asks/answered-in-any-trouble", test_answered_in_any_trouble);
  add ("/sync/asks/refused-stays-to-be-read", test_refused_stays_to_be_read);
  add ("/sync/asks/dismissed", test_dismissed);
  add ("/sync/asks/expects", test_expects);
  add ("/sync/asks/examples-stay", test_examples_stay);
  add ("/sync/asks/restored-inbox", test_a_restored_inbox_is_asked_again);
  add ("/sync/asks/no-inbox", test_no_inbox_nobody_to_ask);
  add ("/sync/asks/known-families", test_known_families_ask_nothing);
  return g_test_run ();
}
