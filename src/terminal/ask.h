/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a person or a script hands over: secrets without echo, and input from a file or standard input. Blocking. */
#include "terminal/program.h"

/* The first line of file; file NULL: asked on the terminal without echo (twice when again), or KT_USAGE_ERROR when
 * there is no terminal to ask on. Returns: (transfer full); wipe it with kt_ask_forget(). */
char *kt_ask_secret (const char *file, const char *prompt, gboolean again, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void kt_ask_forget (char *secret);
/* The whole of a file, or of standard input for "-". Returns: (transfer full). */
GBytes *kt_ask_input (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but no more than most bytes of it. Returns: (transfer full). */
GByteArray *kt_ask_bytes (const char *file, gsize most, GError **error) G_GNUC_WARN_UNUSED_RESULT;
