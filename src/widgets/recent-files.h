/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Outside a sandbox GTK's own file chooser notes what was chosen in the desktop's list of recent files, where anybody at
 * this device reads "letter of the court.jpg". Main thread. */
#include <gio/gio.h>

/* The files of a dialog that just closed are taken off that list again, before GTK has written it. */
void kt_recent_files_forget (GListModel *files /* GFile */);
