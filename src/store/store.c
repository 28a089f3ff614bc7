/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening and closing: the lock, a new file made whole or not at all, the reserve when there is no room to open. */
#define G_LOG_DOMAIN "kt-store"

#include "base/id.h"
#include "store/connection.h"
#include "store/migration.h"
#include "store/reserve.h"
#include "store/whereabouts.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_BYTES 4096    /* SQLCipher's own */
#define DEVICE_BYTES 5     /* 40 bits: ample among the laptops that ever touch one record */

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

static KtStore *
store_new (const char *dir, KtStoreMode mode)
{
  KtStore *store = g_new0 (KtStore, 1);

  store->dir = g_strdup (dir);
  store->mode = mode;
  store->lock_fd = -1;
  store->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize);
  store->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  store->ceilings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  store->touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return store;
}

void
kt_store_close (KtStore *store)
{
  if (store == NULL)
    return;
  g_assert (store->depth == 0);
  kt_connection_close (store);
  g_clear_fd (&store->lock_fd, NULL);
  g_hash_table_unref (store->statements);
  g_hash_table_unref (store->names);
  g_hash_table_unref (store->ceilings);
  g_hash_table_unref (store->touched);
  kt_secret_free (store->signing_key);
  g_free (store->device);
  g_free (store->dir);
  g_free (store);
}

void
kt_store_interrupt (KtStore *store)
{
  sqlite3_interrupt (store->db);
}

static gboolean
fail_errno (GError **error, const char *doing)
{
  int number = errno;

  g_set_error (error, KT_STORE_ERROR, (int) kt_store_error_from_errno (number), "%s: %s", doing, g_strerror (number));
  return FALSE;
}

static gboolean
take_lock (KtStore *store, GError **error)
{
  g_autofree char *path = g_build_filename (store->dir, "lock", NULL);

  store->lock_fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (store->lock_fd < 0)
    return fail_errno (error, "making the lock file");
  if (flock (store->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail_errno (error, "locking");
  g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_IN_USE, "the store is in use");
  return FALSE;
}

static gboolean
sync_path (const char *path, GError **error)
{
  g_autofd int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  return (fd >= 0 && fsync (fd) == 0) || fail_errno (error, "making it durable");
}

/* sqlite makes its -wal and -shm with the rights of the main file. */
static gboolean
make_empty_file (const char *path, GError **error)
{
  g_autofd int fd = -1;

  g_unlink (path);
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  return fd >= 0 || fail_errno (error, "making the store");
}

static gboolean
fill_new_file (KtStore *store, const char *path, KtSecret *key, GError **error)
{
  gboolean ok = kt_connection_open (store, path, key, SQLITE_OPEN_READWRITE, error) &&
                kt_migration_run (store, error) && kt_store_renew_device (store, error);

  kt_connection_close (store);
  return ok;
}

/* Made beside and renamed, so that a store.db that exists is always whole: an empty one is damage, not a beginning. */
static gboolean
make_file (KtStore *store, const char *path, KtSecret *key, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, ".new", NULL);

  if (!make_empty_file (fresh, error) || !fill_new_file (store, fresh, key, error) || !sync_path (fresh, error))
    return FALSE;
  if (g_rename (fresh, path) != 0)
    return fail_errno (error, "naming the store");
  return sync_path (store->dir, error);
}

static gboolean
refuse (GError **error, KtStoreError code, const char *message)
{
  g_set_error_literal (error, KT_STORE_ERROR, code, message);
  return FALSE;
}

/* SQLite rounds the number of pages up, and would find out only when somebody needs the last one. While a log is there
 * the file may be half a page long: the power went in a checkpoint, and the log mends that. */
static gboolean
check_size (const char *path, gint64 size, GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  struct stat st;

  if (size == 0)
    return refuse (error, KT_STORE_ERROR_CORRUPT, "the store is an empty file");
  if (size % PAGE_BYTES == 0 || (stat (wal, &st) == 0 && st.st_size > 0))
    return TRUE;
  return refuse (error, KT_STORE_ERROR_CORRUPT, "the store is cut short");
}

static gboolean
ensure_file (KtStore *store, const char *path, KtSecret *key, GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  struct stat st;

  if (stat (path, &st) == 0)
    return check_size (path, st.st_size, error);
  if (errno != ENOENT)
    return fail_errno (error, "looking for the store");
  if (store->mode == KT_STORE_READ)
    return refuse (error, KT_STORE_ERROR_NOT_FOUND, "there is no store");
  if (stat (wal, &st) == 0 && st.st_size > 0)
    return refuse (error, KT_STORE_ERROR_CORRUPT, "the store is gone, its log is still there");
  return make_file (store, path, key, error);
}

static gboolean
read_device (KtStore *store, GError **error)
{
  g_clear_pointer (&store->device, g_free);
  if (!kt_store_get_setting (store, "device", &store->device, error))
    return FALSE;
  return store->device != NULL || refuse (error, KT_STORE_ERROR_CORRUPT, "the store has no device id");
}

/* A store from before edits were signed: what its device wrote stays unsigned, what it writes from now on is another's. */
static gboolean
ensure_signing_key (KtStore *store, GError **error)
{
  return kt_store_read_signing_key (store, error) &&
         (store->signing_key != NULL || kt_store_renew_device (store, error));
}

static gboolean
read_seq (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT max(seq) FROM databases", error);
  gboolean row;

  if (query == NULL || !kt_statement_step (store, query, &row, error))
    return FALSE;
  store->seq = sqlite3_column_int64 (query, 0);
  return TRUE;
}

static gboolean
open_file (KtStore *store, KtSecret *key, GError **error)
{
  g_autofree char *path = g_build_filename (store->dir, "store.db", NULL);
  int flags = store->mode == KT_STORE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

  if (!ensure_file (store, path, key, error) || !kt_connection_open (store, path, key, flags, error) ||
      !kt_migration_check (store, error) || !kt_connection_configure (store, error))
    return FALSE;
  if (store->mode == KT_STORE_WRITE && !kt_migration_run (store, error))
    return FALSE;
  return read_device (store, error) && read_seq (store, error) &&
         (store->mode == KT_STORE_READ || (ensure_signing_key (store, error) && kt_store_notice_copy (store, error)));
}

static KtStore *
open_once (const char *dir, KtSecret *key, KtStoreMode mode, GError **error)
{
  g_autoptr (KtStore) store = store_new (dir, mode);

  if (mode == KT_STORE_WRITE && !take_lock (store, error))
    return NULL;
  if (!open_file (store, key, error))
    return NULL;
  return g_steal_pointer (&store);
}

KtStore *
kt_store_open (const char *dir, KtSecret *key, KtStoreMode mode, GError **error)
{
  g_autoptr (GError) failure = NULL;
  KtStore *store = open_once (dir, key, mode, &failure);

  /* On a full disk a closed WAL store cannot even be opened to make room in it. */
  if (store == NULL && g_error_matches (failure, KT_STORE_ERROR, KT_STORE_ERROR_FULL) && kt_reserve_release (dir))
    {
      g_clear_error (&failure);
      store = open_once (dir, key, mode, &failure);
    }
  else if (store != NULL && mode == KT_STORE_WRITE)
    kt_reserve_ensure (dir);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return store;
}

const char *
kt_store_get_device (KtStore *store)
{
  return store->device;
}

gboolean
kt_store_renew_device (KtStore *store, GError **error)
{
  g_autofree char *device = kt_random_hex (DEVICE_BYTES);

  if (!kt_store_begin (store, error))
    return FALSE;
  g_free (store->device);
  store->device = g_steal_pointer (&device);
  return kt_store_end (store,
                       kt_store_set_setting (store, "device", store->device, error) &&
                           kt_store_make_signing_key (store, error),
                       error);
}
