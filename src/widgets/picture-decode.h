/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A picture's bytes as pixels on the screen, and in memory only: no file, no cache on the disk, no list of recent files
 * comes of it. Any thread; slow. */
#include <gdk/gdk.h>

/* For a thumbnail, and for the whole window. */
#define KT_PICTURE_THUMB 256
#define KT_PICTURE_LARGE 4096

/* The right way up and within most × most pixels. Only one is decoded at a time: it may need 150 MB for a moment.
 * Errors: KT_PICTURE_ERROR (damaged, too many pixels); GDK_TEXTURE_ERROR_UNSUPPORTED_FORMAT when this device has nothing
 * to show it with (a PDF, always); G_IO_ERROR_CANCELLED. Returns: (transfer full). */
GdkTexture *kt_picture_decode (GBytes *bytes, guint most, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
