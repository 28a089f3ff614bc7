/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One thing found: a family, or a place in a family's file with the words around the hit. Main thread. */
#include "lists/search-results.h"

#include <gtk/gtk.h>

#define KT_TYPE_RESULT_ROW (kt_result_row_get_type ())
G_DECLARE_FINAL_TYPE (KtResultRow, kt_result_row, KT, RESULT_ROW, GtkBox)

GtkWidget *kt_result_row_new (void);
void kt_result_row_show (KtResultRow *self, KtSearchItem *item);
/* For the screen reader. Returns: (transfer full). */
char *kt_result_row_dup_sentence (KtSearchItem *item);
