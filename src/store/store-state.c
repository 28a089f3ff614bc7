/* SPDX-License-Identifier: EUPL-1.2 */
/* The true state of a record and of a family: on this device, sent, at the server, set aside (R5). */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

KtState
kt_store_get_state (KtStore *store, const char *id, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, "SELECT state FROM docs WHERE id = ?1", error);
  gboolean row;

  if (query == NULL)
    return KT_STATE_HERE;
  kt_bind_text (query, 1, id);
  if (!kt_statement_step (store, query, &row, error))
    return KT_STATE_HERE;
  if (row)
    return sqlite3_column_int (query, 0);
  g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no record %s", id);
  return KT_STATE_HERE;
}

void
kt_counts_clear (KtCounts *counts)
{
  g_clear_pointer (&counts->complete, g_free);
}

/* family NULL: all. Both read the index alone. */
static gboolean
count_states (KtStore *store, const char *family, KtCounts *counts, GError **error)
{
  const char *sql = family != NULL ? "SELECT state, count (*) FROM docs"
                                     " WHERE db IN (SELECT db FROM databases WHERE family = ?1) GROUP BY state"
                                   : "SELECT state, count (*) FROM docs GROUP BY state";
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  if (family != NULL)
    kt_bind_text (query, 1, family);
  while (kt_statement_next (store, query, &ok, error))
    {
      guint n = (guint) sqlite3_column_int (query, 1);

      switch ((KtState) sqlite3_column_int (query, 0))
        {
        case KT_STATE_HERE:
          counts->here = n;
          break;
        case KT_STATE_SENT:
          counts->sent = n;
          break;
        case KT_STATE_SET_ASIDE:
          counts->set_aside = n;
          break;
        case KT_STATE_SERVER:
          counts->server = n;
          break;
        }
    }
  return ok;
}

/* What could not be taken in is set aside as well, but is no record here: it is counted by itself. */
static gboolean
count_incoming (KtStore *store, const char *family, KtCounts *counts, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT count (DISTINCT id) FROM set_aside JOIN databases USING (db)"
      " WHERE incoming = 1 AND (?1 IS NULL OR databases.family = ?1)"
      " AND NOT EXISTS (SELECT 1 FROM docs WHERE docs.id = set_aside.id AND docs.state = 3)",
      error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, family);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  counts->set_aside += (guint) sqlite3_column_int (query, 0);
  return TRUE;
}

static gboolean
count_disputed (KtStore *store, const char *family, KtCounts *counts, GError **error)
{
  const char *sql = family != NULL ? "SELECT count (*) FROM docs WHERE disputed AND deleted = 0"
                                     " AND db IN (SELECT db FROM databases WHERE family = ?1)"
                                   : "SELECT count (*) FROM docs WHERE disputed AND deleted = 0";
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  if (family != NULL)
    kt_bind_text (query, 1, family);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  counts->disputed = (guint) sqlite3_column_int (query, 0);
  return TRUE;
}

/* Not removed, and a piece is not here: also one nobody has sent yet. */
static gboolean
count_pictures (KtStore *store, const char *family, KtCounts *counts, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT count (DISTINCT doc) FROM chunks JOIN picture_chunks USING (chunk) JOIN docs USING (doc)"
      " WHERE len IS NULL AND docs.deleted = 0"
      " AND (?1 IS NULL OR chunks.db IN (SELECT db FROM databases WHERE family = ?1))",
      error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, family);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  counts->pictures_to_come = (guint) sqlite3_column_int (query, 0);
  return TRUE;
}

/* "Completely in" is as old as the database that was completely in longest ago; one that never was makes it never.
 * A closed database, or one the server does not know of yet, cannot come in. */
static gboolean
read_complete (KtStore *store, const char *family, KtCounts *counts, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT CASE WHEN count (*) = count (complete) THEN min (complete) END FROM databases"
      " WHERE known = 1 AND closed IS NULL AND (?1 IS NULL OR family = ?1)",
      error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, family);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  counts->complete = kt_column_dup (query, 0);
  return TRUE;
}

gboolean
kt_store_count (KtStore *store, const char *family, KtCounts *counts, GError **error)
{
  *counts = (KtCounts) { 0 };
  if (count_states (store, family, counts, error) && count_incoming (store, family, counts, error) &&
      count_disputed (store, family, counts, error) && count_pictures (store, family, counts, error) &&
      read_complete (store, family, counts, error))
    return TRUE;
  kt_counts_clear (counts);
  return FALSE;
}
