/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Words to a wrapping key. Blocking (Argon2id: about 400 ms), any thread. */
#include "base/secret.h"
#include "store/store-error.h"

#define KT_KDF_SALT_BYTES 16
#define KT_KDF_KEY_BYTES 32

typedef struct { guint64 passes; guint64 memory; /* bytes */ } KtKdfCost;

/* What this machine bears now: DESIGN 6, "Security". */
gboolean kt_kdf_choose_cost (KtKdfCost *cost, GError **error);
/* Whether a cost read from a file is one we could have written. */
gboolean kt_kdf_is_sane (const KtKdfCost *cost);
/* Argon2id; the words in NFC, so that a dead key and a ready-made é are the same. NO_MEMORY when it got none.
 * Returns: (transfer full). */
KtSecret *kt_kdf_passphrase (const char *words, const guint8 *salt, const KtKdfCost *cost, GError **error);

/* A recovery code holds 160 random bits: nothing to slow down a guesser for. */
/* Returns: (transfer full) eight groups of four, "7K2M-…". */
char *kt_recovery_code_new (void);
/* Its 32 signs as they were drawn, whatever the case, spaces and dashes, O for 0, I or L for 1.
 * Returns: (transfer full) NULL when words are no recovery code. */
KtSecret *kt_recovery_code_read (const char *words);
/* Returns: (transfer full). */
KtSecret *kt_kdf_recovery (KtSecret *code, const guint8 *salt);
