/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A record the server did not take, or that could not be read: what it is, why in plain words, and what can be done.
 * Main thread. */
#include "session/session.h"

#include <gtk/gtk.h>

/* A server's reason in plain words, in the language now set. Returns: (transfer full). */
char *kt_set_aside_reason_text (const char *reason);
/* record: (nullable) what is kept of it here. Returns: (transfer full, floating). */
GtkWidget *kt_set_aside_card_new (KtSession *session, const KtSetAside *item, KtRecord *record);
