/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The piece of a record that shows why it was found. Cut from the body: the index itself keeps no text. */
#include "model/record.h"

/* The words folded as the index folds them: lower case, without diacritics. Returns: (transfer full). */
GStrv kt_search_fold (const char *words);
/* The field that has most of wanted (the last one as a prefix), and a few words of it with each hit between \x01 and
 * \x02. Both (out) (transfer full); *field is NULL when the record has no searchable text. Returns: whether there is a
 * hit at all. */
gboolean kt_search_snippet (KtRecord *record, const char *const *wanted, char **field, char **snippet);
