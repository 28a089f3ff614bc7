/* SPDX-License-Identifier: EUPL-1.2 */
#include "sync/https-server.h"

#include "base/json.h"
#include "model/types.h"
#include "store/support.h"

#include <string.h>

static char *certs_dir;

/* ---- Processes ---- */

static char *
source_path (const char *rest)
{
  const char *root = g_getenv ("SOURCE_ROOT");

  g_assert_nonnull (root);
  return g_build_filename (root, rest, NULL);
}

const char *
https_certs (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *script = source_path ("tests/double/make-certs.sh");
  const char *argv[] = { "sh", script, NULL, NULL };
  int status;

  if (certs_dir != NULL)
    return certs_dir;
  certs_dir = g_dir_make_tmp ("kt-certs-XXXXXX", &error);
  g_assert_no_error (error);
  argv[2] = certs_dir;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return certs_dir;
}

void
https_cleanup (void)
{
  if (certs_dir != NULL)
    remove_folder (certs_dir);
  g_clear_pointer (&certs_dir, g_free);
}

/* The process's one line says where it listens. */
static char *
read_url (GSubprocess *process)
{
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening https://"));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  return g_strdup (line + strlen ("listening "));
}

static KtTransport *
open_line (HttpsServer *server, const char *login, const char *password)
{
  g_autoptr (GError) error = NULL;
  KtServer account = { server->url, server->ca, NULL, (char *) login, (char *) password };
  KtTransport *line = kt_transport_curl_new (&account, &error);

  g_assert_no_error (error);
  return line;
}

static HttpsServer *
server_new (GPtrArray *argv, const char *url, const char *ca, const char *admin, const char *password)
{
  HttpsServer *server = g_new0 (HttpsServer, 1);
  g_autoptr (GError) error = NULL;

  if (argv != NULL)
    {
      server->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                           G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
      g_assert_no_error (error);
      server->url = read_url (server->process);
    }
  else
    server->url = g_strdup (url);
  server->ca = g_strdup (ca);
  server->admin = g_strdup (admin);
  server->password = g_strdup (password);
  server->hands = open_line (server, admin, password);
  return server;
}

static GPtrArray *
node_arguments (const char *script, const char *option, const char *value)
{
  GPtrArray *argv = g_ptr_array_new_null_terminated (8, g_free, TRUE);

  g_ptr_array_add (argv, g_strdup ("node"));
  g_ptr_array_add (argv, source_path (script));
  g_ptr_array_add (argv, g_strdup (option));
  g_ptr_array_add (argv, g_strdup (value));
  g_ptr_array_add (argv, g_strdup ("--until-stdin-closes"));
  return argv;
}

HttpsServer *
https_proxy_new (HttpsServer *behind, const char *const *extra)
{
  g_autoptr (GPtrArray) argv = node_arguments ("tests/double/proxy.mjs", "--to", behind->url + strlen ("https://"));

  for (guint i = 0; extra != NULL && extra[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (extra[i]));
  return server_new (argv, NULL, behind->ca, behind->admin, behind->password);
}

HttpsServer *
https_double_new (const char *certs, const char *const *extra)
{
  g_autofree char *tls_dir = g_build_filename (https_certs (), certs, NULL);
  g_autofree char *ca = g_build_filename (https_certs (), "ca.pem", NULL);
  g_autoptr (GPtrArray) argv = node_arguments ("tests/double/server.mjs", "--tls-dir", tls_dir);

  g_ptr_array_add (argv, g_strdup ("--iterations"));
  g_ptr_array_add (argv, g_strdup ("10"));
  for (guint i = 0; extra != NULL && extra[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (extra[i]));
  return server_new (argv, NULL, ca, "admin", "secret");
}

HttpsServer *
https_standin_new (void)
{
  g_autofree char *ca = g_build_filename (https_certs (), "ca.pem", NULL);
  g_autoptr (GPtrArray) argv = node_arguments ("tests/standin/server.cjs", "--tls-dir", https_certs ());

  return g_getenv ("NODE_PATH") != NULL ? server_new (argv, NULL, ca, "admin", "secret") : NULL;
}

HttpsServer *
https_given_new (const char *url, const char *admin, const char *password, const char *ca)
{
  return server_new (NULL, url, ca, admin, password);
}

void
https_server_free (HttpsServer *server)
{
  kt_transport_free (server->hands);
  if (server->process != NULL)
    {
      g_subprocess_force_exit (server->process);
      g_subprocess_wait (server->process, NULL, NULL);
      g_object_unref (server->process);
    }
  g_free (server->url);
  g_free (server->ca);
  g_free (server->admin);
  g_free (server->password);
  g_free (server);
}

/* ---- The administrator ---- */

guint
https_ask (HttpsServer *server, const char *method, const char *path, const char *body, char **answer)
{
  g_autofree char *json = body != NULL ? g_strdelimit (g_strdup (body), "'", '"') : NULL;
  KtRequest request = { .method = method, .path = path, .body = json, .len = json != NULL ? strlen (json) : 0 };
  KtResponse response = { 0 };
  g_autoptr (GError) error = NULL;
  guint status;

  kt_transport_exchange (server->hands, &request, &response, NULL, &error);
  g_assert_no_error (error);
  status = response.status;
  if (answer != NULL)
    *answer = g_steal_pointer (&response.body);
  kt_response_clear (&response);
  return status;
}

void
https_do (HttpsServer *server, const char *method, const char *path, const char *body)
{
  g_autofree char *answer = NULL;
  guint status = https_ask (server, method, path, body, &answer);

  if (status < 200 || status > 299)
    g_error ("%s %s: %u %s", method, path, status, answer);
}

void
https_fault (HttpsServer *server, const char *rule)
{
  https_do (server, "POST", "/_double/faults", rule);
}

void
https_calm (HttpsServer *server)
{
  https_do (server, "POST", "/_double/calm", "{}");
}

/* ---- Workers and families ---- */

static char *
role_of (const char *family)
{
  return g_strconcat ("fam:", strchr (family, ':') + 1, NULL);
}

static void
set_members (HttpsServer *server, const char *database, const char *members)
{
  g_autofree char *path = g_strdup_printf ("/%s", database), *security = g_strdup_printf ("/%s/_security", database);
  g_autofree char *body = g_strdup_printf ("{'admins':{'roles':['_admin']},'members':{%s}}", members);
  guint status = https_ask (server, "PUT", path, NULL, NULL);

  g_assert_true (status == 201 || status == 202 || status == 412);
  https_do (server, "PUT", security, body);
}

void
https_add_worker (HttpsServer *server, const char *login, const char *password, const char *const *families)
{
  g_autofree char *path = g_strdup_printf ("/_users/org.couchdb.user:%s", login);
  g_autofree char *inbox = g_strdup_printf ("kt-inbox-%s", login), *members = g_strdup_printf ("'names':['%s']", login);
  g_autofree char *plain = password == NULL ? g_strdup_printf ("secret-of-%s", login) : g_strdup (password);
  g_autoptr (GString) roles = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (guint i = 0; families != NULL && families[i] != NULL; i++)
    {
      g_autofree char *role = role_of (families[i]);

      g_string_append_printf (roles, "%s'%s'", i > 0 ? "," : "", role);
    }
  https_ask (server, "PUT", "/_users", NULL, NULL);
  body = g_strdup_printf ("{'name':'%s','password':'%s','roles':[%s],'type':'user'}", login, plain, roles->str);
  https_do (server, "PUT", path, body);
  set_members (server, inbox, members);
}

void
https_add_family (HttpsServer *server, const char *family, const char *const *logins)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };
  g_autofree char *role = role_of (family), *members = g_strdup_printf ("'roles':['%s']", role);

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *name = kt_scope_database (family, scopes[i]);

      set_members (server, name, members);
      for (guint j = 0; logins[j] != NULL; j++)
        {
          g_autofree char *path = g_strdup_printf ("/kt-inbox-%s/database%%3A%s", logins[j], name);
          g_autofree char *note = g_strdup_printf (
              "{'type':'inbox-database','name':'%s','family':'%s','scope':'%s'}", name, family, kt_scope_name (scopes[i]));

          https_do (server, "PUT", path, note);
        }
    }
}

void
https_remove_worker (HttpsServer *server, const char *login)
{
  g_autofree char *path = g_strdup_printf ("/_users/org.couchdb.user:%s", login), *answer = NULL, *gone = NULL;
  g_autofree char *inbox = g_strdup_printf ("/kt-inbox-%s", login);
  g_autoptr (json_object) user = NULL;

  if (https_ask (server, "GET", path, NULL, &answer) == 200)
    {
      user = kt_json_parse (answer, -1, NULL);
      gone = g_strdup_printf ("%s?rev=%s", path, kt_json_get_string (user, "_rev"));
      https_do (server, "DELETE", gone, NULL);
    }
  https_ask (server, "DELETE", inbox, NULL, NULL);
}

void
https_remove_family (HttpsServer *server, const char *family)
{
  static const KtScope scopes[] = { KT_SCOPE_PLAN, KT_SCOPE_FILE, KT_SCOPE_SAFE };

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *name = kt_scope_database (family, scopes[i]), *path = g_strconcat ("/", name, NULL);

      https_ask (server, "DELETE", path, NULL, NULL);
    }
}

KtTransport *
https_line (HttpsServer *server, const char *login, const char *password)
{
  g_autofree char *plain = password == NULL ? g_strdup_printf ("secret-of-%s", login) : g_strdup (password);

  return open_line (server, login, plain);
}
