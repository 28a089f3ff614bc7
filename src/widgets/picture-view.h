/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One picture, as large as there is room: zoomed with a pinch, Control and the wheel or two taps, moved by dragging, and
 * turned. Turning is for the eye only; nothing is kept of it. Main thread. */
#include <adwaita.h>

#define KT_TYPE_PICTURE_VIEW (kt_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (KtPictureView, kt_picture_view, KT, PICTURE_VIEW, AdwBin)

GtkWidget *kt_picture_view_new (void);
/* texture: (nullable). told: what a screen reader says it is. Another texture is shown whole and unturned. */
void kt_picture_view_set (KtPictureView *self, GdkTexture *texture, const char *told);
/* factor: 1.25 is a step in, 0.8 a step out; 0 shows it whole again. */
void kt_picture_view_zoom (KtPictureView *self, double factor);
/* A quarter clockwise. */
void kt_picture_view_turn (KtPictureView *self);
gboolean kt_picture_view_is_zoomed (KtPictureView *self);
