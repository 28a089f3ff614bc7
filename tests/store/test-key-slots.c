/* SPDX-License-Identifier: EUPL-1.2 */
/* Passphrase and recovery code open the same key; damage is mended or told, and never called a wrong passphrase. */
#include "store/key-check.h"
#include "store/key-file.h"
#include "store/key-slots.h"
#include "store/support.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define PASSPHRASE "zeven blauwe fietsen"
#define MIB (1024 * 1024)

typedef struct {
  char *dir, *code;
  KtSecret *key;
} Slots;

static void
set_up (Slots *slots, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slots->dir = g_dir_make_tmp ("kt-keys-XXXXXX", NULL);
  slots->key = kt_key_slots_create (slots->dir, PASSPHRASE, &slots->code, &error);
  g_assert_no_error (error);
}

static void
tear_down (Slots *slots, gconstpointer data)
{
  remove_folder (slots->dir);
  kt_secret_free (slots->key);
  g_free (slots->dir);
  g_free (slots->code);
}

static void
assert_opens (Slots *slots, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (slots->dir, words, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (kt_secret_bytes (key), kt_secret_len (key), kt_secret_bytes (slots->key), kt_secret_len (slots->key));
}

static void
assert_fails (Slots *slots, const char *words, KtStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (slots->dir, words, &error);

  g_assert_error (error, KT_STORE_ERROR, (int) code);
  g_assert_null (key);
}

static char *
read_copy (Slots *slots, const char *name, gsize *len)
{
  g_autofree char *path = g_build_filename (slots->dir, name, NULL);
  char *bytes = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, len, NULL));
  return bytes;
}

static void
write_copy (Slots *slots, const char *name, const char *bytes, gsize len)
{
  g_autofree char *path = g_build_filename (slots->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

static void
remove_copy (Slots *slots, const char *name)
{
  g_autofree char *path = g_build_filename (slots->dir, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_copies_same (Slots *slots)
{
  gsize n, m;
  g_autofree char *a = read_copy (slots, "keys", &n), *b = read_copy (slots, "keys.copy", &m);

  g_assert_cmpmem (a, n, b, m);
}

/* ---- Opening ---- */

static void
test_passphrase (Slots *slots, gconstpointer data)
{
  assert_opens (slots, PASSPHRASE);
  assert_fails (slots, "zeven blauwe fiets", KT_STORE_ERROR_WRONG_KEY);
  assert_fails (slots, "", KT_STORE_ERROR_WRONG_KEY);
  assert_fails (slots, "\xff\xfe", KT_STORE_ERROR_WRONG_KEY);
}

static void
test_recovery_code (Slots *slots, gconstpointer data)
{
  g_auto (GStrv) groups = g_strsplit (slots->code, "-", -1);
  g_autofree char *lower = g_ascii_strdown (slots->code, -1), *spaced = g_strjoinv ("  ", groups);
  g_autofree char *glued = g_strjoinv ("", groups), *wrong = g_strdup (slots->code);

  g_assert_cmpuint (g_strv_length (groups), ==, 8);
  assert_opens (slots, slots->code);
  assert_opens (slots, lower);
  assert_opens (slots, spaced);
  assert_opens (slots, glued);
  wrong[0] = wrong[0] == '7' ? '8' : '7';
  assert_fails (slots, wrong, KT_STORE_ERROR_WRONG_KEY);
  wrong[strlen (wrong) - 1] = '\0';
  assert_fails (slots, wrong, KT_STORE_ERROR_WRONG_KEY);
}

/* The old paper can be thrown away: it opens nothing, from neither copy. */
static void
test_a_new_recovery_code (Slots *slots, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (slots->dir, PASSPHRASE, &error);
  g_autofree char *code = kt_key_slots_renew_recovery (slots->dir, key, &error);
  g_autoptr (KtSecret) other = kt_secret_new_random (32);

  g_assert_no_error (error);
  g_assert_cmpstr (code, !=, slots->code);
  assert_copies_same (slots);
  assert_opens (slots, code);
  assert_opens (slots, PASSPHRASE);
  assert_fails (slots, slots->code, KT_STORE_ERROR_WRONG_KEY);
  remove_copy (slots, "keys");
  assert_fails (slots, slots->code, KT_STORE_ERROR_WRONG_KEY);
  assert_opens (slots, code);
  g_assert_null (kt_key_slots_renew_recovery (slots->dir, other, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_WRONG_KEY);
  assert_opens (slots, code);
}

static void
test_signs_read_from_paper (Slots *slots, gconstpointer data)
{
  g_autofree char *read = g_strdup (slots->code);

  for (char *p = read; *p != '\0'; p++)
    *p = *p == '0' ? 'o' : *p == '1' ? 'l'
                                     : *p;
  assert_opens (slots, read);
}

static void
test_accents_composed_or_not (void)
{
  Slots slots = { g_dir_make_tmp ("kt-keys-XXXXXX", NULL) };

  slots.key = kt_key_slots_create (slots.dir, "Zo\xc3\xab", &slots.code, NULL);
  assert_opens (&slots, "Zoe\xcc\x88");
  assert_fails (&slots, "Zoe", KT_STORE_ERROR_WRONG_KEY);
  tear_down (&slots, NULL);
}

static void
test_keys_differ (Slots *slots, gconstpointer data)
{
  Slots other;

  set_up (&other, NULL);
  g_assert_cmpint (memcmp (kt_secret_bytes (slots->key), kt_secret_bytes (other.key), 32), !=, 0);
  g_assert_cmpstr (slots->code, !=, other.code);
  g_assert_cmpint (kt_key_check (slots->dir, slots->key), ==, KT_KEY_FITS);
  g_assert_cmpint (kt_key_check (slots->dir, other.key), ==, KT_KEY_OTHER);
  tear_down (&other, NULL);
}

static void
test_nobody_else_can_read_them (Slots *slots, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (slots->dir, i == 0 ? "keys" : "keys.copy", NULL);
      GStatBuf st;

      g_assert_cmpint (g_stat (path, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
    }
}

static void
test_never_overwritten (Slots *slots, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_null (kt_key_slots_create (slots->dir, "another", &code, &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED);
  assert_opens (slots, PASSPHRASE);
}

/* ---- Damage ---- */

static void
damage (Slots *slots, const char *name, gsize offset)
{
  gsize len;
  g_autofree char *bytes = read_copy (slots, name, &len);

  bytes[offset % len] ^= 0x01;
  write_copy (slots, name, bytes, len);
}

static void
test_one_copy_damaged (Slots *slots, gconstpointer data)
{
  gsize len;
  g_autofree char *bytes = read_copy (slots, "keys", &len);

  for (gsize offset = 0; offset < len; offset += 7)
    {
      const char *name = offset % 2 == 0 ? "keys" : "keys.copy";

      damage (slots, name, offset);
      assert_opens (slots, PASSPHRASE);
      assert_copies_same (slots);
      write_copy (slots, name, bytes, offset);
      assert_opens (slots, slots->code);
      assert_copies_same (slots);
    }
  remove_copy (slots, "keys");
  assert_opens (slots, PASSPHRASE);
  assert_copies_same (slots);
}

/* A wrong passphrase must not mend: nothing is known to be right then. */
static void
test_a_wrong_passphrase_writes_nothing (Slots *slots, gconstpointer data)
{
  gsize n, m;
  g_autofree char *before = NULL, *after = NULL;

  damage (slots, "keys", 40);
  before = read_copy (slots, "keys", &n);
  assert_fails (slots, "wrong", KT_STORE_ERROR_WRONG_KEY);
  after = read_copy (slots, "keys", &m);
  g_assert_cmpmem (before, n, after, m);
}

static void
test_both_copies_damaged (Slots *slots, gconstpointer data)
{
  damage (slots, "keys", 40);
  damage (slots, "keys.copy", 90);
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_SLOTS_DAMAGED);
  assert_fails (slots, "wrong", KT_STORE_ERROR_SLOTS_DAMAGED);
  remove_copy (slots, "keys");
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_SLOTS_DAMAGED);
  remove_copy (slots, "keys.copy");
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_NOT_FOUND);
}

/* Whoever writes to the file can put a right sum under anything. */
static void
rewrite (Slots *slots, const char *key, gint64 value)
{
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (slots->dir, &whole, NULL);

  json_object_object_add (kt_key_file_find_slot (file, "passphrase"), key, json_object_new_int64 (value));
  g_assert_true (kt_key_file_save (slots->dir, file, NULL));
}

static void
test_parameters_are_authenticated (Slots *slots, gconstpointer data)
{
  rewrite (slots, "passes", 2);
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_WRONG_KEY);
  rewrite (slots, "passes", 1);
  assert_opens (slots, PASSPHRASE);
  rewrite (slots, "passes", 0);
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_SLOTS_DAMAGED);
  rewrite (slots, "passes", 1);
  rewrite (slots, "memory", G_MAXINT64);
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_SLOTS_DAMAGED);
  assert_opens (slots, slots->code);
}

static void
limit_memory (gsize more)
{
  g_autofree char *statm = NULL;
  struct rlimit limit;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
  limit.rlim_cur = limit.rlim_max = g_ascii_strtoull (statm, NULL, 10) * (guint64) getpagesize () + more;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
}

static void
test_no_memory (Slots *slots, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      rewrite (slots, "memory", (gint64) 1024 * MIB);
      limit_memory (256 * MIB);
      assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_NO_MEMORY);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* ---- A new passphrase ---- */

static void
test_new_passphrase (Slots *slots, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (kt_key_slots_set_passphrase (slots->dir, slots->key, "another", &error));
  assert_opens (slots, "another");
  assert_opens (slots, slots->code);
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_WRONG_KEY);
  assert_copies_same (slots);
}

static void
test_new_passphrase_cut_short (Slots *slots, gconstpointer data)
{
  gsize len;
  g_autofree char *old = read_copy (slots, "keys.copy", &len);

  g_assert_true (kt_key_slots_set_passphrase (slots->dir, slots->key, "another", NULL));
  write_copy (slots, "keys.copy", old, len);
  assert_opens (slots, "another");
  assert_copies_same (slots);
  assert_fails (slots, PASSPHRASE, KT_STORE_ERROR_WRONG_KEY);
}

static void
test_new_passphrase_needs_the_key (Slots *slots, gconstpointer data)
{
  g_autoptr (KtSecret) other = test_key (1);
  g_autoptr (GError) error = NULL;

  g_assert_false (kt_key_slots_set_passphrase (slots->dir, other, "another", &error));
  g_assert_error (error, KT_STORE_ERROR, KT_STORE_ERROR_WRONG_KEY);
  assert_opens (slots, PASSPHRASE);
}

static void
test_newer_slots_survive (Slots *slots, gconstpointer data)
{
  gboolean whole;
  g_autoptr (json_object) file = kt_key_file_load (slots->dir, &whole, NULL);
  g_autoptr (json_object) later = NULL;

  kt_key_file_put_slot (file, parse_json ("{\"kind\":\"organisation\",\"box\":\"00\"}"));
  json_object_object_add (file, "news", json_object_new_int64 (G_MAXINT64));
  g_assert_true (kt_key_file_save (slots->dir, file, NULL));
  g_assert_true (kt_key_slots_set_passphrase (slots->dir, slots->key, "another", NULL));
  later = kt_key_file_load (slots->dir, &whole, NULL);
  g_assert_nonnull (kt_key_file_find_slot (later, "organisation"));
  g_assert_cmpint (kt_json_get_int (later, "news", 0), ==, G_MAXINT64);
  assert_opens (slots, "another");
}

/* ---- The real cost ---- */

static void
test_real_cost (void)
{
  Slots slots;
  gboolean whole;
  g_autoptr (json_object) file = NULL;
  json_object *slot;

  g_unsetenv ("KEUKENTAFEL_FAST_KDF");
  set_up (&slots, NULL);
  file = kt_key_file_load (slots.dir, &whole, NULL);
  slot = kt_key_file_find_slot (file, "passphrase");
  g_test_message ("%d passes over %d MiB", (int) kt_json_get_int (slot, "passes", 0),
                  (int) (kt_json_get_int (slot, "memory", 0) / MIB));
  g_assert_cmpint (kt_json_get_int (slot, "memory", 0), >=, 64 * MIB);
  g_assert_cmpint (kt_json_get_int (slot, "memory", 0), <=, 256 * MIB);
  g_assert_cmpint (kt_json_get_int (slot, "passes", 0), >=, 2);
  assert_opens (&slots, PASSPHRASE);
  tear_down (&slots, NULL);
  g_setenv ("KEUKENTAFEL_FAST_KDF", "1", TRUE);
}

#define add(path, func) g_test_add ("/store/key-slots/" path, Slots, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("KEUKENTAFEL_FAST_KDF", "1", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("passphrase", test_passphrase);
  add ("recovery-code", test_recovery_code);
  add ("a-new-recovery-code", test_a_new_recovery_code);
  add ("signs-read-from-paper", test_signs_read_from_paper);
  g_test_add_func ("/store/key-slots/accents-composed-or-not", test_accents_composed_or_not);
  add ("keys-differ", test_keys_differ);
  add ("nobody-else-can-read-them", test_nobody_else_can_read_them);
  add ("never-overwritten", test_never_overwritten);
  add ("one-copy-damaged", test_one_copy_damaged);
  add ("a-wrong-passphrase-writes-nothing", test_a_wrong_passphrase_writes_nothing);
  add ("both-copies-damaged", test_both_copies_damaged);
  add ("parameters-are-authenticated", test_parameters_are_authenticated);
  add ("no-memory", test_no_memory);
  add ("new-passphrase", test_new_passphrase);
  add ("new-passphrase-cut-short", test_new_passphrase_cut_short);
  add ("new-passphrase-needs-the-key", test_new_passphrase_needs_the_key);
  add ("newer-slots-survive", test_newer_slots_survive);
  g_test_add_func ("/store/key-slots/real-cost", test_real_cost);
  return g_test_run ();
}
