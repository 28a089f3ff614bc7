/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Ed25519 (libsodium): a device signs what its worker writes, readers check it. Deterministic: the same key and text
 * give the same signature. Public keys and signatures are base64. Any thread. */
#include "base/secret.h"

#define KT_SEED_LEN 32

/* The signing key that grows from a seed, in locked memory. Returns: (transfer full), or NULL when len is not
 * KT_SEED_LEN. */
KtSecret *kt_signing_key_new (const guint8 *seed, gsize len);
/* Returns: (transfer full). */
char *kt_signing_key_public (KtSecret *key);
/* Returns: (transfer full). */
char *kt_signature_make (KtSecret *key, const char *text, gsize len);
/* FALSE too when either is not what it should be. */
gboolean kt_signature_holds (const char *public_key, const char *signature, const char *text, gsize len);
gboolean kt_public_key_is_valid (const char *public_key);
