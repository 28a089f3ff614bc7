/* SPDX-License-Identifier: EUPL-1.2 */
/* What the store says, without how it says it: no row numbers, no index, sorted. */
#define G_LOG_DOMAIN "kt-store"

#include "store/store-private.h"

#include <string.h>

/* One query a part; every column as text, blobs and text alike. */
static const char *const parts[] = {
  "SELECT 'setting', key, value FROM settings WHERE key NOT IN ('place', 'sync.page') ORDER BY key",
  "SELECT 'database', name, family, scope, known, closed, complete FROM databases ORDER BY name",
  "SELECT 'doc', id, databases.name, state, disputed, deleted, body"
  " FROM docs JOIN databases USING (db) LEFT JOIN bodies USING (doc) ORDER BY id",
  "SELECT 'rev', id, rev, parent, leaf, revs.deleted, revs.state, holds, revs.body"
  " FROM revs JOIN docs USING (doc) ORDER BY id, rev",
  "SELECT 'checkpoint', name, direction, body FROM checkpoints JOIN databases USING (db) ORDER BY name, direction",
  "SELECT 'aside', name, id, rev, incoming, reason, at, bytes FROM set_aside JOIN databases USING (db)"
  " ORDER BY name, id, rev",
  "SELECT 'piece', name, id, state, len, listed, under FROM chunks JOIN databases USING (db) ORDER BY name, id",
  "SELECT 'draft', key, text FROM drafts ORDER BY key",
  "SELECT 'key', device, worker, public FROM device_keys WHERE worker IS NOT NULL ORDER BY device",
  "SELECT 'unchecked', id FROM unchecked JOIN docs USING (doc) ORDER BY id",
  "SELECT 'doubt', id, dot, device, why FROM doubts JOIN docs USING (doc) ORDER BY id, dot",
  "SELECT 'erased', id FROM erased ORDER BY id",
  "SELECT 'escrow', id, family, bytes FROM escrow ORDER BY id",
  "SELECT 'request', id, kind, family, state, reason, body FROM requests ORDER BY id",
  "SELECT 'offered', id, family, author, taken, body FROM offered ORDER BY id",
};

/* Bytes that would break a line, or be taken for an escape, are escaped: the dump is one line a row. */
static void
append_column (GString *dump, KtStatement *query, int i)
{
  const char *bytes = sqlite3_column_blob (query, i);
  int len = sqlite3_column_bytes (query, i);

  if (i > 0)
    g_string_append_c (dump, '\t');
  if (sqlite3_column_type (query, i) == SQLITE_NULL)
    g_string_append_c (dump, '-');
  for (int k = 0; k < len; k++)
    if (g_ascii_iscntrl (bytes[k]) || bytes[k] == '\\')
      g_string_append_printf (dump, "\\x%02x", (guchar) bytes[k]);
    else
      g_string_append_c (dump, bytes[k]);
}

static gboolean
dump_part (KtStore *store, const char *sql, GString *dump, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (store, sql, error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  while (kt_statement_next (store, query, &ok, error))
    {
      for (int i = 0; i < sqlite3_column_count (query); i++)
        append_column (dump, query, i);
      g_string_append_c (dump, '\n');
    }
  return ok;
}

char *
kt_store_dump (KtStore *store, GError **error)
{
  g_autoptr (GString) dump = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!dump_part (store, parts[i], dump, error))
      return NULL;
  return g_string_free_and_steal (g_steal_pointer (&dump));
}
