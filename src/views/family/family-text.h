/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* How the family's pages put things into words, in the language now set. Returned strings are (transfer full). Main
 * thread. */
#include "views/family/family-context.h"

/* What people call whoever ref points at; "a colleague" for a worker unknown here ("you" when it is whoever is at work),
 * "the whole family" for the family. Never "you" for somebody known: the family reads along. */
char *kt_family_name_of (KtFamilyContext *context, const char *ref);
/* In full, for avatars and first mention. */
char *kt_family_full_name_of (KtFamilyContext *context, const char *ref);
/* "Noor, 9"; only the name without an age. */
char *kt_person_with_age (const KtPerson *person);
/* "Yassin, Samira and Marco"; "" for none. */
char *kt_family_names_of (KtFamilyContext *context, const char *const *refs);
/* “…” round somebody's words. */
char *kt_quoted (const char *words);
/* Whether the words of a factor were spoken (quoted) rather than seen or told by others. */
gboolean kt_factor_is_quote (KtFamilyContext *context, KtRecord *factor);
/* A value as people read it: a choice's label, a date in words, a name, yes or no. "" for NULL. */
char *kt_family_value_text (KtFamilyContext *context, const KtField *field, json_object *value);
/* A choice field's translated label, NULL when unset. */
const char *kt_record_choice_text (KtRecord *record, const char *key);
/* First letter up: labels in the tables are written as words in a sentence. */
char *kt_capitalised (const char *text);
/* Joins what is not empty with " · ". Ends with NULL. */
char *kt_join_dots (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Appends to a print (widgets/keyed-box.h) everything a record shows, and how far it has come. */
void kt_print_record (KtFamilyContext *context, GString *print, KtRecord *record);

/* One translated sentence for what failed. */
const char *kt_family_problem_text (const GError *error);
void kt_family_toast_problem (GtkWidget *from, const GError *error);

/* A label that wraps, starting left. css: a class or NULL. Returns: (transfer full, floating). */
GtkWidget *kt_wrapped_label (const char *text, const char *css);
/* The same, never wrapping. */
GtkWidget *kt_plain_label (const char *text, const char *css);
/* A heading for the screen reader too. */
GtkWidget *kt_heading_label (const char *text, const char *css);
