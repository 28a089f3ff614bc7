/* SPDX-License-Identifier: EUPL-1.2 */
/* A picture's bytes as pixels: the right way up, as large as asked for, and nothing that would fill the memory. */
#include "model/picture.h"
#include "widgets/picture-decode.h"

#include <gtk/gtk.h>
#include <string.h>

#define WIDTH 64
#define HEIGHT 32

/* Left half red, right half blue. */
static GBytes *
make (const char *kind)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autoptr (GdkPixbuf) right = gdk_pixbuf_new_subpixbuf (pixbuf, WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  g_autoptr (GError) error = NULL;
  char *buffer;
  gsize len;

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  gdk_pixbuf_fill (right, 0x0000ffff);
  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &len, kind, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, len);
}

/* As a phone held upright writes it, and as it is then kept. */
static GBytes *
make_turned (guint8 way)
{
  g_autoptr (GBytes) jpeg = make ("jpeg");
  GByteArray *file = g_byte_array_new ();
  const guint8 exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12,
                          0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0 };
  const guint8 *data = g_bytes_get_data (jpeg, NULL);
  gsize len;

  g_byte_array_append (file, data, 2);
  g_byte_array_append (file, exif, sizeof exif);
  g_byte_array_append (file, data + 2, (guint) g_bytes_get_size (jpeg) - 2);
  len = file->len;
  g_assert_nonnull (kt_picture_clean (file->data, &len, NULL));
  g_byte_array_set_size (file, (guint) len);
  return g_byte_array_free_to_bytes (file);
}

static GdkTexture *
decode (GBytes *bytes, guint most, int width, int height)
{
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = kt_picture_decode (bytes, most, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, width);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, height);
  return texture;
}

/* Red or blue, there where x and y are shares of the size. */
static void
assert_red (GdkTexture *texture, double x, double y, gboolean red)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  guint32 pixel;

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  pixel = pixels[(int) (y * height) * width + (int) (x * width)];
  g_assert_cmpint ((pixel >> 16 & 0xff) > 200, ==, red);
  g_assert_cmpint ((pixel & 0xff) > 200, ==, !red);
}

static void
test_as_it_lies (void)
{
  g_autoptr (GBytes) png = make ("png"), jpeg = make ("jpeg");
  g_autoptr (GdkTexture) whole = decode (png, 1000, WIDTH, HEIGHT), small = decode (jpeg, 16, 16, 8);

  assert_red (whole, 0.1, 0.5, TRUE);
  assert_red (whole, 0.9, 0.5, FALSE);
  assert_red (small, 0.1, 0.5, TRUE);
  assert_red (small, 0.9, 0.5, FALSE);
}

/* Turned once, not twice: some versions of GTK do it themselves. */
static void
test_way_up (void)
{
  g_autoptr (GBytes) right = make_turned (6), left = make_turned (8), over = make_turned (3);
  g_autoptr (GdkTexture) a = decode (right, 1000, HEIGHT, WIDTH), b = decode (left, 16, 8, 16);
  g_autoptr (GdkTexture) c = decode (over, 1000, WIDTH, HEIGHT);

  assert_red (a, 0.5, 0.1, TRUE);
  assert_red (a, 0.5, 0.9, FALSE);
  assert_red (b, 0.5, 0.1, FALSE);
  assert_red (b, 0.5, 0.9, TRUE);
  assert_red (c, 0.1, 0.5, FALSE);
  assert_red (c, 0.9, 0.5, TRUE);
}

static void
assert_refused (GBytes *bytes, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_picture_decode (bytes, 1000, NULL, &error));
  g_assert_error (error, domain, code);
}

static void
test_refused (void)
{
  g_autoptr (GBytes) png = make ("png"), document = g_bytes_new_static ("%PDF-1.7 pages", 14);
  gsize len = g_bytes_get_size (png);
  g_autofree guint8 *bomb = g_memdup2 (g_bytes_get_data (png, NULL), len), *broken = g_memdup2 (bomb, len);
  g_autoptr (GBytes) a = NULL, b = NULL;

  memcpy (bomb + 16, "\0\x01\0\0\0\x01\0\0", 8);
  a = g_bytes_new_static (bomb, len);
  assert_refused (a, KT_PICTURE_ERROR, KT_PICTURE_ERROR_TOO_MANY_PIXELS);
  memset (broken + len / 2, 0xee, 8);
  b = g_bytes_new_static (broken, len);
  assert_refused (b, KT_PICTURE_ERROR, KT_PICTURE_ERROR_DAMAGED);
  assert_refused (document, GDK_TEXTURE_ERROR, GDK_TEXTURE_ERROR_UNSUPPORTED_FORMAT);
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) png = make ("png");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (kt_picture_decode (png, 1000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/widgets/picture-decode/as-it-lies", test_as_it_lies);
  g_test_add_func ("/widgets/picture-decode/way-up", test_way_up);
  g_test_add_func ("/widgets/picture-decode/refused", test_refused);
  g_test_add_func ("/widgets/picture-decode/cancelled", test_cancelled);
  return g_test_run ();
}
