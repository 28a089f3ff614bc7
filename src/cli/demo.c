/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include "demo/demo.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/i18n.h"
#include "cli/cli.h"
#include "terminal/ask.h"

static char *lang, *at;

static const KtOption options[] = {
  { "lang", "nl|en", &lang, NULL, NULL, N_("the families in one language; else the big one in both") },
  { "at", "D+N", &at, NULL, NULL, N_("today is day N of the story, up to D+149; D+93 makes the clash") },
  { NULL },
};

static gboolean
read_options (KtDemoOptions *demo, GError **error)
{
  gint64 day = KT_DEMO_LAST_DAY;

  if (lang != NULL && strcmp (lang, "nl") != 0 && strcmp (lang, "en") != 0)
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--lang is nl or en, not “%s”"), lang);
      return FALSE;
    }
  if (at != NULL && (!g_str_has_prefix (at, "D+") ||
                     !g_ascii_string_to_signed (at + 2, 10, 0, KT_DEMO_LAST_DAY, &day, NULL)))
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("--at is D+0 to D+%d, not “%s”"), KT_DEMO_LAST_DAY, at);
      return FALSE;
    }
  *demo = (KtDemoOptions) { .lang = lang, .first_lang = kt_i18n_get (), .day = (int) day };
  return TRUE;
}

/* --profile: only that worker. */
static gboolean
choose_logins (const char *const **logins, const char *one[2], GError **error)
{
  *logins = kt_demo_logins;
  if (kt_cli_options.profile == NULL)
    return TRUE;
  for (guint i = 0; kt_demo_logins[i] != NULL; i++)
    if (g_ascii_strcasecmp (kt_demo_logins[i], kt_cli_options.profile) == 0)
      {
        one[0] = kt_demo_logins[i];
        one[1] = NULL;
        *logins = one;
        return TRUE;
      }
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("the demo knows ilse and daan, not “%s”"),
               kt_cli_options.profile);
  return FALSE;
}

static gboolean
check_absent (const char *data_dir, const char *const *logins, GError **error)
{
  for (guint i = 0; logins[i] != NULL; i++)
    {
      g_autoptr (KtProfile) there = kt_profile_find (data_dir, logins[i], NULL);
      if (there == NULL)
        continue;
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("there is a profile “%s” already"), logins[i]);
      return FALSE;
    }
  return TRUE;
}

/* The first one last, so that it is the one last used: where the window opens. */
static gboolean
make_all (const char *data_dir, const char *const *logins, const char *passphrase, const KtDemoOptions *demo,
          GPtrArray *made, GError **error)
{
  for (guint i = g_strv_length ((char **) logins); i-- > 0;)
    {
      KtProfile *profile = kt_demo_make_profile (data_dir, logins[i], passphrase, demo, error);
      if (profile == NULL)
        return FALSE;
      g_ptr_array_insert (made, 0, profile);
    }
  return TRUE;
}

static void
tell (KtProgram *program, GPtrArray *made, gboolean usual)
{
  json_object *answer, *list;

  for (guint i = 0; !program->json && i < made->len; i++)
    g_print (_("Profile “%s” is made.\n"), ((KtProfile *) made->pdata[i])->nickname);
  if (!program->json && usual)
    g_print (_("The passphrase is “%s”; everybody in it is invented.\n"), KT_DEMO_PASSPHRASE);
  if (!program->json)
    return;
  answer = json_object_new_object ();
  list = json_object_new_array ();
  for (guint i = 0; i < made->len; i++)
    json_object_array_add (list, json_object_new_string (((KtProfile *) made->pdata[i])->nickname));
  json_object_object_add (answer, "profiles", list);
  kt_answer_json (answer);
}

static int
run (KtProgram *program, char **args, GError **error)
{
  g_autofree char *data_dir = kt_cli_data_dir ();
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_profile_free);
  const char *one[2];
  const char *const *logins;
  char *passphrase;
  KtDemoOptions demo;
  gboolean good;

  if (!read_options (&demo, error) || !choose_logins (&logins, one, error) || !check_absent (data_dir, logins, error))
    return -1;
  passphrase = kt_cli_options.passphrase_file != NULL ? kt_cli_passphrase (FALSE, error) : g_strdup (KT_DEMO_PASSPHRASE);
  if (passphrase == NULL)
    return -1;
  good = make_all (data_dir, logins, passphrase, &demo, made, error);
  kt_ask_forget (passphrase);
  if (good)
    tell (program, made, kt_cli_options.passphrase_file == NULL);
  else
    g_ptr_array_foreach (made, (GFunc) (GCallback) kt_profile_remove, NULL);
  return good ? KT_EXIT_DONE : -1;
}

const KtCommand kt_cli_demo = {
  "demo",
  "",
  0,
  0,
  N_("Make the example workers ilse and daan with their (invented) families."),
  options,
  run,
};
