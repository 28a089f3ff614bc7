/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Children side by side while there is room, one above the other when there is not. Unlike a breakpoint it decides by
 * its own width, so it can stand inside something that scrolls, and needs no state. Main thread.
 * Properties: "fold-width" (sp: from this width on side by side), "spacing", "row-spacing", "first-width" and
 * "last-width" (sp: a fixed column when side by side; 0: an equal share). */
#include <gtk/gtk.h>

#define KT_TYPE_FOLD_BOX (kt_fold_box_get_type ())
G_DECLARE_FINAL_TYPE (KtFoldBox, kt_fold_box, KT, FOLD_BOX, GtkWidget)

GtkWidget *kt_fold_box_new (int fold_width, int spacing, int row_spacing);
void kt_fold_box_set_columns (KtFoldBox *self, int first_width, int last_width);
void kt_fold_box_append (KtFoldBox *self, GtkWidget *child);
/* Removes every child. */
void kt_fold_box_clear (KtFoldBox *self);
