/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Records as lines for people. Main thread (translated). */
#include "store/signatures.h"

/* What a record is called: its name, its own words, what it says; never empty. Returns: (transfer full). */
char *kt_show_title (KtRecord *record);
/* Who a reference is: a member's or helper's name, a worker's name in that family, or the id itself.
 * Returns: (transfer full). */
char *kt_show_reference (KtStore *store, const char *family, const char *id);
/* "Samira, Yassin and Marco". Returns: (transfer full). */
char *kt_show_people (KtStore *store, const char *family, const char *const *ids);
/* A field's value in words: choices by label, references by name. Returns: (transfer full). */
char *kt_show_value (KtStore *store, KtRecord *record, const KtField *field, json_object *value);
/* {"docs":[plain…]}. Returns: (transfer full). */
json_object *kt_show_docs (GPtrArray *records);
/* What was found of a signature, in words. Returns: (transfer full). */
char *kt_show_doubt (const KtDoubt *doubt);
/* The doubts of a list, as JSON: [{"id","dot","verdict"}…]. Returns: (transfer full). */
json_object *kt_show_doubts (GPtrArray *doubts);
/* Title of the family a record belongs to. Returns: (transfer full). */
char *kt_show_family (KtStore *store, const char *family);
