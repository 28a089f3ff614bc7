/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What every section of the family page shares: one column that scrolls, its width held near 860, and a state to carry
 * over. Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_SECTION (kt_section_get_type ())
G_DECLARE_DERIVABLE_TYPE (KtSection, kt_section, KT, SECTION, AdwBin)

struct _KtSectionClass {
  AdwBinClass parent;
  void (*refresh) (KtSection *self);                 /* the index is a new one */
  void (*save) (KtSection *self, GVariantDict *state);
  void (*restore) (KtSection *self, GVariantDict *state);
};

/* Makes the column, watches the context and refreshes once. width: of the column, in sp. */
void kt_section_build (KtSection *self, KtFamilyContext *context, int width);
KtFamilyContext *kt_section_get_context (KtSection *self);   /* borrowed */
KtFamilyIndex *kt_section_get_index (KtSection *self);       /* borrowed until the next refresh */
/* The column to append to. */
GtkBox *kt_section_get_column (KtSection *self);
GtkScrolledWindow *kt_section_get_scroller (KtSection *self);

/* Returns: (transfer full, floating). */
GVariant *kt_section_save_state (GtkWidget *section);
void kt_section_restore_state (GtkWidget *section, GVariant *state);

/* One sentence that says what to do next, and the one button for it (nullable). Returns: (transfer full, floating). */
GtkWidget *kt_empty_note_new (const char *text, GtkWidget *button);
