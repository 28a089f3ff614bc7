/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What replication cannot do without, done as plainly as it can be: bytes over HTTPS by curl, json-c, SQLCipher. The
 * measure beside which ours stands. Everything asserts that it works. */
#include <glib.h>
#include <sqlite3.h>

#include "sync/https-server.h"

/* A curl of its own, signed in once, connections kept. */
typedef struct _Bare Bare;
Bare *bare_new (HttpsServer *server, const char *login);
void bare_free (Bare *bare);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bare, bare_free)
/* n requests over at most `connections`; bodies NULL: GET. answers (nullable): (out) n strings, to be freed. */
void bare_run (Bare *bare, const char *const *paths, const char *const *bodies, const gsize *lens, char **answers, guint n,
               guint connections);

/* Pages of 1,000 with bodies, one after another, until the end. Returns: (element-type char*) the answers. */
GPtrArray *bare_fetch (Bare *bare, const char *database);
/* Parses each page with json-c. */
void bare_parse (GPtrArray *pages);
/* Puts every row of the pages into a new SQLCipher file: documents, revisions, an index, the words in FTS5; one
 * transaction, durable. */
void bare_insert (GPtrArray *pages, const char *folder);
