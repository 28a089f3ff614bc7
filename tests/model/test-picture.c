/* SPDX-License-Identifier: EUPL-1.2 */
/* What a camera adds to a picture is taken off, what is needed to show it stays, and what is no picture is refused. */
#include "model/picture.h"

#include <string.h>

/* ---- Building files ---- */

static void
add (GByteArray *file, const char *bytes, gsize len)
{
  g_byte_array_append (file, (const guint8 *) bytes, (guint) len);
}
#define ADD(file, text) add (file, text, sizeof (text) - 1)

/* FF, marker, length, data. */
static void
add_segment (GByteArray *file, guint8 marker, const char *data, gsize len)
{
  const guint8 head[] = { 0xff, marker, (guint8) ((len + 2) >> 8), (guint8) (len + 2) };

  g_byte_array_append (file, head, sizeof head);
  add (file, data, len);
}
#define SEGMENT(file, marker, text) add_segment (file, marker, text, sizeof (text) - 1)

/* What a phone writes: the way up, and where it was. */
#define EXIF_BIG(way) \
  "Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0" way "\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0" \
  "GPS 52.37 4.89 Kerkstraat"
#define EXIF_LITTLE(way) \
  "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" way "\0\0\0\0\0\0\0GPS 52.37 4.89 Kerkstraat"

#define EXIF_BROKEN "Exif\0\0MM\0*\xff\xff\xff\xff GPS 52.37 4.89 Kerkstraat....."

static const char scan[] = "\x11\x22\xff\x00\x33\xff\xd0\x44";

static GByteArray *
make_jpeg (const char *exif, gsize len)
{
  GByteArray *file = g_byte_array_new ();

  ADD (file, "\xff\xd8");
  SEGMENT (file, 0xe0, "JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
  if (exif != NULL)
    add_segment (file, 0xe1, exif, len);
  SEGMENT (file, 0xe1, "http://ns.adobe.com/xap/1.0/\0<x>Kerkstraat</x>");
  SEGMENT (file, 0xe2, "ICC_PROFILE\0\x01\x01profile");
  SEGMENT (file, 0xe2, "MPF\0 a second picture of Kerkstraat");
  SEGMENT (file, 0xed, "Photoshop 3.0\0Kerkstraat");
  SEGMENT (file, 0xee, "Adobe\0d\0\0\0\0\x01");
  SEGMENT (file, 0xfe, "at Kerkstraat");
  SEGMENT (file, 0xdb, "table");
  SEGMENT (file, 0xda, "scan");
  add (file, scan, sizeof scan - 1);
  ADD (file, "\xff\xd9");
  ADD (file, "\xff\xd8\xff\xe1 another picture behind it, Kerkstraat");
  return file;
}

static gboolean
holds (GByteArray *file, const char *text, gsize len)
{
  return memmem (file->data, file->len, text, len) != NULL;
}
#define HOLDS(file, text) holds (file, text, sizeof (text) - 1)

static const char *
clean (GByteArray *file)
{
  g_autoptr (GError) error = NULL;
  gsize len = file->len;
  const char *media = kt_picture_clean (file->data, &len, &error);

  g_assert_no_error (error);
  g_byte_array_set_size (file, (guint) len);
  return media;
}

/* ---- JPEG ---- */

static void
assert_clean_jpeg (GByteArray *file)
{
  g_assert_cmpstr (clean (file), ==, "image/jpeg");
  g_assert_false (HOLDS (file, "Kerkstraat"));
  g_assert_false (HOLDS (file, "GPS"));
  g_assert_true (HOLDS (file, "JFIF") && HOLDS (file, "ICC_PROFILE") && HOLDS (file, "Adobe") && HOLDS (file, "table"));
  g_assert_true (holds (file, scan, sizeof scan - 1));
  g_assert_cmpmem (file->data + file->len - 2, 2, "\xff\xd9", 2);
}

static void
test_jpeg (void)
{
  g_autoptr (GByteArray) plain = make_jpeg (NULL, 0);

  assert_clean_jpeg (plain);
  g_assert_false (HOLDS (plain, "Exif"));
}

static void
assert_way_up (const char *exif, gsize len, guint8 way)
{
  g_autoptr (GByteArray) file = make_jpeg (exif, len);
  const char kept[] = { (char) 0xff, (char) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12,
                        0, 3, 0, 0, 0, 1, 0, (char) way, 0, 0, 0, 0, 0, 0 };
  guint before;

  assert_clean_jpeg (file);
  g_assert_cmpint (HOLDS (file, "Exif"), ==, way > 1);
  if (way > 1)
    g_assert_true (holds (file, kept, sizeof kept));
  /* what was cleaned once does not change any more */
  before = file->len;
  assert_clean_jpeg (file);
  g_assert_cmpuint (file->len, ==, before);
  if (way > 1)
    g_assert_true (holds (file, kept, sizeof kept));
}

static void
test_way_up (void)
{
  assert_way_up (EXIF_BIG ("\x06"), sizeof EXIF_BIG ("\x06") - 1, 6);
  assert_way_up (EXIF_BIG ("\x01"), sizeof EXIF_BIG ("\x01") - 1, 1);
  assert_way_up (EXIF_BIG ("\x09"), sizeof EXIF_BIG ("\x09") - 1, 1);
  assert_way_up (EXIF_LITTLE ("\x08"), sizeof EXIF_LITTLE ("\x08") - 1, 8);
  assert_way_up (EXIF_BROKEN, sizeof EXIF_BROKEN - 1, 1);
}

/* ---- PNG, WebP, PDF ---- */

static void
add_png_chunk (GByteArray *file, const char *name, const char *data)
{
  const guint8 len[] = { 0, 0, 0, (guint8) strlen (data) };

  g_byte_array_append (file, len, 4);
  add (file, name, 4);
  add (file, data, strlen (data));
  ADD (file, "crc!");
}

static void
test_png (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  ADD (file, "\x89PNG\r\n\x1a\n");
  ADD (file, "\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x02\x08\x02\0\0\0crc!");
  add_png_chunk (file, "eXIf", "Kerkstraat");
  add_png_chunk (file, "tEXt", "Kerkstraat");
  add_png_chunk (file, "iTXt", "Kerkstraat");
  add_png_chunk (file, "tIME", "Kerkstraat");
  add_png_chunk (file, "IDAT", "pixels");
  add_png_chunk (file, "IEND", "");
  ADD (file, "and Kerkstraat behind it");
  g_assert_cmpstr (clean (file), ==, "image/png");
  g_assert_false (HOLDS (file, "Kerkstraat"));
  g_assert_true (HOLDS (file, "IHDR") && HOLDS (file, "pixels"));
  g_assert_cmpmem (file->data + file->len - 8, 8, "IENDcrc!", 8);
}

static void
add_riff_chunk (GByteArray *file, const char *name, const char *data, gsize n)
{
  const guint8 len[] = { (guint8) n, 0, 0, 0 };

  add (file, name, 4);
  g_byte_array_append (file, len, 4);
  add (file, data, n);
  if (n % 2)
    ADD (file, "\0");
}

static void
test_webp (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  ADD (file, "RIFF\0\0\0\0WEBP");
  add_riff_chunk (file, "VP8X", "\x2c\0\0\0\0\0\0\0\0\0", 10);
  add_riff_chunk (file, "VP8L", "pixels!", 7);
  add_riff_chunk (file, "EXIF", "Kerkstraat.", 11);
  add_riff_chunk (file, "XMP ", "Kerkstraat", 10);
  file->data[4] = (guint8) (file->len - 8);
  ADD (file, "Kerkstraat behind it");
  g_assert_cmpstr (clean (file), ==, "image/webp");
  g_assert_false (HOLDS (file, "Kerkstraat"));
  g_assert_true (HOLDS (file, "pixels!"));
  g_assert_cmpuint (file->data[4], ==, file->len - 8);
  g_assert_cmpuint (file->data[20], ==, 0x20); /* it does not promise what was taken out */
}

static void
test_pdf (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  ADD (file, "%PDF-1.7\nscanned pages");
  g_assert_cmpstr (clean (file), ==, "application/pdf");
  g_assert_cmpuint (file->len, ==, 22);
}

/* ---- Refused ---- */

static void
assert_refused (const char *bytes, gsize len, KtPictureError code)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, MAX (len, 1));
  g_autoptr (GError) error = NULL;

  g_assert_null (kt_picture_clean (copy, &len, &error));
  g_assert_error (error, KT_PICTURE_ERROR, (int) code);
}
#define REFUSED(text, code) assert_refused (text, sizeof (text) - 1, code)

static void
test_refused (void)
{
  g_autofree char *large = g_malloc0 (KT_PICTURE_MOST_BYTES + 1);
  g_autoptr (GByteArray) jpeg = make_jpeg (NULL, 0);

  REFUSED ("", KT_PICTURE_ERROR_KIND);
  REFUSED ("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>", KT_PICTURE_ERROR_KIND);
  REFUSED ("<html>", KT_PICTURE_ERROR_KIND);
  REFUSED ("GIF89a", KT_PICTURE_ERROR_KIND);
  REFUSED ("\0\0\0\x18"
           "ftypheic\0\0\0\0",
           KT_PICTURE_ERROR_KIND);
  REFUSED ("RIFF\0\0\0\0WAVE", KT_PICTURE_ERROR_KIND);
  REFUSED ("\xff\xd8", KT_PICTURE_ERROR_KIND);
  REFUSED ("\xff\xd8\xff", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("\xff\xd8\xff\xe1\0\0", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("\xff\xd8\xff\xe1\xff\xff short", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("\xff\xd8\xff\xe0\0\x04xxwhat", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("\xff\xd8\xff\xd9", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("\x89PNG\r\n\x1a\n", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDATxxxxxxxx", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("RIFF\xff\xff\xff\xffWEBPVP8 ", KT_PICTURE_ERROR_DAMAGED);
  REFUSED ("RIFF\0\0\0\0WEBP", KT_PICTURE_ERROR_DAMAGED);
  memcpy (large, "%PDF-", 5);
  assert_refused (large, KT_PICTURE_MOST_BYTES + 1, KT_PICTURE_ERROR_TOO_LARGE);
  for (guint len = 3; len < jpeg->len - 60; len++)
    {
      gsize left = len;
      g_autofree guint8 *copy = g_memdup2 (jpeg->data, len);

      /* cut short anywhere: refused or kept, never read beyond its end */
      if (kt_picture_clean (copy, &left, NULL) != NULL)
        g_assert_cmpuint (left, <=, len);
    }
}

/* Cut off anywhere, also within the picture itself: half of it would be grey. */
static void
test_cut_short (void)
{
  g_autoptr (GByteArray) whole = make_jpeg (NULL, 0);
  gsize end = (gsize) ((guint8 *) memmem (whole->data, whole->len, "\xff\xd9", 2) - whole->data) + 2;

  for (gsize len = 3; len < end; len++)
    assert_refused ((const char *) whole->data, len, KT_PICTURE_ERROR_DAMAGED);
}

/* ---- How large it says it is ---- */

static void
assert_shape (const char *bytes, gsize len, guint width, guint height, guint way)
{
  KtPictureShape shape;

  g_assert_cmpint (kt_picture_read_shape ((const guint8 *) bytes, len, &shape), ==, width > 0);
  g_assert_cmpuint (shape.width, ==, width);
  g_assert_cmpuint (shape.height, ==, height);
  g_assert_cmpuint (shape.way_up, ==, way);
}
#define SHAPE(text, width, height, way) assert_shape (text, sizeof (text) - 1, width, height, way)

#define FRAME(marker) "\xff" marker "\0\x08\x08\x01\x02\x03\x04\x03"
#define PNG_OF(size) "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR" size "\x08\x02\0\0\0crc!\0\0\0\0IEND\xae\x42\x60\x82"

static void
test_shape (void)
{
  SHAPE ("\xff\xd8\xff\xe0\0\x04xx" FRAME ("\xc0"), 0x304, 0x102, 1);
  SHAPE ("\xff\xd8\xff\xff\xe0\0\x04xx" FRAME ("\xc2"), 0x304, 0x102, 1);
  /* tables are no frame, and what is behind the picture does not count */
  SHAPE ("\xff\xd8" FRAME ("\xc4") FRAME ("\xc1"), 0x304, 0x102, 1);
  SHAPE ("\xff\xd8" FRAME ("\xda") FRAME ("\xc0"), 0, 0, 1);
  SHAPE ("\xff\xd8\xff\xc0\0\x08\x08\x01\x02", 0, 0, 1);
  SHAPE ("\xff\xd8\xff\xe0\xff\xff", 0, 0, 1);
  SHAPE (PNG_OF ("\0\0\x01\0\0\0\0\x02"), 256, 2, 1);
  SHAPE ("\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT01234567", 0, 0, 1);
  SHAPE ("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x01\0\x02\0\0", 512, 3, 1);
  SHAPE ("RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x03\xc0\x01\0......", 4, 8, 1);
  SHAPE ("RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0...\x9d\x01\x2a\x10\x00\x20\x00..", 16, 32, 1);
  SHAPE ("%PDF-1.7 with room enough for all that could be read", 0, 0, 1);
}

static void
test_lay_flat (void)
{
  g_autoptr (GByteArray) file = make_jpeg (EXIF_BIG ("\x06"), sizeof EXIF_BIG ("\x06") - 1);
  KtPictureShape shape;
  guint before;

  assert_clean_jpeg (file);
  before = file->len;
  kt_picture_read_shape (file->data, file->len, &shape);
  g_assert_cmpuint (shape.way_up, ==, 6);
  kt_picture_lay_flat (file->data, file->len);
  kt_picture_read_shape (file->data, file->len, &shape);
  g_assert_cmpuint (shape.way_up, ==, 1);
  g_assert_cmpuint (file->len, ==, before);
}

/* A few bytes that promise a picture which would fill the memory. */
static void
test_bomb (void)
{
  REFUSED (PNG_OF ("\0\x01\x86\xa0\0\x01\x86\xa0"), KT_PICTURE_ERROR_TOO_MANY_PIXELS);
  REFUSED (PNG_OF ("\xff\xff\xff\xff\xff\xff\xff\xff"), KT_PICTURE_ERROR_TOO_MANY_PIXELS);
  REFUSED ("\xff\xd8\xff\xc0\0\x08\x08\xff\xff\xff\xff\x03\xff\xda\0\x04xxyy\xff\xd9",
           KT_PICTURE_ERROR_TOO_MANY_PIXELS);
}

static void
test_heic (void)
{
  g_assert_true (kt_picture_is_heic ((const guint8 *) "\0\0\0\x18"
                                                      "ftypheic\0\0\0\0",
                                     16));
  g_assert_true (kt_picture_is_heic ((const guint8 *) "\0\0\0\x18"
                                                      "ftypmif1",
                                     12));
  g_assert_false (kt_picture_is_heic ((const guint8 *) "\0\0\0\x18"
                                                       "ftypmp42",
                                      12));
  g_assert_false (kt_picture_is_heic ((const guint8 *) "\0\0\0\x18"
                                                       "ftyphei",
                                      11));
}

/* ---- Names ---- */

static void
test_names (void)
{
  g_autofree char *a = kt_chunk_id ("salt", "bytes", 5), *b = kt_chunk_id ("salt", "bytes", 5);
  g_autofree char *other = kt_chunk_id ("Salt", "bytes", 5), *empty = kt_chunk_id ("salt", "", 0), *text = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_auto (GStrv) read = NULL, none = kt_chunk_list_read (NULL), bad = NULL, many = NULL;
  g_autoptr (GString) longest = g_string_new (NULL);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, other); /* the same bytes in another picture say nothing */
  g_assert_true (kt_is_chunk_id (a) && kt_is_chunk_id (empty));
  g_assert_false (kt_is_chunk_id ("chunk:") || kt_is_chunk_id ("goal:0123456789abcdef0123456789abcdef") ||
                  kt_is_chunk_id ("chunk:0123456789abcdef0123456789abcdef0") || kt_is_chunk_id ("chunk:0123456789ABCDEF0123456789abcdef"));
  g_ptr_array_add (ids, a);
  g_ptr_array_add (ids, other);
  text = kt_chunk_list_write (ids);
  read = kt_chunk_list_read (text);
  g_assert_cmpuint (g_strv_length (read), ==, 2);
  g_assert_cmpstr (read[0], ==, a);
  g_assert_cmpstr (read[1], ==, other);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  bad = kt_chunk_list_read ("0123456789abcdef0123456789abcdef ../../x");
  g_assert_cmpuint (g_strv_length (bad), ==, 0);
  for (guint i = 0; i <= KT_PICTURE_MOST_CHUNKS; i++)
    g_string_append_printf (longest, "%s%032u", i > 0 ? " " : "", i);
  many = kt_chunk_list_read (longest->str);
  g_assert_cmpuint (g_strv_length (many), ==, 0);
  g_assert_cmpuint (kt_picture_n_chunks (KT_PICTURE_MOST_BYTES), ==, KT_PICTURE_MOST_CHUNKS);
  g_assert_cmpuint (kt_picture_n_chunks (1), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/picture/jpeg", test_jpeg);
  g_test_add_func ("/model/picture/way-up", test_way_up);
  g_test_add_func ("/model/picture/png", test_png);
  g_test_add_func ("/model/picture/webp", test_webp);
  g_test_add_func ("/model/picture/pdf", test_pdf);
  g_test_add_func ("/model/picture/refused", test_refused);
  g_test_add_func ("/model/picture/cut-short", test_cut_short);
  g_test_add_func ("/model/picture/shape", test_shape);
  g_test_add_func ("/model/picture/lay-flat", test_lay_flat);
  g_test_add_func ("/model/picture/bomb", test_bomb);
  g_test_add_func ("/model/picture/heic", test_heic);
  g_test_add_func ("/model/picture/names", test_names);
  return g_test_run ();
}
