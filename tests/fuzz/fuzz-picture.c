/* SPDX-License-Identifier: EUPL-1.2 */
/* A file somebody chose as a picture: what is taken off it once stays off, and cleaning never makes it longer. */
#include "fuzz/fuzz.h"
#include "model/picture.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, MAX (size, 1)), *again = NULL;
  g_autoptr (GError) error = NULL;
  gsize len = size, later;
  KtPictureShape shape;
  const char *media = kt_picture_clean (bytes, &len, &error);

  kt_picture_read_shape (data, size, &shape);
  kt_picture_is_heic (data, size);
  g_assert_true ((media != NULL) != (error != NULL));
  if (media == NULL)
    return 0;
  g_assert_cmpuint (len, <=, size);
  g_assert_cmpstr (kt_picture_sniff (bytes, len), ==, media);
  again = g_memdup2 (bytes, len);
  later = len;
  g_assert_cmpstr (kt_picture_clean (again, &later, &error), ==, media);
  g_assert_cmpmem (again, later, bytes, len);
  kt_picture_lay_flat (again, later);
  kt_picture_read_shape (again, later, &shape);
  g_assert_cmpuint (shape.way_up, ==, 1);
  return 0;
}
