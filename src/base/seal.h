/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Text that only the holder of one key can read again (libsodium's sealed box): who seals it cannot open it either.
 * Keys and sealed texts are base64. Any thread. */
#include "base/secret.h"

/* A new pair. Returns: (transfer full) the private key, base64 and 0-ended; *public_key: (transfer full). */
KtSecret *kt_seal_key_new (char **public_key);
/* The public key of a private one, as a file has it (white space behind it is fine). Returns: (transfer full), or NULL
 * when it is none. */
char *kt_seal_key_public (const char *private_key);
/* Returns: (transfer full), or NULL when public_key is none. */
char *kt_seal (const char *public_key, const char *text, gsize len);
/* Returns: (transfer full) 0-ended, or NULL: not sealed to this key, or changed since. */
KtSecret *kt_seal_open (const char *private_key, const char *sealed);
