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
 *     textdomain(), which empties the cache.
 * And a sixth, which leaves no English but a crash: neither setenv() nor setlocale() may run beside other threads. So
 * both locales are loaded at the start, a switch is uselocale() on the main thread, and the two letters of LANGUAGE are
 * written over where they stand. */
#define G_LOG_DOMAIN "keukentafel"
#include "config.h"

#include "base/i18n.h"

#include "base/log.h"
#include "base/preset.h"

#include <locale.h>
#include <string.h>

static const char *current = "en";
static locale_t dutch, english; /* 0: this machine has it not */

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

static const char *
locale_name (const char *lang)
{
  return g_str_equal (lang, "nl") ? "nl_NL.UTF-8" : "en_GB.UTF-8";
}

static void
tell_missing (const char *lang)
{
  kt_log_event (G_LOG_LEVEL_WARNING, "i18n.no-locale", KT_LOG_CODE, "lang", lang, KT_LOG_END);
}

static locale_t
load_locale (const char *lang)
{
  locale_t base = duplocale (LC_GLOBAL_LOCALE), made;

  made = newlocale (LC_MESSAGES_MASK | LC_TIME_MASK, locale_name (lang), base);
  if (made != (locale_t) 0)
    return made;
  tell_missing (lang);
  freelocale (base);
  return (locale_t) 0;
}

/* While there is one thread. The process's own locale is the first language's, for what other threads say. */
static void
load_locales (const char *first)
{
  g_autofree char *system_path = g_strdup (g_getenv ("LOCPATH"));

  g_setenv ("LOCPATH", locale_path (), TRUE);
  if (setlocale (LC_MESSAGES, locale_name (first)) == NULL || setlocale (LC_TIME, locale_name (first)) == NULL)
    tell_missing (first);
  dutch = load_locale ("nl");
  english = load_locale ("en");
  if (system_path != NULL)
    g_setenv ("LOCPATH", system_path, TRUE);
  else
    g_unsetenv ("LOCPATH");
  g_setenv ("LANGUAGE", first, TRUE);
}

void
kt_i18n_set (const char *lang)
{
  char *kept = (char *) g_getenv ("LANGUAGE");

  current = g_str_equal (lang, "nl") ? "nl" : "en";
  memcpy (kept, current, strlen (current));
  if (dutch != (locale_t) 0 && english != (locale_t) 0)
    uselocale (g_str_equal (current, "nl") ? dutch : english);
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
  load_locales (wanted);
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
