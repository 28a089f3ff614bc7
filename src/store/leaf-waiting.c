/* SPDX-License-Identifier: EUPL-1.2 */
/* What waits to be sent, with its ancestry and its bytes. */
#define G_LOG_DOMAIN "kt-store"

#include "store/leaf-store-private.h"

#include "model/family-index.h"
#include "model/leaf-rule.h"

#include <string.h>

/* A revision of the record being read. */
typedef struct {
  char *rev, *parent;
  gboolean leaf, deleted;
  KtState state;
  char *bytes;             /* of a leaf that waits and is no tombstone */
} Read;

typedef struct {
  GPtrArray *out;          /* KtPendingRev */
  GArray *group;           /* Read: every revision of the record being read */
  gint64 doc;              /* it */
  char *id;                /* owned */
  guint most;              /* revisions, about */
  gint64 left;             /* bytes, about */
} Listing;

static void
clear_read (gpointer data)
{
  Read *item = data;

  g_free (item->rev);
  g_free (item->parent);
  g_free (item->bytes);
}

static const char *
hash_of (const char *rev)
{
  const char *dash = strchr (rev, '-');

  return dash != NULL ? dash + 1 : rev;
}

static const Read *
find_read (GArray *group, const char *rev)
{
  for (guint i = 0; i < group->len; i++)
    if (strcmp (g_array_index (group, Read, i).rev, rev) == 0)
      return &g_array_index (group, Read, i);
  return NULL;
}

/* Down to the nearest revision known to be at the server, or as far as it is known here. */
static GStrv
list_ancestry (GArray *group, const Read *leaf)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  const Read *at = leaf;

  g_strv_builder_add (ids, hash_of (leaf->rev));
  while (at != NULL && at->parent != NULL)
    {
      g_strv_builder_add (ids, hash_of (at->parent));
      at = find_read (group, at->parent);
      if (at != NULL && at->state != KT_STATE_HERE)
        break;
    }
  return g_strv_builder_end (ids);
}

static gboolean
waits (const Read *item)
{
  return item->leaf && item->state == KT_STATE_HERE;
}

/* bodies: live leaves that wait; all: every leaf. */
static void
count_leaves (GArray *group, guint *bodies, guint *all)
{
  *bodies = *all = 0;
  for (guint i = 0; i < group->len; i++)
    {
      const Read *item = &g_array_index (group, Read, i);

      *bodies += waits (item) && !item->deleted;
      *all += item->leaf;
    }
}

static void
list_one (Listing *listing, Read *item, gboolean alone)
{
  KtPendingRev *rev = g_new0 (KtPendingRev, 1);

  rev->doc = listing->doc;
  rev->id = g_strdup (listing->id);
  rev->ids = list_ancestry (listing->group, item);
  rev->start = kt_rev_generation (item->rev);
  rev->deleted = item->deleted;
  rev->alone = alone;
  rev->rev = g_strdup (item->rev);
  rev->bytes = g_steal_pointer (&item->bytes);
  listing->left -= 200 + (rev->bytes != NULL ? (gint64) strlen (rev->bytes) : 0);
  g_ptr_array_add (listing->out, rev);
}

/* A record's tombstones go only when no body of it waits any more. */
static void
close_group (Listing *listing)
{
  guint bodies, all;

  count_leaves (listing->group, &bodies, &all);
  for (guint i = listing->group->len; i > 0; i--)
    {
      Read *item = &g_array_index (listing->group, Read, i - 1);

      if (!waits (item) || (item->deleted && bodies > 0))
        continue;
      list_one (listing, item, all == 1);
    }
  g_array_set_size (listing->group, 0);
}

static char *
read_bytes (KtStatement *query, KtHolds holds)
{
  int column = holds == KT_HOLDS_DOC ? 7 : 6;
  const char *bytes = sqlite3_column_blob (query, column);

  return g_strndup (bytes != NULL ? bytes : "", sqlite3_column_bytes (query, column));
}

static void
read_rev (KtStatement *query, Listing *listing)
{
  Read item = { 0 };

  item.rev = kt_column_dup (query, 1);
  item.parent = kt_column_dup (query, 2);
  item.leaf = sqlite3_column_int (query, 3);
  item.deleted = sqlite3_column_int (query, 4);
  item.state = sqlite3_column_int (query, 8);
  if (waits (&item) && !item.deleted)
    item.bytes = read_bytes (query, sqlite3_column_int (query, 5));
  g_array_append_val (listing->group, item);
}

static gboolean
is_enough (const Listing *listing)
{
  return listing->out->len >= listing->most || listing->left <= 0;
}

/* Records whose numbers follow one another, in one go: what waits after a day away was mostly written in a row. None of one
 * that was sent or erased since it was listed. after: (out) the number the next of them would have. */
static gboolean
read_row (KtStore *store, Listing *listing, gint64 first, gint64 last, gint64 *after, GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT docs.id, rev, parent, leaf, revs.deleted, holds, revs.body, bodies.body, revs.state, docs.doc"
      " FROM docs LEFT JOIN bodies ON bodies.doc = docs.doc CROSS JOIN revs ON revs.doc = docs.doc"
      " WHERE docs.doc BETWEEN ?1 AND ?2 AND docs.state = 0 ORDER BY docs.doc",
      error);
  gboolean ok;

  if (query == NULL)
    return FALSE;
  kt_bind_int (query, 1, first);
  kt_bind_int (query, 2, last);
  listing->doc = 0;
  while (kt_statement_next (store, query, &ok, error))
    {
      gint64 doc = sqlite3_column_int64 (query, 9);

      if (doc != listing->doc)
        {
          close_group (listing);
          *after = doc;
          if (is_enough (listing))
            return TRUE;
          listing->doc = doc;
          g_set_str (&listing->id, kt_column_text (query, 0));
        }
      read_rev (query, listing);
    }
  close_group (listing);
  *after = last + 1;
  return ok;
}

GArray *
kt_store_list_waiting (KtStore *store, const char *database, GError **error)
{
  g_autoptr (GArray) docs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT doc FROM docs WHERE db = (SELECT db FROM databases WHERE name = ?1) AND state = 0 ORDER BY doc", error);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, database);
  while (kt_statement_next (store, query, &ok, error))
    {
      gint64 doc = sqlite3_column_int64 (query, 0);

      g_array_append_val (docs, doc);
    }
  return ok ? g_steal_pointer (&docs) : NULL;
}

/* By what is read here, whichever of its leaves waits. */
static gboolean
says_no (KtStatement *query)
{
  g_autoptr (KtRecord) consent = kt_record_parse (kt_column_text (query, 1), -1, NULL, NULL);

  return consent != NULL && kt_consent_is_no (consent);
}

GArray *
kt_store_list_waiting_noes (KtStore *store, const char *database, GError **error)
{
  g_autoptr (GArray) docs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      "SELECT doc, body FROM docs CROSS JOIN bodies USING (doc) WHERE db = (SELECT db FROM databases WHERE name = ?1)"
      " AND type = (SELECT name FROM names WHERE text = 'consent') AND state = 0 ORDER BY doc",
      error);
  gboolean ok;

  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, database);
  while (kt_statement_next (store, query, &ok, error))
    {
      gint64 doc = sqlite3_column_int64 (query, 0);

      if (says_no (query))
        g_array_append_val (docs, doc);
    }
  return ok ? g_steal_pointer (&docs) : NULL;
}

static gboolean
read_rows (KtStore *store, Listing *listing, GArray *docs, guint *next, GError **error)
{
  while (*next < docs->len && !is_enough (listing))
    {
      gint64 first = g_array_index (docs, gint64, *next), after;
      guint n = 1;

      while (*next + n < docs->len && n < listing->most && g_array_index (docs, gint64, *next + n) == first + n)
        n++;
      if (!read_row (store, listing, first, first + n - 1, &after, error))
        return FALSE;
      *next += (guint) (after - first);
    }
  return TRUE;
}

GPtrArray *
kt_store_read_waiting (KtStore *store, GArray *docs, guint *next, guint limit, gint64 max_bytes, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_pending_rev_free);
  g_autoptr (GArray) group = g_array_new (FALSE, FALSE, sizeof (Read));
  Listing listing = { .out = out, .group = group, .most = limit, .left = max_bytes };
  gboolean ok;

  g_array_set_clear_func (group, clear_read);
  ok = read_rows (store, &listing, docs, next, error);
  g_free (listing.id);
  return ok ? g_steal_pointer (&out) : NULL;
}

GPtrArray *
kt_store_list_pending (KtStore *store, const char *database, guint limit, gint64 max_bytes, GError **error)
{
  g_autoptr (GArray) docs = kt_store_list_waiting (store, database, error);
  guint next = 0;

  return docs != NULL ? kt_store_read_waiting (store, docs, &next, limit, max_bytes, error) : NULL;
}
