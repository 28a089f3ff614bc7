/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/updates.h"

static char *
make_path (const char *mark, guint wait_seconds)
{
  g_autofree char *since = mark != NULL ? g_uri_escape_string (mark, NULL, FALSE) : g_strdup ("now");

  if (mark == NULL || wait_seconds == 0)
    return g_strconcat ("/_db_updates?since=", since, NULL);
  return g_strdup_printf ("/_db_updates?feed=longpoll&timeout=%u&since=%s", wait_seconds * 1000, since);
}

static GPtrArray *
list_names (json_object *page)
{
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  json_object *rows = kt_json_get_array (page, "results");
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; rows != NULL && i < json_object_array_length (rows); i++)
    {
      const char *name = kt_json_get_string (json_object_array_get_idx (rows, i), "db_name");
      if (name != NULL && g_hash_table_add (set, (gpointer) name))
        g_ptr_array_add (names, g_strdup (name));
    }
  return names;
}

gboolean
kt_updates_read (KtCouch *couch, char **mark, guint wait_seconds, GPtrArray **names, GError **error)
{
  g_autofree char *path = make_path (*mark, wait_seconds);
  g_autoptr (json_object) page = NULL;
  json_object *last;

  *names = NULL;
  /* express-pouchdb, seen: its feed never answers. */
  if (!couch->is_couchdb)
    return TRUE;
  if (!kt_couch_get (couch, path, &page, error))
    return FALSE;
  if (page == NULL)
    return TRUE;
  if (json_object_object_get_ex (page, "last_seq", &last))
    g_set_str (mark, json_object_get_string (last));
  *names = list_names (page);
  return TRUE;
}
