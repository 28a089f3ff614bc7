/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Where notes are written at the table: it grows, and every keystroke goes into a draft at once, so that nothing is lost
 * when the battery gives out. Main thread. */
#include "views/family/family-context.h"

#include <adwaita.h>

#define KT_TYPE_NOTE_COMPOSER (kt_note_composer_get_type ())
G_DECLARE_FINAL_TYPE (KtNoteComposer, kt_note_composer, KT, NOTE_COMPOSER, AdwBin)

/* visit: the visit's id; NULL for a note of no visit. Returns: (transfer full, floating). */
GtkWidget *kt_note_composer_new (KtFamilyContext *context, const char *visit);
