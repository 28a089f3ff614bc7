/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-terminal"
#include "terminal/ask.h"

#include <fcntl.h>
#include <errno.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_SECRET 4096

void
kt_ask_forget (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* GLib's own words are translated only where its catalogues are. */
static void
refuse_file (const char *file, int code, GError **error)
{
  g_autofree char *said = NULL;

  if (code == G_FILE_ERROR_NOENT)
    said = g_strdup_printf (_("there is no file %s"), file);
  else if (code == G_FILE_ERROR_ACCES)
    said = g_strdup_printf (_("%s is not yours to read"), file);
  else
    said = g_strdup_printf (_("%s cannot be read"), file);
  g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, said);
}

static gboolean
read_file (const char *file, char **bytes, gsize *len, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (g_file_get_contents (file, bytes, len, &failure))
    return TRUE;
  refuse_file (file, failure->code, error);
  return FALSE;
}

static char *
first_line (const char *file, GError **error)
{
  char *bytes = NULL;
  gsize len;

  if (!read_file (file, &bytes, &len, error))
    return NULL;
  bytes[strcspn (bytes, "\r\n")] = '\0';
  if (g_utf8_validate (bytes, -1, NULL) && *bytes != '\0')
    return bytes;
  kt_ask_forget (bytes);
  g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("%s: the first line is empty or not UTF-8"), file);
  return NULL;
}

static char *
ask_once (FILE *terminal, const char *prompt)
{
  char line[MAX_SECRET] = "";
  struct termios before, silent;
  gboolean changed = tcgetattr (fileno (terminal), &before) == 0;
  char *secret;

  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  silent.c_lflag |= ECHONL;
  changed = changed && tcsetattr (fileno (terminal), TCSAFLUSH, &silent) == 0;
  fprintf (terminal, "%s ", prompt);
  fflush (terminal);
  if (fgets (line, sizeof line, terminal) == NULL)
    line[0] = '\0';
  if (changed)
    tcsetattr (fileno (terminal), TCSAFLUSH, &before);
  line[strcspn (line, "\r\n")] = '\0';
  secret = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return secret;
}

char *
kt_ask_secret (const char *file, const char *prompt, gboolean again, GError **error)
{
  char *secret, *second;
  FILE *terminal;

  if (file != NULL)
    return first_line (file, error);
  terminal = fopen ("/dev/tty", "r+e");
  if (terminal == NULL)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD,
                           _("there is no terminal to ask the passphrase on; use --passphrase-file"));
      return NULL;
    }
  secret = ask_once (terminal, prompt);
  second = again ? ask_once (terminal, _("Once more:")) : NULL;
  fclose (terminal);
  if (second != NULL && strcmp (secret, second) != 0)
    {
      g_set_error_literal (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("the two are not the same"));
      g_clear_pointer (&secret, kt_ask_forget);
    }
  kt_ask_forget (second);
  return secret;
}

GBytes *
kt_ask_input (const char *file, GError **error)
{
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  char *bytes;
  gsize len;

  if (strcmp (file, "-") != 0)
    return read_file (file, &bytes, &len, error) ? g_bytes_new_take (bytes, len) : NULL;
  input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  if (g_output_stream_splice (memory, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static gboolean
read_upto (FILE *stream, GByteArray *bytes, gsize most)
{
  guint8 part[16 * 1024];
  gsize n;

  while (bytes->len < most && (n = fread (part, 1, MIN (sizeof part, most - bytes->len), stream)) > 0)
    g_byte_array_append (bytes, part, (guint) n);
  return ferror (stream) == 0;
}

GByteArray *
kt_ask_bytes (const char *file, gsize most, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gboolean given = strcmp (file, "-") == 0, ok;
  FILE *stream = given ? stdin : fopen (file, "rbe");

  ok = stream != NULL && read_upto (stream, bytes, most);
  if (!ok)
    refuse_file (file, (int) g_file_error_from_errno (errno), error);
  if (stream != NULL && !given)
    fclose (stream);
  return ok ? g_steal_pointer (&bytes) : NULL;
}
