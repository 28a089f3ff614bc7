/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a person has done to a page, brought to the same page built again in another language. Main thread.
 *
 * Both trees are walked side by side, as far as they have the same types: words being typed with the cursor, scrolled
 * positions, what is folded out, which child of a stack is seen. Returns the widget of `to` that stands where `focus`
 * stands in `from`. */
#include <gtk/gtk.h>

/* Returns: (transfer none) (nullable). */
GtkWidget *kt_carry_over (GtkWidget *from, GtkWidget *to, GtkWidget *focus);
