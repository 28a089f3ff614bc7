/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Dutch and English, switched while running, whatever locales the machine has (five traps: see i18n.c).
 * Before other threads: kt_i18n_init(). Main thread only: the rest; other threads keep the first language. */
#include <glib.h>
#include <glib/gi18n.h>

/* Binds the catalogues and picks the language: KEUKENTAFEL_LANG, else the administrator's preset, else
 * the session's, else English. Before gtk_init
 * the caller must have called gtk_disable_setlocale(). */
void kt_i18n_init (void);
/* The toolkit's own Dutch as shipped with the app: a Flatpak runtime has it only where the system is Dutch. After
 * gtk_init, which binds its own. */
void kt_i18n_bind_toolkit (void);
/* lang: "nl" or "en". After kt_i18n_init(). */
void kt_i18n_set (const char *lang);
const char *kt_i18n_get (void); /* "nl" or "en" */
