/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a laptop asks by itself, and what becomes of what was answered (PROTOCOL.md, "Requests"). Inside sync/ only. */
#include "sync/pass.h"

/* Families made offline ask for databases of their own. Before the outbox. */
gboolean kt_asks_prepare (KtPass *pass, GError **error);
/* What was answered is taken out of the inbox; the registrar then takes its answer out. At the end of a pass. */
gboolean kt_asks_tidy (KtPass *pass, const char *user, GError **error);
/* Once a day: how this laptop is, for whoever keeps the server. At the end of a good pass. */
gboolean kt_asks_say_how_it_is (KtPass *pass, const char *user, GError **error);
