/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/purge.h"

/* A purge of everything there was leaves nothing; what came in between is refused by the ledger already. */
#define ATTEMPTS 20
/* CouchDB takes 1,000 revisions in one purge. */
#define PURGE_AT_ONCE 900
#define POLL_MS 200
#define COMPACT_SECONDS 1800

/* ---- Which revisions there are ---- */

/* leaves: the answer, an array; empty when there is nothing (left). */
static gboolean
read_leaves (KtCouch *couch, const char *database, const char *id, json_object **leaves, GError **error)
{
  g_autofree char *path = kt_couch_path (database, id), *whole = g_strconcat (path, "?open_revs=all&revs=true", NULL);
  json_object *found = NULL;

  if (!kt_couch_get (couch, whole, &found, error))
    return FALSE;
  if (found == NULL || !json_object_is_type (found, json_type_array))
    {
      json_object_put (found);
      found = json_object_new_array ();
    }
  *leaves = found;
  return TRUE;
}

static json_object *
leaf_body (json_object *leaves, gsize i)
{
  return kt_json_get_object (json_object_array_get_idx (leaves, i), "ok");
}

static void
add_once (json_object *list, const char *rev)
{
  for (gsize i = 0; i < json_object_array_length (list); i++)
    if (g_strcmp0 (json_object_get_string (json_object_array_get_idx (list, i)), rev) == 0)
      return;
  json_object_array_add (list, json_object_new_string (rev));
}

/* The leaf and all its ancestors. */
static void
add_history (json_object *list, json_object *body)
{
  json_object *history = kt_json_get_object (body, "_revisions");
  json_object *ids = history != NULL ? kt_json_get_array (history, "ids") : NULL;
  gint64 start = history != NULL ? kt_json_get_int (history, "start", 0) : 0;

  add_once (list, kt_json_get_string (body, "_rev"));
  for (gsize i = 0; ids != NULL && i < json_object_array_length (ids); i++)
    {
      g_autofree char *rev = g_strdup_printf ("%" G_GINT64_FORMAT "-%s", start - (gint64) i,
                                              json_object_get_string (json_object_array_get_idx (ids, i)));
      add_once (list, rev);
    }
}

gboolean
kt_purge_find (KtCouch *couch, const char *database, const char *const *ids, json_object *revs, GError **error)
{
  for (guint k = 0; ids[k] != NULL; k++)
    {
      g_autoptr (json_object) leaves = NULL;
      json_object *list = kt_json_get_array (revs, ids[k]);

      if (!read_leaves (couch, database, ids[k], &leaves, error))
        return FALSE;
      if (list == NULL && json_object_array_length (leaves) > 0)
        json_object_object_add (revs, ids[k], list = json_object_new_array ());
      for (gsize i = 0; i < json_object_array_length (leaves); i++)
        if (leaf_body (leaves, i) != NULL)
          add_history (list, leaf_body (leaves, i));
    }
  return TRUE;
}

/* ---- Purging ---- */

static gboolean
purge_leaves (KtCouch *couch, const char *database, const char *id, json_object *leaves, guint *n, GError **error)
{
  g_autofree char *path = g_strconcat ("/", database, "/_purge", NULL);
  g_autoptr (json_object) body = json_object_new_object (), answer = NULL;
  json_object *revs = json_object_new_array ();

  for (gsize i = 0; i < MIN (json_object_array_length (leaves), PURGE_AT_ONCE); i++)
    if (leaf_body (leaves, i) != NULL)
      add_once (revs, kt_json_get_string (leaf_body (leaves, i), "_rev"));
  *n += json_object_array_length (revs);
  json_object_object_add (body, id, revs);
  return kt_couch_post (couch, path, body, &answer, error);
}

static gboolean
purge_one (KtCouch *couch, const char *database, const char *id, KtPurged *purged, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < ATTEMPTS; i++)
    {
      g_autoptr (json_object) leaves = NULL;

      if (!read_leaves (couch, database, id, &leaves, error))
        return FALSE;
      if (json_object_array_length (leaves) == 0)
        {
          purged->records += n > 0;
          purged->revisions += n;
          return TRUE;
        }
      if (!purge_leaves (couch, database, id, leaves, &n, error))
        return FALSE;
    }
  g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY, "%s in %s keeps coming back", id, database);
  return FALSE;
}

gboolean
kt_purge_records (KtCouch *couch, const char *database, const char *const *ids, KtPurged *purged, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (!purge_one (couch, database, ids[i], purged, error))
      return FALSE;
  return TRUE;
}

/* ---- Compaction ---- */

gboolean
kt_purge_compact (KtCouch *couch, const char *database, GError **error)
{
  g_autofree char *path = g_strconcat ("/", database, NULL), *compact = g_strconcat (path, "/_compact", NULL);
  g_autoptr (json_object) body = json_object_new_object (), answer = NULL;
  gint64 end = g_get_monotonic_time () + COMPACT_SECONDS * G_USEC_PER_SEC;

  if (!kt_couch_post (couch, compact, body, &answer, error))
    return FALSE;
  while (g_get_monotonic_time () < end)
    {
      g_autoptr (json_object) info = NULL;

      if (!kt_couch_get (couch, path, &info, error))
        return FALSE;
      if (info == NULL || !kt_json_get_bool (info, "compact_running"))
        return TRUE;
      g_usleep (POLL_MS * 1000);
    }
  g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY, "%s is still being compacted", database);
  return FALSE;
}

/* ---- Looking ---- */

static gboolean
check_silent (KtCouch *couch, const char *path, GError **error)
{
  g_autoptr (json_object) found = NULL;

  if (!kt_couch_get (couch, path, &found, error))
    return FALSE;
  if (found == NULL || (json_object_is_type (found, json_type_array) && json_object_array_length (found) == 0))
    return TRUE;
  g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "%s can still be read", path);
  return FALSE;
}

static gboolean
verify_one (KtCouch *couch, const char *database, const char *id, json_object *revs, GError **error)
{
  g_autofree char *path = kt_couch_path (database, id), *leaves = g_strconcat (path, "?open_revs=all", NULL);

  if (!check_silent (couch, path, error) || !check_silent (couch, leaves, error))
    return FALSE;
  for (gsize i = 0; revs != NULL && i < json_object_array_length (revs); i++)
    {
      g_autofree char *old = g_strconcat (path, "?rev=", json_object_get_string (json_object_array_get_idx (revs, i)), NULL);
      if (!check_silent (couch, old, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_purge_verify (KtCouch *couch, const char *database, const char *const *ids, json_object *revs, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (!verify_one (couch, database, ids[i], kt_json_get_array (revs, ids[i]), error))
      return FALSE;
  return TRUE;
}
