/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Reading the caseload on the store worker, so that the main loop draws meanwhile. Main thread. */
#include "lists/caseload.h"
#include "session/session.h"

void kt_caseload_load_async (KtSession *session, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/* Returns: (transfer full). */
KtCaseload *kt_caseload_load_finish (KtSession *session, GAsyncResult *result, GError **error);
