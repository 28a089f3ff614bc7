/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The validation functions of the three kinds of database; src/sync/PROTOCOL.md, "What the server refuses". */
#include "office/couch.h"

typedef enum { KT_GUARD_FAMILY, KT_GUARD_INBOX, KT_GUARD_ORGANISATION } KtGuard;

/* Makes the database's design document what this version says. family: "family:HEX" whose database it is, for
 * KT_GUARD_FAMILY (share databases too); else NULL. A server that only speaks CouchDB's interface is left without:
 * express-pouchdb drops every forked branch where a validation function is, and says it stored it. Errors: KT_SYNC_ERROR. */
gboolean kt_office_guard (KtCouch *couch, const char *database, KtGuard guard, const char *family, GError **error);
