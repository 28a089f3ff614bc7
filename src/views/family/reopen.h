/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A sheet that is open while the language changes comes back in the new one; what was typed is in its draft. Main
 * thread. */
#include <adwaita.h>

/* Presents the same sheet anew over from. */
typedef void (*KtReopenFunc) (AdwDialog *old, GtkWidget *from);
void kt_dialog_set_reopen (AdwDialog *dialog, KtReopenFunc reopen);
gboolean kt_dialog_can_reopen (AdwDialog *dialog);
/* A page's rebuild calls it: when a sheet lies over old, it is closed and presented over made once that is shown. */
void kt_reopen_over (GtkWidget *old, GtkWidget *made);
