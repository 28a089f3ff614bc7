/* SPDX-License-Identifier: EUPL-1.2 */
/* Preloaded into a GTK program: prints when its first window has painted its first frame, and the memory it then has,
 * and ends it. The program itself knows nothing of it, so ours and the smallest window are measured alike.
 * KT_START: CLOCK_MONOTONIC in ns at which the program was started. Prints "MILLISECONDS RSS_KB". */
#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long
resident_kb (void)
{
  g_autofree char *statm = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL))
    sscanf (statm, "%*s %ld", &pages);
  return pages * (sysconf (_SC_PAGESIZE) / 1024);
}

static void
after_paint_cb (GdkFrameClock *clock, gpointer user_data)
{
  const char *start = getenv ("KT_START");
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  printf ("%.3f %ld\n", ((double) now.tv_sec * 1e9 + (double) now.tv_nsec - atof (start != NULL ? start : "0")) / 1e6,
          resident_kb ());
  fflush (stdout);
  _exit (0);
}

static void
map_cb (GtkWidget *widget, gpointer user_data)
{
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

G_MODULE_EXPORT void gtk_window_present (GtkWindow *window);

G_MODULE_EXPORT void
gtk_window_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) = (void (*) (GtkWindow *)) dlsym (RTLD_NEXT, "gtk_window_present");

  g_signal_connect (window, "map", G_CALLBACK (map_cb), NULL);
  present (window);
}
