/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* How safe it is, out of ratings that are never changed: computed, never stored, so that no laptop can settle it and none
 * has to agree on it. A rating stands until a later one about the same person says that somebody looked at it ("reviews"
 * with "reviewed_by"). Two that were written apart both stand, and the more worried one is what is shown. No average,
 * ever. Pure; any thread. */
#include "model/record.h"

typedef struct {
  KtRecord *shown;           /* borrowed: the lowest that stands */
  guint n_standing;
  gboolean to_review;        /* one person has two that stand: somebody is to look at both */
} KtSafetyState;

/* records: (element-type KtRecord), other types are passed over. about: whose safety. rater: only this person's own
 * ratings, or NULL: everybody's. FALSE: there is no rating. */
gboolean kt_safety_state_read (GPtrArray *records, const char *about, const char *rater, KtSafetyState *state);
/* The ratings about somebody that stand, the most worried first. Returns: (transfer container), borrowed records. */
GPtrArray *kt_safety_list_standing (GPtrArray *records, const char *about, const char *rater);
