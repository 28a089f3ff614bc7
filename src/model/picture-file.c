/* SPDX-License-Identifier: EUPL-1.2 */
/* What is in a picture's file, as far as it has to be known to take off what tells where and when it was made. Every
 * walk copies what stays towards the beginning of the same bytes; it never writes before it has read. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/picture-private.h"

#include <string.h>

/* Where the walk reads, and up to where it has written. */
typedef struct {
  guint8 *bytes;
  gsize len, at, out;
} Walk;

static guint
big16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static guint32
big32 (const guint8 *at)
{
  return (guint32) big16 (at) << 16 | big16 (at + 2);
}

static guint32
little32 (const guint8 *at)
{
  return (guint32) at[3] << 24 | (guint32) at[2] << 16 | (guint32) at[1] << 8 | at[0];
}

static void
keep (Walk *walk, gsize n)
{
  memmove (walk->bytes + walk->out, walk->bytes + walk->at, n);
  walk->out += n;
  walk->at += n;
}

static gboolean
left (const Walk *walk, gsize n)
{
  return walk->len - walk->at >= n;
}

/* ---- JPEG: the way up ---- */

/* The TIFF inside an EXIF segment is of either byte order. */
static guint
tiff16 (const guint8 *at, gboolean big)
{
  return big ? big16 (at) : (guint) at[1] << 8 | at[0];
}

static guint32
tiff32 (const guint8 *at, gboolean big)
{
  return big ? big32 (at) : little32 (at);
}

guint
kt_picture_read_way_up (const guint8 *tiff, gsize len)
{
  gboolean big;
  guint32 at;

  if (len < 8 || (memcmp (tiff, "MM\0*", 4) != 0 && memcmp (tiff, "II*\0", 4) != 0))
    return 1;
  big = *tiff == 'M';
  at = tiff32 (tiff + 4, big);
  if (at > len - 2)
    return 1;
  for (guint i = 0, n = tiff16 (tiff + at, big); i < n; i++)
    {
      gsize entry = (gsize) at + 2 + 12 * (gsize) i;
      guint value;

      if (entry + 12 > len)
        return 1;
      if (tiff16 (tiff + entry, big) != 0x0112)
        continue;
      value = tiff16 (tiff + entry + 8, big);
      return value >= 1 && value <= 8 ? value : 1;
    }
  return 1;
}

/* An EXIF segment that says nothing but the way up. Its place: there was a longer one before. */
static void
write_way_up (Walk *walk, guint way)
{
  static const guint8 segment[] = {
    0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, /* one entry at byte 8: */
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0 /* the way */, 0, 0, 0, 0, 0, 0
  };

  memcpy (walk->bytes + walk->out, segment, sizeof segment);
  walk->bytes[walk->out + 29] = (guint8) way;
  walk->out += sizeof segment;
}

/* ---- JPEG: segments ---- */

#define EXIF_LEAST 36

static gboolean
begins (const guint8 *data, gsize len, const char *with, gsize n)
{
  return len >= n && memcmp (data, with, n) == 0;
}

/* The APPn segments a decoder needs: JFIF, a colour profile, Adobe's word about the colours. */
static gboolean
is_needed (guint8 marker, const guint8 *data, gsize len)
{
  if (marker == 0xe0)
    return begins (data, len, "JFIF", 5);
  if (marker == 0xe2)
    return begins (data, len, "ICC_PROFILE", 12);
  if (marker == 0xee)
    return begins (data, len, "Adobe", 5);
  return marker < 0xe0 || (marker > 0xef && marker != 0xfe);
}

/* A segment of size bytes from walk->at on, its marker included. */
static void
take_segment (Walk *walk, guint8 marker, gsize size)
{
  const guint8 *data = walk->bytes + walk->at + 4;
  gsize len = size - 4;
  guint way = 1;

  if (is_needed (marker, data, len))
    {
      keep (walk, size);
      return;
    }
  if (marker == 0xe1 && size >= EXIF_LEAST && begins (data, len, "Exif\0", 6))
    way = kt_picture_read_way_up (data + 6, len - 6);
  walk->at += size;
  if (way > 1)
    write_way_up (walk, way);
}

/* Within the compressed picture FF 00 is a byte FF, and FF D0 to D7 are places to start anew. */
static gboolean
ends_scan (guint8 marker)
{
  return marker != 0 && marker != 0xff && (marker < 0xd0 || marker > 0xd7);
}

/* The compressed picture itself, up to the next marker that is one. */
static void
keep_scan (Walk *walk)
{
  gsize n = 0, most = walk->len - walk->at;
  const guint8 *from = walk->bytes + walk->at;

  while (n + 1 < most && !(from[n] == 0xff && ends_scan (from[n + 1])))
    n++;
  keep (walk, n + 1 < most ? n : most);
}

/* The others have no length; but for the end none has a place between segments. */
static gboolean
is_segment (guint8 marker)
{
  return marker > 0x01 && (marker < 0xd0 || marker > 0xd9);
}

/* One segment, or the end of it all. *seen: the picture itself was there. FALSE: what comes is no segment. */
static gboolean
walk_jpeg (Walk *walk, gboolean *seen, gboolean *end)
{
  guint8 marker = walk->bytes[walk->at + 1];
  gsize size;

  if (walk->bytes[walk->at] != 0xff)
    return FALSE;
  if (marker == 0xff) /* a filling byte */
    {
      walk->at++;
      return TRUE;
    }
  if (marker == 0xd9) /* whatever follows is not the picture */
    {
      keep (walk, 2);
      *end = TRUE;
      return TRUE;
    }
  if (!is_segment (marker) || !left (walk, 4))
    return FALSE;
  size = 2 + (gsize) big16 (walk->bytes + walk->at + 2);
  if (size < 4 || !left (walk, size))
    return FALSE;
  take_segment (walk, marker, size);
  if (marker == 0xda)
    {
      keep_scan (walk);
      *seen = TRUE;
    }
  return TRUE;
}

static gboolean
clean_jpeg (Walk *walk)
{
  gboolean seen = FALSE, end = FALSE;

  keep (walk, 2);
  while (!end && left (walk, 2))
    if (!walk_jpeg (walk, &seen, &end))
      return FALSE;
  return seen && end; /* without its end it was cut short: half of it would be grey */
}

/* ---- PNG ---- */

static gboolean
is_private_chunk (const guint8 *name)
{
  static const char *const names[] = { "eXIf", "tEXt", "zTXt", "iTXt", "tIME" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (memcmp (name, names[i], 4) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
clean_png (Walk *walk)
{
  keep (walk, 8);
  while (left (walk, 12))
    {
      const guint8 *name = walk->bytes + walk->at + 4;
      gsize size = 12 + (gsize) big32 (walk->bytes + walk->at);
      gboolean end = memcmp (name, "IEND", 4) == 0;

      if (!left (walk, size))
        return FALSE;
      if (is_private_chunk (name))
        walk->at += size;
      else
        keep (walk, size);
      if (end)
        return TRUE;
    }
  return FALSE;
}

/* ---- WebP ---- */

static void
take_riff_chunk (Walk *walk, gsize size)
{
  const guint8 *name = walk->bytes + walk->at;

  if (memcmp (name, "EXIF", 4) == 0 || memcmp (name, "XMP ", 4) == 0)
    {
      walk->at += size;
      return;
    }
  /* its list of what is in the file must not name what was taken out */
  if (memcmp (name, "VP8X", 4) == 0 && size > 8)
    walk->bytes[walk->at + 8] &= (guint8) ~(0x08 | 0x04);
  keep (walk, size);
}

static gboolean
clean_webp (Walk *walk)
{
  gsize whole = 8 + (gsize) little32 (walk->bytes + 4);

  if (whole > walk->len || whole < 12)
    return FALSE;
  walk->len = whole;
  keep (walk, 12);
  while (left (walk, 8))
    {
      gsize size = 8 + (gsize) little32 (walk->bytes + walk->at + 4);

      size += size & 1;
      if (!left (walk, size))
        return FALSE;
      take_riff_chunk (walk, size);
    }
  for (guint i = 0; i < 4; i++)
    walk->bytes[4 + i] = (guint8) ((walk->out - 8) >> (8 * i));
  return walk->out > 12;
}

/* ---- Any ---- */

static gboolean
leave_as_it_is (Walk *walk)
{
  walk->out = walk->len;
  return TRUE;
}

typedef struct {
  const char *media;
  const char *begin;
  gsize at, n;
  gboolean (*clean) (Walk *walk);
} Kind;
static const Kind kinds[] = {
  { "image/jpeg", "\xff\xd8\xff", 0, 3, clean_jpeg },
  { "image/png", "\x89PNG\r\n\x1a\n", 0, 8, clean_png },
  { "image/webp", "WEBP", 8, 4, clean_webp },
  { "application/pdf", "%PDF-", 0, 5, leave_as_it_is },
};

static const Kind *
find_kind (const guint8 *bytes, gsize len)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (len >= kinds[i].at + kinds[i].n && memcmp (bytes + kinds[i].at, kinds[i].begin, kinds[i].n) == 0 &&
        (kinds[i].at == 0 || memcmp (bytes, "RIFF", 4) == 0))
      return &kinds[i];
  return NULL;
}

const char *
kt_picture_sniff (const guint8 *bytes, gsize len)
{
  const Kind *kind = find_kind (bytes, len);

  return kind != NULL ? kind->media : NULL;
}

static gboolean
has_too_many_pixels (const guint8 *bytes, gsize len)
{
  KtPictureShape shape;

  return kt_picture_read_shape (bytes, len, &shape) && (guint64) shape.width * shape.height > KT_PICTURE_MOST_PIXELS;
}

const char *
kt_picture_clean (guint8 *bytes, gsize *len, GError **error)
{
  const Kind *kind = find_kind (bytes, *len);
  Walk walk = { bytes, *len, 0, 0 };

  if (kind == NULL)
    g_set_error_literal (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_KIND, "no picture of a kind that can be kept");
  else if (*len > KT_PICTURE_MOST_BYTES)
    g_set_error (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_TOO_LARGE, "%" G_GSIZE_FORMAT " bytes", *len);
  else if (has_too_many_pixels (bytes, *len))
    g_set_error (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_TOO_MANY_PIXELS, "%s of too many pixels", kind->media);
  else if (!kind->clean (&walk))
    g_set_error (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_DAMAGED, "%s that does not hold together", kind->media);
  else
    {
      *len = walk.out;
      return kind->media;
    }
  return NULL;
}
