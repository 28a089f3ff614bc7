/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The one window. Its title is always "Keukentafel": never anything of a family. Main thread.
 *
 * Content: an AdwToastOverlay > AdwNavigationView of pages (widgets/page.h): the lock page first, and after unlocking
 * the caseload with whatever is pushed over it. Its actions, for any widget in it to activate:
 *   win.lock, win.search, win.new-family, win.open-family (s: family id), win.sync-page, win.preferences,
 *   win.shortcuts, win.switch-language, win.set-language (s: "nl" or "en"). */
#include "session/session.h"

#include <adwaita.h>

#define KT_TYPE_WINDOW (kt_window_get_type ())
G_DECLARE_FINAL_TYPE (KtWindow, kt_window, KT, WINDOW, AdwApplicationWindow)

/* Returns: (transfer none), owned by GTK. */
KtWindow *kt_window_new (GtkApplication *application);
