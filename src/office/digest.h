/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* "What changed", told to each worker in one small document of the inbox, so that a laptop asks those databases first:
 *
 *   {"_id":"digest", "type":"inbox-digest", "changed":{database: mark}}
 *
 * A mark is a few characters that are others after each change. It sets the order of a pass and nothing else: a digest
 * that is late, lost or wrong costs nobody a record. Gathered for a while and then written once for each worker. */
#include "office/couch.h"

typedef struct _KtDigest KtDigest;
KtDigest *kt_digest_new (void);
void kt_digest_free (KtDigest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtDigest, kt_digest_free)
/* database was written into; anything that is no family's is passed over. mark: the feed's, hashed here. */
void kt_digest_note (KtDigest *digest, const char *database, const char *mark);
gboolean kt_digest_is_empty (KtDigest *digest);
/* Writes what was gathered into the inboxes of who is let in; what could not be written stays gathered. */
gboolean kt_digest_write (KtDigest *digest, KtCouch *couch, GError **error);
