/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-cli"
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "model/picture.h"
#include "store/picture-store.h"
#include "terminal/ask.h"

/* ---- add ---- */

static char *caption, *kind, *date, *visit;
static GPtrArray *about;

static const KtOption add_options[] = {
  { "caption", N_("TEXT"), &caption, NULL, NULL, N_("what is to be seen on it") },
  { "kind", "photo|drawing|scan", &kind, NULL, NULL, N_("what it is; a photo when not said") },
  { "about", N_("ID"), NULL, NULL, &about, N_("whom it is about; may be given more than once") },
  { "date", N_("DATE"), &date, NULL, NULL, N_("when it was made") },
  { "visit", N_("ID"), &visit, NULL, NULL, N_("the visit it belongs to") },
  { NULL },
};

static void
put_text (json_object *details, const char *key, const char *value)
{
  if (value != NULL)
    json_object_object_add (details, key, json_object_new_string (value));
}

static json_object *
read_details (void)
{
  json_object *details = json_object_new_object ();
  json_object *list = about != NULL ? json_object_new_array () : NULL;

  for (guint i = 0; about != NULL && i < about->len; i++)
    json_object_array_add (list, json_object_new_string (about->pdata[i]));
  if (list != NULL)
    json_object_object_add (details, "about", list);
  put_text (details, "kind", kind != NULL ? kind : "photo");
  put_text (details, "caption", caption);
  put_text (details, "date", date);
  put_text (details, "visit", visit);
  return details;
}

static void
tell_added (KtProgram *program, KtRecord *record)
{
  json_object *answer;

  if (!program->json)
    {
      g_print ("%s\n", kt_record_get_id (record));
      return;
    }
  answer = json_object_new_object ();
  put_text (answer, "id", kt_record_get_id (record));
  put_text (answer, "media", kt_record_get_text (record, "media"));
  json_object_object_add (answer, "size", json_object_new_int64 (kt_record_get_int (record, "size", 0)));
  kt_answer_json (answer);
}

static int
run_add (KtProgram *program, char **args, GError **error)
{
  /* one byte more than may be kept is enough to know that it is too much */
  g_autoptr (GByteArray) bytes = kt_ask_bytes (args[1], KT_PICTURE_MOST_BYTES + 1, error);
  g_autoptr (json_object) details = read_details ();
  g_autoptr (KtRecord) family = NULL, record = NULL;
  g_auto (KtOpened) opened = { NULL };
  KtEditInfo info;

  if (bytes == NULL || !kt_cli_open (&opened, error))
    return -1;
  family = kt_store_load (opened.store, args[0], error);
  if (family == NULL)
    return -1;
  info = (KtEditInfo) { .by = opened.worker_id };
  record = kt_store_add_picture (opened.store, args[0], &info, details, bytes->data, bytes->len, error);
  if (record == NULL)
    return -1;
  tell_added (program, record);
  return KT_EXIT_DONE;
}

const KtCommand kt_cli_picture_add = {
  "picture add",
  N_("FAMILY FILE|-"),
  2,
  2,
  N_("Add a photo, drawing or scan to a family: JPEG, PNG, WebP or PDF, at most 20 MB."),
  add_options,
  run_add,
};

/* ---- get ---- */

static gboolean
write_piece (const guint8 *bytes, gsize len, gpointer stream, GError **error)
{
  if (fwrite (bytes, 1, len, stream) == len)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", g_strerror (errno));
  return FALSE;
}

static gboolean
write_all (KtStore *store, const char *id, FILE *stream, GError **error)
{
  if (!kt_store_read_picture (store, id, write_piece, stream, error))
    return FALSE;
  if (fflush (stream) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", g_strerror (errno));
  return FALSE;
}

/* Beside the file first: what is there stays until all of it was written. */
static gboolean
write_file (KtStore *store, const char *id, const char *path, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  FILE *stream = fd >= 0 ? fdopen (fd, "wb") : NULL;
  gboolean ok;

  if (stream == NULL)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  ok = write_all (store, id, stream, error);
  fclose (stream);
  if (ok && g_rename (beside, path) == 0)
    return TRUE;
  if (ok)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
  g_unlink (beside);
  return FALSE;
}

static int
run_get (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  gboolean ok;

  if (!kt_cli_open (&opened, error))
    return -1;
  ok = strcmp (args[1], "-") == 0 ? write_all (opened.store, args[0], stdout, error)
                                  : write_file (opened.store, args[0], args[1], error);
  return ok ? KT_EXIT_DONE : -1;
}

const KtCommand kt_cli_picture_get = {
  "picture get",
  N_("ID FILE|-"),
  2,
  2,
  N_("Write a picture into a file, readable only by you, or to standard output."),
  NULL,
  run_get,
};

/* ---- list ---- */

static json_object *
describe (KtRecord *picture, const KtPictureProgress *progress, KtState state)
{
  static const char *const states[] = { "here", "sent", "server", "set_aside" };
  json_object *entry = json_object_new_object ();

  put_text (entry, "id", kt_record_get_id (picture));
  put_text (entry, "kind", kt_record_get_text (picture, "kind"));
  put_text (entry, "caption", kt_record_get_text (picture, "caption"));
  put_text (entry, "media", kt_record_get_text (picture, "media"));
  json_object_object_add (entry, "size", json_object_new_int64 (kt_record_get_int (picture, "size", 0)));
  put_text (entry, "state", states[state]);
  json_object_object_add (entry, "pieces", json_object_new_int64 (progress->pieces));
  json_object_object_add (entry, "pieces_here", json_object_new_int64 (progress->here));
  json_object_object_add (entry, "pieces_at_server", json_object_new_int64 (progress->at_server));
  return entry;
}

static void
print_picture (KtRecord *picture, const KtPictureProgress *progress)
{
  const char *words = kt_record_get_text (picture, "caption");
  g_autofree char *size = g_format_size ((guint64) MAX (kt_record_get_int (picture, "size", 0), 0));

  g_print ("%s  %s  %s\n", kt_record_get_id (picture), size, words != NULL ? words : "–");
  if (progress->here < progress->pieces)
    g_print (_("  still on its way: %u of %u parts are here\n"), progress->here, progress->pieces);
}

static int
run_list (KtProgram *program, char **args, GError **error)
{
  g_auto (KtOpened) opened = { NULL };
  g_autoptr (GPtrArray) pictures = NULL;
  g_autoptr (json_object) list = json_object_new_array ();

  if (!kt_cli_open (&opened, error))
    return -1;
  pictures = kt_store_list (opened.store, "picture", args[0], error);
  for (guint i = 0; pictures != NULL && i < pictures->len; i++)
    {
      const char *id = kt_record_get_id (pictures->pdata[i]);
      KtPictureProgress progress;

      if (!kt_store_get_picture_progress (opened.store, id, &progress, error))
        return -1;
      json_object_array_add (list, describe (pictures->pdata[i], &progress, kt_store_get_state (opened.store, id, NULL)));
      if (!program->json)
        print_picture (pictures->pdata[i], &progress);
    }
  if (pictures != NULL && program->json)
    kt_answer_json (json_object_get (list));
  return pictures != NULL ? KT_EXIT_DONE : -1;
}

const KtCommand kt_cli_picture_list = {
  "picture list",
  N_("FAMILY"),
  1,
  1,
  N_("The pictures of a family, and how far they are."),
  NULL,
  run_list,
};
