/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What this laptop asks of the organisation goes into its worker's inbox (PROTOCOL.md, "Requests"). Inside sync/ only. */
#include "sync/pass.h"

/* Seals what waits for escrow, hands over unsent work of closed databases, and puts what waits. A server that does not
 * take it now is asked again at the next pass. FALSE with error: the pass is over. */
gboolean kt_outbox_run (KtPass *pass, const char *user, GError **error);
/* The next few pieces of pictures that are handed over; after all text and our own pictures. */
gboolean kt_outbox_run_pieces (KtPass *pass, const char *user, GError **error);
