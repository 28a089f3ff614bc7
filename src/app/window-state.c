/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-app"
#include "app/window-state.h"

#define GROUP "window"

void
kt_window_state_load (GtkWindow *window, const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "window.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  int width, height;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;
  width = g_key_file_get_integer (file, GROUP, "width", NULL);
  height = g_key_file_get_integer (file, GROUP, "height", NULL);
  if (width >= 320 && height >= 320)
    gtk_window_set_default_size (window, width, height);
  if (g_key_file_get_boolean (file, GROUP, "maximized", NULL))
    gtk_window_maximize (window);
}

void
kt_window_state_save (GtkWindow *window, const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, "window.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_key_file_set_integer (file, GROUP, "width", width);
  g_key_file_set_integer (file, GROUP, "height", height);
  g_key_file_set_boolean (file, GROUP, "maximized", gtk_window_is_maximized (window));
  if (g_mkdir_with_parents (data_dir, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_debug ("window size not kept: %s", error != NULL ? error->message : "no folder");
}
