/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Between the parts of a plan, their places and their drawing; only plan-*.c includes it. */
#include "drawing/plan-pages.h"

#include <pango/pangocairo.h>

typedef enum {
  KT_MARK_NONE,
  KT_MARK_CIRCLE,   /* whose words: initials in a circle, a line above */
  KT_MARK_BAR,      /* beside what matters most */
  KT_MARK_BOX,      /* to tick with a pen */
  KT_MARK_TICKED,
} KtPlanMark;

typedef enum { KT_INK_BLACK, KT_INK_GREY, KT_INK_TEAL, KT_INK_AMBER } KtPlanInk;

/* A piece of text of the plan, set in its column but not yet on a page. */
typedef struct {
  PangoLayout *layout;     /* owned */
  PangoLayout *initials;   /* owned (nullable): of KT_MARK_CIRCLE */
  KtPlanMark mark;
  KtPlanInk ink;
  const char *tag;         /* what it is to a reader of a PDF: "H1", "P"… */
  double x, before;        /* from the left margin; white above it, unless it is first on its page */
  gboolean keep;           /* with the next */
} KtPlanPart;

struct _KtPlanPages {
  double width, height;
  GPtrArray *parts;        /* KtPlanPart */
  GArray *lines;           /* KtPlanLine */
  PangoLayout *foot;
  guint n_pages;
};

#define KT_PLAN_SIDE 58.0
#define KT_PLAN_TOP 60.0
#define KT_PLAN_BOTTOM 66.0
#define KT_PLAN_COLUMN 46.0   /* where words begin beside their circle */

/* A text in our letter, so wide at most. size: points. Returns: (transfer full). */
PangoLayout *kt_plan_layout_new (PangoContext *context, const char *text, double size, int weight, double width);
/* What the sheet says, in order. Returns: (transfer full) (element-type KtPlanPart). */
GPtrArray *kt_plan_parts_new (PangoContext *context, const KtPlanSheet *sheet, double width);
/* Gives each line of each part its page and place. */
void kt_plan_pages_lay_out (KtPlanPages *self);
