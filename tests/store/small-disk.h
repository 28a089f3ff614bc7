/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A disk that is really full: a small file system of our own, in a mount namespace of our own, so only in a process of its
 * own (g_test_trap_subprocess). */
#include <glib.h>

typedef struct {
  char *dir, *filler;
} SmallDisk;

/* Puts an empty disk of 20 MB in the place of dir. FALSE: the kernel grants no namespace here. */
gboolean small_disk_mount (SmallDisk *disk, const char *dir);
void small_disk_unmount (SmallDisk *disk);
/* To the last byte but spare. */
void small_disk_fill (SmallDisk *disk, gsize spare);
void small_disk_make_room (SmallDisk *disk);
/* Whether the store in dir has its reserve. */
gboolean has_reserve (const char *dir);
