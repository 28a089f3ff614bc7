/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Room for words that belong to one field of one record: every keystroke is drafted, leaving it saves. Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_BOUND_WORDS (kt_bound_words_get_type ())
G_DECLARE_FINAL_TYPE (KtBoundWords, kt_bound_words, KT, BOUND_WORDS, AdwBin)

/* id: of a record in the family; hint (nullable). Returns: (transfer full, floating). */
GtkWidget *kt_bound_words_new (KtFamilyContext *context, const char *id, const char *key, const char *label,
                               const char *hint, int rows);
/* Saves what is not saved yet. */
void kt_bound_words_flush (KtBoundWords *self);
