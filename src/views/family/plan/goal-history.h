/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* What was said about a goal and its steps over time: wordings, agreements, decisions, with who, when, why and with
 * whom. The newest first. Main thread. */
#include "views/family/family-context.h"

typedef enum {
  KT_MOMENT_NOW,        /* as it reads now, where no agreement or decision says the same */
  KT_MOMENT_BEFORE,     /* what was agreed before somebody changed it */
  KT_MOMENT_AGREED,
  KT_MOMENT_DECIDED,
} KtMomentKind;

typedef struct {
  KtMomentKind kind;
  char *when;           /* ISO date or time; "" unknown */
  KtRecord *about;      /* the goal, or one of its steps */
  const KtField *field; /* (nullable): unknown here */
  char *words;
  char *by;             /* (nullable) a worker */
  GStrv with, phone;
  char *note;           /* (nullable) why */
  GStrv not_taken;
  gboolean stands;      /* of a decision: what it chose is what reads now, and it was the last on this */
} KtMoment;

/* Returns: (transfer full) (element-type KtMoment). */
GPtrArray *kt_goal_history (KtFamilyIndex *index, KtRecord *goal);
/* A card of it. Returns: (transfer full, floating). */
GtkWidget *kt_goal_history_new (KtFamilyContext *context, KtRecord *goal);
