/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/office.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/types.h"
#include "office/steps.h"
#include "sync/transport-curl.h"
#include "terminal/ask.h"

#define MAX_LOGIN 40

static gboolean
read_server (KtServer *server, GError **error)
{
  if (kt_office_options.url == NULL || kt_office_options.admin == NULL)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--server and --admin are needed"));
      return FALSE;
    }
  if (!g_str_has_prefix (kt_office_options.url, "https://"))
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--server: only https, not “%s”"), kt_office_options.url);
      return FALSE;
    }
  server->url = g_strdup (kt_office_options.url);
  server->user = g_strdup (kt_office_options.admin);
  if (kt_office_options.ca != NULL)
    {
      g_autoptr (GBytes) pem = kt_ask_input (kt_office_options.ca, error);
      if (pem == NULL)
        return FALSE;
      server->ca_pem = g_strndup (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
    }
  server->password = kt_ask_secret (kt_office_options.password_file, _("Administrator’s password:"), FALSE, error);
  return server->password != NULL;
}

gboolean
kt_office_open (KtCouch *couch, GError **error)
{
  KtServer server = { NULL };
  gboolean good;

  *couch = (KtCouch) { .done = g_ptr_array_new_with_free_func (g_free) };
  good = read_server (&server, error);
  if (good)
    couch->transport = kt_transport_curl_new (&server, error);
  kt_server_clear (&server);
  return good && couch->transport != NULL && kt_couch_check_admin (couch, error);
}

void
kt_office_tell (KtProgram *program, KtCouch *couch)
{
  json_object *answer, *list;

  for (guint i = 0; !program->json && i < couch->done->len; i++)
    g_print ("%s\n", (char *) couch->done->pdata[i]);
  if (!program->json && couch->done->len == 0)
    g_print ("%s\n", _("Everything was as it should be."));
  if (!program->json && !couch->is_couchdb)
    g_print ("%s\n", _("This server is not CouchDB itself: what is written there is not checked by it."));
  if (!program->json)
    return;
  answer = json_object_new_object ();
  list = json_object_new_array ();
  for (guint i = 0; i < couch->done->len; i++)
    json_object_array_add (list, json_object_new_string (couch->done->pdata[i]));
  json_object_object_add (answer, "done", list);
  json_object_object_add (answer, "validates", json_object_new_boolean (couch->is_couchdb));
  kt_answer_json (answer);
}

json_object *
kt_office_security (const char *const *names, const char *const *roles)
{
  static const char *const none[] = { NULL }, *const admin_roles[] = { "_admin", NULL };
  json_object *security = json_object_new_object (), *admins = json_object_new_object ();
  json_object *members = json_object_new_object ();

  json_object_object_add (admins, "names", kt_json_from_strv (none));
  json_object_object_add (admins, "roles", kt_json_from_strv (admin_roles));
  json_object_object_add (members, "names", kt_json_from_strv (names != NULL ? names : none));
  json_object_object_add (members, "roles", kt_json_from_strv (roles != NULL ? roles : none));
  json_object_object_add (security, "admins", admins);
  json_object_object_add (security, "members", members);
  return security;
}

char *
kt_office_user_id (const char *login)
{
  return g_strconcat ("org.couchdb.user:", login, NULL);
}

gboolean
kt_office_check_login (const char *login, GError **error)
{
  if (g_ascii_islower (*login) && strlen (login) <= MAX_LOGIN &&
      strspn (login, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (login))
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
               _("login “%s”: lower-case letters, digits and “-”, a letter first, at most %d"), login, MAX_LOGIN);
  return FALSE;
}

gboolean
kt_office_check_worker (KtCouch *couch, const char *login, GError **error)
{
  gboolean is = FALSE;

  if (!kt_office_check_login (login, error) || !kt_steps_is_worker (couch, login, &is, error))
    return FALSE;
  if (!is)
    g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is no worker “%s”; make one with “user add”"), login);
  return is;
}

gboolean
kt_office_check_family (const char *family, GError **error)
{
  g_autofree char *database = g_str_has_prefix (family, "family:") ? kt_scope_database (family, KT_SCOPE_PLAN) : NULL;

  if (database != NULL)
    return TRUE;
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
               _("“%s” is not a family’s id; “keukentafel-cli list family” shows them"), family);
  return FALSE;
}

void
kt_office_add_to_set (json_object *document, const char *key, const char *value)
{
  json_object *array = kt_json_get_array (document, key);
  g_auto (GStrv) there = kt_json_dup_strv (array);

  if (g_strv_contains ((const char *const *) there, value))
    return;
  if (array == NULL)
    {
      array = json_object_new_array ();
      json_object_object_add (document, key, array);
    }
  json_object_array_add (array, json_object_new_string (value));
}
