/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Every page of the window built anew in the language now set, with what was typed, the focus and the scrolling kept.
 * Main thread. */
#include <adwaita.h>

void kt_rebuild_pages (AdwNavigationView *view);
