/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A small square of a picture, cut to fill it; a sign while there is none. What it shows is said by whoever holds it: a
 * screen reader does not hear of it. Main thread. */
#include <gtk/gtk.h>

/* Returns: (transfer full, floating). */
GtkWidget *kt_picture_thumb_new (int side, const char *icon);
/* texture NULL: the sign stays, or becomes icon (nullable). */
void kt_picture_thumb_set (GtkWidget *thumb, GdkTexture *texture, const char *icon);
