/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A visit closed in a minute: taps and one line. Every tap is kept at once. Main thread. */
#include "views/family/family-context.h"

/* done: connected to the last button, with object. Returns: (transfer full, floating). */
GtkWidget *kt_visit_close_new (KtFamilyContext *context, const char *visit, GCallback done, gpointer object);
