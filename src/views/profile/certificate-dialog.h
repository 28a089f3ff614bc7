/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The organisation's certificate, pasted: for a device on which no file can be chosen. Main thread. */
#include <adwaita.h>

#define KT_TYPE_CERTIFICATE_DIALOG (kt_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KtCertificateDialog, kt_certificate_dialog, KT, CERTIFICATE_DIALOG, AdwDialog)

/* Signal `given` (const char *pem): what was pasted holds a whole certificate; the dialog closes.
 * Returns: (transfer full, floating). */
AdwDialog *kt_certificate_dialog_new (void);
