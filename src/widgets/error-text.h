/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The one place where what went wrong becomes a sentence a person can do something with. Main thread. */
#include <gio/gio.h>

/* In the language now set; never technical. Borrowed. */
const char *kt_error_text (const GError *error);
