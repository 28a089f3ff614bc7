/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The window's size and whether it was maximised, kept in `window.ini` in the data folder (nothing else is in it). */
#include <gtk/gtk.h>

void kt_window_state_load (GtkWindow *window, const char *data_dir);
void kt_window_state_save (GtkWindow *window, const char *data_dir);
