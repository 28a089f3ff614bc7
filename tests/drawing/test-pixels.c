/* SPDX-License-Identifier: EUPL-1.2 */
/* Pixels made fewer and turned: each value is followed to where it has to come out. */
#include "drawing/pixels.h"

#include <string.h>

/* One byte a pixel, rows with a gap behind them. */
static const guint8 three_by_two[] = { 1, 2, 3, 99,
                                       4, 5, 6, 99 };

static void
assert_turned (guint way_up, guint width, guint height, const char *want)
{
  const KtPixels pixels = { three_by_two, 3, 2, 4, 1 };
  guint w, h;
  g_autoptr (GBytes) out = kt_pixels_fit (&pixels, 100, way_up, &w, &h);

  g_assert_cmpuint (w, ==, width);
  g_assert_cmpuint (h, ==, height);
  g_assert_cmpmem (g_bytes_get_data (out, NULL), g_bytes_get_size (out), want, 6);
}

/* As EXIF counts the eight ways a photo can lie. */
static void
test_way_up (void)
{
  assert_turned (1, 3, 2, "\1\2\3\4\5\6");
  assert_turned (2, 3, 2, "\3\2\1\6\5\4");
  assert_turned (3, 3, 2, "\6\5\4\3\2\1");
  assert_turned (4, 3, 2, "\4\5\6\1\2\3");
  assert_turned (5, 2, 3, "\1\4\2\5\3\6");
  assert_turned (6, 2, 3, "\4\1\5\2\6\3");
  assert_turned (7, 2, 3, "\6\3\5\2\4\1");
  assert_turned (8, 2, 3, "\3\6\2\5\1\4");
  assert_turned (0, 3, 2, "\1\2\3\4\5\6");
  assert_turned (9, 3, 2, "\1\2\3\4\5\6");
}

static void
test_mean (void)
{
  static const guint8 data[] = { 0, 10, 20, 30, /**/ 100, 101, 0, 0,
                                 2, 20, 20, 30, /**/ 101, 103, 0, 1 };
  const KtPixels pixels = { data, 4, 2, 8, 2 };
  guint w, h;
  g_autoptr (GBytes) out = kt_pixels_fit (&pixels, 2, 1, &w, &h);

  g_assert_cmpuint (w, ==, 2);
  g_assert_cmpuint (h, ==, 1);
  /* of each channel by itself, rounded */
  g_assert_cmpmem (g_bytes_get_data (out, NULL), g_bytes_get_size (out), "\x0b\x17\x32\x33", 4);
}

/* Whatever the sizes: no pixel is left out, none is read beyond, and one colour stays that colour. */
static void
test_sizes (void)
{
  for (guint i = 0; i < 300; i++)
    {
      guint width = (guint) g_test_rand_int_range (1, 40), height = (guint) g_test_rand_int_range (1, 40);
      guint most = (guint) g_test_rand_int_range (1, 50), way = (guint) g_test_rand_int_range (1, 9), w, h;
      gsize stride = width * 3 + (gsize) g_test_rand_int_range (0, 5);
      gsize len = stride * (height - 1) + width * 3;
      g_autofree guint8 *data = g_malloc (len); /* to the byte: the sanitizer sees a step beyond */
      const KtPixels pixels = { data, width, height, stride, 3 };
      g_autoptr (GBytes) out = NULL;
      const guint8 *at;

      memset (data, 77, len);
      out = kt_pixels_fit (&pixels, most, way, &w, &h);
      at = g_bytes_get_data (out, NULL);
      g_assert_cmpuint (MAX (w, h), <=, MIN (most, MAX (width, height)));
      g_assert_cmpuint (MIN (w, h), >=, 1);
      g_assert_cmpuint (g_bytes_get_size (out), ==, (gsize) w * h * 3);
      for (gsize b = 0; b < g_bytes_get_size (out); b++)
        g_assert_cmpuint (at[b], ==, 77);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drawing/pixels/way-up", test_way_up);
  g_test_add_func ("/drawing/pixels/mean", test_mean);
  g_test_add_func ("/drawing/pixels/sizes", test_sizes);
  return g_test_run ();
}
