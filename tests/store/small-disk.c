/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/small-disk.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define SIZE "size=20m"
#define BLOCK 65536

static gboolean
write_text (const char *path, const char *text)
{
  g_autofd int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  return fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);
}

gboolean
small_disk_mount (SmallDisk *disk, const char *dir)
{
  g_autofree char *uid = g_strdup_printf ("0 %d 1", (int) getuid ()), *gid = g_strdup_printf ("0 %d 1", (int) getgid ());

  *disk = (SmallDisk) { g_strdup (dir), g_build_filename (dir, "filler", NULL) };
  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0)
    {
      write_text ("/proc/self/setgroups", "deny");
      if (write_text ("/proc/self/uid_map", uid) && write_text ("/proc/self/gid_map", gid) &&
          mount ("tmpfs", dir, "tmpfs", 0, SIZE) == 0)
        return TRUE;
    }
  g_clear_pointer (&disk->dir, g_free);
  g_clear_pointer (&disk->filler, g_free);
  return FALSE;
}

void
small_disk_unmount (SmallDisk *disk)
{
  umount (disk->dir);
  g_clear_pointer (&disk->dir, g_free);
  g_clear_pointer (&disk->filler, g_free);
}

void
small_disk_fill (SmallDisk *disk, gsize spare)
{
  g_autofree char *block = g_malloc0 (BLOCK);
  g_autofd int fd = g_open (disk->filler, O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  gssize n;

  for (gsize size = BLOCK; size > 0; size = n < 0 ? size / 2 : size)
    n = write (fd, block, size);
  g_assert_cmpint (ftruncate (fd, lseek (fd, 0, SEEK_END) - (off_t) spare), ==, 0);
}

void
small_disk_make_room (SmallDisk *disk)
{
  g_assert_cmpint (g_unlink (disk->filler), ==, 0);
}

gboolean
has_reserve (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "reserve", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}
