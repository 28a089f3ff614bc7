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
  gboolean row;

  while (TRUE)
    {
      KtRecord *record;

      if (!kt_statement_step (store, query, &row, error))
        return NULL;
      if (!row)
        break;
      record = kt_store_parse_body (query, 0, error);
      if (record == NULL)
        return NULL;
      g_ptr_array_add (records, record);
    }
  g_ptr_array_sort (records, compare_ids);
  return g_steal_pointer (&records);
}

/* Numbers of one or two names, then the list; a name nobody knows has no records. */
static GPtrArray *
list_by_names (KtStore *store, const char *sql, const char *first, const char *second, GError **error)
{
  const char *names[] = { first, second };
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);

  if (query == NULL)
    return NULL;
  for (int i = 0; i < 2 && names[i] != NULL; i++)
    {
      gint64 number;

      if (!kt_store_intern (store, names[i], FALSE, &number, error))
        return NULL;
      if (number == 0)
        return new_list ();
      kt_bind_int (query, i + 1, number);
    }
  return read_records (store, query, error);
}

GPtrArray *
kt_store_list (KtStore *store, const char *type, const char *family, GError **error)
{
  return list_by_names (store,
                        family != NULL ? "SELECT body FROM docs WHERE type = ?1 AND family = ?2 AND deleted = 0"
                                       : "SELECT body FROM docs WHERE type = ?1 AND deleted = 0",
                        type, family, error);
}

GPtrArray *
kt_store_list_family (KtStore *store, const char *family, GError **error)
{
  return list_by_names (store, "SELECT body FROM docs WHERE family = ?1 AND deleted = 0", family, NULL, error);
}

GPtrArray *
kt_store_list_all (KtStore *store, GError **error)
{
  return list_by_names (store, "SELECT body FROM docs WHERE deleted = 0", NULL, NULL, error);
}

GPtrArray *
kt_store_list_disputed (KtStore *store, const char *family, GError **error)
{
  return list_by_names (store,
                        family != NULL ? "SELECT body FROM docs WHERE family = ?1 AND disputed AND deleted = 0"
                                       : "SELECT body FROM docs WHERE disputed AND deleted = 0",
                        family, NULL, error);
}

/* Everything but "at the server" is few, and has an index of its own. */
GPtrArray *
kt_store_list_state (KtStore *store, KtState state, const char *family, GError **error)
{
  const char *sql;
  gint64 number = 0;
  g_autoptr (KtStatement) query = NULL;

  if (family != NULL && !kt_store_intern (store, family, FALSE, &number, error))
    return NULL;
  if (family != NULL && number == 0)
    return new_list ();
  sql = state == KT_STATE_SERVER
            ? "SELECT body FROM docs WHERE state = 2 AND body IS NOT NULL AND (?2 = 0 OR family = ?2) AND ?1 = 2"
            : "SELECT body FROM docs WHERE state = ?1 AND state <> 2 AND body IS NOT NULL AND (?2 = 0 OR family = ?2)";
  query = kt_store_statement (store, sql, error);
  if (query == NULL)
    return NULL;
  kt_bind_int (query, 1, state);
  kt_bind_int (query, 2, number);
  return read_records (store, query, error);
}
