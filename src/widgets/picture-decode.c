/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-widgets"
#include "widgets/picture-decode.h"

#include "drawing/pixels.h"
#include "model/picture.h"

static GMutex one_at_a_time;

static gboolean
check_shape (GBytes *bytes, KtPictureShape *shape, GError **error)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);
  const char *media = kt_picture_sniff (data, len);

  if (g_strcmp0 (media, "application/pdf") == 0)
    g_set_error_literal (error, GDK_TEXTURE_ERROR, GDK_TEXTURE_ERROR_UNSUPPORTED_FORMAT, "a document");
  else if (!kt_picture_read_shape (data, len, shape))
    g_set_error_literal (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_DAMAGED, "a picture without a size");
  else if ((guint64) shape->width * shape->height > KT_PICTURE_MOST_PIXELS)
    g_set_error_literal (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_TOO_MANY_PIXELS, "too many pixels");
  else
    return TRUE;
  return FALSE;
}

/* Some versions of GTK turn a photo themselves, some do not: here it always lies as it is stored. */
static GBytes *
lay_flat (GBytes *bytes, const KtPictureShape *shape)
{
  gsize len;
  guint8 *copy;

  if (shape->way_up == 1)
    return g_bytes_ref (bytes);
  copy = g_memdup2 (g_bytes_get_data (bytes, &len), g_bytes_get_size (bytes));
  len = g_bytes_get_size (bytes);
  kt_picture_lay_flat (copy, len);
  return g_bytes_new_take (copy, len);
}

static gboolean
has_alpha (GdkTexture *texture)
{
  GdkMemoryFormat format = gdk_texture_get_format (texture);

  return format != GDK_MEMORY_R8G8B8 && format != GDK_MEMORY_B8G8R8 && format != GDK_MEMORY_R16G16B16 &&
         format != GDK_MEMORY_G8 && format != GDK_MEMORY_G16;
}

static GdkTexture *
fit (GdkTexture *texture, guint most, guint way_up, GError **error)
{
  GdkMemoryFormat format = has_alpha (texture) ? GDK_MEMORY_R8G8B8A8_PREMULTIPLIED : GDK_MEMORY_R8G8B8;
  GdkTextureDownloader *downloader = gdk_texture_downloader_new (texture);
  KtPixels pixels = { .width = (guint) gdk_texture_get_width (texture),
                      .height = (guint) gdk_texture_get_height (texture),
                      .channels = format == GDK_MEMORY_R8G8B8 ? 3 : 4 };
  g_autoptr (GBytes) all = NULL, fitted = NULL;
  guint width, height;

  gdk_texture_downloader_set_format (downloader, format);
  all = gdk_texture_downloader_download_bytes (downloader, &pixels.stride);
  gdk_texture_downloader_free (downloader);
  pixels.data = g_bytes_get_data (all, NULL);
  fitted = kt_pixels_fit (&pixels, most, way_up, &width, &height);
  if (fitted != NULL)
    return gdk_memory_texture_new ((int) width, (int) height, format, fitted, (gsize) width * pixels.channels);
  g_set_error_literal (error, GDK_TEXTURE_ERROR, GDK_TEXTURE_ERROR_TOO_LARGE, "no memory for the picture");
  return NULL;
}

static GdkTexture *
decode (GBytes *bytes, guint most, const KtPictureShape *shape, GError **error)
{
  g_autoptr (GBytes) flat = lay_flat (bytes, shape);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (flat, &failure);

  if (texture != NULL)
    return fit (texture, most, shape->way_up, error);
  if (g_error_matches (failure, GDK_TEXTURE_ERROR, GDK_TEXTURE_ERROR_CORRUPT_IMAGE))
    g_set_error_literal (error, KT_PICTURE_ERROR, KT_PICTURE_ERROR_DAMAGED, failure->message);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GdkTexture *
kt_picture_decode (GBytes *bytes, guint most, GCancellable *cancellable, GError **error)
{
  KtPictureShape shape;
  g_autoptr (GMutexLocker) lock = NULL;

  if (!check_shape (bytes, &shape, error))
    return NULL;
  lock = g_mutex_locker_new (&one_at_a_time);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return decode (bytes, most, &shape, error);
}
