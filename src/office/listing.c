/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/listing.h"

#include <string.h>

#define PAGE 500

/* *last: (in, out) the id to go on behind; NULL: the beginning. */
static char *
make_path (const char *database, const char *prefix, const char *last)
{
  g_autofree char *from = g_uri_escape_string (last != NULL ? last : prefix, NULL, FALSE);
  g_autofree char *start = g_uri_escape_string (prefix, NULL, FALSE);

  return g_strdup_printf ("/%s/_all_docs?include_docs=true&limit=%d&skip=%d&startkey=%%22%s%%22&endkey=%%22%s%%EF%%BF%%B0%%22",
                          database, PAGE, last != NULL ? 1 : 0, from, start);
}

static gboolean
walk_rows (json_object *rows, const char *prefix, char **last, KtListingFunc func, gpointer data, GError **error)
{
  for (gsize i = 0; i < json_object_array_length (rows); i++)
    {
      json_object *row = json_object_array_get_idx (rows, i), *document = kt_json_get_object (row, "doc");
      const char *id = kt_json_get_string (row, "id");

      g_set_str (last, id);
      if (id != NULL && document != NULL && g_str_has_prefix (id, prefix) && !func (document, data, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_listing_documents (KtCouch *couch, const char *database, const char *prefix, KtListingFunc func, gpointer data, GError **error)
{
  g_autofree char *last = NULL;
  gboolean more = TRUE;

  while (more)
    {
      g_autofree char *path = make_path (database, prefix, last);
      g_autoptr (json_object) page = NULL;
      json_object *rows;

      if (!kt_couch_get (couch, path, &page, error))
        return FALSE;
      rows = page != NULL ? kt_json_get_array (page, "rows") : NULL;
      more = rows != NULL && json_object_array_length (rows) == PAGE;
      if (rows != NULL && !walk_rows (rows, prefix, &last, func, data, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
kt_listing_databases (KtCouch *couch, const char *prefix, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/_all_dbs?startkey=%%22%s%%22&endkey=%%22%s%%EF%%BF%%B0%%22", prefix, prefix);
  g_autoptr (json_object) names = NULL;
  GPtrArray *found;

  if (!kt_couch_get (couch, path, &names, error))
    return NULL;
  found = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; names != NULL && i < json_object_array_length (names); i++)
    {
      const char *name = json_object_get_string (json_object_array_get_idx (names, i));
      /* express-pouchdb lists all, whatever is asked. */
      if (g_str_has_prefix (name, prefix))
        g_ptr_array_add (found, g_strdup (name));
    }
  return found;
}
