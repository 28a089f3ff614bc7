/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Which databases of the server were written into: one feed for all of them (_db_updates), where the server has it. */
#include "office/couch.h"

/* Reads on from *mark (NULL: from now on, without waiting), at most wait_seconds until something is there.
 * *names: (transfer full) (element-type char*) databases, once each, or NULL when the server has no such feed.
 * *mark: (in, out). */
gboolean kt_updates_read (KtCouch *couch, char **mark, guint wait_seconds, GPtrArray **names, GError **error);
