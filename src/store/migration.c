/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/migration.h"
#include "store/migration-steps.h"

int
kt_migration_latest (void)
{
  return (int) kt_n_migration_steps;
}

static gboolean
read_version (KtStore *store, int *version, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "PRAGMA user_version", error);
  gboolean row;

  if (query == NULL || !kt_statement_step (store, query, &row, error))
    return FALSE;
  *version = sqlite3_column_int (query, 0);
  return TRUE;
}

gboolean
kt_migration_check (KtStore *store, GError **error)
{
  int version;

  if (!read_version (store, &version, error))
    return FALSE;
  if (version <= kt_migration_latest ())
    return TRUE;
  g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NEWER_SCHEMA, "schema %d, this program knows up to %d", version,
               kt_migration_latest ());
  return FALSE;
}

static gboolean
take_step (KtStore *store, int version, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %d", version);
  gboolean ok;

  if (!kt_store_begin (store, error))
    return FALSE;
  ok = kt_store_exec (store, kt_migration_steps[version - 1], error) && kt_store_exec (store, mark, error);
  return kt_store_end (store, ok, error);
}

gboolean
kt_migration_run (KtStore *store, GError **error)
{
  int version;

  if (!read_version (store, &version, error))
    return FALSE;
  while (version < kt_migration_latest ())
    if (!take_step (store, ++version, error))
      return FALSE;
  return TRUE;
}
