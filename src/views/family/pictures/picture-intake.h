/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One file (or pasted picture) a person chose, on its way in: read, cleaned and looked at in a thread, never written
 * anywhere. Main thread. Signal "changed": further on, or done. */
#include <gdk/gdk.h>

#define KT_TYPE_PICTURE_INTAKE (kt_picture_intake_get_type ())
G_DECLARE_FINAL_TYPE (KtPictureIntake, kt_picture_intake, KT, PICTURE_INTAKE, GObject)

/* Both begin to read. Returns: (transfer full). */
KtPictureIntake *kt_picture_intake_new_for_file (GFile *file);
/* name: how to call it on the screen. */
KtPictureIntake *kt_picture_intake_new_for_stream (GInputStream *stream, const char *name);
/* Ends the reading; "changed" comes once more. */
void kt_picture_intake_cancel (KtPictureIntake *self);

/* As a person knows it: the file's name. For the screen only, never kept. */
const char *kt_picture_intake_get_name (KtPictureIntake *self);
gboolean kt_picture_intake_is_reading (KtPictureIntake *self);
/* 0 to 1; -1 when nobody knows how much there is. */
double kt_picture_intake_get_fraction (KtPictureIntake *self);
/* (nullable): why it cannot be taken in. KT_PICTURE_ERROR, G_IO_ERROR or GDK_TEXTURE_ERROR (this device cannot show it). */
const GError *kt_picture_intake_get_error (KtPictureIntake *self);
/* Whether it is a HEIC, when the error is KT_PICTURE_ERROR_KIND. */
gboolean kt_picture_intake_is_heic (KtPictureIntake *self);
/* When it was read and is good: its cleaned bytes (borrowed), its kind, and a thumbnail (nullable: a PDF). */
GByteArray *kt_picture_intake_get_bytes (KtPictureIntake *self);
gboolean kt_picture_intake_is_document (KtPictureIntake *self);
GdkTexture *kt_picture_intake_get_thumb (KtPictureIntake *self);
