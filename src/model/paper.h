/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* The family's plan on paper: what goes on it, who has one, and what on it no longer fits. Only that a paper was left is
 * ever stored (type "print-record"); the rest is computed from it and the plan as it is now. Pure; any thread.
 *
 * A print-record keeps no words: `stood` has a line for each goal and step on the paper, with hashes of what was printed
 * there, so that nothing outlives its erasure in a copy nobody thinks of. */
#include "model/family-index.h"

/* ---- What goes on it: report/ prints this, and nothing else ---- */

typedef enum {
  KT_PLACE_NONE,       /* not on paper: stopped, or not for the whole family */
  KT_PLACE_OPEN,
  KT_PLACE_REACHED,
  KT_PLACE_RESTING,
} KtPaperPlace;

/* Where a goal stands on the family's paper. */
KtPaperPlace kt_paper_place (KtRecord *goal);
/* Whether a step is printed under its goal: what is open, and what is done. */
gboolean kt_paper_has_step (KtRecord *action);
/* Whether the paper says of a goal that it is still being talked over. */
gboolean kt_paper_is_in_talks (KtFamilyIndex *index, KtRecord *goal);

/* ---- Writing down that it was left ---- */

/* The plan as it is printed now, in canonical lines. Returns: (transfer full). */
char *kt_paper_dup_stood (KtFamilyIndex *index);
/* Fields of a new print-record of the plan in index. whom: a member, a household or the family; how: "handed", "post",
 * "pdf" or "shown"; worker: (nullable). Its date is the index's today. Returns: (transfer full). */
json_object *kt_paper_fields (KtFamilyIndex *index, const char *whom, const char *how, const char *worker,
                              const char *language);
/* Fields of the record that says that a paper is gone. how: "taken_back" or "thrown_away". Returns: (transfer full). */
json_object *kt_paper_end_fields (KtFamilyIndex *index, KtRecord *print, const char *how, const char *worker);

/* Whether a paper can be left with whoever ref points at: a member, a household, the family. */
gboolean kt_paper_is_for (KtFamilyIndex *index, const char *ref);
/* Who most likely gets the next paper: whoever this worker left the last one with, else who was at the last visit.
 * Returns: (nullable) a reference. */
const char *kt_paper_guess_whom (KtFamilyIndex *index, const char *worker);

/* ---- Who has one, and what no longer fits ---- */

typedef enum {
  KT_PAPER_FAMILY_WORDS, /* what matters to the family is put differently */
  KT_PAPER_CONTACT,      /* whom to ask, or their number */
  KT_PAPER_GOAL_NEW,
  KT_PAPER_GOAL_GONE,
  KT_PAPER_GOAL_RESTS,
  KT_PAPER_GOAL_CHANGED, /* in `part` */
  KT_PAPER_GOAL_DECIDED, /* the paper still says that it is being talked over */
  KT_PAPER_STEP_NEW,
  KT_PAPER_STEP_GONE,
  KT_PAPER_STEP_CHANGED,
} KtPaperChangeKind;

typedef struct {
  KtPaperChangeKind kind;
  char *id;              /* of the family, goal or step */
  KtRecord *record;      /* borrowed from the index; NULL: it is not there any more */
  const char *part;      /* GOAL_CHANGED: a field of the goal */
} KtPaperChange;

typedef struct {
  KtRecord *record;      /* the print-record; borrowed from the index */
  const char *whom, *date; /* of it */
  GPtrArray *changes;    /* KtPaperChange, in the order of the plan; empty: it reads as the plan does */
} KtPaper;

/* The latest paper each person or household still has, in the order of the family's people. Somebody who is not in the
 * index (any more) is left out. Borrowing from the index, which must outlive it. Returns: (transfer full). */
GPtrArray *kt_paper_list (KtFamilyIndex *index);
/* Those that no longer say what the plan says. What was ticked off since is no reason: nobody is brought a new paper for
 * something that worked out. */
GPtrArray *kt_paper_list_to_replace (KtFamilyIndex *index);
/* "goal-changed", for scripts. */
const char *kt_paper_change_name (KtPaperChangeKind kind);
