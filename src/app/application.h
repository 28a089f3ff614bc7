/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The program: one window, its accelerators, its data folder. Main thread. */
#include <adwaita.h>

#define KT_TYPE_APPLICATION (kt_application_get_type ())
G_DECLARE_FINAL_TYPE (KtApplication, kt_application, KT, APPLICATION, AdwApplication)

/* Returns: (transfer full). With KEUKENTAFEL_DATA_DIR set, a second process is a program of its own (two profiles side
 * by side); without it, it only presents the first one's window. */
KtApplication *kt_application_new (void);
