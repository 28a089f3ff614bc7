/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What the files of the ledger share. */
#include "office/ledger.h"

typedef struct {
  json_object *entry;      /* the ledger's document */
  json_object *family;     /* (nullable) the registry's */
  const char *id, *family_id;
  GStrv ids;               /* empty: the whole family */
  gboolean all;
  GPtrArray *databases;    /* char*: those that are there */
} KtErasing;

/* The ids, and the pieces of pictures among them. Returns: (transfer full). */
GStrv kt_ledger_add_pieces (KtCouch *couch, const char *family, const char *const *ids, GError **error);
/* Notes for everybody who has, or may have had, a database of the family. */
gboolean kt_ledger_tell (KtCouch *couch, const KtErasing *erasing, GError **error);
/* Work that lies in inboxes on its way to a colleague, of what is erased. */
gboolean kt_ledger_clear_inboxes (KtCouch *couch, const KtErasing *erasing, GError **error);
/* Roles, notes of databases, databases. */
gboolean kt_ledger_remove_family (KtCouch *couch, const KtErasing *erasing, GError **error);
