/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A document's copy outside the encrypted store, for another program to open: only after a plain warning, and only where
 * a person chooses. Main thread. */
#include "views/family/family-context.h"

void kt_picture_copy (KtFamilyContext *context, GtkWidget *from, KtRecord *picture);
