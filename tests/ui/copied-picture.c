/* SPDX-License-Identifier: EUPL-1.2 */
/* copied-picture FILE: another program on the desktop, in which somebody copied a PNG. Says "ready", and lives on. */
#include <gtk/gtk.h>

int
main (int argc, char **argv)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkContentProvider) provider = NULL;
  GtkWidget *window;

  gtk_init ();
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Another program");
  gtk_window_present (GTK_WINDOW (window));
  file = g_mapped_file_new (argc > 1 ? argv[1] : "", FALSE, NULL);
  if (file == NULL)
    return 1;
  bytes = g_mapped_file_get_bytes (file);
  provider = gdk_content_provider_new_for_bytes ("image/png", bytes);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (window), provider);
  g_print ("ready\n");
  fflush (stdout);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}
