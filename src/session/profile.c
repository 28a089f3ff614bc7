/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-session"
#include "config.h"
#include "session/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/id.h"
#include "base/json.h"
#include "session/settings.h"
#include "store/key-slots.h"
#include "store/store.h"

/* A profile is made in a folder of this name and renamed when whole: what still carries it was never finished. */
#define HALF_MADE ".new-"
#define MAX_NICKNAME 40

char *
kt_data_dir (void)
{
  const char *dir = g_getenv ("KEUKENTAFEL_DATA_DIR");

  if (dir != NULL && *dir != '\0')
    return g_strdup (dir);
  return g_build_filename (g_get_user_data_dir (), DATA_FOLDER, NULL);
}

void
kt_profile_free (KtProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->slug);
  g_free (profile->nickname);
  g_free (profile->dir);
  g_free (profile->language);
  g_free (profile);
}

KtProfile *
kt_profile_copy (const KtProfile *profile)
{
  KtProfile *copy = g_memdup2 (profile, sizeof *profile);

  copy->slug = g_strdup (profile->slug);
  copy->nickname = g_strdup (profile->nickname);
  copy->dir = g_strdup (profile->dir);
  copy->language = g_strdup (profile->language);
  return copy;
}

static void
set_errno (GError **error, const char *path)
{
  int saved = errno;

  g_set_error (error, KT_STORE_ERROR, (int) kt_store_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
}

static gboolean
write_json (KtProfile *profile, GError **error)
{
  g_autoptr (json_object) object = json_object_new_object ();
  g_autofree char *path = g_build_filename (profile->dir, "profile.json", NULL);
  g_autofree char *bytes = NULL;

  json_object_object_add (object, "nickname", json_object_new_string (profile->nickname));
  if (profile->language != NULL)
    json_object_object_add (object, "language", json_object_new_string (profile->language));
  json_object_object_add (object, "last_used", json_object_new_int64 (profile->last_used));
  json_object_object_add (object, "waiting", json_object_new_int64 (profile->waiting));
  bytes = kt_json_canonical (object, error);
  if (bytes == NULL)
    return FALSE;
  return g_file_set_contents_full (path, bytes, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                   error);
}

/* NULL when the folder holds no readable profile. */
static KtProfile *
read_profile (const char *profiles, const char *slug)
{
  g_autofree char *dir = g_build_filename (profiles, slug, NULL);
  g_autofree char *path = g_build_filename (dir, "profile.json", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (json_object) object = NULL;
  gsize len;
  KtProfile *profile;

  if (!g_file_get_contents (path, &bytes, &len, NULL))
    return NULL;
  object = kt_json_parse (bytes, len, NULL);
  profile = g_new0 (KtProfile, 1);
  profile->slug = g_strdup (slug);
  profile->dir = g_steal_pointer (&dir);
  /* A damaged profile.json must not hide the store behind it: the slug stands in for the nickname. */
  profile->nickname = g_strdup (object != NULL ? kt_json_get_string (object, "nickname") : NULL);
  if (profile->nickname == NULL)
    profile->nickname = g_strdup (slug);
  if (object == NULL)
    return profile;
  profile->language = g_strdup (kt_json_get_string (object, "language"));
  profile->last_used = kt_json_get_int (object, "last_used", 0);
  profile->waiting = (guint) CLAMP (kt_json_get_int (object, "waiting", 0), 0, G_MAXINT);
  return profile;
}

static void
remove_folder (const char *dir)
{
  g_autoptr (GDir) listing = g_dir_open (dir, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_unlink (path);
    }
  g_rmdir (dir);
}

/* Whoever makes a profile holds this lock, so that nobody takes a folder in the making for a left-over. */
static int
take_lock (const char *profiles, int flags, GError **error)
{
  g_autofree char *path = g_build_filename (profiles, ".lock", NULL);
  int fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | flags) == 0)
    return fd;
  set_errno (error, path);
  if (fd >= 0)
    close (fd);
  return -1;
}

static void
remove_half_made (const char *profiles)
{
  g_autoptr (GDir) listing = g_dir_open (profiles, 0, NULL);
  const char *name;
  int lock = -1;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_prefix (name, HALF_MADE))
      {
        g_autofree char *dir = g_build_filename (profiles, name, NULL);
        if (lock < 0 && (lock = take_lock (profiles, LOCK_NB, NULL)) < 0)
          return;
        remove_folder (dir);
      }
  if (lock >= 0)
    close (lock);
}

static int
compare_profiles (gconstpointer a, gconstpointer b)
{
  const KtProfile *one = *(KtProfile *const *) a, *other = *(KtProfile *const *) b;

  if (one->last_used != other->last_used)
    return one->last_used < other->last_used ? 1 : -1;
  return strcmp (one->nickname, other->nickname);
}

gboolean
kt_data_dir_check (const char *data_dir, GError **error)
{
  g_autofree char *profiles = g_build_filename (data_dir, "profiles", NULL);
  g_autofree char *path = g_strdup (profiles);

  while (g_access (path, F_OK) != 0 && errno == ENOENT && strlen (path) > 1)
    {
      g_autofree char *below = g_steal_pointer (&path);
      path = g_path_get_dirname (below);
    }
  if (g_access (path, R_OK | W_OK | X_OK) == 0)
    return TRUE;
  set_errno (error, path);
  return FALSE;
}

GPtrArray *
kt_profile_list (const char *data_dir, GError **error)
{
  g_autofree char *profiles = g_build_filename (data_dir, "profiles", NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_profile_free);
  g_autoptr (GDir) listing = NULL;
  g_autoptr (GError) failure = NULL;
  const char *name;

  listing = g_dir_open (profiles, 0, &failure);
  if (listing == NULL && g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&list);
  if (listing == NULL)
    {
      g_set_error (error, KT_STORE_ERROR,
                   g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_ACCES) ? KT_STORE_ERROR_READ_ONLY : KT_STORE_ERROR_FAILED,
                   "%s", failure->message);
      return NULL;
    }
  remove_half_made (profiles);
  while ((name = g_dir_read_name (listing)) != NULL)
    {
      KtProfile *profile = *name == '.' ? NULL : read_profile (profiles, name);
      if (profile != NULL)
        g_ptr_array_add (list, profile);
    }
  g_ptr_array_sort (list, compare_profiles);
  return g_steal_pointer (&list);
}

gboolean
kt_profile_is_called (const KtProfile *profile, const char *slug_or_nickname)
{
  g_autofree char *asked = g_utf8_casefold (slug_or_nickname, -1), *name = g_utf8_casefold (profile->nickname, -1);

  return g_str_equal (profile->slug, slug_or_nickname) || g_str_equal (name, asked);
}

KtProfile *
kt_profile_find (const char *data_dir, const char *slug_or_nickname, GError **error)
{
  g_autoptr (GPtrArray) list = kt_profile_list (data_dir, error);

  if (list == NULL)
    return NULL;
  for (guint i = 0; i < list->len; i++)
    if (kt_profile_is_called (list->pdata[i], slug_or_nickname))
      return g_ptr_array_steal_index (list, i);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no profile '%s'", slug_or_nickname);
  return NULL;
}

/* Under the lock: the whole profile in a folder nobody takes for one yet. */
static gboolean
make_contents (KtProfile *profile, const char *passphrase, const char *worker_id, char **recovery_code, GError **error)
{
  g_autofree char *worker = worker_id != NULL ? g_strdup (worker_id) : kt_id_new ("worker");
  g_autoptr (KtSecret) key = kt_key_slots_create (profile->dir, passphrase, recovery_code, error);
  g_autoptr (KtStore) store = NULL;

  if (key == NULL)
    return FALSE;
  store = kt_store_open (profile->dir, key, KT_STORE_WRITE, error);
  return store != NULL && kt_store_set_setting (store, KT_SETTING_WORKER, worker, error) && write_json (profile, error);
}

static gboolean
fsync_folder (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
make_profile (KtProfile *profile, const char *profiles, const char *passphrase, const char *worker_id,
              char **recovery_code, GError **error)
{
  g_autofree char *made = g_strconcat (profiles, "/" HALF_MADE, profile->slug, NULL);
  g_autofree char *whole = g_build_filename (profiles, profile->slug, NULL);

  g_set_str (&profile->dir, made);
  if (g_mkdir (made, 0700) != 0)
    {
      set_errno (error, made);
      return FALSE;
    }
  if (!make_contents (profile, passphrase, worker_id, recovery_code, error))
    {
      remove_folder (made);
      return FALSE;
    }
  if (!fsync_folder (made) || g_rename (made, whole) != 0 || !fsync_folder (profiles))
    {
      set_errno (error, whole);
      return FALSE;
    }
  g_set_str (&profile->dir, whole);
  return TRUE;
}

static char *
check_nickname (const char *data_dir, const char *nickname, GError **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (nickname));
  g_autoptr (KtProfile) other = NULL;

  if (!g_utf8_validate (clean, -1, NULL) || *clean == '\0' || g_utf8_strlen (clean, -1) > MAX_NICKNAME)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a nickname has 1 to %d characters", MAX_NICKNAME);
      return NULL;
    }
  other = kt_profile_find (data_dir, clean, NULL);
  if (other != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "there is a profile '%s' already", clean);
      return NULL;
    }
  return g_steal_pointer (&clean);
}

KtProfile *
kt_profile_create (const char *data_dir, const char *nickname, const char *passphrase, const char *worker_id,
                   char **recovery_code, GError **error)
{
  g_autofree char *profiles = g_build_filename (data_dir, "profiles", NULL);
  g_autoptr (KtProfile) profile = g_new0 (KtProfile, 1);
  g_autofree char *tail = NULL;
  gboolean good;
  int lock;

  if (g_mkdir_with_parents (profiles, 0700) != 0)
    {
      set_errno (error, profiles);
      return NULL;
    }
  lock = take_lock (profiles, 0, error);
  if (lock < 0)
    return NULL;
  tail = kt_random_hex (4);
  profile->slug = g_strconcat ("p-", tail, NULL);
  profile->language = g_strdup (kt_i18n_get ());
  profile->last_used = g_get_real_time ();
  profile->nickname = check_nickname (data_dir, nickname, error);
  good = profile->nickname != NULL &&
         make_profile (profile, profiles, passphrase, worker_id, recovery_code, error);
  close (lock);
  return good ? g_steal_pointer (&profile) : NULL;
}

gboolean
kt_profile_touch (KtProfile *profile, guint waiting, const char *language, GError **error)
{
  profile->waiting = waiting;
  profile->last_used = g_get_real_time ();
  if (language != NULL)
    g_set_str (&profile->language, language);
  return write_json (profile, error);
}

gboolean
kt_profile_keep_waiting (KtProfile *profile, guint waiting, GError **error)
{
  if (profile->waiting == waiting)
    return TRUE;
  profile->waiting = waiting;
  return write_json (profile, error);
}

void
kt_profile_remove (KtProfile *profile)
{
  remove_folder (profile->dir);
}
