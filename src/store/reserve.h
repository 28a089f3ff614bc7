/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A few MiB set apart beside the store, given up when the disk is full (R37): a WAL store cannot be opened without a
 * little room, nor can a draft be kept. Blocking, any thread. */
#include <glib.h>

#define KT_RESERVE_BYTES (4 * 1024 * 1024)

/* Makes the file, really allocated, when it is absent and the disk has ample room. Returns: whether it is there. */
gboolean kt_reserve_ensure (const char *dir);
/* Returns: whether there was one to give up. */
gboolean kt_reserve_release (const char *dir);
