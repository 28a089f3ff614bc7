/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A layer between SQLite and the files: it counts, fails, fills up and cuts the power. One thread at a time. */
#include <glib.h>

/* Becomes the default VFS of the process; once. */
void fault_vfs_install (void);
/* No faults, counters at zero, nothing remembered. */
void fault_vfs_reset (void);

/* The n-th operation that changes a file (write, truncate, sync, delete, create) from now on fails with an SQLite code;
 * onwards: and so does every later one, as if the process had died there. 0: none. */
void fault_vfs_fail_at (guint n, int code, gboolean onwards);
/* The n-th operation that only looks (read, size, open, shared memory) from now on fails; once. 0: none. */
void fault_vfs_fail_look_at (guint n);
/* Whether the failure came. */
gboolean fault_vfs_has_failed (void);
/* Writes that make a file longer answer SQLITE_FULL for as long as path exists (the reserve takes up the room). */
void fault_vfs_full_while (const char *path);

guint fault_vfs_count_changes (void);
guint fault_vfs_count_syncs (void);

/* From now on it is known what of each file is on the disk for certain. */
void fault_vfs_watch_durability (void);
/* The files of from as they are in to after a power cut: what was synced is there, of what was written since, each
 * piece is there or not as the test's random numbers say. */
void fault_vfs_cut_power (const char *from, const char *to);
