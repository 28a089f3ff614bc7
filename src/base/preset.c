/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-base"
#include "base/preset.h"

#include "base/log.h"

#include <string.h>

#define LOCK_MIN 30
#define LOCK_MAX 3600

static char *
find_in (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "keukentafel", "preset.ini", NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

static char *
find_file (void)
{
  const char *given = g_getenv ("KEUKENTAFEL_PRESET");
  char *path;

  if (given != NULL)
    return g_strdup (given);
  path = find_in (g_get_user_config_dir ());
  for (const char *const *dir = g_get_system_config_dirs (); path == NULL && *dir != NULL; dir++)
    path = find_in (*dir);
  return path;
}

static void
complain (const char *key)
{
  kt_log_event (G_LOG_LEVEL_MESSAGE, "preset.bad-value", KT_LOG_CODE, "key", key, KT_LOG_END);
}

/* A mistake in the file must not stop a worker at a kitchen table: it is told to the administrator's log. */
static char *
get (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  if (value == NULL || *g_strstrip (value) == '\0')
    return NULL;
  if (strcmp (key, "url") == 0 && !g_str_has_prefix (value, "https://"))
    {
      complain (key);
      return NULL;
    }
  if (strcmp (key, "language") == 0 && strcmp (value, "nl") != 0 && strcmp (value, "en") != 0)
    {
      complain (key);
      return NULL;
    }
  return g_steal_pointer (&value);
}

static guint
get_lock_after (GKeyFile *file)
{
  int seconds = g_key_file_get_integer (file, "app", "lock-after", NULL);

  if (!g_key_file_has_key (file, "app", "lock-after", NULL))
    return 0;
  if (seconds >= LOCK_MIN && seconds <= LOCK_MAX)
    return seconds;
  complain ("lock-after");
  return 0;
}

KtPreset *
kt_preset_load (void)
{
  g_autoptr (KtPreset) preset = g_new0 (KtPreset, 1);
  g_autofree char *path = find_file ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *ca = NULL;

  if (path == NULL)
    return g_steal_pointer (&preset);
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error))
    {
      kt_log_event (G_LOG_LEVEL_MESSAGE, "preset.unreadable", KT_LOG_ERROR, "error", error, KT_LOG_END);
      return g_steal_pointer (&preset);
    }
  preset->server_url = get (file, "server", "url");
  preset->language = get (file, "app", "language");
  preset->lock_after = get_lock_after (file);
  ca = get (file, "server", "ca");
  if (ca != NULL)
    {
      g_autofree char *dir = g_path_get_dirname (path);
      preset->ca_file = g_canonicalize_filename (ca, dir);
    }
  return g_steal_pointer (&preset);
}

void
kt_preset_free (KtPreset *preset)
{
  if (preset == NULL)
    return;
  g_free (preset->server_url);
  g_free (preset->ca_file);
  g_free (preset->language);
  g_free (preset);
}
