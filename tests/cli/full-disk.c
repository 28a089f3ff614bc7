/* SPDX-License-Identifier: EUPL-1.2 */
/* Loaded before the C library (LD_PRELOAD): no file below FULL_DISK_DIR can grow while FULL_DISK_WHILE exists (or
 * always, when that is not set), as on a disk without a byte left. What is there can be read, overwritten, removed. */
/* Else the names below would be turned into one another. */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The C library's own declarations carry attributes that a definition here would contradict. */
ssize_t write (int fd, const void *bytes, size_t len);
ssize_t pwrite64 (int fd, const void *bytes, size_t len, off64_t offset);
ssize_t pwrite (int fd, const void *bytes, size_t len, off_t offset);
int posix_fallocate64 (int fd, off64_t offset, off64_t len);
int posix_fallocate (int fd, off_t offset, off_t len);
int fallocate64 (int fd, int mode, off64_t offset, off64_t len);

static int
is_watched (int fd)
{
  const char *dir = getenv ("FULL_DISK_DIR"), *whilst = getenv ("FULL_DISK_WHILE");
  char link[64], path[PATH_MAX];
  ssize_t len;

  if (dir == NULL || (whilst != NULL && access (whilst, F_OK) != 0))
    return 0;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  len = readlink (link, path, sizeof path - 1);
  return len > 0 && strncmp (path, dir, strlen (dir)) == 0;
}

static int
would_grow (int fd, off64_t end)
{
  struct stat64 there;

  return is_watched (fd) && fstat64 (fd, &there) == 0 && S_ISREG (there.st_mode) && end > there.st_size;
}

static int
refuse (void)
{
  errno = ENOSPC;
  return -1;
}

ssize_t
write (int fd, const void *bytes, size_t len)
{
  static ssize_t (*next) (int, const void *, size_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "write");
  if (is_watched (fd) && would_grow (fd, lseek64 (fd, 0, SEEK_CUR) + (off64_t) len))
    return refuse ();
  return next (fd, bytes, len);
}

ssize_t
pwrite64 (int fd, const void *bytes, size_t len, off64_t offset)
{
  static ssize_t (*next) (int, const void *, size_t, off64_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "pwrite64");
  if (would_grow (fd, offset + (off64_t) len))
    return refuse ();
  return next (fd, bytes, len, offset);
}

ssize_t
pwrite (int fd, const void *bytes, size_t len, off_t offset)
{
  return pwrite64 (fd, bytes, len, offset);
}

int
posix_fallocate64 (int fd, off64_t offset, off64_t len)
{
  static int (*next) (int, off64_t, off64_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "posix_fallocate64");
  return would_grow (fd, offset + len) ? ENOSPC : next (fd, offset, len);
}

int
posix_fallocate (int fd, off_t offset, off_t len)
{
  return posix_fallocate64 (fd, offset, len);
}

int
fallocate64 (int fd, int mode, off64_t offset, off64_t len)
{
  static int (*next) (int, int, off64_t, off64_t);

  if (next == NULL)
    *(void **) &next = dlsym (RTLD_NEXT, "fallocate64");
  return would_grow (fd, offset + len) ? refuse () : next (fd, mode, offset, len);
}
