/* SPDX-License-Identifier: EUPL-1.2 */
/* How large a picture says it is, and which way is up: read before anything is decoded, because a file of a few bytes
 * can promise a picture that fills the memory. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/picture-private.h"

#include <string.h>

static guint
big16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint
little16 (const guint8 *at)
{
  return (guint) at[1] << 8 | at[0];
}

static guint32
big32 (const guint8 *at)
{
  return (guint32) big16 (at) << 16 | big16 (at + 2);
}

static guint
little24 (const guint8 *at)
{
  return (guint) at[2] << 16 | little16 (at);
}

/* ---- JPEG ---- */

/* The segments that begin a picture: C0 to CF but for the tables among them. */
static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* What a segment says. Returns: whether it was the last to look at. */
static gboolean
read_segment (guint8 marker, const guint8 *data, gsize len, KtPictureShape *shape)
{
  if (marker == 0xe1 && len > 6 && memcmp (data, "Exif\0", 6) == 0)
    shape->way_up = kt_picture_read_way_up (data + 6, len - 6);
  if (!is_frame (marker) || len < 5)
    return marker == 0xda;
  shape->height = big16 (data + 1);
  shape->width = big16 (data + 3);
  return TRUE;
}

static void
read_jpeg (const guint8 *bytes, gsize len, KtPictureShape *shape)
{
  gsize at = 2;

  while (at + 4 <= len && bytes[at] == 0xff)
    {
      gsize size = big16 (bytes + at + 2);

      if (bytes[at + 1] == 0xff) /* a filling byte */
        {
          at++;
          continue;
        }
      if (size < 2 || size > len - at - 2 || read_segment (bytes[at + 1], bytes + at + 4, size - 2, shape))
        return;
      at += 2 + size;
    }
}

/* ---- The others ---- */

static void
read_png (const guint8 *bytes, gsize len, KtPictureShape *shape)
{
  if (len < 24 || memcmp (bytes + 12, "IHDR", 4) != 0)
    return;
  shape->width = big32 (bytes + 16);
  shape->height = big32 (bytes + 20);
}

/* The first chunk is one of three, each with its own way to say it. */
static void
read_webp (const guint8 *bytes, gsize len, KtPictureShape *shape)
{
  const guint8 *data = bytes + 20;

  if (len < 30)
    return;
  if (memcmp (bytes + 12, "VP8X", 4) == 0)
    {
      shape->width = 1 + little24 (data + 4);
      shape->height = 1 + little24 (data + 7);
    }
  else if (memcmp (bytes + 12, "VP8L", 4) == 0)
    {
      shape->width = 1 + (little16 (data + 1) & 0x3fff);
      shape->height = 1 + ((little24 (data + 2) >> 6) & 0x3fff);
    }
  else if (memcmp (bytes + 12, "VP8 ", 4) == 0)
    {
      shape->width = little16 (data + 6) & 0x3fff;
      shape->height = little16 (data + 8) & 0x3fff;
    }
}

gboolean
kt_picture_read_shape (const guint8 *bytes, gsize len, KtPictureShape *shape)
{
  const char *media = kt_picture_sniff (bytes, len);

  *shape = (KtPictureShape) { .way_up = 1 };
  if (g_strcmp0 (media, "image/jpeg") == 0)
    read_jpeg (bytes, len, shape);
  else if (g_strcmp0 (media, "image/png") == 0)
    read_png (bytes, len, shape);
  else if (g_strcmp0 (media, "image/webp") == 0)
    read_webp (bytes, len, shape);
  return shape->width > 0 && shape->height > 0;
}

void
kt_picture_lay_flat (guint8 *bytes, gsize len)
{
  /* as kt_picture_clean() writes it, up to the way itself */
  static const guint8 head[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 0x01, 0x12,
                                 0, 3, 0, 0, 0, 1, 0 };
  guint8 *end = bytes + len, *found = bytes;

  while ((found = memmem (found, (gsize) (end - found), head, sizeof head)) != NULL && found + sizeof head < end)
    {
      found += sizeof head;
      *found = 1;
    }
}

gboolean
kt_picture_is_heic (const guint8 *bytes, gsize len)
{
  static const char *const brands[] = { "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif" };

  if (len < 12 || memcmp (bytes + 4, "ftyp", 4) != 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (brands); i++)
    if (memcmp (bytes + 8, brands[i], 4) == 0)
      return TRUE;
  return FALSE;
}
