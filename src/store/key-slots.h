/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The store's random 256-bit key, wrapped per passphrase and per recovery code (DESIGN 6). Blocking, any thread.
 *
 * A small JSON file kept twice (`keys`, `keys.copy`), each fsynced before the other is touched; a damaged one is
 * mended from the other at the next unlock. Argon2id: min(256 MiB, a quarter of what is free), at least 64 MiB, passes
 * raised to about 400 ms; salt and parameters stand in the slot. KEUKENTAFEL_FAST_KDF=1 (tests) uses the least cost. */
#include "base/secret.h"
#include "store/store-error.h"

/* Makes both slots in dir. recovery_code: (out) (transfer full) eight groups a person can write down.
 * Returns: (transfer full) the key. */
KtSecret *kt_key_slots_create (const char *dir, const char *passphrase, char **recovery_code, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* words: a passphrase or the recovery code (spaces, dashes, case ignored). Returns: (transfer full). */
KtSecret *kt_key_slots_unlock (const char *dir, const char *words, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Puts a new passphrase in place of the old; the recovery code stays. */
gboolean kt_key_slots_set_passphrase (const char *dir, KtSecret *key, const char *passphrase, GError **error);
/* Puts a new recovery code in place of the old, which opens nothing any more; the passphrase stays. Returns: (transfer
 * full) the code. */
char *kt_key_slots_renew_recovery (const char *dir, KtSecret *key, GError **error) G_GNUC_WARN_UNUSED_RESULT;
