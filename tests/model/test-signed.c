/* SPDX-License-Identifier: EUPL-1.2 */
/* What is signed, and what of it is still found in a body that went through joins and later edits. The signature here
 * is a hash: whether Ed25519 holds is tests/base/test-signature.c's, who is believed tests/store/test-signatures.c's. */
#include "base/json.h"
#include "model/record-signed.h"
#include "support/records.h"

#include <string.h>

static char *
seal (gpointer signer, const char *text, gsize len)
{
  return kt_sha256_hex (text, (gssize) len);
}

static const KtEditInfo signing = {
  .by = "worker:1",
  .at = "2026-11-22T10:00:00Z",
  .note = "after a call",
  .with = (const char *const[]) { "member:2", NULL },
  .sign = seal,
};

static KtRecord *
make (const char *type, const char *device, const char *nonce, const char *changes)
{
  g_autoptr (json_object) fields = kt_test_json (changes);
  g_autoptr (GError) error = NULL;
  KtEditInfo info = signing;
  KtRecord *record;

  info.device = device;
  info.nonce = nonce;
  record = kt_record_new (kt_type_find (type), NULL, KT_TEST_FAMILY, &info, fields, &error);
  g_assert_no_error (error);
  return record;
}

static KtRecord *
edit (KtRecord *record, const char *device, const char *changes)
{
  g_autoptr (json_object) fields = kt_test_json (changes);
  g_autoptr (GError) error = NULL;
  KtEditInfo info = signing;
  KtRecord *edited;

  info.device = device;
  edited = kt_record_edit (record, NULL, &info, fields, &error);
  g_assert_no_error (error);
  return edited;
}

/* How many dots bear a seal that fits. */
static guint
count_good (KtRecord *record, guint *n)
{
  g_autoptr (GArray) dots = kt_record_list_signed (record);
  guint good = 0;

  for (guint i = 0; i < dots->len; i++)
    {
      const KtSignedDot *dot = &g_array_index (dots, KtSignedDot, i);
      g_autofree char *sig = dot->text != NULL ? kt_sha256_hex (dot->text, -1) : NULL;

      good += sig != NULL && g_strcmp0 (sig, dot->sig) == 0;
    }
  *n = dots->len;
  return good;
}

static void
assert_all_good (KtRecord *record, guint n)
{
  guint found;

  g_assert_cmpuint (count_good (record, &found), ==, n);
  g_assert_cmpuint (found, ==, n);
}

static void
test_first_and_later (void)
{
  g_autoptr (KtRecord) one = make ("goal", "a", NULL, "{'words':'Fiets maken','status':'open','position':1}");
  g_autoptr (KtRecord) two = edit (one, "b", "{'words':'Fiets lenen'}"), three = edit (two, "a", "{'status':'paused','position':2}");

  assert_all_good (one, 1);
  assert_all_good (two, 2);
  /* nothing of the first edit stands any more */
  assert_all_good (three, 2);
}

static void
test_each_element_of_a_list (void)
{
  g_autoptr (KtRecord) one = make ("goal", "a", NULL, "{'words':'x','whose':['member:1','member:2','member:3']}");
  g_autoptr (KtRecord) two = edit (one, "b", "{'whose':['member:1','member:4']}");

  assert_all_good (one, 3);
  /* of the first edit's elements two are gone; the dot that wrote the words as well stays */
  g_assert_cmpuint (kt_record_n_entries (two, "whose"), ==, 2);
  assert_all_good (two, 2);
}

static void
test_joins_carry_them (void)
{
  g_autoptr (KtRecord) one = make ("goal", "a", NULL, "{'words':'Fiets maken','status':'open'}");
  g_autoptr (KtRecord) two = edit (one, "b", "{'words':'Fiets lenen'}"), three = edit (one, "c", "{'words':'Fiets kopen'}");
  g_autoptr (KtRecord) both = kt_test_join (two, three);

  g_assert_true (kt_record_is_disputed (both, "words"));
  assert_all_good (both, 3);
}

static void
test_append_only (void)
{
  g_autoptr (KtRecord) one = make ("decision", "a", "00112233445566778899aabbccddeeff",
                                   "{'record':'goal:1','field':'words','kept':'x','why':'y','date':'2026-11-22','worker':'worker:1'}");
  g_autoptr (KtRecord) again = make ("decision", "a", "00112233445566778899aabbccddeeff",
                                     "{'record':'goal:1','field':'words','kept':'x','why':'y','date':'2026-11-22','worker':'worker:1'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (KtRecord) parsed = kt_record_parse (kt_record_get_bytes (one), -1, NULL, &error);

  /* the id is still a hash over all of the body */
  g_assert_no_error (error);
  g_assert_true (kt_record_equal (one, again));
  g_assert_false (kt_record_is_foreign (parsed));
  assert_all_good (parsed, 1);
}

/* ---- What is found out ---- */

static json_object *
first_entry (json_object *tree, const char *field)
{
  return json_object_array_get_idx (kt_json_get_array (kt_json_get_object (tree, "fields"), field), 0);
}

static json_object *
only_edit (json_object *tree)
{
  struct json_object_iterator it = json_object_iter_begin (kt_json_get_object (tree, "edits"));

  return json_object_iter_peek_value (&it);
}

static void
change_value (json_object *tree, gpointer data)
{
  json_object_object_add (first_entry (tree, "words"), "v", json_object_new_string ("iets anders"));
}

static void
change_entry (json_object *tree, gpointer data)
{
  json_object_object_add (first_entry (tree, "words"), "from", json_object_new_string ("nooit gezegd"));
}

static void
change_author (json_object *tree, gpointer data)
{
  json_object_object_add (only_edit (tree), "by", json_object_new_string ("worker:2"));
}

static void
change_agreed (json_object *tree, gpointer data)
{
  json_object_object_add (only_edit (tree), "agreed", json_object_new_boolean (TRUE));
}

static void
change_field (json_object *tree, gpointer data)
{
  json_object *fields = kt_json_get_object (tree, "fields"), *words = json_object_get (kt_json_get_array (fields, "words"));

  json_object_object_del (fields, "words");
  json_object_object_add (fields, "wording", words);
}

static void
add_field (json_object *tree, gpointer data)
{
  json_object_object_add (kt_json_get_object (tree, "fields"), "wording", kt_json_copy (kt_json_get_array (kt_json_get_object (tree, "fields"), "words")));
}

static void
change_id (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "_id", json_object_new_string ("goal:99"));
}

static void
change_family (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "family", json_object_new_string ("family:00000000000000000000000000000099"));
}

static void
strip_signature (json_object *tree, gpointer data)
{
  json_object_object_del (only_edit (tree), "sig");
}

static void
strip_edit (json_object *tree, gpointer data)
{
  json_object_object_add (tree, "edits", json_object_new_object ());
}

static void
change_list (json_object *tree, gpointer data)
{
  json_object *of = kt_json_get_object (only_edit (tree), "of");

  if (of != NULL)
    json_object_object_del (of, "status");
  else
    json_object_object_add (only_edit (tree), "of", json_object_new_object ());
}

static void (*const forgeries[]) (json_object *tree, gpointer data) = {
  change_value,
  change_entry,
  change_author,
  change_agreed,
  change_field,
  add_field,
  change_id,
  change_family,
  strip_signature,
  strip_edit,
  change_list,
};

static void
assert_found_out (KtRecord *record)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forgeries); i++)
    {
      g_autofree char *bytes = kt_test_rewrite (record, forgeries[i], NULL, TRUE);
      g_autoptr (GError) error = NULL;
      g_autoptr (KtRecord) forged = kt_record_parse (bytes, -1, "1-x", &error);
      guint n;

      g_assert_no_error (error);
      g_assert_false (kt_record_is_foreign (forged));
      if (count_good (forged, &n) != 0)
        g_error ("forgery %" G_GSIZE_FORMAT " was believed: %s", i, bytes);
      g_assert_cmpuint (n, ==, 1);
    }
}

static void
test_forgeries (void)
{
  g_autoptr (KtRecord) one = make ("goal", "a", NULL, "{'words':'Fiets maken'}");
  g_autoptr (KtRecord) several = make ("goal", "a", NULL, "{'words':'Fiets maken','status':'open','position':1}");

  assert_found_out (one);
  assert_found_out (several);
}

static void
change_clock (json_object *tree, gpointer data)
{
  json_object_object_add (kt_json_get_object (tree, "clock"), "z", json_object_new_int (1));
}

static void
put_id (json_object *tree, gpointer id)
{
  json_object_object_add (tree, "_id", json_object_new_string (id));
}

/* A second copy under the id that fits it: the signature says it is not what was signed. */
static void
test_append_only_copy (void)
{
  g_autoptr (KtRecord) one = make ("decision", "a", NULL,
                                   "{'record':'goal:1','field':'words','kept':'x','why':'y','date':'2026-11-22','worker':'worker:1'}");
  g_autofree char *bent = kt_test_rewrite (one, change_clock, NULL, TRUE), *canonical = NULL, *hash = NULL, *id = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (json_object) tree = kt_test_json (bent);
  g_autoptr (KtRecord) copy = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  json_object_object_del (tree, "hash");
  json_object_object_del (tree, "_id");
  canonical = kt_json_canonical (tree, NULL);
  hash = kt_sha256_hex (canonical, -1);
  id = g_strconcat ("decision:", hash, NULL);
  put_id (tree, id);
  g_free (canonical);
  canonical = kt_json_canonical (tree, NULL);
  g_free (hash);
  hash = kt_sha256_hex (canonical, -1);
  json_object_object_add (tree, "hash", json_object_new_string (hash));
  bytes = kt_json_canonical (tree, NULL);
  copy = kt_record_parse (bytes, -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_good (copy, &n), ==, 0);
}

/* Members a newer app puts into an edit are signed for, and kept. */
static void
add_unknown (json_object *tree, gpointer data)
{
  json_object *edits = only_edit (tree);

  json_object_object_add (edits, "mood", json_object_new_string ("good"));
}

static void
test_newer_members (void)
{
  g_autoptr (KtRecord) one = make ("goal", "a", NULL, "{'words':'Fiets maken'}");
  g_autofree char *bytes = kt_test_rewrite (one, add_unknown, NULL, TRUE);
  g_autoptr (KtRecord) newer = kt_record_parse (bytes, -1, NULL, NULL);
  g_autoptr (GArray) dots = kt_record_list_signed (newer);

  g_assert_nonnull (strstr (g_array_index (dots, KtSignedDot, 0).text, "\"mood\":\"good\""));
}

static void
test_foreign_has_none (void)
{
  static const char plain[] = "{\"_id\":\"goal:1\",\"type\":\"goal\",\"family\":\"" KT_TEST_FAMILY "\",\"words\":\"x\"}";
  g_autoptr (KtRecord) foreign = kt_record_parse (plain, -1, "1-a", NULL);
  g_autoptr (GArray) dots = kt_record_list_signed (foreign);

  g_assert_true (kt_record_is_foreign (foreign));
  g_assert_cmpuint (dots->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/signed/first-and-later", test_first_and_later);
  g_test_add_func ("/signed/each-element-of-a-list", test_each_element_of_a_list);
  g_test_add_func ("/signed/joins-carry-them", test_joins_carry_them);
  g_test_add_func ("/signed/append-only", test_append_only);
  g_test_add_func ("/signed/forgeries", test_forgeries);
  g_test_add_func ("/signed/append-only-copy", test_append_only_copy);
  g_test_add_func ("/signed/newer-members", test_newer_members);
  g_test_add_func ("/signed/foreign-has-none", test_foreign_has_none);
  return g_test_run ();
}
