/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/pictures/picture-intake.h"

#include "model/picture.h"
#include "widgets/picture-decode.h"

#include <string.h>

#define PIECE (256 * 1024)
#define LOOK_MS 100

/* Shared with the thread that reads. */
typedef struct {
  GFile *file;           /* (nullable) */
  GInputStream *stream;  /* (nullable until the file is open) */
  int promille;          /* atomic; -1 unknown */
  /* the thread's own until it is done */
  GByteArray *bytes;
  const char *media;
  GdkTexture *thumb;
  gboolean heic;
} Reading;

struct _KtPictureIntake {
  GObject parent;
  char *name;
  GCancellable *cancellable;
  Reading *reading;      /* the task's while it reads, then ours */
  gboolean done;
  GError *error;
  guint look;
};

G_DEFINE_FINAL_TYPE (KtPictureIntake, kt_picture_intake, G_TYPE_OBJECT)

static guint changed_signal;

static void
reading_clear (Reading *reading)
{
  g_clear_object (&reading->file);
  g_clear_object (&reading->stream);
  g_clear_object (&reading->thumb);
  g_clear_pointer (&reading->bytes, g_byte_array_unref);
}

static void
reading_unref (gpointer reading)
{
  g_atomic_rc_box_release_full (reading, (GDestroyNotify) reading_clear);
}

/* ---- In the thread ---- */

/* Nothing that never ends, and nothing that is known to be too much, is begun with. */
static gboolean
open_file (Reading *reading, goffset *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (reading->file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);

  if (info == NULL)
    return FALSE;
  *size = g_file_info_get_size (info);
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error_literal (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_KIND, "no regular file");
  else if (*size > KT_PICTURE_MOST_BYTES)
    g_set_error_literal (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_TOO_LARGE, "too many bytes");
  else
    reading->stream = G_INPUT_STREAM (g_file_read (reading->file, cancellable, error));
  return reading->stream != NULL;
}

/* One byte more than may be kept is enough to know that it is too much. */
static gboolean
read_all (Reading *reading, goffset size, GCancellable *cancellable, GError **error)
{
  gssize n;

  do
    {
      guint before = reading->bytes->len;

      g_byte_array_set_size (reading->bytes, before + PIECE);
      n = g_input_stream_read (reading->stream, reading->bytes->data + before, PIECE, cancellable, error);
      g_byte_array_set_size (reading->bytes, before + (guint) MAX (n, 0));
      if (size > 0)
        g_atomic_int_set (&reading->promille, (int) MIN (reading->bytes->len * 1000.0 / (double) size, 1000));
    }
  while (n > 0 && reading->bytes->len <= KT_PICTURE_MOST_BYTES);
  return n >= 0;
}

/* A document is not drawn here; whatever else cannot be drawn is no picture for this device. */
static gboolean
look_at (Reading *reading, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (g_str_equal (reading->media, "application/pdf"))
    return TRUE;
  bytes = g_bytes_new_with_free_func (reading->bytes->data, reading->bytes->len, (GDestroyNotify) g_byte_array_unref,
                                      g_byte_array_ref (reading->bytes));
  reading->thumb = kt_picture_decode (bytes, KT_PICTURE_THUMB, cancellable, error);
  return reading->thumb != NULL;
}

static gboolean
take_in (Reading *reading, GCancellable *cancellable, GError **error)
{
  goffset size = 0;
  gsize len;

  if ((reading->stream == NULL && !open_file (reading, &size, cancellable, error)) ||
      !read_all (reading, size, cancellable, error))
    return FALSE;
  len = reading->bytes->len;
  reading->heic = kt_picture_is_heic (reading->bytes->data, len);
  reading->media = kt_picture_clean (reading->bytes->data, &len, error);
  if (reading->media == NULL)
    return FALSE;
  g_byte_array_set_size (reading->bytes, (guint) len);
  return look_at (reading, cancellable, error);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (take_in (data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* ---- On the main thread ---- */

static gboolean
look_cb (gpointer data)
{
  g_signal_emit (data, changed_signal, 0);
  return G_SOURCE_CONTINUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (KtPictureIntake) self = KT_PICTURE_INTAKE (user_data);

  g_task_propagate_boolean (G_TASK (result), &self->error);
  g_clear_handle_id (&self->look, g_source_remove);
  self->done = TRUE;
  if (self->error != NULL)
    g_clear_pointer (&self->reading->bytes, g_byte_array_unref);
  g_signal_emit (self, changed_signal, 0);
}

static void
start (KtPictureIntake *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, read_cb, g_object_ref (self));

  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->reading), reading_unref);
  self->look = g_timeout_add (LOOK_MS, look_cb, self);
  g_task_run_in_thread (task, read_in_thread);
}

static KtPictureIntake *
make (GFile *file, GInputStream *stream, char *name)
{
  KtPictureIntake *self = g_object_new (KT_TYPE_PICTURE_INTAKE, NULL);

  self->name = name;
  self->reading->file = file != NULL ? g_object_ref (file) : NULL;
  self->reading->stream = stream != NULL ? g_object_ref (stream) : NULL;
  start (self);
  return self;
}

KtPictureIntake *
kt_picture_intake_new_for_file (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return make (file, NULL, g_filename_display_name (base != NULL ? base : ""));
}

KtPictureIntake *
kt_picture_intake_new_for_stream (GInputStream *stream, const char *name)
{
  return make (NULL, stream, g_strdup (name));
}

void
kt_picture_intake_cancel (KtPictureIntake *self)
{
  g_cancellable_cancel (self->cancellable);
}

const char *
kt_picture_intake_get_name (KtPictureIntake *self)
{
  return self->name;
}

gboolean
kt_picture_intake_is_reading (KtPictureIntake *self)
{
  return !self->done;
}

double
kt_picture_intake_get_fraction (KtPictureIntake *self)
{
  int promille = g_atomic_int_get (&self->reading->promille);

  return promille < 0 ? -1 : promille / 1000.0;
}

const GError *
kt_picture_intake_get_error (KtPictureIntake *self)
{
  return self->error;
}

gboolean
kt_picture_intake_is_heic (KtPictureIntake *self)
{
  return self->done && self->reading->heic;
}

GByteArray *
kt_picture_intake_get_bytes (KtPictureIntake *self)
{
  return self->done && self->error == NULL ? self->reading->bytes : NULL;
}

gboolean
kt_picture_intake_is_document (KtPictureIntake *self)
{
  return self->done && self->error == NULL && self->reading->thumb == NULL;
}

GdkTexture *
kt_picture_intake_get_thumb (KtPictureIntake *self)
{
  return self->done ? self->reading->thumb : NULL;
}

/* ---- Object ---- */

static void
kt_picture_intake_finalize (GObject *object)
{
  KtPictureIntake *self = KT_PICTURE_INTAKE (object);

  g_clear_handle_id (&self->look, g_source_remove);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  reading_unref (self->reading);
  g_free (self->name);
  G_OBJECT_CLASS (kt_picture_intake_parent_class)->finalize (object);
}

static void
kt_picture_intake_class_init (KtPictureIntakeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_picture_intake_finalize;
  changed_signal = g_signal_new ("changed", KT_TYPE_PICTURE_INTAKE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_picture_intake_init (KtPictureIntake *self)
{
  self->cancellable = g_cancellable_new ();
  self->reading = g_atomic_rc_box_new0 (Reading);
  self->reading->promille = -1;
  self->reading->bytes = g_byte_array_new ();
}
