/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A program that is killed while it works, and tells through a pipe what it was told is kept: the other side of every
 * test of the promise that nothing acknowledged is lost. */
#include <glib.h>

/* In the program: one line to the pipe, whole or not at all. The first thing it says is a sign of life. */
void kt_killed_tell (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* In the test: starts argv, kills it (SIGKILL) after `delay` µs from its first sign of life on.
 * Returns: (transfer full) all it told. */
char *kt_killed_run (const char *const *argv, gulong delay);
