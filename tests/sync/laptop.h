/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A laptop in a test: a store of its own and a line to a server in memory. */
#include "store/leaf-store.h"
#include "store/support.h"
#include "sync/replicator.h"
#include "sync/sync-error.h"
#include "sync/transport-fake.h"

#define LOGIN "worker-1"
#define INBOX "kt-inbox-worker-1"

typedef struct {
  char *dir;
  KtSecret *key;
  KtStore *store;
  CouchMemory *couch;      /* borrowed */
} Laptop;

/* A server with an inbox that names the databases of the families (NULL-terminated). */
CouchMemory *server_new (const char *first_family, ...) G_GNUC_NULL_TERMINATED;
void server_add_family (CouchMemory *couch, const char *family);
char *database_of (const char *family, KtScope scope);

Laptop *laptop_new (CouchMemory *couch);
void laptop_free (Laptop *laptop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Laptop, laptop_free)
/* A copy of its folder, as a backup has it, and the laptop brought back to that. */
char *laptop_back_up (Laptop *laptop);
void laptop_restore (Laptop *laptop, const char *backup);
/* A dead laptop whose folder is another, empty one now. */
void laptop_restore_into (Laptop *laptop, const char *backup);

/* The files as they are at this moment, whatever is going on: what a process that dies now leaves. */
char *laptop_take_image (Laptop *laptop);
/* The process dies: nothing is written any more that is not there (the disk must refuse it meanwhile). */
void laptop_die (Laptop *laptop);
void laptop_wake (Laptop *laptop);

/* One pass over fake (its numbers are not reset). */
gboolean laptop_try_sync (Laptop *laptop, FakeTransport *fake, KtSyncResult *result, GError **error);
/* One pass over a good line, which must succeed. Returns: revisions pulled and pushed. */
guint laptop_sync (Laptop *laptop);
/* The same, its numbers wanted. */
void laptop_sync_counting (Laptop *laptop, KtSyncResult *result);

/* One pass over any line. couch may be NULL for a laptop that is only used so. */
gboolean laptop_try_line (Laptop *laptop, KtTransport *line, const char *login, KtSyncResult *result, GError **error);

KtRecord *laptop_load (Laptop *laptop, const char *id);
/* Canonical bytes of a record. Returns: (transfer full). */
char *laptop_dup_bytes (Laptop *laptop, const char *id);
/* A field's text in a record. Returns: (transfer full) (nullable). */
char *laptop_dup_text (Laptop *laptop, const char *id, const char *field);
void laptop_counts (Laptop *laptop, KtCounts *counts);
