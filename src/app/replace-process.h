/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Locking ends in a new process in the place of this one, so that nothing of a family stays in memory (DESIGN 6). */
#include <gio/gio.h>

/* Set in the environment of the process that comes after a lock: it goes back to where the worker was. */
#define KT_RESUME "KEUKENTAFEL_RESUME"

/* Replaces the process by a fresh one of the same program. Does not return; when the system refuses, it exits: better
 * closed than open. */
G_NORETURN void kt_replace_process (GApplication *application);
