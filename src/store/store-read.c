/* SPDX-License-Identifier: EUPL-1.2 */
/* Records as their readers ask for them; each list is one query. */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

#include <string.h>

KtRecord *
kt_store_load (KtStore *store, const char *id, GError **error)
{
  g_auto (KtDocRow) row = { 0 };

  if (!kt_store_find_doc (store, id, &row, error))
    return NULL;
  if (row.body == NULL)
    g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no record %s", id);
  return g_steal_pointer (&row.body);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (kt_record_get_id (*(KtRecord **) a), kt_record_get_id (*(KtRecord **) b));
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
}

/* query: bound, body in column 0. Sorting ids here is cheaper than having SQLite carry the bodies through a sort. */
static GPtrArray *
read_records (KtStore *store, KtStatement *query, GError **error)
{
  g_autoptr (GPtrArray) records = new_list ();
  gboolean ok;

  while (kt_statement_next (store, query, &ok, error))
    {
      KtRecord *record = kt_store_parse_body (query, 0, error);

      if (record == NULL)
        return NULL;
      g_ptr_array_add (records, record);
    }
  if (!ok)
    return NULL;
  g_ptr_array_sort (records, compare_ids);
  return g_steal_pointer (&records);
}

/* The small rows choose; what was chosen is read. */
#define DOCS "docs CROSS JOIN bodies USING (doc)"
#define ANY_FAMILY "SELECT db FROM databases"
#define ONE_FAMILY "SELECT db FROM databases WHERE family = ?1"

/* family and type, each NULL for any, as the sql wants them: ?1 and ?2. A type nobody has used has no records. */
static GPtrArray *
list (KtStore *store, const char *sql, const char *family, const char *type, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  gint64 number;

  if (query == NULL)
    return NULL;
  if (family != NULL)
    kt_bind_text (query, 1, family);
  if (type != NULL)
    {
      if (!kt_store_intern (store, type, FALSE, &number, error))
        return NULL;
      kt_bind_int (query, 2, number);
    }
  return read_records (store, query, error);
}

GPtrArray *
kt_store_list (KtStore *store, const char *type, const char *family, GError **error)
{
  return list (store,
               family != NULL ? "SELECT body FROM " DOCS " WHERE db IN (" ONE_FAMILY ") AND type = ?2 AND deleted = 0"
                              : "SELECT body FROM " DOCS " WHERE db IN (" ANY_FAMILY ") AND type = ?2 AND deleted = 0",
               family, type, error);
}

GPtrArray *
kt_store_list_sifted (KtStore *store, const char *type, const char *with, const char *without, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT body FROM " DOCS " WHERE db IN (" ANY_FAMILY ") AND type = ?1 AND deleted = 0 "
             "AND (?2 IS NULL OR instr(body, ?2) > 0) AND (?3 IS NULL OR instr(body, ?3) = 0)",
      error);
  gint64 number;

  if (query == NULL || !kt_store_intern (store, type, FALSE, &number, error))
    return NULL;
  kt_bind_int (query, 1, number);
  kt_bind_text (query, 2, with);
  kt_bind_text (query, 3, without);
  return read_records (store, query, error);
}

GPtrArray *
kt_store_list_family (KtStore *store, const char *family, GError **error)
{
  return list (store, "SELECT body FROM " DOCS " WHERE db IN (" ONE_FAMILY ") AND deleted = 0", family, NULL, error);
}

GPtrArray *
kt_store_list_all (KtStore *store, GError **error)
{
  return list (store, "SELECT body FROM " DOCS " WHERE deleted = 0", NULL, NULL, error);
}

GPtrArray *
kt_store_list_disputed (KtStore *store, const char *family, GError **error)
{
  return list (store,
               family != NULL ? "SELECT body FROM " DOCS " WHERE db IN (" ONE_FAMILY ") AND disputed AND deleted = 0"
                              : "SELECT body FROM " DOCS " WHERE disputed AND deleted = 0",
               family, NULL, error);
}

GPtrArray *
kt_store_list_state (KtStore *store, KtState state, const char *family, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      family != NULL ? "SELECT body FROM " DOCS " WHERE db IN (" ONE_FAMILY ") AND state = ?2"
                     : "SELECT body FROM docs INDEXED BY docs_kind CROSS JOIN bodies USING (doc) WHERE state = ?2",
      error);

  if (query == NULL)
    return NULL;
  if (family != NULL)
    kt_bind_text (query, 1, family);
  kt_bind_int (query, 2, state);
  return read_records (store, query, error);
}
