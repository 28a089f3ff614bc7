/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The registrar's rounds: what lies in the inboxes is answered, what is written in the registry is carried out.
 * Nothing of a round is kept in memory that a later one needs; it may be killed at any moment. Blocking. */
#include "office/couch.h"

/* Every open request of one inbox, in the order in which they were made. */
gboolean kt_round_inbox (KtCouch *couch, const char *login, GError **error);
/* Every inbox. seen: (nullable) login → update_seq; an inbox that has not moved since is passed over. */
gboolean kt_round_inboxes (KtCouch *couch, GHashTable *seen, GError **error);
/* Families written into the registry and not yet carried out. mark: (in, out) how far the registry was read (opaque;
 * NULL: the beginning). */
gboolean kt_round_registry (KtCouch *couch, char **mark, GError **error);
/* "kt-inbox-LOGIN" → LOGIN, borrowed; NULL when it is no inbox. */
const char *kt_round_login (const char *database);
