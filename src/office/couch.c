/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/couch.h"

#include <string.h>

/* Two administrators at once are rare; three lost races in a row are no race. */
#define ATTEMPTS 4

void
kt_couch_clear (KtCouch *couch)
{
  g_clear_pointer (&couch->transport, kt_transport_free);
  g_clear_pointer (&couch->done, g_ptr_array_unref);
}

static void
note_done (KtCouch *couch, const char *what, const char *where)
{
  g_ptr_array_add (couch->done, g_strdup_printf ("%s %s", what, where));
}

static gboolean
refuse (const KtResponse *response, const char *path, GError **error)
{
  KtSyncError code = KT_SYNC_ERROR_PROTOCOL;

  if (response->status == 401)
    code = KT_SYNC_ERROR_UNAUTHORIZED;
  else if (response->status == 403)
    code = KT_SYNC_ERROR_FORBIDDEN;
  else if (response->status == 429 || response->status >= 500)
    code = KT_SYNC_ERROR_BUSY;
  g_set_error (error, KT_SYNC_ERROR, code, "%s: the server answered %u", path, response->status);
  return FALSE;
}

/* One exchange. body: (nullable). answer: (out) (nullable) the JSON that came, if any. */
static gboolean
ask (KtCouch *couch, const char *method, const char *path, json_object *body, guint *status, json_object **answer,
     KtResponse *response, GError **error)
{
  KtRequest request = { .method = method, .path = path };

  *answer = NULL;
  if (body != NULL)
    {
      request.body = json_object_to_json_string_ext (body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
      request.len = strlen (request.body);
    }
  if (!kt_transport_exchange (couch->transport, &request, response, NULL, error))
    return FALSE;
  *status = response->status;
  *answer = kt_json_parse (response->body, (gssize) response->len, NULL);
  return TRUE;
}

gboolean
kt_couch_get (KtCouch *couch, const char *path, json_object **found, GError **error)
{
  KtResponse response = { 0 };
  guint status;
  gboolean good;

  *found = NULL;
  if (!ask (couch, "GET", path, NULL, &status, found, &response, error))
    return FALSE;
  good = status == 404 || (status == 200 && *found != NULL) || refuse (&response, path, error);
  if (!good || status == 404)
    g_clear_pointer (found, json_object_put);
  kt_response_clear (&response);
  return good;
}

/* also: a status that is fine, too. Returns: FALSE when it was neither accepted (2xx) nor that. */
static gboolean
change (KtCouch *couch, const char *method, const char *path, json_object *body, guint also, guint *status, GError **error)
{
  KtResponse response = { 0 };
  json_object *answer;
  gboolean good;

  if (!ask (couch, method, path, body, status, &answer, &response, error))
    return FALSE;
  json_object_put (answer);
  good = (*status >= 200 && *status < 300) || *status == also || refuse (&response, path, error);
  kt_response_clear (&response);
  return good;
}

static gboolean
put (KtCouch *couch, const char *path, json_object *body, guint also, guint *status, GError **error)
{
  return change (couch, "PUT", path, body, also, status, error);
}

gboolean
kt_couch_post (KtCouch *couch, const char *path, json_object *body, json_object **answer, GError **error)
{
  KtResponse response = { 0 };
  guint status;
  gboolean good;

  if (!ask (couch, "POST", path, body, &status, answer, &response, error))
    return FALSE;
  good = (status >= 200 && status < 300) || refuse (&response, path, error);
  if (!good)
    g_clear_pointer (answer, json_object_put);
  kt_response_clear (&response);
  return good;
}

static gboolean
look_who_it_is (KtCouch *couch, GError **error)
{
  g_autoptr (json_object) welcome = NULL;

  if (!kt_couch_get (couch, "/", &welcome, error))
    return FALSE;
  couch->is_couchdb = welcome != NULL && kt_json_get_string (welcome, "couchdb") != NULL;
  return TRUE;
}

gboolean
kt_couch_check_admin (KtCouch *couch, GError **error)
{
  g_autoptr (json_object) session = NULL;
  g_auto (GStrv) roles = NULL;
  json_object *context;

  if (!kt_couch_get (couch, "/_session", &session, error))
    return FALSE;
  context = session != NULL ? kt_json_get_object (session, "userCtx") : NULL;
  if (context == NULL)
    {
      g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_PROTOCOL, "no CouchDB answered");
      return FALSE;
    }
  roles = kt_json_dup_strv (kt_json_get_array (context, "roles"));
  if (g_strv_contains ((const char *const *) roles, "_admin"))
    return look_who_it_is (couch, error);
  if (kt_json_get_string (context, "name") == NULL)
    g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_UNAUTHORIZED, "the sign-in was refused");
  else
    g_set_error_literal (error, KT_SYNC_ERROR, KT_SYNC_ERROR_FORBIDDEN, "not an administrator");
  return FALSE;
}

gboolean
kt_couch_ensure_database (KtCouch *couch, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/", name, NULL);
  guint status;

  if (!put (couch, path, NULL, 412, &status, error))
    return FALSE;
  if (status != 412)
    note_done (couch, "create database", name);
  return TRUE;
}

gboolean
kt_couch_same (json_object *a, json_object *b)
{
  g_autofree char *one = kt_json_canonical (a, NULL), *other = kt_json_canonical (b, NULL);

  return one != NULL && g_strcmp0 (one, other) == 0;
}

gboolean
kt_couch_ensure_security (KtCouch *couch, const char *name, json_object *security, GError **error)
{
  g_autofree char *path = g_strconcat ("/", name, "/_security", NULL);
  g_autoptr (json_object) there = NULL;
  guint status;

  if (!kt_couch_get (couch, path, &there, error))
    return FALSE;
  if (there != NULL && kt_couch_same (there, security))
    return TRUE;
  if (!put (couch, path, security, 0, &status, error))
    return FALSE;
  note_done (couch, "secure database", name);
  return TRUE;
}

/* Returns TRUE with *again when somebody else wrote it in between. */
static gboolean
ensure_once (KtCouch *couch, const char *path, const char *id, KtCouchEdit edit, gpointer data, gboolean *changed,
             gboolean *again, GError **error)
{
  g_autoptr (json_object) document = NULL, before = NULL;
  guint status;

  *changed = *again = FALSE;
  if (!kt_couch_get (couch, path, &document, error))
    return FALSE;
  if (document != NULL)
    before = kt_json_copy (document);
  else
    {
      document = json_object_new_object ();
      json_object_object_add (document, "_id", json_object_new_string (id));
    }
  if (!edit (document, data, error))
    return FALSE;
  if (before != NULL && kt_couch_same (before, document))
    return TRUE;
  if (!put (couch, path, document, 409, &status, error))
    return FALSE;
  *again = status == 409;
  *changed = !*again;
  return TRUE;
}

char *
kt_couch_path (const char *database, const char *id)
{
  gboolean design = g_str_has_prefix (id, "_design/");
  g_autofree char *escaped = g_uri_escape_string (design ? id + strlen ("_design/") : id, NULL, FALSE);

  return g_strconcat ("/", database, design ? "/_design/" : "/", escaped, NULL);
}

gboolean
kt_couch_ensure_document (KtCouch *couch, const char *database, const char *id, KtCouchEdit edit, gpointer data,
                          const char *what, GError **error)
{
  g_autofree char *path = kt_couch_path (database, id);
  gboolean changed = FALSE, again = TRUE;

  for (guint i = 0; again && i < ATTEMPTS; i++)
    if (!ensure_once (couch, path, id, edit, data, &changed, &again, error))
      return FALSE;
  if (again)
    {
      g_set_error (error, KT_SYNC_ERROR, KT_SYNC_ERROR_BUSY, "%s: somebody else keeps writing it", path);
      return FALSE;
    }
  if (changed)
    note_done (couch, what, id);
  return TRUE;
}

gboolean
kt_couch_remove_database (KtCouch *couch, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/", name, NULL);
  guint status;

  if (!change (couch, "DELETE", path, NULL, 404, &status, error))
    return FALSE;
  if (status != 404)
    note_done (couch, "remove database", name);
  return TRUE;
}

/* Somebody who writes it meanwhile wins: whoever asked for this looks again. */
gboolean
kt_couch_remove_document (KtCouch *couch, const char *database, const char *id, const char *what, GError **error)
{
  g_autofree char *path = kt_couch_path (database, id), *whole = NULL;
  g_autoptr (json_object) there = NULL;
  guint status;

  if (!kt_couch_get (couch, path, &there, error))
    return FALSE;
  if (there == NULL)
    return TRUE;
  whole = g_strconcat (path, "?rev=", kt_json_get_string (there, "_rev"), NULL);
  if (!change (couch, "DELETE", whole, NULL, 409, &status, error))
    return FALSE;
  if (status != 409)
    note_done (couch, what, id);
  return TRUE;
}

gboolean
kt_couch_put_local (KtCouch *couch, const char *path, json_object *document, GError **error)
{
  guint status;

  return put (couch, path, document, 409, &status, error);
}
