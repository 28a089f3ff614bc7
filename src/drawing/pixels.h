/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Pixels made fewer, and turned the way up. Pure; any thread. */
#include <glib.h>

typedef struct {
  const guint8 *data;
  guint width, height;
  gsize stride;        /* bytes from one row to the next */
  guint channels;      /* bytes a pixel, 1 to 4; alpha, if any, already multiplied in */
} KtPixels;

/* The picture within most × most pixels, each the mean of those it stands for; never larger than it was. way_up: 1 to 8
 * as EXIF counts them. *width, *height: of the result, whose rows follow one another without a gap.
 * Returns: (transfer full); NULL when there is no memory for it. */
GBytes *kt_pixels_fit (const KtPixels *pixels, guint most, guint way_up, guint *width, guint *height);
