/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A large number with its mark and what it counts; the whole card opens the list behind it. Main thread.
 * Signal "clicked" (of GtkButton). */
#include <gtk/gtk.h>

#define KT_TYPE_NUMBER_CARD (kt_number_card_get_type ())
G_DECLARE_FINAL_TYPE (KtNumberCard, kt_number_card, KT, NUMBER_CARD, GtkButton)

/* Returns: (transfer full, floating). */
GtkWidget *kt_number_card_new (const char *icon, const char *caption);
void kt_number_card_set_number (KtNumberCard *self, guint number);
