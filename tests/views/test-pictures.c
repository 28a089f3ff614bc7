/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures on their way in: what a file can turn out to be. */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/picture.h"
#include "session/loop.h"
#include "views/family/pictures/picture-intake.h"

#include <gtk/gtk.h>

static gboolean
is_done (gpointer intake)
{
  return !kt_picture_intake_is_reading (intake);
}

static KtPictureIntake *
read_path (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  KtPictureIntake *intake = kt_picture_intake_new_for_file (file);

  loop_until (is_done, intake);
  return intake;
}

static char *
make_file (const char *name, const void *bytes, gsize len)
{
  char *path = g_build_filename (g_get_tmp_dir (), name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
  return path;
}

static GBytes *
make_png (void)
{
  g_autoptr (GBytes) dots = g_bytes_new_take (g_malloc0 (40 * 30 * 3), 40 * 30 * 3);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (40, 30, GDK_MEMORY_R8G8B8, dots, 40 * 3);

  return gdk_texture_save_to_png_bytes (texture);
}

static void
assert_refused (const char *path, GQuark domain, int code)
{
  g_autoptr (KtPictureIntake) intake = read_path (path);

  g_assert_error (kt_picture_intake_get_error (intake), domain, code);
  g_assert_null (kt_picture_intake_get_bytes (intake));
  g_assert_null (kt_picture_intake_get_thumb (intake));
}

static void
test_good (void)
{
  g_autoptr (GBytes) png = make_png ();
  g_autofree char *path = make_file ("good.png", g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  g_autoptr (KtPictureIntake) intake = read_path (path);

  g_assert_no_error (kt_picture_intake_get_error (intake));
  g_assert_cmpstr (kt_picture_intake_get_name (intake), ==, "good.png");
  g_assert_nonnull (kt_picture_intake_get_bytes (intake));
  g_assert_cmpint (gdk_texture_get_width (kt_picture_intake_get_thumb (intake)), ==, 40);
  g_assert_false (kt_picture_intake_is_document (intake));
  g_unlink (path);
}

static void
test_document (void)
{
  g_autofree char *path = make_file ("letter.pdf", "%PDF-1.7 pages", 14);
  g_autoptr (KtPictureIntake) intake = read_path (path);

  g_assert_no_error (kt_picture_intake_get_error (intake));
  g_assert_true (kt_picture_intake_is_document (intake));
  g_unlink (path);
}

/* Gone before it was read, a folder, and a pipe that nobody ever writes into. */
static void
test_no_file (void)
{
  g_autofree char *gone = g_build_filename (g_get_tmp_dir (), "gone.png", NULL);
  g_autofree char *pipe = g_build_filename (g_get_tmp_dir (), "pipe.png", NULL);

  assert_refused (gone, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_refused (g_get_tmp_dir (), KT_PICTURE_ERROR, KT_PICTURE_ERROR_KIND);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_refused (pipe, KT_PICTURE_ERROR, KT_PICTURE_ERROR_KIND);
  g_unlink (pipe);
}

/* Not even begun with: nothing of it was read. */
static void
test_too_large (void)
{
  g_autofree char *path = make_file ("large.pdf", "%PDF-", 5);

  g_assert_cmpint (truncate (path, KT_PICTURE_MOST_BYTES + 1), ==, 0);
  assert_refused (path, KT_PICTURE_ERROR, KT_PICTURE_ERROR_TOO_LARGE);
  g_unlink (path);
}

/* A stream does not say how long it is. */
static void
test_endless_stream (void)
{
  g_autoptr (GBytes) part = g_bytes_new_take (g_malloc0 (KT_PICTURE_MOST_BYTES), KT_PICTURE_MOST_BYTES);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (part);
  g_autoptr (KtPictureIntake) intake = NULL;

  g_memory_input_stream_add_bytes (G_MEMORY_INPUT_STREAM (stream), part);
  intake = kt_picture_intake_new_for_stream (stream, "pasted");
  loop_until (is_done, intake);
  g_assert_error (kt_picture_intake_get_error (intake), KT_PICTURE_ERROR, KT_PICTURE_ERROR_KIND);
  /* it stopped soon after there was more than may be kept */
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), <, KT_PICTURE_MOST_BYTES + 1024 * 1024);
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) png = make_png ();
  g_autofree char *path = make_file ("left-out.png", g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (KtPictureIntake) intake = kt_picture_intake_new_for_file (file);

  kt_picture_intake_cancel (intake);
  loop_until (is_done, intake);
  g_assert_error (kt_picture_intake_get_error (intake), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/views/pictures/good", test_good);
  g_test_add_func ("/views/pictures/document", test_document);
  g_test_add_func ("/views/pictures/no-file", test_no_file);
  g_test_add_func ("/views/pictures/too-large", test_too_large);
  g_test_add_func ("/views/pictures/endless-stream", test_endless_stream);
  g_test_add_func ("/views/pictures/cancelled", test_cancelled);
  return g_test_run ();
}
