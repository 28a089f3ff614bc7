/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the administrator's tool says to a server with CouchDB's interface: each function makes something so, and says
 * whether it was not so before. Safe to repeat, and to be stopped anywhere. Blocking. Errors: KT_SYNC_ERROR. */
#include "base/json.h"
#include "sync/sync-error.h"
#include "sync/transport.h"

typedef struct {
  KtTransport *transport;  /* owned */
  GPtrArray *done;         /* char*: what was changed, as "create database kt-…" (for scripts: untranslated) */
  gboolean is_couchdb;     /* kt_couch_check_admin() found CouchDB itself, or what calls itself so */
} KtCouch;
void kt_couch_clear (KtCouch *couch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtCouch, kt_couch_clear)

/* path: percent-encoded. *found NULL with TRUE: 404. Returns: FALSE when the server refused or did not answer. */
gboolean kt_couch_get (KtCouch *couch, const char *path, json_object **found, GError **error);
/* Whoever signed in is an administrator here; and what kind of server it is. */
gboolean kt_couch_check_admin (KtCouch *couch, GError **error);
gboolean kt_couch_ensure_database (KtCouch *couch, const char *name, GError **error);
gboolean kt_couch_remove_database (KtCouch *couch, const char *name, GError **error);
/* security: the whole object. */
gboolean kt_couch_ensure_security (KtCouch *couch, const char *name, json_object *security, GError **error);

/* Changes document (a new {"_id"} when it is not there yet) as it should be; nothing when it is so already. */
typedef gboolean (*KtCouchEdit) (json_object *document, gpointer data, GError **error);
/* Reads, edits and writes a document, again when somebody else was quicker. what: for `done`. */
gboolean kt_couch_ensure_document (KtCouch *couch, const char *database, const char *id, KtCouchEdit edit,
                                   gpointer data, const char *what, GError **error);
/* Its winner becomes a tombstone; fine when it is not there. */
gboolean kt_couch_remove_document (KtCouch *couch, const char *database, const char *id, const char *what,
                                   GError **error);
/* What a POST answers (200 to 202). *answer: (nullable) owned by the caller. */
gboolean kt_couch_post (KtCouch *couch, const char *path, json_object *body, json_object **answer, GError **error);
/* A _local document; one of somebody who was quicker stays. */
gboolean kt_couch_put_local (KtCouch *couch, const char *path, json_object *document, GError **error);
/* "/database/id", percent-encoded. Returns: (transfer full). */
char *kt_couch_path (const char *database, const char *id);
/* The same canonical bytes. */
gboolean kt_couch_same (json_object *a, json_object *b);
