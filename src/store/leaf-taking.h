/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A pulled row on its way in: its leaves are taken (leaf-take.c), joined with what was here (leaf-join.c), and what the
 * leaf rule asks for is written back (leaf-write-back.c). Inside of store/ only; the page is leaf-store-pull.c's. */
#include "store/leaf-store-private.h"

typedef struct {
  KtStore *store;
  gint64 db;
  char *family;            /* (nullable) owned: of the database */
  KtPullResult *result;
} KtLeafPage;

/* A live leaf that came and could be read. */
typedef struct {
  const KtPulledLeaf *leaf;
  KtRecord *record;        /* owned; NULL once joined */
  gboolean same;           /* its body is the joined one, and no foreign writer's */
  gboolean revive;         /* its revision is here already, as no leaf */
} KtLeafArrival;

typedef struct {
  KtLeafPage *page;
  const KtPulledDoc *doc;
  KtDocRow row;
  GPtrArray *revs;         /* (element-type KtRev) all that was here; empty for a new record */
  GArray *arrivals;        /* (element-type KtLeafArrival) */
  GHashTable *above;       /* (nullable) what lies above the server's leaves; borrowed from revs */
  KtTreeNews news;
} KtLeafTaking;

/* One of the server's leaves, its body if that came. */
gboolean kt_leaf_take (KtLeafTaking *taking, const char *rev, GError **error);
/* Kept with its bytes, counted, and nothing is written over it. */
gboolean kt_leaf_put_aside (KtLeafTaking *taking, const KtPulledLeaf *leaf, const char *reason, GError **error);
/* The record's body becomes the join of what it was and of everything that arrived. */
gboolean kt_leaf_keep_body (KtLeafTaking *taking, GError **error);
/* The revisions of what arrived, with their bytes where they are not the body's. */
gboolean kt_leaf_keep_arrivals (KtLeafTaking *taking, GError **error);
/* What the leaf rule asks for becomes revisions that wait to be sent. */
gboolean kt_leaf_write_back (KtLeafTaking *taking, GError **error);
