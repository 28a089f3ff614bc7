/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* An encrypted SQLite connection: keyed, proved to be so, and set the way DESIGN 4 says. Blocking. */
#include "store/store-private.h"

/* Opens path into store->db with key and proves that the key fits; nothing is written. flags: SQLITE_OPEN_*. */
gboolean kt_connection_open (KtStore *store, const char *path, KtSecret *key, int flags, GError **error);
/* WAL, synchronous FULL, secure_delete, temporaries in memory: set, read back, refused when one did not take. */
gboolean kt_connection_configure (KtStore *store, GError **error);
void kt_connection_close (KtStore *store);
