/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The numbered steps of the schema; PRAGMA user_version says how far a file is. The text of migrations/NNNN-*.sql is
 * built into the program. */
#include "store/store-private.h"

/* Refuses a newer schema, without having written anything. */
gboolean kt_migration_check (KtStore *store, GError **error);
/* Takes the steps that are missing, each in a transaction of its own. */
gboolean kt_migration_run (KtStore *store, GError **error);
/* The schema this program writes. */
int kt_migration_latest (void);
