/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The pictures of a visit, small, side by side; a tap opens one. As it is now: made anew when its print changed. Main
 * thread. */
#include "views/family/family-context.h"

/* visit NULL: those of no visit. Returns: (transfer full, floating). */
GtkWidget *kt_picture_strip_new (KtFamilyContext *context, const char *visit);
/* Appends to a print (widgets/keyed-box.h) all that it shows. Returns: how many pictures. */
guint kt_picture_strip_print (KtFamilyContext *context, GString *print, const char *visit);
/* A heading, the strip, and a button to add one: follows every change by itself. Returns: (transfer full, floating). */
GtkWidget *kt_picture_block_new (KtFamilyContext *context, const char *visit);
