/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The erasure ledger (PROTOCOL.md, "Erasure"). One document of the registry an erasure, which ends as its certificate:
 *
 *   {"_id":"erasure:HEX","type":"registry-erasure","family","ids":[…] or "all":true,"why","asked":time,
 *    "done":time,"databases":{name:{"records":n,"revisions":n}}}
 *
 * The id is a hash of family and ids: asked again, it is the same erasure. Every step looks first and can be done again;
 * killed anywhere, the same command or the registrar goes on. Blocking. Errors: KT_SYNC_ERROR. */
#include "office/couch.h"

/* ids NULL: the whole family. A picture's pieces are added to it; asked again,
 * the entry is the first one. *id: (transfer full) the ledger's. Nothing is taken away yet. */
gboolean kt_ledger_enter (KtCouch *couch, const char *family, const char *const *ids, const char *why, char **id,
                          GError **error);
/* From the ledger to the certificate. *entry: (nullable) (transfer full) the certificate. */
gboolean kt_ledger_carry_out (KtCouch *couch, const char *id, json_object **entry, GError **error);
/* What is not done goes on; what came back with a restored backup is taken away again. */
gboolean kt_ledger_apply_all (KtCouch *couch, GError **error);
