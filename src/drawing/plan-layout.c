/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages are filled line by line. What belongs together moves to the next page whole, unless it would not fit on an
 * empty one either: then it flows. A part that is only somewhat long is not torn, one that is very long is. */
#define G_LOG_DOMAIN "kt-drawing"
#include "drawing/plan-private.h"

#define TORN_FROM 0.35   /* of a page: a longer part may go on overleaf */

typedef struct {
  KtPlanPages *pages;
  double top, bottom, y;
  guint page;
} Pen;

static KtPlanPart *
part_at (Pen *pen, guint i)
{
  return g_ptr_array_index (pen->pages->parts, i);
}

static double
part_height (KtPlanPart *part)
{
  int height;

  pango_layout_get_size (part->layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static gboolean
at_top (Pen *pen)
{
  return pen->y <= pen->top;
}

static void
turn (Pen *pen)
{
  pen->page++;
  pen->y = pen->top;
}

/* From part i to the end of what is kept with it. */
static double
group_height (Pen *pen, guint i)
{
  double height = 0;

  for (;; i++)
    {
      height += part_height (part_at (pen, i)) + part_at (pen, i)->before;
      if (!part_at (pen, i)->keep || i + 1 == pen->pages->parts->len)
        return height;
    }
}

static void
place_line (Pen *pen, guint i, guint n, PangoLayoutIter *iter)
{
  KtPlanPart *part = part_at (pen, i);
  PangoRectangle box;
  int y0, y1;
  KtPlanLine line = { .part = i, .line = n, .x = KT_PLAN_SIDE + part->x };

  pango_layout_iter_get_line_extents (iter, NULL, &box);
  pango_layout_iter_get_line_yrange (iter, &y0, &y1);
  line.height = (double) (y1 - y0) / PANGO_SCALE;
  if (pen->y + line.height > pen->bottom && !at_top (pen))
    turn (pen);
  line.page = pen->page;
  line.y = pen->y;
  line.x += (double) box.x / PANGO_SCALE;
  line.width = (double) box.width / PANGO_SCALE;
  line.baseline = pen->y + (double) (pango_layout_iter_get_baseline (iter) - y0) / PANGO_SCALE;
  g_array_append_val (pen->pages->lines, line);
  pen->y += line.height;
}

static void
place_part (Pen *pen, guint i, gboolean begins)
{
  KtPlanPart *part = part_at (pen, i);
  double page = pen->bottom - pen->top, left, height = part_height (part), group = begins ? group_height (pen, i) : 0;
  PangoLayoutIter *iter = pango_layout_get_iter (part->layout);
  guint n = 0;

  if (!at_top (pen))
    pen->y += part->before;
  left = pen->bottom - pen->y;
  if (!at_top (pen) && ((group > left && group <= page) || (height > left && height < page * TORN_FROM)))
    turn (pen);
  do
    place_line (pen, i, n++, iter);
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

void
kt_plan_pages_lay_out (KtPlanPages *self)
{
  Pen pen = { self, KT_PLAN_TOP, self->height - KT_PLAN_BOTTOM, KT_PLAN_TOP, 0 };

  for (guint i = 0; i < self->parts->len; i++)
    place_part (&pen, i, i == 0 || !part_at (&pen, i - 1)->keep);
  self->n_pages = pen.page + 1;
}
