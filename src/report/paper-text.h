/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A paper that was left, and what on it no longer fits, in words, in the language now set. Every function returns
 * (transfer full). Main thread. */
#include "model/paper.h"

/* "Samira has the plan of Friday 2 October". */
char *kt_paper_text_title (KtFamilyIndex *index, const KtPaper *paper);
/* What changed since, as one line: "New step: The bike workshop counts in the timetable · Petra · Friday 4 December". */
char *kt_paper_text_change (KtFamilyIndex *index, const KtPaperChange *change);
/* "3 changes since". */
char *kt_paper_text_count (const KtPaper *paper);
/* Who has it: a name, or "the whole family". */
char *kt_paper_text_whom (KtFamilyIndex *index, const char *ref);
