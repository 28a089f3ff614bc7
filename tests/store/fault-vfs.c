/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/fault-vfs.h"

#include <sqlite3.h>
#include <string.h>

typedef struct {
  sqlite3_file base;
  char *path;              /* (nullable) temporary */
  sqlite3_file *real;      /* behind this struct */
} FaultFile;

typedef struct {
  gint64 offset;
  GBytes *bytes; /* NULL: cut to offset */
} Change;

/* What a file is on the disk for certain, and what came since. */
typedef struct {
  GByteArray *synced;
  GPtrArray *changes;
} Durable;

static sqlite3_vfs shim, *below;
static struct {
  guint changes, syncs, fail_at;
  guint looks, fail_look_at;
  int code;
  gboolean onwards, failed, watching;
  char *full_while;
  GHashTable *durable;     /* path → Durable */
} state;

/* ---- Durability ---- */

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->bytes, g_bytes_unref);
  g_free (change);
}

static void
durable_free (gpointer data)
{
  Durable *durable = data;

  g_byte_array_unref (durable->synced);
  g_ptr_array_unref (durable->changes);
  g_free (durable);
}

/* A file met for the first time was there before: all of it is on the disk. */
static Durable *
ensure_durable (const char *path)
{
  Durable *durable = g_hash_table_lookup (state.durable, path);
  char *bytes;
  gsize len;

  if (durable != NULL)
    return durable;
  durable = g_new0 (Durable, 1);
  durable->synced = g_byte_array_new ();
  durable->changes = g_ptr_array_new_with_free_func (change_free);
  if (g_file_get_contents (path, &bytes, &len, NULL))
    {
      g_byte_array_append (durable->synced, (guint8 *) bytes, (guint) len);
      g_free (bytes);
    }
  g_hash_table_insert (state.durable, g_strdup (path), durable);
  return durable;
}

static void
apply (GByteArray *content, const Change *change)
{
  gsize len = change->bytes != NULL ? g_bytes_get_size (change->bytes) : 0;
  guint end = (guint) ((gsize) change->offset + len), old = content->len;

  if (change->bytes == NULL || end > old)
    g_byte_array_set_size (content, end);
  if (end > old)
    memset (content->data + old, 0, end - old);
  if (len > 0)
    memcpy (content->data + change->offset, g_bytes_get_data (change->bytes, NULL), len);
}

static void
remember (FaultFile *file, gint64 offset, const void *bytes, int len)
{
  Change *change;

  if (!state.watching || file->path == NULL)
    return;
  change = g_new0 (Change, 1);
  change->offset = offset;
  change->bytes = bytes != NULL ? g_bytes_new (bytes, (gsize) len) : NULL;
  g_ptr_array_add (ensure_durable (file->path)->changes, change);
}

static void
remember_sync (FaultFile *file)
{
  Durable *durable;

  if (!state.watching || file->path == NULL)
    return;
  durable = ensure_durable (file->path);
  for (guint i = 0; i < durable->changes->len; i++)
    apply (durable->synced, g_ptr_array_index (durable->changes, i));
  g_ptr_array_set_size (durable->changes, 0);
}

static void
write_image (const char *path, GByteArray *content)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (char *) content->data, content->len, &error);
  g_assert_no_error (error);
}

void
fault_vfs_cut_power (const char *from, const char *to)
{
  GHashTableIter iter;
  gpointer path, value;

  g_hash_table_iter_init (&iter, state.durable);
  while (g_hash_table_iter_next (&iter, &path, &value))
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autoptr (GByteArray) content = g_byte_array_new ();
      Durable *durable = value;

      /* The shared memory is no file on the disk: it is made anew. */
      if (!g_str_has_prefix (path, from) || g_str_has_suffix (path, "-shm"))
        continue;
      g_byte_array_append (content, durable->synced->data, durable->synced->len);
      for (guint i = 0; i < durable->changes->len; i++)
        if (g_test_rand_bit ())
          apply (content, g_ptr_array_index (durable->changes, i));
      if (content->len > 0)
        write_image (target, content);
    }
}

/* ---- Failing ---- */

static int
count_change (void)
{
  state.changes++;
  if (state.fail_at == 0 || state.changes < state.fail_at || (state.changes > state.fail_at && !state.onwards))
    return SQLITE_OK;
  state.failed = TRUE;
  return state.code;
}

static int
count_look (int code)
{
  state.looks++;
  if (state.fail_look_at == 0 || state.looks != state.fail_look_at)
    return SQLITE_OK;
  state.failed = TRUE;
  return code;
}

static gboolean
is_full (FaultFile *file, gint64 end)
{
  sqlite3_int64 size = 0;

  if (state.full_while == NULL || !g_file_test (state.full_while, G_FILE_TEST_EXISTS))
    return FALSE;
  file->real->pMethods->xFileSize (file->real, &size);
  return end > size;
}

/* ---- The file's methods ---- */

#define REAL(file) (((FaultFile *) (file))->real)

static int
fault_close (sqlite3_file *file)
{
  int result = REAL (file)->pMethods->xClose (REAL (file));

  g_clear_pointer (&((FaultFile *) file)->path, g_free);
  return result;
}

static int
fault_read (sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset)
{
  int result = count_look (SQLITE_IOERR_READ);

  return result != SQLITE_OK ? result : REAL (file)->pMethods->xRead (REAL (file), bytes, len, offset);
}

static int
fault_write (sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset)
{
  int result = count_change ();

  if (result == SQLITE_OK && is_full ((FaultFile *) file, offset + len))
    result = SQLITE_FULL;
  if (result == SQLITE_OK)
    {
      remember ((FaultFile *) file, offset, bytes, len);
      result = REAL (file)->pMethods->xWrite (REAL (file), bytes, len, offset);
    }
  return result;
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  int result = count_change ();

  if (result != SQLITE_OK)
    return result;
  remember ((FaultFile *) file, size, NULL, 0);
  return REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  int result = count_change ();

  if (result != SQLITE_OK)
    return result;
  state.syncs++;
  remember_sync ((FaultFile *) file);
  return REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  int result = count_look (SQLITE_IOERR_FSTAT);

  return result != SQLITE_OK ? result : REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
fault_check_reserved_lock (sqlite3_file *file, int *out)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), out);
}

static int
fault_file_control (sqlite3_file *file, int op, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, argument);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
fault_device_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
fault_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
  int result = count_look (SQLITE_IOERR_SHMMAP);

  if (result == SQLITE_OK)
    return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, out);
  *out = NULL;
  return result;
}

static int
fault_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
fault_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
fault_shm_unmap (sqlite3_file *file, int delete)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), delete);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_file_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_reserved_lock,
  .xFileControl = fault_file_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_device_characteristics,
  .xShmMap = fault_shm_map,
  .xShmLock = fault_shm_lock,
  .xShmBarrier = fault_shm_barrier,
  .xShmUnmap = fault_shm_unmap,
};

/* ---- The VFS ---- */

static int
fault_open (sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *opened, int flags, int *out_flags)
{
  FaultFile *file = (FaultFile *) opened;
  gboolean makes = (flags & SQLITE_OPEN_CREATE) != 0 && path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS);
  int result = makes ? count_change () : count_look (SQLITE_CANTOPEN);

  memset (file, 0, sizeof *file);
  file->real = (sqlite3_file *) (file + 1);
  if (result != SQLITE_OK)
    return SQLITE_CANTOPEN;
  if (state.watching && path != NULL)
    ensure_durable (path);
  result = below->xOpen (below, path, file->real, flags, out_flags);
  if (file->real->pMethods == NULL)
    return result;
  file->base.pMethods = &methods;
  file->path = g_strdup (path);
  return result;
}

static int
fault_delete (sqlite3_vfs *vfs, const char *path, int sync_dir)
{
  int result = count_change ();

  if (result != SQLITE_OK)
    return result;
  if (state.watching)
    g_hash_table_remove (state.durable, path);
  return below->xDelete (below, path, sync_dir);
}

void
fault_vfs_install (void)
{
  below = sqlite3_vfs_find (NULL);
  shim = *below;
  shim.pNext = NULL;
  shim.zName = "fault";
  shim.szOsFile = (int) sizeof (FaultFile) + below->szOsFile;
  shim.xOpen = fault_open;
  shim.xDelete = fault_delete;
  g_assert (sqlite3_vfs_register (&shim, 1) == SQLITE_OK);
  state.durable = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, durable_free);
}

void
fault_vfs_reset (void)
{
  GHashTable *durable = state.durable;

  g_hash_table_remove_all (durable);
  g_free (state.full_while);
  memset (&state, 0, sizeof state);
  state.durable = durable;
}

void
fault_vfs_fail_at (guint n, int code, gboolean onwards)
{
  state.fail_at = n == 0 ? 0 : state.changes + n;
  state.code = code;
  state.onwards = onwards;
  state.failed = FALSE;
}

void
fault_vfs_fail_look_at (guint n)
{
  state.fail_look_at = n == 0 ? 0 : state.looks + n;
  state.failed = FALSE;
}

gboolean
fault_vfs_has_failed (void)
{
  return state.failed;
}

void
fault_vfs_full_while (const char *path)
{
  g_set_str (&state.full_while, path);
}

guint
fault_vfs_count_changes (void)
{
  return state.changes;
}

guint
fault_vfs_count_syncs (void)
{
  return state.syncs;
}

void
fault_vfs_watch_durability (void)
{
  state.watching = TRUE;
}
