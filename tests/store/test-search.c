/* SPDX-License-Identifier: EUPL-1.2 */
/* What was written is found, whatever the accents and the state of the typing, and nothing else is. */
#include "store/support.h"

#include <string.h>

static char *
hits_of (KtStore *store, const char *words, const char *family)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = kt_store_search (store, words, family, 10, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < hits->len; i++)
    {
      const KtHit *hit = g_ptr_array_index (hits, i);

      g_string_append_printf (text, "%s%s.%s: %s", i > 0 ? " | " : "", hit->type, hit->field, hit->snippet);
    }
  for (char *p = text->str; *p != '\0'; p++)
    *p = *p == '\x01' ? '[' : *p == '\x02' ? ']'
                                           : *p;
  return g_string_free_and_steal (text);
}

#define assert_hits(words, family, expected) \
  G_STMT_START \
  { \
    g_autofree char *found = hits_of (f->store, words, family); \
    g_assert_cmpstr (found, ==, expected); \
  } \
  G_STMT_END

static void
test_words (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) a = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"Zoë wil weer fietsen naar school\"}");
  g_autoptr (KtRecord) b = save (f->store, "note", NULL, FAMILY_B, "{\"words\":\"Geen geld, de fiets is stuk\"}");

  assert_hits ("fietsen", NULL, "goal.words: Zoë wil weer [fietsen] naar school");
  assert_hits ("zoe", NULL, "goal.words: [Zoë] wil weer fietsen naar school");
  assert_hits ("ZOË sch", NULL, "goal.words: [Zoë] wil weer fietsen naar [school]");
  assert_hits ("fiets", FAMILY_B, "note.words: Geen geld, de [fiets] is stuk");
  assert_hits ("fiets", FAMILY_A, "goal.words: Zoë wil weer [fietsen] naar school");
  assert_hits ("fietse", FAMILY_B, "");
  assert_hits ("wil geld", NULL, "");
  assert_hits ("fiets", "family:00", "");
}

static void
test_nothing_typed_is_syntax (Fixture *f, gconstpointer data)
{
  const char *nasty[] = { "", " ", "\"", "*", "' OR 1", "a AND", "NEAR(a b)", "text:a", "-a", "^a",
                          "(", "a\" OR \"b", "\xe2\x82\xac", "{a b}" };
  g_autoptr (KtRecord) record = save (f->store, "note", NULL, FAMILY_A, "{\"words\":\"d'Haese zei: \\\"nee\\\"\"}");

  for (gsize i = 0; i < G_N_ELEMENTS (nasty); i++)
    {
      g_autofree char *found = hits_of (f->store, nasty[i], NULL);

      g_assert_cmpstr (found, ==, "");
    }
  assert_hits ("d'haese \"nee\"", NULL, "note.words: [d]'[Haese] zei: \"[nee]\"");
}

static void
test_long_texts_are_cut (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) record = save (f->store, "note", NULL, FAMILY_A,
                                      "{\"words\":\"a b c d e f g\\nmidden h i j k l m n o p q r s t u\"}");

  assert_hits ("midd", NULL, "note.words: … d e f g [midden] h i j k l m n o p …");
}

static void
test_best_first_and_limit (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) family = save (f->store, "family", FAMILY_A, FAMILY_A, "{\"name\":\"Jansen\"}");
  g_autoptr (GPtrArray) hits = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (KtRecord) note = save (f->store, "note", NULL, FAMILY_A,
                                        "{\"words\":\"Een lang verhaal waarin Jansen ook een keer voorkomt\"}");
    }
  hits = kt_store_search (f->store, "jansen", NULL, 7, NULL);
  g_assert_cmpuint (hits->len, ==, 7);
  g_assert_cmpstr (((KtHit *) hits->pdata[0])->type, ==, "family");
  g_assert_cmpstr (((KtHit *) hits->pdata[0])->id, ==, FAMILY_A);
  g_assert_cmpstr (((KtHit *) hits->pdata[0])->family, ==, FAMILY_A);
}

/* One letter, which nearly every record has: the newest that have it; one that is rare is found wherever it is. */
static void
test_one_letter (Fixture *f, gconstpointer data)
{
  kt_record_unref (save (f->store, "goal", NULL, FAMILY_B, "{\"words\":\"Élan in de wijk\"}"));
  kt_record_unref (save (f->store, "note", NULL, FAMILY_B, "{\"words\":\"xylofoon\"}"));
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *changes = g_strdup_printf ("{\"words\":\"school nummer%u\"}", i);

      kt_record_unref (save (f->store, "note", NULL, FAMILY_A, changes));
    }
  g_autoptr (GPtrArray) hits = kt_store_search (f->store, "s", NULL, 3, NULL);

  g_assert_cmpuint (hits->len, ==, 3);
  g_assert_cmpstr (((KtHit *) hits->pdata[0])->snippet, ==, "\x01school\x02 nummer299");
  assert_hits ("X", NULL, "note.words: [xylofoon]");
  assert_hits ("x", FAMILY_A, "");
  assert_hits ("e", FAMILY_B, "goal.words: [Élan] in de wijk");
}

static void
test_follows_the_record (Fixture *f, gconstpointer data)
{
  g_autoptr (KtRecord) first = save (f->store, "goal", NULL, FAMILY_A, "{\"words\":\"appel\"}");
  const char *id = kt_record_get_id (first);
  g_autoptr (KtRecord) theirs = edit_elsewhere (first, "other", "{\"words\":\"peer\"}");
  g_autoptr (KtRecord) second = save (f->store, "goal", id, FAMILY_A, "{\"words\":\"banaan\"}");
  g_autoptr (KtRecord) gone = NULL;

  assert_hits ("appel", NULL, "");
  assert_hits ("banaan", NULL, "goal.words: [banaan]");
  g_assert_true (kt_store_adopt (f->store, theirs, NULL, NULL));
  assert_hits ("banaan", NULL, "goal.words: [banaan]");
  assert_hits ("peer", NULL, "goal.words: [peer]");
  gone = save (f->store, "goal", id, FAMILY_A, "{\"deleted\":true}");
  assert_hits ("banaan", NULL, "");
  assert_sound (f->store);
}

/* ---- The index equals a scan, whatever was done ---- */

static char *
random_words (void)
{
  static const char *const words[] = { "zoë", "fiets", "school", "geld", "huis", "oma", "buur", "slaap", "rust", "boos" };
  GString *text = g_string_new (NULL);
  int n = g_test_rand_int_range (1, 9);

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s%d", i > 0 ? " " : "", words[g_test_rand_int_range (0, G_N_ELEMENTS (words))],
                            g_test_rand_int_range (0, 5));
  return g_string_free_and_steal (text);
}

static void
random_step (Fixture *f, GPtrArray *ids)
{
  g_autofree char *words = random_words ();
  gboolean fresh = ids->len == 0 || g_test_rand_int_range (0, 5) == 0;
  const char *id = fresh ? NULL : ids->pdata[g_test_rand_int_range (0, (int) ids->len)];
  gboolean drop = !fresh && g_test_rand_int_range (0, 6) == 0;
  g_autofree char *changes = drop ? g_strdup_printf ("{\"deleted\":%s}", g_test_rand_bit () ? "true" : "false")
                                  : g_strdup_printf ("{\"words\":\"%s\"}", words);
  g_autoptr (KtRecord) record = save (f->store, "goal", id, FAMILY_A, changes);

  if (fresh)
    g_ptr_array_add (ids, g_strdup (kt_record_get_id (record)));
  if (g_test_rand_int_range (0, 4) == 0)
    {
      g_autofree char *other = g_strdup_printf ("{\"words\":\"%s\"}", words);
      g_autoptr (KtRecord) theirs = edit_elsewhere (record, "other", other);

      g_assert_true (kt_store_adopt (f->store, theirs, NULL, NULL));
    }
}

static gboolean
random_batch (KtStore *store, gpointer data, GError **error)
{
  gpointer *both = data;

  for (guint i = 0; i < 25; i++)
    random_step (both[0], both[1]);
  if (g_test_rand_int_range (0, 4) != 0)
    return TRUE;
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "on purpose");
  return FALSE;
}

static void
test_index_equals_scan (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gpointer both[] = { f, ids };

  for (guint batch = 0; batch < 40; batch++)
    {
      guint known = ids->len;

      if (!kt_store_transaction (f->store, random_batch, both, NULL))
        g_ptr_array_set_size (ids, (int) known);
      if (batch % 10 == 9)
        assert_sound (f->store);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_test ("/store/search/words", test_words);
  add_test ("/store/search/nothing-typed-is-syntax", test_nothing_typed_is_syntax);
  add_test ("/store/search/long-texts-are-cut", test_long_texts_are_cut);
  add_test ("/store/search/best-first-and-limit", test_best_first_and_limit);
  add_test ("/store/search/one-letter", test_one_letter);
  add_test ("/store/search/follows-the-record", test_follows_the_record);
  add_test ("/store/search/index-equals-scan", test_index_equals_scan);
  return g_test_run ();
}
