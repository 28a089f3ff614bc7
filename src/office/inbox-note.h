/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the registrar writes into a worker's inbox about a family. Blocking. Errors: KT_SYNC_ERROR. */
#include "office/couch.h"

/* Makes login's notes about the family as the registry's document says: one for each database login is let into, none
 * for others; for who may let others in and out also who is let in ("family:HEX"). */
gboolean kt_inbox_note_family (KtCouch *couch, json_object *family, const char *login, GError **error);
/* "kt-inbox-LOGIN". Returns: (transfer full). */
char *kt_inbox_name (const char *login);
