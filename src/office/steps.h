/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Makes the server as the registry says it should be, for one family: who is out first, then databases, then who is in.
 * Every step looks first and can be done again, so that a tool killed anywhere goes on where it was. Blocking.
 * Errors: KT_SYNC_ERROR, KT_OFFICE_REFUSED. */
#include "office/couch.h"

/* Why something is not done, in one word for programs; kt_request_words() has the sentence. */
#define KT_OFFICE_REFUSED (kt_office_refused_quark ())
GQuark kt_office_refused_quark (void);

/* Changes the family's document (with kt_registry_…, or leaves it as it is), or refuses with KT_OFFICE_REFUSED. */
typedef gboolean (*KtFamilyChange) (json_object *family, gpointer data, GError **error);
/* Writes the change into the registry (again when somebody else was quicker), then carries it out. */
gboolean kt_steps_change_family (KtCouch *couch, const char *family, KtFamilyChange change, gpointer data, GError **error);
/* Carries out what the registry says of the family, if anything. */
gboolean kt_steps_settle_family (KtCouch *couch, const char *family, GError **error);
/* The family's document. *found NULL with TRUE: there is none. */
gboolean kt_steps_read_family (KtCouch *couch, const char *family, json_object **found, GError **error);
/* Whether login has an account. */
gboolean kt_steps_is_worker (KtCouch *couch, const char *login, gboolean *is, GError **error);
