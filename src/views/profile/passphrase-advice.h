/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Plain advice while a passphrase is typed: length helps, nothing else is asked. Main thread. */
#include <glib.h>

/* Borrowed, in the language now set. */
const char *kt_passphrase_advice (const char *passphrase, const char *again);
/* Long enough, and twice the same. */
gboolean kt_passphrase_is_good (const char *passphrase, const char *again);
