/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-office"
#include "office/ledger-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "office/ledger.h"
#include "terminal/ask.h"

static gboolean
fail (const char *path, GError **error)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (saved), "%s: %s", path, g_strerror (saved));
  return FALSE;
}

static json_object *
make_line (json_object *entry)
{
  static const char *const kept[] = { "family", "ids", "all", "why", "asked" };
  json_object *line = json_object_new_object (), *value;

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    if (json_object_object_get_ex (entry, kept[i], &value))
      json_object_object_add (line, kept[i], json_object_get (value));
  return line;
}

gboolean
kt_ledger_file_add (const char *path, json_object *entry, GError **error)
{
  g_autoptr (json_object) line = make_line (entry);
  g_autofree char *canonical = kt_json_canonical (line, error);
  g_autofree char *text = canonical != NULL ? g_strconcat (canonical, "\n", NULL) : NULL;
  int fd;
  gboolean good;

  if (text == NULL)
    return FALSE;
  fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (path, error);
  good = write (fd, text, strlen (text)) == (gssize) strlen (text) && fsync (fd) == 0;
  if (!good)
    fail (path, error);
  g_close (fd, NULL);
  return good;
}

static gboolean
enter_line (KtCouch *couch, const char *path, guint number, const char *text, GError **error)
{
  g_autoptr (json_object) line = kt_json_parse (text, -1, NULL);
  const char *family = line != NULL ? kt_json_get_string (line, "family") : NULL, *why;
  g_auto (GStrv) ids = line != NULL ? kt_json_dup_strv (kt_json_get_array (line, "ids")) : NULL;
  g_autofree char *id = NULL;

  if (family == NULL || (ids[0] == NULL && !kt_json_get_bool (line, "all")))
    {
      g_set_error (error, KT_USAGE_ERROR, KT_USAGE_ERROR_BAD, _("%s, line %u: this is no erasure"), path, number);
      return FALSE;
    }
  why = kt_json_get_string (line, "why");
  return kt_ledger_enter (couch, family, ids[0] != NULL ? (const char *const *) ids : NULL, why != NULL ? why : "", &id,
                          error);
}

gboolean
kt_ledger_file_enter (const char *path, KtCouch *couch, GError **error)
{
  g_autoptr (GBytes) bytes = kt_ask_input (path, error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && !enter_line (couch, path, i + 1, lines[i], error))
      return FALSE;
  return TRUE;
}
