/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The family's plan where it is on paper: who has it, what on it no longer fits, and one press to print the new one.
 * Main thread. */
#include "views/family/family-context.h"

typedef enum {
  KT_PAPERS_TO_REPLACE, /* only what no longer fits */
  KT_PAPERS_ALL,
} KtPapers;

/* A heading and a card a paper; with all of them also a button to note who gets one. Returns: (transfer full, floating). */
GtkWidget *kt_paper_list_new (KtFamilyContext *context, KtPapers which);
/* Appends to a print (widgets/keyed-box.h) what such a list shows. Returns: how many papers. */
guint kt_paper_list_print (KtFamilyContext *context, KtPapers which, GString *print);
