/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Which worker an account at the server is, as the organisation knows it: the one its first device said it was, and the
 * registrar wrote down (PROTOCOL.md, "Signatures"). Blocking; any thread but the main one. */
#include "sync/transport.h"

/* *worker (transfer full): "worker:…", or NULL when no device of this login is known (yet), or the server has no
 * organisation's database. Errors: KT_SYNC_ERROR. */
gboolean kt_account_find_worker (KtTransport *transport, const char *login, char **worker, GCancellable *cancellable,
                                 GError **error);
