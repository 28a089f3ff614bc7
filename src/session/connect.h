/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Signing in to a server, to see whether it works and who one is there. Blocking; any thread but the main one. */
#include "sync/sync-error.h"
#include "sync/transport-curl.h"

/* Fails with KT_SYNC_ERROR: OFFLINE (also an untrusted certificate), UNAUTHORIZED, PROTOCOL (no CouchDB there).
 * *worker (transfer full): the worker this account is on its other devices; NULL when it has none that is known. */
gboolean kt_connect_try (const KtServer *server, char **worker, GCancellable *cancellable, GError **error);
