/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Between the files that read pictures; nobody else includes it. */
#include "model/picture.h"

/* tiff: what is behind "Exif\0\0". Returns: 1 to 8 as EXIF counts them; 1 (as it lies) when nothing usable is said. */
guint kt_picture_read_way_up (const guint8 *tiff, gsize len);
