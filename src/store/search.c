/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-store"

#include "store/search-snippet.h"
#include "store/store-private.h"

void
kt_hit_free (KtHit *hit)
{
  g_free (hit->id);
  g_free (hit->type);
  g_free (hit->family);
  g_free (hit->field);
  g_free (hit->snippet);
  g_free (hit);
}

static gboolean
has_letter (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* Each word a quoted string, so that nothing a person types is FTS5 syntax; the last one, still being typed, a prefix.
 * "" when there is nothing to look for. */
static char *
build_match (const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t\r\n", -1);
  GString *match = g_string_new (NULL);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      if (!has_letter (parts[i]))
        continue;
      if (match->len > 0)
        g_string_append_c (match, ' ');
      g_string_append_c (match, '"');
      for (const char *p = parts[i]; *p != '\0'; p++)
        g_string_append_printf (match, *p == '"' ? "\"\"" : "%c", *p);
      g_string_append_c (match, '"');
    }
  if (match->len > 0)
    g_string_append_c (match, '*');
  return g_string_free_and_steal (match);
}

/* found: (out) whether the words stand in it. */
static KtHit *
make_hit (KtRecord *record, const char *const *wanted, gboolean *found)
{
  KtHit *hit = g_new0 (KtHit, 1);

  hit->id = g_strdup (kt_record_get_id (record));
  hit->type = g_strdup (kt_record_get_type_name (record));
  hit->family = g_strdup (kt_record_get_family (record));
  *found = kt_search_snippet (record, wanted, &hit->field, &hit->snippet);
  return hit;
}

static gboolean
read_hits (KtStore *store, KtStatement *query, const char *const *wanted, GPtrArray *hits, GError **error)
{
  gboolean ok;

  while (kt_statement_next (store, query, &ok, error))
    {
      g_autoptr (KtRecord) record = kt_store_parse_body (query, 0, error);
      gboolean found;

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (hits, make_hit (record, wanted, &found));
    }
  return ok;
}

/* ---- One letter ---- */

/* FTS5 gathers every word that begins with a letter before it hands out the first: the slowest of all searches, for the
 * least that anybody can ask. What half of the records have, some of the newest have. */
#define NEWEST "250"
#define NEWEST_BODIES(where) \
  "SELECT body FROM docs CROSS JOIN bodies USING (doc) WHERE deleted = 0" where " ORDER BY doc DESC LIMIT " NEWEST

static gboolean
is_one_letter (const char *const *wanted)
{
  return wanted[0] != NULL && wanted[1] == NULL && g_utf8_strlen (wanted[0], -1) == 1;
}

static gboolean
look_through (KtStore *store, KtStatement *query, const char *const *wanted, guint limit, GPtrArray *hits, GError **error)
{
  gboolean row, found;

  while (hits->len < limit)
    {
      g_autoptr (KtRecord) record = NULL;
      KtHit *hit;

      if (!kt_statement_step (store, query, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      record = kt_store_parse_body (query, 0, error);
      if (record == NULL)
        return FALSE;
      hit = make_hit (record, wanted, &found);
      if (found)
        g_ptr_array_add (hits, hit);
      else
        kt_hit_free (hit);
    }
  return TRUE;
}

/* done: (out) whether there were enough; if not, hits is empty again. */
static gboolean
search_newest (KtStore *store, const char *const *wanted, const char *family, guint limit, GPtrArray *hits, gboolean *done,
               GError **error)
{
  g_autoptr (KtStatement) query = kt_store_statement (
      store,
      family != NULL ? NEWEST_BODIES (" AND db IN (SELECT db FROM databases WHERE family = ?1)") : NEWEST_BODIES (""), error);

  if (query == NULL)
    return FALSE;
  if (family != NULL)
    kt_bind_text (query, 1, family);
  if (!look_through (store, query, wanted, limit, hits, error))
    return FALSE;
  *done = hits->len >= limit;
  if (!*done)
    g_ptr_array_set_size (hits, 0);
  return TRUE;
}

/* ---- Words ---- */

/* Ranking costs a microsecond a match, and a letter or two match half of everything: the newest RANKED are ranked, so
 * that the time does not grow with the store. Bodies are read for what is shown only. */
#define RANKED "3000"
#define BEST(matches) \
  "SELECT body FROM (SELECT doc, score FROM (" matches " ORDER BY search.rowid DESC LIMIT " RANKED ") ORDER BY score LIMIT ?2)" \
  " JOIN bodies USING (doc) ORDER BY score"
#define MATCHES "SELECT search.rowid AS doc, search.rank AS score FROM search WHERE search MATCH ?1"
#define MATCHES_IN_FAMILY \
  "SELECT search.rowid AS doc, search.rank AS score FROM search CROSS JOIN docs ON docs.doc = search.rowid" \
  " WHERE search MATCH ?1 AND docs.db IN (SELECT db FROM databases WHERE family = ?3)"

GPtrArray *
kt_store_search (KtStore *store, const char *words, const char *family, guint limit, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_hit_free);
  g_autofree char *match = build_match (words);
  g_auto (GStrv) wanted = kt_search_fold (words);
  g_autoptr (KtStatement) query = NULL;
  gboolean done = FALSE;

  if (*match == '\0')
    return g_steal_pointer (&hits);
  if (is_one_letter ((const char *const *) wanted) &&
      !search_newest (store, (const char *const *) wanted, family, limit, hits, &done, error))
    return NULL;
  if (done)
    return g_steal_pointer (&hits);
  query = kt_store_statement (store, family != NULL ? BEST (MATCHES_IN_FAMILY) : BEST (MATCHES), error);
  if (query == NULL)
    return NULL;
  kt_bind_text (query, 1, match);
  kt_bind_int (query, 2, limit);
  if (family != NULL)
    kt_bind_text (query, 3, family);
  return read_hits (store, query, (const char *const *) wanted, hits, error) ? g_steal_pointer (&hits) : NULL;
}
