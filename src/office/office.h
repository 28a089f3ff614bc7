/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* keukentafel-office: prepares the central server. One command a file. Whatever it makes can be made again: what is
 * as it should be stays untouched. Names in databases and roles are ids and logins, never a person's or a family's.
 *
 *   kt-registry            families, their databases and who may see them; administrators only
 *   kt-organisation        what all workers read; role kt-worker
 *   kt-inbox-LOGIN         what is for one worker: {"_id":"database:NAME","type":"inbox-database","name","family","scope"}
 *   kt-HEX-plan -file -safe  a family's three, each open to the role fam:HEX:SCOPE */
#include "office/couch.h"
#include "terminal/program.h"

#define KT_REGISTRY "kt-registry"
#define KT_ORGANISATION "kt-organisation"
#define KT_WORKER_ROLE "kt-worker"

extern const KtCommand kt_office_erase, kt_office_escrow_open;
extern const KtCommand kt_office_setup, kt_office_user_add, kt_office_family_add, kt_office_family_remove,
  kt_office_worker_move, kt_office_serve, kt_office_status;

typedef struct {
  char *url, *ca, *admin, *password_file;
} KtOfficeOptions;
extern KtOfficeOptions kt_office_options;

/* Signs in as the administrator the options name. */
gboolean kt_office_open (KtCouch *couch, GError **error);
/* Says what was done. */
void kt_office_tell (KtProgram *program, KtCouch *couch);
/* {"admins":{"roles":["_admin"]},"members":{"names":names,"roles":roles}}. Returns: (transfer full). */
json_object *kt_office_security (const char *const *names, const char *const *roles);
/* The document "org.couchdb.user:LOGIN". Returns: (transfer full). */
char *kt_office_user_id (const char *login);
/* A login is lower-case letters, digits and "-", and a letter first: it names a database. */
gboolean kt_office_check_login (const char *login, GError **error);
/* login is well written and has an account. */
gboolean kt_office_check_worker (KtCouch *couch, const char *login, GError **error);
/* A family's id: "family:" and 32 hexadecimal digits. */
gboolean kt_office_check_family (const char *family, GError **error);
/* Adds value to the array key of document, once. */
void kt_office_add_to_set (json_object *document, const char *key, const char *value);
