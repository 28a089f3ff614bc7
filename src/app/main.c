/* SPDX-License-Identifier: EUPL-1.2 */
/* Keukentafel's window. Environment: KEUKENTAFEL_DATA_DIR (where profiles are), KEUKENTAFEL_LANG (nl, en),
 * KEUKENTAFEL_TODAY (moves "today"), KEUKENTAFEL_KIOSK (full screen, closed only when unlocked); GSK_RENDERER as in any
 * GTK program. */
#define G_LOG_DOMAIN "kt-app"
#include "app/application.h"
#include "base/i18n.h"
#include "base/log.h"

#include <sys/resource.h>

/* Without a GPU GTK would draw through LLVM: three times the memory and twice the time to the first frame of plain
 * cairo (flatpak/README.md has the figures). With one, GTK's own choice is right, and whoever chose keeps it. */
static void
choose_renderer (void)
{
  g_autoptr (GDir) dri = g_dir_open ("/dev/dri", 0, NULL);

  if (g_getenv ("GSK_RENDERER") != NULL)
    return;
  for (const char *name = dri != NULL ? g_dir_read_name (dri) : NULL; name != NULL; name = g_dir_read_name (dri))
    if (g_str_has_prefix (name, "render"))
      return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr (KtApplication) application = NULL;

  setrlimit (RLIMIT_CORE, &(struct rlimit) { 0, 0 }); /* no core file: a family's words are in this memory */
  kt_log_init ();
  choose_renderer ();
  gtk_disable_setlocale ();
  kt_i18n_init ();
  application = kt_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
