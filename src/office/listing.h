/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Walking over what is on the server: families of the registry, inboxes, documents of one kind. Blocking. */
#include "office/couch.h"

/* FALSE with error ends the walk. document: with its _id; borrowed. */
typedef gboolean (*KtListingFunc) (json_object *document, gpointer data, GError **error);
/* Every document of a database whose id begins with prefix, in the order of ids, some hundred at a time. */
gboolean kt_listing_documents (KtCouch *couch, const char *database, const char *prefix, KtListingFunc func, gpointer data,
                               GError **error);
/* Databases whose name begins with prefix. Returns: (transfer full) (element-type char*). */
GPtrArray *kt_listing_databases (KtCouch *couch, const char *prefix, GError **error);
