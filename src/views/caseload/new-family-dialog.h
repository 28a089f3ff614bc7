/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A family begun on this device, with or without internet. Main thread. When it is kept, it is opened
 * (win.open-family). */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_NEW_FAMILY_DIALOG (kt_new_family_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KtNewFamilyDialog, kt_new_family_dialog, KT, NEW_FAMILY_DIALOG, AdwDialog)

/* Returns: (transfer full, floating). */
AdwDialog *kt_new_family_dialog_new (KtSession *session);
