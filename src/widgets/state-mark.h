/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One small mark at a record's right: only on this device, sent, or (nothing) safe at the server; a flag where a
 * decision waits; a lock with its word where fewer people may see it than is usual. Main thread. */
#include "store/store.h"

#include <adwaita.h>

/* Each returns (transfer full, floating) (nullable): NULL when there is nothing to say. */
GtkWidget *kt_state_mark_new (KtState state);
GtkWidget *kt_flag_mark_new (gboolean disputed);
GtkWidget *kt_audience_mark_new (KtRecord *record);
/* The words of a state, for a screen reader's description; NULL when at the server. */
const char *kt_state_text (KtState state);
