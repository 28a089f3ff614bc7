/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A sheet to add or change one record: from below on a narrow window, floating on a wide one. Every keystroke goes into
 * a draft, so closing it, a lock or a power cut loses nothing: opened again it says so and goes on. Main thread. */
#include "views/family/record-form.h"

#define KT_TYPE_RECORD_DIALOG (kt_record_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KtRecordDialog, kt_record_dialog, KT, RECORD_DIALOG, AdwDialog)

typedef struct {
  const char *type;
  const KtFormField *fields;
  const char *new_title, *edit_title;   /* N_() */
  const char *removed;                  /* N_(): what the toast says after removing; NULL: cannot be removed */
  const char *const *drafts_by;         /* presets of a new one that are a draft of their own each; NULL: one for all */
  const char *agreed_by;                /* (nullable) the people in this field agree with what is kept now, each time anew */
} KtRecordSheet;

/* record NULL: a new one, with presets {key: value} (nullable, transfer none). sheet is static.
 * Returns: (transfer full, floating); present it over the page. */
AdwDialog *kt_record_dialog_new (KtFamilyContext *context, const KtRecordSheet *sheet, KtRecord *record,
                                 json_object *presets);
KtRecordForm *kt_record_dialog_get_form (KtRecordDialog *self);
/* Called with the kept record just before the dialog closes. */
void kt_record_dialog_set_saved (KtRecordDialog *self, KtSavedFunc saved, gpointer data);
