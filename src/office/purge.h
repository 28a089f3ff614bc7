/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Takes records out of one database so that nothing of them can be read there again, and looks whether that is so.
 * Blocking. Errors: KT_SYNC_ERROR. */
#include "office/couch.h"

typedef struct { guint records, revisions; } KtPurged;

/* Every revision of the ids there is now, old ones too, as {id:[rev…]}, joined into revs. */
gboolean kt_purge_find (KtCouch *couch, const char *database, const char *const *ids, json_object *revs, GError **error);
/* Purges every leaf, and again while somebody adds one: the database must refuse the ids by then. Adds to purged. */
gboolean kt_purge_records (KtCouch *couch, const char *database, const char *const *ids, KtPurged *purged, GError **error);
/* Compacts the database, whatever its size, and waits until that is done. */
gboolean kt_purge_compact (KtCouch *couch, const char *database, GError **error);
/* Nothing answers for the ids: no winner, no leaf, none of revs. FALSE with PROTOCOL when something does. */
gboolean kt_purge_verify (KtCouch *couch, const char *database, const char *const *ids, json_object *revs, GError **error);
