/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <glib/gi18n.h>

#include "cli/cli.h"
#include "session/connect.h"
#include "session/settings.h"
#include "store/key-slots.h"
#include "terminal/ask.h"

static char *url, *ca, *user, *password_file;
static char *account_worker; /* who the account is on its other devices */

static const KtOption options[] = {
  { "server", N_("URL"), &url, NULL, NULL, N_("the central server, https only") },
  { "ca", N_("FILE"), &ca, NULL, NULL, N_("the organisation’s own certificate authority, PEM") },
  { "user", N_("NAME"), &user, NULL, NULL, N_("how you sign in there") },
  { "password-file", N_("FILE"), &password_file, NULL, NULL, N_("its first line is the password; else it is asked") },
  { NULL },
};

/* Reads what is needed and signs in once, before anything is written. */
static gboolean
prepare_server (KtServer *server, GError **error)
{
  if (user == NULL)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--server needs --user too"));
      return FALSE;
    }
  if (!g_str_has_prefix (url, "https://"))
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--server: only https, not “%s”"), url);
      return FALSE;
    }
  server->url = g_strdup (url);
  server->user = g_strdup (user);
  if (ca != NULL)
    {
      g_autoptr (GBytes) pem = kt_ask_input (ca, error);
      if (pem == NULL)
        return FALSE;
      server->ca_pem = g_strndup (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
    }
  server->password = kt_ask_secret (password_file, _("Password at the server:"), FALSE, error);
  return server->password != NULL && kt_connect_try (server, &account_worker, NULL, error);
}

static gboolean
save_server (KtStore *store, gpointer data, GError **error)
{
  return kt_settings_save_server (store, data, error) && kt_settings_adopt_worker (store, account_worker, error);
}

static gboolean
keep_server (KtProfile *profile, const char *passphrase, KtServer *server, GError **error)
{
  g_autoptr (KtSecret) key = kt_key_slots_unlock (profile->dir, passphrase, error);
  g_autoptr (KtStore) store = key != NULL ? kt_store_open (profile->dir, key, KT_STORE_WRITE, error) : NULL;

  return store != NULL && kt_store_transaction (store, save_server, server, error);
}

static void
tell (KtProgram *program, KtProfile *profile, const char *code)
{
  json_object *answer;

  if (program->json)
    {
      answer = json_object_new_object ();
      json_object_object_add (answer, "profile", json_object_new_string (profile->slug));
      json_object_object_add (answer, "nickname", json_object_new_string (profile->nickname));
      if (code != NULL)
        json_object_object_add (answer, "recovery_code", json_object_new_string (code));
      json_object_object_add (answer, "server", url != NULL ? json_object_new_string (url) : NULL);
      kt_answer_json (answer);
      return;
    }
  if (code != NULL)
    g_print (_("Profile “%s” is made.\nWrite the recovery code down and keep it safe; it is shown only now:\n\n  %s\n"),
             profile->nickname, code);
  if (url != NULL)
    g_print (_("Connected to %s as %s.\n"), url, user);
}

static int
make (KtProgram *program, const char *data_dir, const char *nickname, KtServer *server, GError **error)
{
  g_autofree char *code = NULL;
  g_autoptr (KtProfile) profile = NULL;
  char *passphrase = kt_cli_passphrase (TRUE, error);
  int status = -1;

  if (passphrase == NULL)
    return -1;
  profile = kt_profile_create (data_dir, nickname, passphrase, NULL, &code, error);
  if (profile != NULL && (url == NULL || keep_server (profile, passphrase, server, error)))
    status = KT_EXIT_DONE;
  else if (profile != NULL)
    kt_profile_remove (profile);
  kt_ask_forget (passphrase);
  if (status == KT_EXIT_DONE)
    tell (program, profile, code);
  return status;
}

/* A profile that is there already only gets the server. */
static int
connect_existing (KtProgram *program, KtServer *server, GError **error)
{
  g_auto (KtOpened) opened = { NULL };

  if (!kt_cli_open (&opened, error) || !kt_store_transaction (opened.store, save_server, server, error))
    return -1;
  tell (program, opened.profile, NULL);
  return KT_EXIT_DONE;
}

static int
run (KtProgram *program, char **args, GError **error)
{
  const char *nickname = args[0] != NULL ? args[0] : kt_cli_options.profile;
  g_autofree char *data_dir = kt_cli_data_dir ();
  g_autoptr (KtProfile) existing = nickname != NULL ? kt_profile_find (data_dir, nickname, NULL) : NULL;
  KtServer server = { NULL };
  int status = -1;

  if (nickname == NULL)
    g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("a profile needs a name: init NICKNAME"));
  else if (existing != NULL && url == NULL)
    g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is a profile “%s” already"), nickname);
  else if (url == NULL || prepare_server (&server, error))
    {
      g_set_str (&kt_cli_options.profile, nickname);
      status = existing != NULL ? connect_existing (program, &server, error)
                                : make (program, data_dir, nickname, &server, error);
    }
  kt_server_clear (&server);
  g_clear_pointer (&account_worker, g_free);
  return status;
}

const KtCommand kt_cli_init = {
  "init",
  N_("[NICKNAME]"),
  0,
  1,
  N_("Make a profile, or connect one to the server."),
  options,
  run,
};
