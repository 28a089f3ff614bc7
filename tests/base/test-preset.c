/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/preset.h"

#include <glib/gstdio.h>

static KtPreset *
load (const char *text)
{
  g_autofree char *dir = g_dir_make_tmp ("kt-preset-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "preset.ini", NULL);
  KtPreset *preset;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_setenv ("KEUKENTAFEL_PRESET", path, TRUE);
  preset = kt_preset_load ();
  g_unsetenv ("KEUKENTAFEL_PRESET");
  if (preset->ca_file != NULL)
    {
      g_autofree char *beside = g_build_filename (dir, "ca.pem", NULL);
      g_assert_cmpstr (preset->ca_file, ==, beside);
    }
  g_unlink (path);
  g_rmdir (dir);
  return preset;
}

static void
test_whole (void)
{
  g_autoptr (KtPreset) preset =
      load ("[server]\nurl=https://example.org\nca=ca.pem\n[app]\nlanguage=nl\nlock-after=300\n");

  g_assert_cmpstr (preset->server_url, ==, "https://example.org");
  g_assert_nonnull (preset->ca_file);
  g_assert_cmpstr (preset->language, ==, "nl");
  g_assert_cmpuint (preset->lock_after, ==, 300);
}

static void
test_absent (void)
{
  g_autoptr (KtPreset) preset = NULL;

  g_setenv ("KEUKENTAFEL_PRESET", "/nowhere/preset.ini", TRUE);
  preset = kt_preset_load ();
  g_unsetenv ("KEUKENTAFEL_PRESET");
  g_assert_null (preset->server_url);
  g_assert_cmpuint (preset->lock_after, ==, 0);
}

/* Each mistake leaves out its own value only. */
static void
test_mistakes (void)
{
  g_autoptr (KtPreset) plain = load ("[server]\nurl=http://example.org\n[app]\nlanguage=nl\n");
  g_autoptr (KtPreset) language = load ("[server]\nurl=https://example.org\n[app]\nlanguage=de\nlock-after=5\n");
  g_autoptr (KtPreset) garbage = load ("not a key file");

  g_assert_null (plain->server_url);
  g_assert_cmpstr (plain->language, ==, "nl");
  g_assert_cmpstr (language->server_url, ==, "https://example.org");
  g_assert_null (language->language);
  g_assert_cmpuint (language->lock_after, ==, 0);
  g_assert_null (garbage->server_url);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A mistake is logged for the administrator, and nothing dies of it. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_test_add_func ("/base/preset/whole", test_whole);
  g_test_add_func ("/base/preset/absent", test_absent);
  g_test_add_func ("/base/preset/mistakes", test_mistakes);
  return g_test_run ();
}
