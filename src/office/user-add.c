/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include <glib/gi18n.h>

#include "office/guard.h"
#include "office/office.h"
#include "sync/transport-curl.h"
#include "terminal/ask.h"

static char *password_file;

static const KtOption options[] = {
  { "user-password-file", N_("FILE"), &password_file, NULL, NULL,
    N_("its first line is the worker’s password; else it is asked") },
  { NULL },
};

typedef struct {
  const char *login;
  const char *password;    /* (nullable): the one that is there stays */
} User;

static gboolean
edit_user (json_object *document, gpointer data, GError **error)
{
  User *user = data;

  json_object_object_add (document, "name", json_object_new_string (user->login));
  json_object_object_add (document, "type", json_object_new_string ("user"));
  kt_office_add_to_set (document, "roles", KT_WORKER_ROLE);
  if (user->password != NULL)
    json_object_object_add (document, "password", json_object_new_string (user->password));
  return TRUE;
}

/* Whether the worker can sign in with it already: the server keeps only a hash, so it is tried. */
static gboolean
works (const char *login, const char *password, gboolean *good, GError **error)
{
  KtServer server = { .url = kt_office_options.url, .ca_file = kt_office_options.ca };
  g_auto (KtCouch) couch = { NULL };
  g_autoptr (json_object) session = NULL;
  json_object *context;

  server.user = (char *) login;
  server.password = (char *) password;
  couch.transport = kt_transport_curl_new (&server, error);
  if (couch.transport == NULL || !kt_couch_get (&couch, "/_session", &session, error))
    return FALSE;
  context = session != NULL ? kt_json_get_object (session, "userCtx") : NULL;
  *good = context != NULL && g_strcmp0 (kt_json_get_string (context, "name"), login) == 0;
  return TRUE;
}

static gboolean
ensure_user (KtCouch *couch, const char *login, GError **error)
{
  g_autofree char *id = kt_office_user_id (login), *path = g_strconcat ("/_users/", id, NULL);
  g_autoptr (json_object) there = NULL;
  User user = { login, NULL };
  gboolean known = FALSE, good;
  char *password = NULL;

  if (!kt_couch_get (couch, path, &there, error))
    return FALSE;
  if (there == NULL || password_file != NULL)
    {
      password = kt_ask_secret (password_file, _("The worker’s password:"), TRUE, error);
      if (password == NULL)
        return FALSE;
    }
  good = there == NULL || password == NULL || works (login, password, &known, error);
  user.password = known ? NULL : password;
  good = good && kt_couch_ensure_document (couch, "_users", id, edit_user, &user, "write user", error);
  kt_ask_forget (password);
  return good;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  const char *login = args[0], *names[] = { login, NULL };
  g_autofree char *inbox = g_strconcat ("kt-inbox-", login, NULL);
  g_autoptr (json_object) security = kt_office_security (names, NULL);
  g_auto (KtCouch) couch = { NULL };

  if (!kt_office_check_login (login, error) || !kt_office_open (&couch, error) ||
      !ensure_user (&couch, login, error) || !kt_couch_ensure_database (&couch, inbox, error) ||
      !kt_couch_ensure_security (&couch, inbox, security, error) ||
      !kt_office_guard (&couch, inbox, KT_GUARD_INBOX, NULL, error))
    return -1;
  kt_office_tell (program, &couch);
  return KT_EXIT_DONE;
}

const KtCommand kt_office_user_add = {
  "user add",
  N_("LOGIN"),
  1,
  1,
  N_("Make a worker’s account and inbox, or mend them."),
  options,
  run,
};
