/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/erase.h"
#include "store/store-private.h"

static void
remember (KtStore *store, const char *text, gint64 number)
{
  g_hash_table_replace (store->names, g_strdup (text), g_memdup2 (&number, sizeof number));
}

static gboolean
find_name (KtStore *store, const char *text, gint64 *number, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT name FROM names WHERE text = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, text);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *number = row ? sqlite3_column_int64 (query, 0) : 0;
  return TRUE;
}

static gboolean
add_name (KtStore *store, const char *text, gint64 *number, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (store, "INSERT INTO names (text) VALUES (?1)", error);

  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, text);
  if (!kt_statement_run (store, insert, error))
    return FALSE;
  *number = sqlite3_last_insert_rowid (store->db);
  return TRUE;
}

gboolean
kt_store_intern (KtStore *store, const char *text, gboolean make, gint64 *number, GError **error)
{
  const gint64 *known = g_hash_table_lookup (store->names, text);

  if (known != NULL)
    {
      *number = *known;
      return TRUE;
    }
  if (!find_name (store, text, number, error))
    return FALSE;
  if (*number == 0 && make && !add_name (store, text, number, error))
    return FALSE;
  if (*number != 0)
    remember (store, text, *number);
  return TRUE;
}

gboolean
kt_store_find_database (KtStore *store, const char *name, gint64 *db, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT db FROM databases WHERE name = ?1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, name);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *db = row ? sqlite3_column_int64 (query, 0) : 0;
  return TRUE;
}

/* The server may have given a family's scope another name than the one derived from its id: that one goes first. */
static gboolean
find_by_family (KtStore *store, const char *family, KtScope scope, gint64 *db, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT db FROM databases WHERE family = ?1 AND scope = ?2 ORDER BY known DESC LIMIT 1", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, family);
  kt_bind_int (query, 2, scope);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *db = row ? sqlite3_column_int64 (query, 0) : 0;
  return TRUE;
}

/* A family that was erased whole is not begun again under its id. */
static gboolean
check_not_erased (KtStore *store, const char *family, GError **error)
{
  gboolean erased;

  if (!kt_store_is_erased (store, family, &erased, error))
    return FALSE;
  if (erased)
    g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_ERASED, "%s was erased", family);
  return !erased;
}

static gboolean
add_database (KtStore *store, const char *family, KtScope scope, gint64 *db, GError **error)
{
  g_autofree char *name = family != NULL ? kt_scope_database (family, scope) : NULL;
  g_autoptr (KtStatement) insert = NULL;

  if (name == NULL)
    {
      g_set_error_literal (error, KT_STORE_ERROR, KT_STORE_ERROR_FAILED, "no family's id: no database to keep it in");
      return FALSE;
    }
  if (!check_not_erased (store, family, error))
    return FALSE;
  insert = kt_store_statement (
      store, "INSERT INTO databases (name, family, scope, known, seq) VALUES (?1, ?2, ?3, 0, 0)", error);
  if (insert == NULL)
    return FALSE;
  kt_bind_text (insert, 1, name);
  kt_bind_text (insert, 2, family);
  kt_bind_int (insert, 3, scope);
  if (!kt_statement_run (store, insert, error))
    return FALSE;
  *db = sqlite3_last_insert_rowid (store->db);
  return TRUE;
}

gboolean
kt_store_ensure_database (KtStore *store, const char *family, KtScope scope, gint64 *db, GError **error)
{
  *db = 0;
  if (family != NULL && !find_by_family (store, family, scope, db, error))
    return FALSE;
  return *db != 0 || add_database (store, family, scope, db, error);
}
