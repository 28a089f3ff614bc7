/* SPDX-License-Identifier: EUPL-1.2 */
/* Switching the language, started in every kind of session. A process has one locale, so each row is a process. */
#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

typedef struct {
  const char *name, *lang, *language, *own; /* LANG, LANGUAGE, KEUKENTAFEL_LANG; NULL: unset */
  const char *expected;
} Row;

static const Row rows[] = {
  { "c", "C", NULL, NULL, "en" },
  { "c-utf-8", "C.UTF-8", NULL, NULL, "en" },
  { "nothing-set", NULL, NULL, NULL, "en" },
  { "missing-locale", "de_DE.UTF-8", NULL, NULL, "en" },
  { "other-languages", "C.UTF-8", "de:fr", NULL, "en" },
  { "dutch-session", "nl_NL.UTF-8", NULL, NULL, "nl" },
  { "flemish-session", "nl_BE.UTF-8", NULL, NULL, "nl" },
  { "low-german-is-not-dutch", "nds_DE.UTF-8", NULL, NULL, "en" },
  { "dutch-after-german", "C.UTF-8", "de:nl", NULL, "nl" },
  { "english-before-dutch", "nl_NL.UTF-8", "en:nl", NULL, "en" },
  { "own-choice-dutch", "C", "en", "nl", "nl" },
  { "own-choice-english", "nl_NL.UTF-8", "nl", "en", "en" },
  { "own-choice-unknown", "nl_NL.UTF-8", NULL, "fr", "nl" },
};

static void
assert_language (const char *lang)
{
  gboolean dutch = strcmp (lang, "nl") == 0;
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 3, 4, 12, 0, 0);
  g_autofree char *shown = g_date_time_format (date, "%A %-d %B");

  g_assert_cmpstr (kt_i18n_get (), ==, lang);
  g_assert_cmpstr (gettext ("Strength"), ==, dutch ? "Kracht" : "Strength");
  g_assert_cmpstr (g_dgettext ("keukentafel", "Strength"), ==, dutch ? "Kracht" : "Strength");
  g_assert_cmpstr (shown, ==, dutch ? "woensdag 4 maart" : "Wednesday 4 March");
  g_assert_cmpstr (nl_langinfo (NL_LOCALE_NAME (LC_MESSAGES)), ==, dutch ? "nl_NL.UTF-8" : "en_GB.UTF-8");
  g_assert_cmpstr (g_getenv ("LANGUAGE"), ==, lang);
  g_assert_cmpstr (g_getenv ("LOCPATH"), ==, "/nowhere");
}

static void
test_session (gconstpointer data)
{
  const Row *row = data;
  g_auto (GStrv) environment = NULL;

  if (g_test_subprocess ())
    {
      static const char *const order[] = { "en", "nl", "nl", "en", "nl" };

      kt_i18n_init ();
      assert_language (row->expected);
      for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
        {
          kt_i18n_set (order[i]);
          assert_language (order[i]);
        }
      return;
    }
  environment = g_get_environ ();
  environment = g_environ_unsetenv (environment, "LC_ALL");
  environment = g_environ_unsetenv (environment, "LC_MESSAGES");
  environment = g_environ_setenv (environment, "LOCPATH", "/nowhere", TRUE);
  environment = row->lang != NULL ? g_environ_setenv (environment, "LANG", row->lang, TRUE)
                                  : g_environ_unsetenv (environment, "LANG");
  environment = row->language != NULL ? g_environ_setenv (environment, "LANGUAGE", row->language, TRUE)
                                      : g_environ_unsetenv (environment, "LANGUAGE");
  environment = row->own != NULL ? g_environ_setenv (environment, "KEUKENTAFEL_LANG", row->own, TRUE)
                                 : g_environ_unsetenv (environment, "KEUKENTAFEL_LANG");
  g_test_trap_subprocess_with_envp (NULL, (const char *const *) environment, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/base/i18n/", rows[i].name, NULL);
      g_test_add_data_func (path, &rows[i], test_session);
    }
  return g_test_run ();
}
