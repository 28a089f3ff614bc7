/* SPDX-License-Identifier: EUPL-1.2 */
/* What leaf-store writes beside the tree: rows set aside, and leaves that are leaves again. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "base/clock.h"

gboolean
kt_store_put_aside (KtStore *store, gint64 db, const char *id, const char *rev, gboolean incoming, const char *reason,
                    const char *bytes, gsize len, GError **error)
{
  g_autoptr (KtStatement) insert = kt_store_statement (
      store,
      "INSERT INTO set_aside (db, id, rev, incoming, reason, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
      " ON CONFLICT DO UPDATE SET incoming = excluded.incoming, reason = excluded.reason, bytes = excluded.bytes",
      error);
  g_autofree char *now = kt_clock_now_iso ();

  if (insert == NULL)
    return FALSE;
  kt_bind_int (insert, 1, db);
  kt_bind_text (insert, 2, id);
  kt_bind_text (insert, 3, rev);
  kt_bind_int (insert, 4, incoming);
  kt_bind_text (insert, 5, reason);
  kt_bind_text (insert, 6, now);
  kt_bind_bytes (insert, 7, bytes, len);
  return kt_statement_run (store, insert, error);
}

gboolean
kt_store_is_set_aside (KtStore *store, const char *id, const char *rev, gboolean *aside, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT 1 FROM set_aside WHERE id = ?1 AND rev = ?2 AND incoming = 1", error);

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  kt_bind_text (query, 2, rev);
  return kt_statement_step (store, query, aside, error);
}

gboolean
kt_store_revive_leaf (KtStore *store, gint64 doc, const char *rev, gboolean deleted, KtState state, const char *bytes,
                      gsize len, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (
      store, "UPDATE revs SET leaf = 1, state = ?3, holds = ?4, body = ?5 WHERE doc = ?1 AND rev = ?2", error);
  KtHolds holds = deleted ? KT_HOLDS_NOTHING : bytes != NULL ? KT_HOLDS_OWN
                                                             : KT_HOLDS_DOC;

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, doc);
  kt_bind_text (update, 2, rev);
  kt_bind_int (update, 3, state);
  kt_bind_int (update, 4, holds);
  kt_bind_bytes (update, 5, holds == KT_HOLDS_OWN ? bytes : NULL, len);
  return kt_statement_run (store, update, error);
}

/* ---- Refused ---- */

static gboolean
find_bytes (KtStore *store, const char *id, const char *rev, char **bytes, gsize *len, gint64 *doc, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT docs.doc, CASE holds WHEN 2 THEN bodies.body ELSE revs.body END"
      " FROM docs JOIN revs USING (doc) LEFT JOIN bodies USING (doc) WHERE id = ?1 AND rev = ?2",
      error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, id);
  kt_bind_text (query, 2, rev);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no revision %s of %s", rev, id);
      return FALSE;
    }
  *doc = sqlite3_column_int64 (query, 0);
  *len = sqlite3_column_bytes (query, 1);
  *bytes = *len > 0 ? g_strndup (sqlite3_column_blob (query, 1), *len) : NULL;
  return TRUE;
}

typedef struct {
  const char *database, *id, *rev, *reason;
} Aside;

static gboolean
run_set_aside (KtStore *store, gpointer data, GError **error)
{
  Aside *aside = data;
  g_autofree char *bytes = NULL;
  gsize len;
  gint64 db, doc;

  return kt_store_need_database (store, aside->database, &db, error) &&
         find_bytes (store, aside->id, aside->rev, &bytes, &len, &doc, error) &&
         kt_store_put_aside (store, db, aside->id, aside->rev, FALSE, aside->reason, bytes, len, error) &&
         kt_store_refresh_state (store, doc, error);
}

gboolean
kt_store_set_aside (KtStore *store, const char *database, const char *id, const char *rev, const char *reason,
                    GError **error)
{
  Aside aside = { database, id, rev, reason };

  return kt_store_transaction (store, run_set_aside, &aside, error);
}
