/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What to write back so that one live leaf is left (DESIGN 5, "Leaves"): pure, deterministic, the same on every
 * laptop, no name or clock of whoever merged. Keep in agreement with tests/model/join-sim.py. Any thread. */
#include "model/record.h"

/* Compares as CouchDB chooses a winner: higher generation, then greater id by byte. */
int kt_rev_compare (const char *a, const char *b);
int kt_rev_generation (const char *rev);   /* 0 when it is no revision id */

typedef struct {
  const char *rev;
  gboolean deleted;
  const char *bytes;       /* (nullable) canonical body; NULL when deleted, foreign, or known to be another than the join */
} KtLeaf;

typedef struct { char *rev; char *parent; } KtLeafWrite;

/* The rev of a body written under parent, the other leaves merged into it (sorted; may be empty).
 * parent NULL: generation 1. Returns: (transfer full). */
char *kt_rev_for_body (const char *parent, const char *const *others, const char *bytes);
/* The rev of a tombstone on leaf: hash(leaf). */
char *kt_rev_for_tombstone (const char *leaf);

typedef struct {
  gboolean write;          /* the join must be written as a new revision */
  KtLeafWrite body;        /* if write; parent NULL for a first revision */
  char *keep;              /* else: the leaf that already equals the join */
  GPtrArray *tombstones;   /* KtLeafWrite*: parent = the losing leaf */
} KtLeafPlan;

/* leaves: every leaf, live and deleted. joined: the join of everything this device has ever seen.
 * Returns: (transfer full), or NULL when there is nothing to do (exactly one live leaf, equal to the join). */
KtLeafPlan *kt_leaf_plan (const KtLeaf *leaves, guint n_leaves, KtRecord *joined);
void kt_leaf_plan_free (KtLeafPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtLeafPlan, kt_leaf_plan_free)
