/* SPDX-License-Identifier: EUPL-1.2 */
/* The example families: whole on every day, the same bytes wherever they are made, and a clash when it is asked for. */
#include <string.h>

#include "base/clock.h"
#include "demo/demo.h"

static GPtrArray *
make (const char *login, const char *lang, int day)
{
  KtDemoOptions options = { .lang = lang, .first_lang = "nl", .day = day };
  g_autoptr (GError) error = NULL;
  GPtrArray *records = kt_demo_records (login, &options, &error);

  g_assert_no_error (error);
  return records;
}

static GHashTable *
by_id (GPtrArray *records)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    /* nothing is made twice */
    g_assert_true (g_hash_table_insert (table, (gpointer) kt_record_get_id (records->pdata[i]), records->pdata[i]));
  return table;
}

static void
check_reference (GHashTable *there, KtRecord *record, const char *key, const char *id)
{
  KtRecord *target = g_hash_table_lookup (there, id);

  if (g_str_has_prefix (id, "worker:"))
    return;
  if (target == NULL)
    g_error ("%s of %s points nowhere: %s", key, kt_record_get_id (record), id);
  g_assert_cmpstr (kt_record_get_family (target), ==, kt_record_get_family (record));
}

static void
check_record (GHashTable *there, KtRecord *record)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_record_validate (record, &error));
  g_assert_no_error (error);
  for (const KtField *field = kt_record_get_type (record)->fields; field->key != NULL; field++)
    {
      g_auto (GStrv) list = NULL;
      if (field->kind == KT_KIND_REF && kt_record_get_text (record, field->key) != NULL)
        check_reference (there, record, field->key, kt_record_get_text (record, field->key));
      if (field->kind != KT_KIND_REF_LIST)
        continue;
      list = kt_record_dup_list (record, field->key);
      for (guint i = 0; list[i] != NULL; i++)
        check_reference (there, record, field->key, list[i]);
    }
}

/* Whatever day it is: every record is sound, nothing points to what comes later, and nothing was done tomorrow. */
static void
test_every_day (void)
{
  g_autofree char *tomorrow = NULL, *today = kt_clock_today ();

  tomorrow = kt_clock_add_days (today, 1);
  for (int day = 0; day <= KT_DEMO_LAST_DAY; day++)
    for (guint l = 0; kt_demo_logins[l] != NULL; l++)
      {
        g_autoptr (GPtrArray) records = make (kt_demo_logins[l], NULL, day);
        g_autoptr (GHashTable) there = by_id (records);
        for (guint i = 0; i < records->len; i++)
          {
            const char *status = kt_record_get_text (records->pdata[i], "status");
            const char *date = kt_record_get_text (records->pdata[i], "date");
            check_record (there, records->pdata[i]);
            if (g_strcmp0 (status, "done") == 0 && date != NULL)
              g_assert_cmpstr (date, <, tomorrow);
          }
      }
}

static char *
all_bytes (GPtrArray *records)
{
  GString *bytes = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (bytes, "%s\n", kt_record_get_bytes (records->pdata[i]));
  return g_string_free_and_steal (bytes);
}

static void
test_same_bytes (void)
{
  const int days[] = { 0, 91, KT_DEMO_DECIDED_DAY, KT_DEMO_LAST_DAY };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GPtrArray) ilse = make ("ilse", "nl", days[i]), again = make ("ilse", "nl", days[i]);
      g_autoptr (GPtrArray) daan = make ("daan", "nl", days[i]);
      g_autofree char *a = all_bytes (ilse), *b = all_bytes (again), *c = all_bytes (daan);
      g_assert_cmpstr (a, ==, b);
      g_assert_cmpstr (a, ==, c);
    }
}

static KtRecord *
find_goal (GPtrArray *records, const char *words)
{
  for (guint i = 0; i < records->len; i++)
    if (g_strcmp0 (kt_record_get_text (records->pdata[i], "words"), words) == 0)
      return records->pdata[i];
  g_assert_not_reached ();
}

/* The same record of both, and nothing else in dispute. */
static KtRecord *
join_with (GHashTable *theirs, KtRecord *mine)
{
  KtRecord *other = g_hash_table_lookup (theirs, kt_record_get_id (mine));

  return other != NULL ? kt_record_join (mine, other) : kt_record_ref (mine);
}

static void
test_clash (void)
{
  const char *words = "Laat mij fietsen maken, dan ga ik ook naar school.";
  g_autoptr (GPtrArray) ilse = make ("ilse", "nl", 93), daan = make ("daan", "nl", 93);
  g_autoptr (GHashTable) of_daan = by_id (daan);
  g_autoptr (KtRecord) goal = join_with (of_daan, find_goal (ilse, words));
  guint disputed = 0;

  for (guint i = 0; i < ilse->len; i++)
    {
      g_autoptr (KtRecord) joined = join_with (of_daan, ilse->pdata[i]);
      g_auto (GStrv) keys = kt_record_dup_disputed (joined);
      disputed += g_strv_length (keys);
    }
  g_assert_cmpuint (disputed, ==, 1);
  g_assert_cmpuint (kt_record_n_entries (goal, "wording"), ==, 2);
  g_assert_cmpstr (kt_record_get_text (find_goal (ilse, words), "wording"), ==, "3 dagen + fietswerkplaats");
  g_assert_cmpstr (kt_record_get_text (find_goal (daan, words), "wording"), ==, "4 ochtenden naar school");
  /* what was agreed at the table is what is read meanwhile */
  g_assert_cmpstr (kt_record_get_text (goal, "wording"), ==, "3 dagen + fietswerkplaats");
  g_assert_cmpstr (json_object_get_string (kt_record_get_common_start (goal, "wording")), ==, "elke dag naar school");
}

static guint
count (GPtrArray *records, const char *type, const char *family)
{
  guint n = 0;

  for (guint i = 0; i < records->len; i++)
    n += strcmp (kt_record_get_type_name (records->pdata[i]), type) == 0 &&
         g_strcmp0 (kt_record_get_family (records->pdata[i]), family) == 0;
  return n;
}

static void
test_whole (void)
{
  const struct {
    const char *type;
    guint n;
  } want[] = {
    { "household", 2 },
    { "member", 11 },
    { "agency", 5 },
    { "participation", 6 },
    { "factor", 24 },
    { "goal", 4 },
    { "agreement", 5 },
    { "decision", 1 },
    { "print-record", 1 },
    { "consent", 9 },
    { "legal-ground", 5 },
    { "goal-level", 2 },
    { "safety-rating", 23 },
  };

  for (guint l = 0; l < 2; l++)
    {
      g_autoptr (GPtrArray) records = make ("ilse", l == 0 ? "nl" : "en", KT_DEMO_LAST_DAY);
      const char *family = NULL;
      for (guint i = 0; i < records->len; i++)
        if (g_strcmp0 (kt_record_get_text (records->pdata[i], "name"), "Van Drielen–Tahiri") == 0)
          family = kt_record_get_id (records->pdata[i]);
      for (gsize i = 0; i < G_N_ELEMENTS (want); i++)
        g_assert_cmpuint (count (records, want[i].type, family), ==, want[i].n);
      g_assert_cmpuint (count (records, "visit", family), >=, 10);
      g_assert_cmpuint (count (records, "note", family), >=, 7);
    }
}

/* One language each: the small families are in the first. */
static void
test_languages (void)
{
  g_autoptr (GPtrArray) both = make ("ilse", NULL, KT_DEMO_LAST_DAY), nl = make ("ilse", "nl", KT_DEMO_LAST_DAY);
  g_autoptr (GPtrArray) en = make ("ilse", "en", KT_DEMO_LAST_DAY);
  g_autoptr (GHashTable) dutch = by_id (nl), english = by_id (en);
  guint families = 0;

  for (guint i = 0; i < both->len; i++)
    {
      const char *id = kt_record_get_id (both->pdata[i]);
      /* the same records as when made in one language, and no id in both */
      g_assert_true (g_hash_table_contains (dutch, id) != g_hash_table_contains (english, id));
      families += strcmp (kt_record_get_type_name (both->pdata[i]), "family") == 0;
    }
  g_assert_cmpuint (families, ==, 6);
  g_assert_cmpuint (en->len, ==, nl->len);
}

static void
test_workers (void)
{
  g_autofree char *ilse = kt_demo_worker_id ("ilse"), *daan = kt_demo_worker_id ("daan");
  g_autoptr (GPtrArray) records = make ("daan", "nl", KT_DEMO_LAST_DAY);
  guint fixed = 0;

  g_assert_cmpstr (ilse, !=, daan);
  for (guint i = 0; i < records->len; i++)
    {
      const char *worker = kt_record_get_text (records->pdata[i], "fixed_worker");
      if (worker == NULL)
        continue;
      g_assert_true (strcmp (worker, ilse) == 0 || strcmp (worker, daan) == 0);
      fixed++;
    }
  g_assert_cmpuint (fixed, ==, 5);
}

int
main (int argc, char **argv)
{
  g_setenv ("KEUKENTAFEL_TODAY", "2026-11-24", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/demo/every-day", test_every_day);
  g_test_add_func ("/demo/same-bytes", test_same_bytes);
  g_test_add_func ("/demo/clash", test_clash);
  g_test_add_func ("/demo/whole", test_whole);
  g_test_add_func ("/demo/languages", test_languages);
  g_test_add_func ("/demo/workers", test_workers);
  return g_test_run ();
}
