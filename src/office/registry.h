/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What kt-registry says of one family: pure functions on its document, no server. Any thread.
 *
 *   {"_id":"family:HEX", "type":"registry-family", "databases":[…],
 *    "plan":[login…], "file":[…], "safe":[…],   who is let in; who is in safe is in file, who is in file is in plan
 *    "fixed":login,                             (perhaps) the fixed worker
 *    "agencies":{"agency:HEX":[login…]},        each with a share database
 *    "former":[login…],                         ever let in and then taken out of something
 *    "leaving":["agency:HEX"…],                 their share databases are still to go
 *    "revision":n,                              counts changes; a request names the one it was made for
 *    "unsettled":true,                          written here, perhaps not yet carried out on the server
 *    "applied":{uuid:"done"}}                   requests that were taken into this document */
#include "base/json.h"
#include "model/types.h"

#define KT_REGISTRY_SCOPES 3
/* Plan, file, safe: each worker has the first n of them. */
extern const KtScope kt_registry_scopes[KT_REGISTRY_SCOPES];

/* Makes an empty document ({"_id"}) one of a family. */
void kt_registry_begin (json_object *family);
const char *kt_registry_id (json_object *family);
gint64 kt_registry_revision (json_object *family);

/* How many scopes login has: 0 to 3. */
guint kt_registry_level (json_object *family, const char *login);
/* Whether login may let others in and out: the fixed worker, and who sees everything. */
gboolean kt_registry_may_change (json_object *family, const char *login);
gboolean kt_registry_was_here (json_object *family, const char *login);
gboolean kt_registry_is_of_agency (json_object *family, const char *login);
/* Whether somebody besides login sees everything. */
gboolean kt_registry_has_other (json_object *family, const char *login);

/* Lets login see at least the first level scopes. */
void kt_registry_join (json_object *family, const char *login, guint level);
void kt_registry_leave (json_object *family, const char *login);
/* logins: an array of strings; whoever was there before and is not among them goes. */
void kt_registry_set_agency (json_object *family, const char *agency, json_object *logins);
void kt_registry_drop_agency (json_object *family, const char *agency);

/* Everybody the document names, former ones too. Returns: (transfer full). */
GStrv kt_registry_people (json_object *family);
/* Every database of the family, those of agencies that are leaving too. Returns: (transfer full). */
GStrv kt_registry_databases (json_object *family);
/* The databases login is let into. Returns: (transfer full). */
GStrv kt_registry_databases_of (json_object *family, const char *login);
/* Returns: (transfer full) the role of a scope ("fam:HEX:plan"), of an agency ("fam:HEX:share:TAIL"). */
char *kt_registry_role (const char *family, KtScope scope);
char *kt_registry_agency_role (const char *family, const char *agency);
/* The roles login is to have of this family. Returns: (transfer full). */
GStrv kt_registry_roles_of (json_object *family, const char *login);
/* "kt-HEX-share-TAIL". Returns: (transfer full). */
char *kt_registry_share (const char *family, const char *agency);

/* To be carried out; counts the change. */
void kt_registry_note_change (json_object *family);
void kt_registry_note_applied (json_object *family, const char *uuid);
gboolean kt_registry_is_applied (json_object *family, const char *uuid);
