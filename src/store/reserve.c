/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/reserve.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Making it again takes this much on top: else it would be made and given up in turns on a nearly full disk. */
#define AMPLE_BYTES (2 * KT_RESERVE_BYTES)

static char *
reserve_path (const char *dir)
{
  return g_build_filename (dir, "reserve", NULL);
}

static gboolean
is_allocated (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && st.st_size >= KT_RESERVE_BYTES && (gint64) st.st_blocks * 512 >= KT_RESERVE_BYTES;
}

static gboolean
has_ample_room (const char *dir)
{
  struct statvfs fs;

  return statvfs (dir, &fs) == 0 && (guint64) fs.f_bavail * fs.f_frsize >= KT_RESERVE_BYTES + AMPLE_BYTES;
}

static gboolean
allocate (const char *path)
{
  int fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  gboolean done;

  if (fd < 0)
    return FALSE;
  done = posix_fallocate (fd, 0, KT_RESERVE_BYTES) == 0 && fsync (fd) == 0;
  close (fd);
  if (!done)
    g_unlink (path);
  return done;
}

gboolean
kt_reserve_ensure (const char *dir)
{
  g_autofree char *path = reserve_path (dir);

  return is_allocated (path) || (has_ample_room (dir) && allocate (path));
}

gboolean
kt_reserve_release (const char *dir)
{
  g_autofree char *path = reserve_path (dir);

  return g_unlink (path) == 0;
}
