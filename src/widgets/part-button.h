/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The buttons at the foot of cards and lists. Main thread. */
#include <gtk/gtk.h>

/* A picture and a word, which is what a screen reader says too. name: as in kt_keyed_name_focus().
 * Returns: (transfer full, floating). */
GtkWidget *kt_part_button_new (const char *icon, const char *label, const char *name);
