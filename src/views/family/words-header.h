/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Somebody's own words as the hero: the mark of whose they are, the words in quotes, and quietly who. Main thread. */
#include "views/family/family-context.h"

/* person NULL: nobody named. css: "kt-hero", "kt-words" or "kt-said"; under: (nullable) the quiet line.
 * Returns: (transfer full, floating). */
GtkWidget *kt_words_header_new (const KtPerson *person, const char *words, const char *css, const char *under);
/* The person a goal is first of all about: the one named, else the family. Returns: (nullable). */
const KtPerson *kt_goal_find_person (KtFamilyContext *context, KtRecord *goal);
/* "Noor, 9", "Samira and Marco", "The whole family". Returns: (transfer full). */
char *kt_goal_whose_text (KtFamilyContext *context, KtRecord *goal);
