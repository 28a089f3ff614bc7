/* SPDX-License-Identifier: EUPL-1.2 */
/* What a test sees in the server, and does to it behind the replicator's back. */
#include "sync/couch-memory-private.h"

#include "base/json.h"
#include "model/leaf-rule.h"

#include <string.h>

static Doc *
look_up (CouchMemory *couch, const char *database, const char *id)
{
  Db *db = g_hash_table_lookup (couch->dbs, database);

  return db != NULL ? g_hash_table_lookup (db->docs, id) : NULL;
}

guint
couch_memory_n_docs (CouchMemory *couch, const char *database)
{
  Db *db = g_hash_table_lookup (couch->dbs, database);

  return db != NULL ? g_hash_table_size (db->docs) : 0;
}

guint
couch_memory_n_live (CouchMemory *couch, const char *database, const char *id)
{
  Doc *doc = look_up (couch, database, id);
  g_autoptr (GPtrArray) leaves = doc != NULL ? couch_list_leaves (doc) : g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < leaves->len; i++)
    n += !((Node *) leaves->pdata[i])->deleted;
  return n;
}

static Node *
find_winner (CouchMemory *couch, const char *database, const char *id)
{
  Doc *doc = look_up (couch, database, id);
  g_autoptr (GPtrArray) leaves = doc != NULL ? couch_list_leaves (doc) : NULL;

  return leaves != NULL && leaves->len > 0 ? leaves->pdata[0] : NULL;
}

char *
couch_memory_dup_body (CouchMemory *couch, const char *database, const char *id)
{
  const Node *winner = find_winner (couch, database, id);

  return winner != NULL && winner->members != NULL ? g_strdup_printf ("{\"_id\":\"%s\",%s}", id, winner->members) : NULL;
}

char *
couch_memory_dup_winner (CouchMemory *couch, const char *database, const char *id)
{
  const Node *winner = find_winner (couch, database, id);

  return winner != NULL ? g_strdup (winner->rev) : NULL;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
couch_memory_dump (CouchMemory *couch, const char *database)
{
  Db *db = g_hash_table_lookup (couch->dbs, database);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_null_terminated (16, g_free, TRUE);
  GHashTableIter iter;
  gpointer value;

  g_assert_nonnull (db);
  g_hash_table_iter_init (&iter, db->docs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Doc *doc = value;
      g_autoptr (GPtrArray) leaves = couch_list_leaves (doc);

      for (guint i = 0; i < leaves->len; i++)
        {
          const Node *node = leaves->pdata[i];

          g_ptr_array_add (lines, g_strdup_printf ("%s %s %s", doc->id, node->rev,
                                                   node->deleted ? "deleted" : node->members));
        }
    }
  g_ptr_array_sort (lines, compare_texts);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

char *
couch_memory_write (CouchMemory *couch, const char *database, const char *id, const char *members, gboolean fork)
{
  Db *db = g_hash_table_lookup (couch->dbs, database);
  const Node *winner = fork ? NULL : find_winner (couch, database, id);
  int generation = winner != NULL ? kt_rev_generation (winner->rev) : 0;
  g_autofree char *hash = kt_sha256_hex (members, -1);
  const char *newest = g_strndup (hash, 32), *older = winner != NULL ? g_strdup (strchr (winner->rev, '-') + 1) : NULL;
  const char *const ids[] = { newest, older, NULL };
  char *rev = g_strdup_printf ("%d-%s", generation + 1, newest);

  couch_attach (db, id, generation + 1, (GStrv) ids, members, FALSE, NULL);
  g_free ((char *) newest);
  g_free ((char *) older);
  return rev;
}

char *
couch_memory_bury (CouchMemory *couch, const char *database, const char *id)
{
  Db *db = g_hash_table_lookup (couch->dbs, database);
  const Node *winner = find_winner (couch, database, id);
  g_autofree char *older = g_strdup (strchr (winner->rev, '-') + 1), *hash = kt_sha256_hex (winner->rev, -1);
  int generation = kt_rev_generation (winner->rev) + 1;
  const char *const ids[] = { hash, older, NULL };

  hash[32] = '\0';
  couch_attach (db, id, generation, (GStrv) ids, NULL, TRUE, NULL);
  return g_strdup_printf ("%d-%s", generation, hash);
}

void
couch_memory_erase (CouchMemory *couch, const char *database, const char *id)
{
  Db *db = g_hash_table_lookup (couch->dbs, database);

  g_hash_table_add (db->erased, g_strdup (id));
  g_hash_table_remove (db->docs, id);
}
