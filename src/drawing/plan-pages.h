/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* A family's plan as pages: where each line of it stands, and how it is drawn on whatever cairo draws on: a printer, a
 * PDF, a picture. Immutable once made; one thread at a time. Lengths are points (1/72 inch), from the page's corner. */
#include "drawing/plan-sheet.h"

#include <cairo.h>
#include <gio/gio.h>

#define KT_PAPER_A4_WIDTH 595.28
#define KT_PAPER_A4_HEIGHT 841.89

typedef struct _KtPlanPages KtPlanPages;

/* One line of text on a page. part: the n-th piece of text of the plan it is a line of. */
typedef struct {
  guint page, part, line;
  double x, y, width, height, baseline;
} KtPlanLine;

/* sheet: read only now. width, height: of the paper. Returns: (transfer full). */
KtPlanPages *kt_plan_pages_new (const KtPlanSheet *sheet, double width, double height);
void kt_plan_pages_free (KtPlanPages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtPlanPages, kt_plan_pages_free)

guint kt_plan_pages_get_count (KtPlanPages *self);
/* The part of a page inside its margins. */
void kt_plan_pages_get_area (KtPlanPages *self, double *x, double *y, double *width, double *height);
/* Every line in reading order. Returns: (transfer none) (element-type KtPlanLine). */
GArray *kt_plan_pages_get_lines (KtPlanPages *self);
/* Whether this part must stand on one page with the beginning of the next. */
gboolean kt_plan_pages_keeps_with_next (KtPlanPages *self, guint part);
/* page: from 0. Leaves cr as it was. */
void kt_plan_pages_draw (KtPlanPages *self, cairo_t *cr, guint page);
/* All pages as a PDF. title: what the document calls itself; never a name. Returns: (transfer full). */
GBytes *kt_plan_pages_to_pdf (KtPlanPages *self, const char *title, GError **error) G_GNUC_WARN_UNUSED_RESULT;
