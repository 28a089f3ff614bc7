/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One family in the list: mark, name, where the help stands, and the state of its records. Main thread. */
#include "lists/caseload.h"

#include <gtk/gtk.h>

#define KT_TYPE_FAMILY_ROW (kt_family_row_get_type ())
G_DECLARE_FINAL_TYPE (KtFamilyRow, kt_family_row, KT, FAMILY_ROW, GtkBox)

GtkWidget *kt_family_row_new (void);
void kt_family_row_show (KtFamilyRow *self, KtFamilyItem *item);
/* The row as one sentence, for the screen reader. Returns: (transfer full). */
char *kt_family_row_dup_sentence (KtFamilyItem *item);
