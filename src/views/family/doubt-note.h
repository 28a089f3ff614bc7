/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A quiet sentence where part of a record may not be from whom it says (store/signatures.h). It hides nothing and
 * accuses nobody: whoever reads it can ask. Main thread. */
#include "views/family/family-context.h"

/* Returns: (transfer full, floating) (nullable): NULL when nothing is in doubt, or nobody could know. */
GtkWidget *kt_doubt_note_new (KtFamilyContext *context, KtRecord *record);
