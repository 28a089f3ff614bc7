/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The one table of keys: it sets the accelerators and fills the page that shows them. Main thread. */
#include <adwaita.h>

void kt_shortcuts_install (GtkApplication *application);
/* The table as a dialog. Returns: (transfer full, floating). */
AdwDialog *kt_shortcuts_dialog_new (void);
/* Whether these keys are the ones for action ("win.lock"). */
gboolean kt_shortcuts_match (const char *action, guint key, GdkModifierType state);
