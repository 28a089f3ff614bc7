/* SPDX-License-Identifier: EUPL-1.2 */
/* Five traps, each of which silently leaves English:
 *  1. glibc's gettext ignores LANGUAGE while LC_MESSAGES is "C" or "C.UTF-8", and a Flatpak or container often has no
 *     other locale. So the program brings its own: nl_NL.utf8 and en_GB.utf8, with only LC_MESSAGES and LC_TIME.
 *  2. They are found through LOCPATH, which must be set around setlocale() only: it hides the system's own.
 *  3. gtk_init() does setlocale (LC_ALL, "") over ours, unless gtk_disable_setlocale() was called before.
 *  4. GLib decides once, at the first translated string, whether a program is translated at all; for an English start
 *     it says yes only when the locale's name begins with "en_". So English is en_GB.UTF-8 (which is also what dates
 *     need), never C.UTF-8.
 *  5. The session's LANGUAGE wins over LC_MESSAGES, and gettext keeps what it found: set the one, and call
 *     textdomain(), which empties the cache. */
#define G_LOG_DOMAIN "keukentafel"
#include "config.h"

#include "base/i18n.h"

#include "base/log.h"
#include "base/preset.h"

#include <locale.h>
#include <string.h>

static const char *current = "en";

/* Whether this program runs from where it was built. */
static gboolean
is_built_here (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, BUILD_ROOT "/");
}

static const char *
locale_path (void)
{
  return is_built_here () ? BUILD_ROOT "/data/locale" : PKGDATADIR "/locale";
}

static void
set_categories (const char *name)
{
  if (setlocale (LC_MESSAGES, name) == NULL || setlocale (LC_TIME, name) == NULL)
    kt_log_event (G_LOG_LEVEL_WARNING, "i18n.no-locale", KT_LOG_CODE, "lang", current, KT_LOG_END);
}

void
kt_i18n_set (const char *lang)
{
  gboolean dutch = g_str_equal (lang, "nl");
  g_autofree char *system_path = g_strdup (g_getenv ("LOCPATH"));

  current = dutch ? "nl" : "en";
  g_setenv ("LANGUAGE", current, TRUE);
  g_setenv ("LOCPATH", locale_path (), TRUE);
  set_categories (dutch ? "nl_NL.UTF-8" : "en_GB.UTF-8");
  if (system_path != NULL)
    g_setenv ("LOCPATH", system_path, TRUE);
  else
    g_unsetenv ("LOCPATH");
  textdomain (GETTEXT_PACKAGE);
}

/* "nl_BE.UTF-8" → "nl"; NULL for a language that is not ours. */
static const char *
known_language (const char *name)
{
  static const char *const known[] = { "nl", "en" };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (name, known[i]) && !g_ascii_isalpha (name[2]))
      return known[i];
  return NULL;
}

static const char *
wanted_language (void)
{
  g_autoptr (KtPreset) preset = kt_preset_load ();
  const char *wanted = known_language (g_getenv ("KEUKENTAFEL_LANG"));
  const char *const *names = g_get_language_names ();

  if (wanted == NULL)
    wanted = known_language (preset->language);
  for (int i = 0; wanted == NULL && names[i] != NULL; i++)
    wanted = known_language (names[i]);
  return wanted != NULL ? wanted : "en";
}

void
kt_i18n_init (void)
{
  const char *wanted = wanted_language ();

  if (setlocale (LC_ALL, "") == NULL) /* LANG names a locale that this machine has not */
    setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, is_built_here () ? BUILD_ROOT "/po" : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  kt_i18n_set (wanted);
}

void
kt_i18n_bind_toolkit (void)
{
  static const char *const domains[] = { "gtk40", "libadwaita" };

  if (is_built_here () || !g_file_test (PKGDATADIR "/toolkit", G_FILE_TEST_IS_DIR))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    bindtextdomain (domains[i], PKGDATADIR "/toolkit");
}

const char *
kt_i18n_get (void)
{
  return current;
}
