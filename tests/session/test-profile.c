/* SPDX-License-Identifier: EUPL-1.2 */
/* Profiles in a data folder: made whole or not at all, and saying nothing of a family. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>

#include "base/json.h"
#include "session/profile.h"
#include "session/settings.h"
#include "store/key-slots.h"

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("profiles-XXXXXX", NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) listing = g_dir_open (path, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_tree (f->dir);
  g_free (f->dir);
}

static KtProfile *
make (Fixture *f, const char *nickname)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  KtProfile *profile = kt_profile_create (f->dir, nickname, "een lange zin", NULL, &code, &error);

  g_assert_no_error (error);
  g_assert_nonnull (code);
  return profile;
}

static char *
read_worker (KtProfile *profile, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (KtSecret) key = kt_key_slots_unlock (profile->dir, words, &error);
  g_autoptr (KtStore) store = NULL;
  char *worker = NULL;

  g_assert_no_error (error);
  store = kt_store_open (profile->dir, key, KT_STORE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (kt_store_get_setting (store, KT_SETTING_WORKER, &worker, &error));
  return worker;
}

static void
test_create (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL, *worker = NULL, *again = NULL;
  g_autoptr (KtProfile) profile = kt_profile_create (f->dir, "  Ilse ", "een lange zin", NULL, &code, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (profile->nickname, ==, "Ilse");
  /* the folder's name is nobody's */
  g_assert_null (strstr (profile->slug, "lse"));
  worker = read_worker (profile, "een lange zin");
  g_assert_true (g_str_has_prefix (worker, "worker:"));
  /* the code that was written down opens the same store */
  again = read_worker (profile, code);
  g_assert_cmpstr (worker, ==, again);
}

static void
test_given_worker (Fixture *f, gconstpointer data)
{
  g_autofree char *code = NULL, *worker = NULL;
  g_autoptr (KtProfile) profile = kt_profile_create (f->dir, "x", "een lange zin", "worker:abc", &code, NULL);

  worker = read_worker (profile, "een lange zin");
  g_assert_cmpstr (worker, ==, "worker:abc");
}

static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = kt_profile_list (f->dir, &error), list = NULL;
  g_autoptr (KtProfile) a = make (f, "Ilse"), b = make (f, "Daan"), found = NULL, by_slug = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  a->last_used = 1000;
  g_assert_true (kt_profile_touch (b, 3, "nl", &error));
  b->last_used = 0;
  list = kt_profile_list (f->dir, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  found = kt_profile_find (f->dir, "Daan", &error);
  g_assert_cmpuint (found->waiting, ==, 3);
  g_assert_cmpstr (found->language, ==, "nl");
  by_slug = kt_profile_find (f->dir, found->slug, &error);
  g_assert_cmpstr (by_slug->nickname, ==, "Daan");
  g_assert_null (kt_profile_find (f->dir, "Noa", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
set_last_used (KtProfile *profile, gint64 when)
{
  g_autofree char *path = g_build_filename (profile->dir, "profile.json", NULL);
  g_autofree char *text = g_strdup_printf ("{\"nickname\":\"%s\",\"last_used\":%" G_GINT64_FORMAT "}", profile->nickname, when);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_last_used_first (Fixture *f, gconstpointer data)
{
  g_autoptr (KtProfile) a = make (f, "a"), b = make (f, "b"), c = make (f, "c");
  g_autoptr (GPtrArray) list = NULL;

  set_last_used (a, 20);
  set_last_used (b, 30);
  set_last_used (c, 10);
  list = kt_profile_list (f->dir, NULL);
  g_assert_cmpstr (((KtProfile *) list->pdata[0])->nickname, ==, "b");
  g_assert_cmpstr (((KtProfile *) list->pdata[1])->nickname, ==, "a");
  g_assert_cmpstr (((KtProfile *) list->pdata[2])->nickname, ==, "c");
}

static void
test_refused_names (Fixture *f, gconstpointer data)
{
  const char *bad[] = { "", "   ", "een naam die veel te lang is om op een knop te passen", "\xff" };
  g_autoptr (KtProfile) first = make (f, "Ilse");
  g_autofree char *code = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (kt_profile_create (f->dir, bad[i], "een lange zin", NULL, &code, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  g_autoptr (GError) taken = NULL;
  g_assert_null (kt_profile_create (f->dir, "Ilse", "een lange zin", NULL, &code, &taken));
  g_assert_error (taken, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_autoptr (GPtrArray) list = kt_profile_list (f->dir, NULL);
  g_assert_cmpuint (list->len, ==, 1);
}

static char *
make_left_over (Fixture *f)
{
  char *folder = g_build_filename (f->dir, "profiles", ".new-p-00", NULL);
  g_autofree char *file = g_build_filename (folder, "keys", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "half", -1, NULL));
  return folder;
}

static void
test_half_made (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = make_left_over (f);
  g_autoptr (GPtrArray) list = kt_profile_list (f->dir, NULL);

  g_assert_cmpuint (list->len, ==, 0);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* Somebody is making it this moment: it is nobody's left-over. */
static void
test_in_the_making (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = make_left_over (f), *path = g_build_filename (f->dir, "profiles", ".lock", NULL);
  int fd = g_open (path, O_CREAT | O_RDWR, 0600);
  g_autoptr (GPtrArray) list = NULL;

  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  list = kt_profile_list (f->dir, NULL);
  g_assert_true (g_file_test (folder, G_FILE_TEST_EXISTS));
  close (fd);
}

static void
test_damaged_description (Fixture *f, gconstpointer data)
{
  g_autoptr (KtProfile) profile = make (f, "Ilse"), found = NULL;
  g_autofree char *path = g_build_filename (profile->dir, "profile.json", NULL);

  g_assert_true (g_file_set_contents (path, "{\"nick", -1, NULL));
  found = kt_profile_find (f->dir, profile->slug, NULL);
  g_assert_nonnull (found);
  g_assert_cmpstr (found->nickname, ==, profile->slug);
}

static void
test_says_little (Fixture *f, gconstpointer data)
{
  static const char *const known[] = { "nickname", "language", "last_used", "waiting", NULL };
  g_autoptr (KtProfile) profile = make (f, "Ilse");
  g_autofree char *path = g_build_filename (profile->dir, "profile.json", NULL), *text = NULL;
  g_autoptr (json_object) object = NULL;
  GStatBuf there;
  gsize len;

  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  object = kt_json_parse (text, (gssize) len, NULL);
  json_object_object_foreach (object, key, value)
    {
      g_assert_true (g_strv_contains (known, key));
      g_assert_nonnull (value);
    }
  g_assert_cmpint (g_stat (path, &there), ==, 0);
  g_assert_cmpint (there.st_mode & 077, ==, 0);
  g_assert_cmpint (g_stat (profile->dir, &there), ==, 0);
  g_assert_cmpint (there.st_mode & 077, ==, 0);
}

#define ADD(name, func) g_test_add ("/session/profile/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("create", test_create);
  ADD ("given-worker", test_given_worker);
  ADD ("list", test_list);
  ADD ("last-used-first", test_last_used_first);
  ADD ("refused-names", test_refused_names);
  ADD ("half-made", test_half_made);
  ADD ("in-the-making", test_in_the_making);
  ADD ("damaged-description", test_damaged_description);
  ADD ("says-little", test_says_little);
  return g_test_run ();
}
