/* SPDX-License-Identifier: EUPL-1.2 */
/* Which family a pass comes to first, and that a family can be opened as soon as it is in. */
#include "sync/laptop.h"

#include <string.h>

#define N_FAMILIES 6
#define TODAY "2026-11-24"
#define TOMORROW "2026-11-25"

typedef struct {
  CouchMemory *couch;
  Laptop *laptop;
  char *families[N_FAMILIES];
} Caseload;

static void
set_up (Caseload *caseload, gconstpointer data)
{
  g_setenv ("KEUKENTAFEL_TODAY", TODAY, TRUE);
  caseload->couch = server_new (NULL, NULL);
  for (guint i = 0; i < N_FAMILIES; i++)
    {
      caseload->families[i] = g_strdup_printf ("family:%032x", i + 1);
      server_add_family (caseload->couch, caseload->families[i]);
    }
  caseload->laptop = laptop_new (caseload->couch);
}

static void
tear_down (Caseload *caseload, gconstpointer data)
{
  assert_sound (caseload->laptop->store);
  laptop_free (caseload->laptop);
  couch_memory_free (caseload->couch);
  for (guint i = 0; i < N_FAMILIES; i++)
    g_free (caseload->families[i]);
}

#define add(path, func) g_test_add (path, Caseload, NULL, set_up, func, tear_down)

static gboolean
run (Caseload *caseload, FakeTransport *fake, const char *first, KtSyncProgress progress, gpointer user_data)
{
  KtStoreCaller caller = kt_store_caller_direct (caseload->laptop->store);
  KtSyncResult result;
  gboolean ok = kt_replicator_run (&caller, &fake->base, LOGIN, first, progress, user_data, &result, NULL, NULL);

  kt_sync_result_clear (&result);
  return ok;
}

/* Names of the databases in the order in which they were asked so, each once. */
static char *
order_of (FakeTransport *fake, const char *what)
{
  GString *order = g_string_new (NULL);

  for (guint i = 0; i < fake->log->len; i++)
    {
      const char *line = fake->log->pdata[i], *name = strstr (line, "/kt-0");
      g_autofree char *word = NULL;

      if (name == NULL || strstr (line, what) == NULL)
        continue;
      /* "3-plan" */
      word = g_strndup (name + strlen ("/kt-") + 31, strcspn (name + 1, "/") - strlen ("kt-") - 31);
      if (strstr (order->str, word) == NULL)
        g_string_append_printf (order, "%s%s", order->len > 0 ? " " : "", word);
    }
  return g_string_free_and_steal (order);
}

static void
assert_pulls (Caseload *caseload, const char *first, const char *wanted)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);
  g_autofree char *order = NULL;

  g_assert_true (run (caseload, fake, first, NULL, NULL));
  order = order_of (fake, "_changes");
  g_assert_cmpstr (order, ==, wanted);
}

static void
plan_visit (Caseload *caseload, guint family, const char *date, const char *status)
{
  g_autofree char *changes = g_strdup_printf ("{\"date\":\"%s\",\"status\":\"%s\"}", date, status);

  kt_record_unref (save (caseload->laptop->store, "visit", NULL, caseload->families[family], changes));
}

/* Within a family safety, plan, the rest, and a plan that was in before first of these; the open one before all. */
static void
test_open_first (Caseload *caseload, gconstpointer data)
{
  assert_pulls (caseload, NULL,
                "1-safe 1-plan 1-file 2-safe 2-plan 2-file 3-safe 3-plan 3-file 4-safe 4-plan 4-file 5-safe 5-plan 5-file "
                "6-safe 6-plan 6-file");
  assert_pulls (caseload, caseload->families[3],
                "4-plan 4-safe 4-file 1-plan 1-safe 1-file 2-plan 2-safe 2-file 3-plan 3-safe 3-file 5-plan 5-safe 5-file "
                "6-plan 6-safe 6-file");
}

/* Then today's visits in the order of the day, then tomorrow's; those that were held, or did not take place, are over. */
static void
test_visits (Caseload *caseload, gconstpointer data)
{
  plan_visit (caseload, 1, TOMORROW "T09:00", "planned");
  plan_visit (caseload, 2, TODAY "T15:00", "planned");
  plan_visit (caseload, 4, TODAY "T09:30", "planned");
  plan_visit (caseload, 0, TODAY "T08:00", "done");
  plan_visit (caseload, 3, "2026-11-26T08:00", "planned");
  laptop_sync (caseload->laptop);
  assert_pulls (caseload, caseload->families[5],
                "6-plan 6-safe 6-file 5-plan 5-safe 5-file 3-plan 3-safe 3-file 2-plan 2-safe 2-file 1-plan 1-safe 1-file "
                "4-plan 4-safe 4-file");
}

static void
write_digest (Caseload *caseload, const char *changed)
{
  g_autofree char *members = g_strdup_printf ("\"type\":\"inbox-digest\",\"changed\":{%s}", changed);

  g_free (couch_memory_write (caseload->couch, INBOX, "digest", members, FALSE));
}

/* Then what the digest says has changed, until it was read; every database is asked all the same. */
static void
test_digest (Caseload *caseload, gconstpointer data)
{
  static const char usual[] = "1-plan 1-safe 1-file 2-plan 2-safe 2-file 3-plan 3-safe 3-file 4-plan 4-safe 4-file "
                              "5-plan 5-safe 5-file 6-plan 6-safe 6-file";
  g_autofree char *five = database_of (caseload->families[4], KT_SCOPE_FILE);
  g_autofree char *three = database_of (caseload->families[2], KT_SCOPE_PLAN);
  g_autofree char *one = g_strdup_printf ("\"%s\":\"aa\"", five);
  g_autofree char *two = g_strdup_printf ("\"%s\":\"aa\",\"%s\":\"bb\"", five, three);
  g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);

  laptop_sync (caseload->laptop);
  write_digest (caseload, one);
  assert_pulls (caseload, NULL,
                "5-plan 5-safe 5-file 1-plan 1-safe 1-file 2-plan 2-safe 2-file 3-plan 3-safe 3-file 4-plan 4-safe 4-file "
                "6-plan 6-safe 6-file");
  assert_pulls (caseload, NULL, usual);
  write_digest (caseload, two);
  /* a line cut right behind the inbox: the news is not forgotten */
  fake->trouble = TROUBLE_CUT;
  fake->at = 4;
  g_assert_false (run (caseload, fake, NULL, NULL, NULL));
  assert_pulls (caseload, caseload->families[0],
                "1-plan 1-safe 1-file 3-plan 3-safe 3-file 2-plan 2-safe 2-file 4-plan 4-safe 4-file 5-plan 5-safe 5-file "
                "6-plan 6-safe 6-file");
  assert_pulls (caseload, NULL, usual);
  write_digest (caseload, "\"x\":7,\"kt-nobody\":{}");
  assert_pulls (caseload, NULL, usual);
}

/* Sending: safety of all, then the plan of all, then the rest; within each the family that is open. */
static void
test_pushes (Caseload *caseload, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);
  g_autofree char *order = NULL;

  laptop_sync (caseload->laptop);
  for (guint i = 0; i < 3; i++)
    {
      kt_record_unref (save (caseload->laptop->store, "note", NULL, caseload->families[i], "{\"words\":\"w\"}"));
      kt_record_unref (save (caseload->laptop->store, "goal", NULL, caseload->families[i], "{\"words\":\"w\"}"));
    }
  g_assert_true (run (caseload, fake, caseload->families[1], NULL, NULL));
  order = order_of (fake, "_bulk_docs");
  g_assert_cmpstr (order, ==, "2-plan 1-plan 3-plan 2-file 1-file 3-file");
}

/* ---- What somebody said no to ---- */

#define CONSENT "\"person\":\"member:1\",\"agency\":\"agency:1\",\"data\":\"plan\",\"purpose\":\"x\",\"said_by\":\"member:1\""

typedef struct {
  KtRecord *withdrawn, *refused, *removed, *given; /* of the last family, where nothing else comes last */
} Answers;

static void
write_everywhere (Caseload *caseload)
{
  static const char rating[] = "{\"about\":\"member:1\",\"score\":4,\"rater_role\":\"child\",\"date\":\"2026-11-01\"}";
  KtStore *store = caseload->laptop->store;

  for (guint i = 0; i < N_FAMILIES; i++)
    {
      kt_record_unref (save (store, "safety-rating", NULL, caseload->families[i], rating));
      kt_record_unref (save (store, "goal", NULL, caseload->families[i], "{\"words\":\"w\"}"));
      kt_record_unref (save (store, "note", NULL, caseload->families[i], "{\"words\":\"w\"}"));
    }
}

/* All were given and are at the server; then each is answered anew, after everything else was written. */
static void
answer (Caseload *caseload, Answers *answers)
{
  const char *family = caseload->families[N_FAMILIES - 1];
  KtStore *store = caseload->laptop->store;
  KtRecord **each[] = { &answers->withdrawn, &answers->refused, &answers->removed, &answers->given };
  static const char *const said[] = { "{\"status\":\"withdrawn\"}", "{\"status\":\"refused\"}", "{\"deleted\":true}",
                                      "{\"how\":\"written\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    *each[i] = save (store, "consent", NULL, family, "{" CONSENT ",\"status\":\"given\"}");
  laptop_sync (caseload->laptop);
  write_everywhere (caseload);
  for (guint i = 0; i < G_N_ELEMENTS (each); i++)
    kt_record_unref (save (store, "consent", kt_record_get_id (*each[i]), family, said[i]));
}

static gboolean
is_there (Caseload *caseload, KtRecord *consent, const char *said)
{
  g_autofree char *database = database_of (caseload->families[N_FAMILIES - 1], KT_SCOPE_PLAN);
  g_autofree char *body = couch_memory_dup_body (caseload->couch, database, kt_record_get_id (consent));

  return strstr (body, said) != NULL;
}

/* How many records of the families the server has beside the consents. */
static guint
count_others (Caseload *caseload)
{
  guint n = 0;

  for (guint i = 0; i < N_FAMILIES; i++)
    for (int scope = KT_SCOPE_PLAN; scope <= KT_SCOPE_SAFE; scope++)
      {
        g_autofree char *database = database_of (caseload->families[i], (KtScope) scope);
        n += couch_memory_n_docs (caseload->couch, database);
      }
  return n - 4;
}

/* A line that goes down at every request in turn: never is anything else at the server before what people said no to, of
 * whatever family it is and however much is in front of it. */
static void
test_withdrawn_first (Caseload *caseload, gconstpointer data)
{
  Answers answers;
  guint before, alone = 0, at = 0;
  gboolean ok = FALSE;

  answer (caseload, &answers);
  before = count_others (caseload);
  while (!ok)
    {
      g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);
      gboolean all, others;

      fake->trouble = TROUBLE_CUT;
      fake->at = ++at;
      ok = run (caseload, fake, NULL, NULL, NULL);
      all = is_there (caseload, answers.withdrawn, "\"withdrawn\"") && is_there (caseload, answers.refused, "\"refused\"") &&
            is_there (caseload, answers.removed, "\"deleted\"");
      others = count_others (caseload) > before || is_there (caseload, answers.given, "\"written\"");
      g_assert_true (all || !others);
      alone += all && !others;
    }
  g_assert_cmpuint (alone, >, 0); /* cut right behind the first thing that was sent */
  g_assert_true (is_there (caseload, answers.given, "\"written\""));
  g_assert_cmpuint (count_others (caseload), ==, before + 3 * N_FAMILIES);
  for (guint i = 0; i < 4; i++)
    kt_record_unref (((KtRecord *[]) { answers.withdrawn, answers.refused, answers.removed, answers.given })[i]);
}

/* It waits with what a colleague wrote beside it: what is read here is a no, so it goes first. */
static void
test_withdrawn_of_two (Caseload *caseload, gconstpointer data)
{
  const char *family = caseload->families[0];
  g_autoptr (Laptop) colleague = laptop_new (caseload->couch);
  g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);
  g_autoptr (KtRecord) given = save (colleague->store, "consent", NULL, family, "{" CONSENT ",\"status\":\"given\"}");
  g_autofree char *database = database_of (family, KT_SCOPE_PLAN), *body = NULL, *first = NULL;

  laptop_sync (colleague);
  laptop_sync (caseload->laptop);
  kt_record_unref (save (colleague->store, "consent", kt_record_get_id (given), family, "{\"data\":\"file\"}"));
  laptop_sync (colleague);
  kt_record_unref (save (caseload->laptop->store, "safety-rating", NULL, family,
                         "{\"about\":\"member:1\",\"score\":4,\"rater_role\":\"child\",\"date\":\"2026-11-01\"}"));
  kt_record_unref (save (caseload->laptop->store, "consent", kt_record_get_id (given), family, "{\"status\":\"withdrawn\"}"));
  g_assert_true (run (caseload, fake, NULL, NULL, NULL));
  first = order_of (fake, "_bulk_docs");
  g_assert_true (g_str_has_prefix (first, "1-plan 1-safe"));
  body = couch_memory_dup_body (caseload->couch, database, kt_record_get_id (given));
  g_assert_nonnull (strstr (body, "\"withdrawn\""));
  g_assert_nonnull (strstr (body, "\"file\""));
}

/* ---- Usable as soon as it is in ---- */

typedef struct {
  Caseload *caseload;
  GString *opened;         /* families that could be opened, in order */
  guint asked;             /* requests when the first could */
  FakeTransport *fake;
} Watch;

static gboolean
is_complete (Caseload *caseload, const char *family)
{
  KtCounts counts;
  gboolean complete;

  g_assert_true (kt_store_count (caseload->laptop->store, family, &counts, NULL));
  complete = counts.complete != NULL;
  kt_counts_clear (&counts);
  return complete;
}

static void
watch (gpointer user_data, const char *family, guint pulled, guint pushed)
{
  Watch *watch = user_data;

  if (!is_complete (watch->caseload, family) || strstr (watch->opened->str, family + 38) != NULL)
    return;
  if (watch->asked == 0)
    watch->asked = watch->fake->requests;
  g_string_append (watch->opened, family + 38);
}

static void
test_usable_when_in (Caseload *caseload, gconstpointer data)
{
  g_autoptr (Laptop) colleague = laptop_new (caseload->couch);
  g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);
  g_autoptr (GString) opened = g_string_new (NULL);
  Watch watching = { caseload, opened, 0, fake };

  for (guint i = 0; i < N_FAMILIES; i++)
    for (guint j = 0; j < 40; j++)
      {
        kt_record_unref (save (colleague->store, "note", NULL, caseload->families[i], "{\"words\":\"w\"}"));
        kt_record_unref (save (colleague->store, "goal", NULL, caseload->families[i], "{\"words\":\"w\"}"));
      }
  laptop_sync (colleague);
  g_assert_true (run (caseload, fake, caseload->families[2], watch, &watching));
  g_assert_cmpstr (opened->str, ==, "312456");
  g_test_message ("first after %u of %u requests", watching.asked, fake->requests);
  g_assert_cmpuint (watching.asked, <, fake->requests);
}

/* A line that goes down in the middle: what is wholly in can be opened, the rest cannot. */
static void
test_cut_in_the_middle (Caseload *caseload, gconstpointer data)
{
  g_autoptr (FakeTransport) fake = fake_transport_new (caseload->couch);
  guint complete = 0;

  fake->trouble = TROUBLE_CUT;
  fake->at = 28; /* in the second group of databases */
  g_assert_false (run (caseload, fake, caseload->families[5], NULL, NULL));
  for (guint i = 0; i < N_FAMILIES; i++)
    complete += is_complete (caseload, caseload->families[i]);
  g_assert_true (is_complete (caseload, caseload->families[5]));
  g_assert_cmpuint (complete, >, 0);
  g_assert_cmpuint (complete, <, N_FAMILIES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/sync/order/open-first", test_open_first);
  add ("/sync/order/visits", test_visits);
  add ("/sync/order/digest", test_digest);
  add ("/sync/order/pushes", test_pushes);
  add ("/sync/order/withdrawn-first", test_withdrawn_first);
  add ("/sync/order/withdrawn-of-two", test_withdrawn_of_two);
  add ("/sync/order/usable-when-in", test_usable_when_in);
  add ("/sync/order/cut-in-the-middle", test_cut_in_the_middle);
  return g_test_run ();
}
