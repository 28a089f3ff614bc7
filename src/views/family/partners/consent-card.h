/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* One thing an agency may know of one person or may not, and everybody's own word on it. Main thread. */
#include "views/family/family-context.h"

/* matter: of the context's index now. Returns: (transfer full, floating). */
GtkWidget *kt_consent_card_new (KtFamilyContext *context, const KtConsentMatter *matter);
