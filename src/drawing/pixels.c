/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "keukentafel"
#include "drawing/pixels.h"

/* The smaller picture as it lies, before it is turned. */
typedef struct {
  const KtPixels *from;
  guint width, height;
  guint way_up;
  guint8 *out;
  gsize out_stride;
} Fit;

/* Where a pixel comes to lie. From 5 on rows become columns. */
static guint8 *
find_place (const Fit *fit, guint x, guint y)
{
  guint right = fit->width - 1 - x, bottom = fit->height - 1 - y;
  const guint place[9][2] = { { x, y }, /* not said */
                              { x, y },
                              { right, y },
                              { right, bottom },
                              { x, bottom },
                              { y, x },
                              { bottom, x },
                              { bottom, right },
                              { y, right } };

  return fit->out + place[fit->way_up][1] * fit->out_stride + (gsize) place[fit->way_up][0] * fit->from->channels;
}

/* The mean of the pixels from (x0, y0) to before (x1, y1). */
static void
average (const KtPixels *from, guint x0, guint y0, guint x1, guint y1, guint8 *to)
{
  guint64 sums[4] = { 0 }, n = (guint64) (x1 - x0) * (y1 - y0);

  for (guint y = y0; y < y1; y++)
    {
      const guint8 *at = from->data + y * from->stride + (gsize) x0 * from->channels;

      for (guint x = x0; x < x1; x++)
        for (guint c = 0; c < from->channels; c++)
          sums[c] += *at++;
    }
  for (guint c = 0; c < from->channels; c++)
    to[c] = (guint8) ((sums[c] + n / 2) / n);
}

static void
fill (const Fit *fit)
{
  const KtPixels *from = fit->from;

  for (guint y = 0; y < fit->height; y++)
    {
      guint y0 = (guint) ((guint64) y * from->height / fit->height);
      guint y1 = (guint) ((guint64) (y + 1) * from->height / fit->height);

      for (guint x = 0; x < fit->width; x++)
        average (from, (guint) ((guint64) x * from->width / fit->width), y0,
                 (guint) ((guint64) (x + 1) * from->width / fit->width), y1, find_place (fit, x, y));
    }
}

static guint
scale_side (guint side, guint longest, guint most)
{
  return longest <= most ? side : (guint) MAX ((guint64) side * most / longest, 1);
}

GBytes *
kt_pixels_fit (const KtPixels *pixels, guint most, guint way_up, guint *width, guint *height)
{
  guint longest = MAX (pixels->width, pixels->height);
  Fit fit = {
    .from = pixels,
    .width = scale_side (pixels->width, longest, most),
    .height = scale_side (pixels->height, longest, most),
    .way_up = way_up >= 1 && way_up <= 8 ? way_up : 1,
  };
  gsize size;

  g_return_val_if_fail (longest > 0 && most > 0 && pixels->channels >= 1 && pixels->channels <= 4, NULL);
  *width = fit.way_up >= 5 ? fit.height : fit.width;
  *height = fit.way_up >= 5 ? fit.width : fit.height;
  fit.out_stride = (gsize) *width * pixels->channels;
  size = fit.out_stride * *height;
  fit.out = g_try_malloc (size);
  if (fit.out == NULL)
    return NULL;
  fill (&fit);
  return g_bytes_new_take (fit.out, size);
}
