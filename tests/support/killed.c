/* SPDX-License-Identifier: EUPL-1.2 */
#include "support/killed.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void
kt_killed_tell (const char *format, ...)
{
  va_list args;
  g_autofree char *line = NULL;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (3);
}

char *
kt_killed_run (const char *const *argv, gulong delay)
{
  GString *told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char buffer[65536];
  gssize n;
  GPid pid;
  int fd;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &fd, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (fd, buffer, 1), ==, 1);
  g_usleep (delay);
  kill (pid, SIGKILL);
  g_string_append_c (told, buffer[0]);
  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (told, buffer, n);
  close (fd);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
  return g_string_free_and_steal (told);
}
