/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A server process over HTTPS for a test: the double, the stand-in, or one that is there already; and the hands of its
 * administrator. Everything here asserts that it works. */
#include <gio/gio.h>

#include "sync/transport-curl.h"

typedef struct {
  GSubprocess *process;    /* (nullable) */
  char *url, *certs;       /* certs (nullable): the folder with ca.pem */
  char *ca;                /* (nullable) file */
  char *admin, *password;
  KtTransport *hands;
} HttpsServer;

/* One set of certificates serves a whole test program. Returns: borrowed. */
const char *https_certs (void);
/* extra: further arguments, NULL-terminated. certs: a folder under https_certs(), "" for the right one. */
HttpsServer *https_double_new (const char *certs, const char *const *extra);
/* A bad line to a server: tests/double/proxy.mjs with these arguments (NULL-terminated). */
HttpsServer *https_proxy_new (HttpsServer *behind, const char *const *extra);
/* NULL where the node modules are not there. */
HttpsServer *https_standin_new (void);
HttpsServer *https_given_new (const char *url, const char *admin, const char *password, const char *ca);
void https_server_free (HttpsServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpsServer, https_server_free)
/* Ends it as a power cut would, and starts it again at the same place (a double with --dir). */
void https_cleanup (void);

/* As the administrator. body: JSON with ' for ". Returns: the status. */
guint https_ask (HttpsServer *server, const char *method, const char *path, const char *body, char **answer);
/* The same, and it must be a 2xx. */
void https_do (HttpsServer *server, const char *method, const char *path, const char *body);
/* A fault of the double's: "{'do':'close','match':{'number':3}}". */
void https_fault (HttpsServer *server, const char *rule);
/* Faults and counts as at the start. */
void https_calm (HttpsServer *server);

/* A worker with an inbox; roles of his own. */
void https_add_worker (HttpsServer *server, const char *login, const char *password, const char *const *families);
/* A family's databases, named in the inboxes of the logins (NULL-terminated). */
void https_add_family (HttpsServer *server, const char *family, const char *const *logins);
/* What https_add_… made is taken away again. */
void https_remove_worker (HttpsServer *server, const char *login);
void https_remove_family (HttpsServer *server, const char *family);

/* A worker's line to it. password NULL: "secret-of-LOGIN". */
KtTransport *https_line (HttpsServer *server, const char *login, const char *password);
