/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Inside Flatpak's sandbox the desktop shows the file chooser, by way of a portal. Where a bus is but no portal (a kiosk
 * tablet), GTK asks for one and hears nothing: no dialog, no error. Without a bus it shows its own, in which only the
 * sandbox's files are, and what is written there vanishes. So a caller asks first. Main thread. */
#include <gio/gio.h>

/* Whether a file dialog would let a person choose among their own files. Always answers, within seconds. */
void kt_portal_files_async (GAsyncReadyCallback callback, gpointer user_data);
gboolean kt_portal_files_finish (GAsyncResult *result);
