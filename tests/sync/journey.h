/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The way every server has to let two workers go: a first pull, a push, a clash, a decision. Used on the double, on the
 * stand-in and on a real server. The server must have two workers and one family, all under names of its own. */
#include "sync/https-server.h"
#include "sync/laptop.h"

typedef struct {
  HttpsServer *server;     /* borrowed */
  char *family, *login[2];
  Laptop *laptop[2];
  KtTransport *line[2];
} Journey;

/* Names nobody else uses; makes workers, family and databases. */
void journey_set_up (Journey *journey, HttpsServer *server);
/* Takes all of it away again. */
void journey_tear_down (Journey *journey);

/* One good pass of worker 0 or 1. Returns: revisions pulled and pushed. */
guint journey_sync (Journey *journey, guint who);
/* A goal of the family's. Returns: (transfer full) its id. */
char *journey_add_goal (Journey *journey, guint who, const char *words);
void journey_change_goal (Journey *journey, guint who, const char *id, const char *words);
/* Both have the same bytes of it. */
void journey_assert_same (Journey *journey, const char *id);
void journey_assert_settled (Journey *journey);

/* The whole way. */
void journey_run (Journey *journey);
