/* SPDX-License-Identifier: EUPL-1.2 */
/* Server databases as the store knows them, and how far it has come with each. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store.h"

#include "store/erase.h"
#include "store/leaf-store-private.h"

#include <string.h>

void
kt_database_free (KtDatabase *database)
{
  g_free (database->name);
  g_free (database->family);
  g_free (database);
}

/* ---- Learning of databases ---- */

typedef struct {
  const char *name, *family;
  KtScope scope;
} Added;

static gboolean
make_known (KtStore *store, const Added *added, gint64 *db, GError **error)
{
  g_autoptr (KtStatement) write = kt_store_statement (
      store,
      "INSERT INTO databases (name, family, scope, known, seq) VALUES (?1, ?2, ?3, 1, 0)"
      " ON CONFLICT (name) DO UPDATE SET known = 1",
      error);

  if (write == NULL)
    return FALSE;
  kt_bind_text (write, 1, added->name);
  kt_bind_text (write, 2, added->family);
  kt_bind_int (write, 3, added->scope);
  return kt_statement_run (store, write, error) && kt_store_find_database (store, added->name, db, error);
}

/* The place kept for a family and scope without a database of the server's; 0: none. */
static gboolean
find_waiting (KtStore *store, const Added *added, gint64 *waiting, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT db FROM databases WHERE family = ?1 AND scope = ?2 AND known = 0 AND name <> ?3", error);
  gboolean row;

  if (query == NULL)
    return FALSE;
  kt_bind_text (query, 1, added->family);
  kt_bind_int (query, 2, added->scope);
  kt_bind_text (query, 3, added->name);
  if (!kt_statement_step (store, query, &row, error))
    return FALSE;
  *waiting = row ? sqlite3_column_int64 (query, 0) : 0;
  return TRUE;
}

static gboolean
move (KtStore *store, const char *sql, gint64 from, gint64 to, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (store, sql, error);

  if (update == NULL)
    return FALSE;
  kt_bind_int (update, 1, from);
  kt_bind_int (update, 2, to);
  return kt_statement_run (store, update, error);
}

/* The pieces of its pictures too: named with a salt, none of them can be there already. */
static gboolean
move_docs (KtStore *store, gint64 from, gint64 to, GError **error)
{
  kt_store_next_seq (store, to);
  return move (store, "UPDATE docs SET db = ?2 WHERE db = ?1", from, to, error) &&
         move (store, "UPDATE chunks SET db = ?2 WHERE db = ?1", from, to, error);
}

static gboolean
run_add (KtStore *store, gpointer data, GError **error)
{
  Added *added = data;
  g_autofree char *id = g_strconcat ("database:", added->name, NULL);
  gboolean erased;
  gint64 db, waiting;

  if (!kt_store_is_erased (store, id, &erased, error))
    return FALSE;
  if (erased)
    return TRUE;
  return make_known (store, added, &db, error) && find_waiting (store, added, &waiting, error) &&
         (waiting == 0 || move_docs (store, waiting, db, error));
}

gboolean
kt_store_add_database (KtStore *store, const char *name, const char *family, KtScope scope, GError **error)
{
  Added added = { name, family, scope };

  return kt_store_transaction (store, run_add, &added, error);
}

GPtrArray *
kt_store_list_databases (KtStore *store, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT name, family, scope, closed IS NOT NULL, complete IS NOT NULL FROM databases"
             " WHERE known = 1 ORDER BY db",
      error);
  g_autoptr (GPtrArray) databases = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_database_free);
  gboolean ok;

  if (query == NULL)
    return NULL;
  while (kt_statement_next (store, query, &ok, error))
    {
      KtDatabase *database = g_new0 (KtDatabase, 1);

      database->name = kt_column_dup (query, 0);
      database->family = kt_column_dup (query, 1);
      database->scope = sqlite3_column_int (query, 2);
      database->closed = sqlite3_column_int (query, 3);
      database->complete = sqlite3_column_int (query, 4);
      g_ptr_array_add (databases, database);
    }
  return ok ? g_steal_pointer (&databases) : NULL;
}

/* One column of one database; value NULL: NULL. */
static gboolean
set_column (KtStore *store, const char *sql, const char *name, const char *value, GError **error)
{
  g_autoptr (KtStatement) update = kt_store_statement (store, sql, error);

  if (update == NULL)
    return FALSE;
  kt_bind_text (update, 1, name);
  kt_bind_text (update, 2, value);
  return kt_statement_run (store, update, error);
}

gboolean
kt_store_close_database (KtStore *store, const char *name, const char *reason, GError **error)
{
  return set_column (store, "UPDATE databases SET closed = ?2 WHERE name = ?1", name, reason, error);
}

gboolean
kt_store_set_complete (KtStore *store, const char *database, const char *iso_time, GError **error)
{
  return set_column (store, "UPDATE databases SET complete = ?2 WHERE name = ?1", database, iso_time, error);
}

gboolean
kt_store_need_database (KtStore *store, const char *name, gint64 *db, GError **error)
{
  if (!kt_store_find_database (store, name, db, error))
    return FALSE;
  if (*db == 0)
    g_set_error (error, KT_STORE_ERROR, KT_STORE_ERROR_NOT_FOUND, "no database %s here", name);
  return *db != 0;
}

/* ---- Checkpoints ---- */

char *
kt_store_get_checkpoint (KtStore *store, const char *database, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store, "SELECT body FROM checkpoints JOIN databases USING (db) WHERE name = ?1 AND direction = 'push'", error);
  gboolean row;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, database);
  if (!kt_statement_step (store, query, &row, error) || !row)
    return NULL;
  return kt_column_dup (query, 0);
}

gboolean
kt_store_put_checkpoint (KtStore *store, gint64 db, const char *checkpoint, GError **error)
{
  g_autoptr (KtStatement) write = kt_store_statement (
      store,
      "INSERT INTO checkpoints (db, direction, body) VALUES (?1, 'push', ?2)"
      " ON CONFLICT (db, direction) DO UPDATE SET body = excluded.body",
      error);

  if (write == NULL)
    return FALSE;
  kt_bind_int (write, 1, db);
  kt_bind_text (write, 2, checkpoint);
  return kt_statement_run (store, write, error);
}

gboolean
kt_store_keep_checkpoint (KtStore *store, const char *database, const char *checkpoint, GError **error)
{
  gint64 db;

  return kt_store_need_database (store, database, &db, error) && kt_store_put_checkpoint (store, db, checkpoint, error);
}

/* ---- Pulled rows ---- */

static void
free_leaf (gpointer data)
{
  KtPulledLeaf *leaf = data;

  g_free (leaf->rev);
  g_free (leaf->bytes);
  g_free (leaf);
}

KtPulledDoc *
kt_pulled_doc_new (const char *id)
{
  KtPulledDoc *doc = g_new0 (KtPulledDoc, 1);

  doc->id = g_strdup (id);
  doc->leaves = g_ptr_array_new_with_free_func (free_leaf);
  return doc;
}

void
kt_pulled_doc_add (KtPulledDoc *doc, const char *rev, gboolean deleted, const char *bytes, gsize len)
{
  KtPulledLeaf *leaf = g_new0 (KtPulledLeaf, 1);

  leaf->rev = g_strdup (rev);
  leaf->deleted = deleted;
  leaf->bytes = bytes != NULL ? g_strndup (bytes, len) : NULL;
  leaf->len = len;
  g_ptr_array_add (doc->leaves, leaf);
}

void
kt_pulled_doc_free (KtPulledDoc *doc)
{
  g_free (doc->id);
  g_strfreev (doc->server_leaves);
  g_ptr_array_unref (doc->leaves);
  g_free (doc);
}

void
kt_pending_rev_free (KtPendingRev *rev)
{
  g_free (rev->id);
  g_free (rev->rev);
  g_strfreev (rev->ids);
  g_free (rev->bytes);
  g_free (rev);
}
