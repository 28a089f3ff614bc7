/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The pictures of the example family: made by us (data/draw.py), the same bytes everywhere. Any thread. */
#include "model/record.h"

/* What a record says of the picture in file ("house-of-dreams"), into changes. salt: of its pieces' names. */
gboolean kt_demo_describe_picture (const char *file, const char *salt, json_object *changes, GError **error);
/* The bytes a record means. Returns: (transfer full), or NULL with error. */
GBytes *kt_demo_load_picture (KtRecord *picture, GError **error);
