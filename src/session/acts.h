/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What a worker does that is more than one save, as blocking functions: the session runs them on the store worker,
 * the command line directly. Each is one transaction: all of it is kept or nothing. */
#include "store/store.h"

/* A goal's field as agreed at the table: the edit (agreed, with, phone, note) and the append-only agreement.
 * seen NULL: as it is now. Returns: (transfer full) the goal now kept. */
KtRecord *kt_act_agree (KtStore *store, const char *worker_id, const char *goal_id, KtRecord *seen, const char *field,
                        const char *value, const char *const *with, const char *const *phone, const char *note,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The decision on a disputed field: an edit that covers what `seen` shows, plus a decision record with the wording
 * not taken. The value counts as agreed with the family when it was so before, or when one of `with` is a member.
 * Returns: (transfer full) the record now kept. */
KtRecord *kt_act_decide (KtStore *store, const char *worker_id, KtRecord *seen, const char *field, json_object *value,
                         const char *why, const char *const *with, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A typed text as a value of the field's kind ("3" → 3, "yes" → true); lists: one element a line.
 * Fails with KT_RECORD_ERROR_FIELD. Returns: (transfer full). */
json_object *kt_value_from_text (const KtField *field, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A value as plain text; NULL: "". Returns: (transfer full). */
char *kt_value_to_text (json_object *value);
