/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-drawing"
#include "drawing/plan-private.h"

#include <cairo-pdf.h>
#include <math.h>

#define FOOT 36.0     /* the foot's line, from the bottom edge */
#define CIRCLE 16.0   /* its radius */
#define BOX 11.0
#define TICK 1.6

/* One point of a font is one point of paper, whatever is drawn on; and no hinting, so that a screen breaks lines where
 * the printer does. */
static PangoContext *
make_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

KtPlanPages *
kt_plan_pages_new (const KtPlanSheet *sheet, double width, double height)
{
  KtPlanPages *self = g_new0 (KtPlanPages, 1);
  PangoContext *context = make_context ();

  self->width = width;
  self->height = height;
  self->parts = kt_plan_parts_new (context, sheet, width - 2 * KT_PLAN_SIDE);
  self->lines = g_array_new (FALSE, FALSE, sizeof (KtPlanLine));
  self->foot = kt_plan_layout_new (context, sheet->foot != NULL ? sheet->foot : "", 9, PANGO_WEIGHT_NORMAL,
                                   width - 2 * KT_PLAN_SIDE - 40);
  pango_layout_set_ellipsize (self->foot, PANGO_ELLIPSIZE_END);
  g_object_unref (context);
  kt_plan_pages_lay_out (self);
  return self;
}

void
kt_plan_pages_free (KtPlanPages *self)
{
  g_ptr_array_unref (self->parts);
  g_array_unref (self->lines);
  g_object_unref (self->foot);
  g_free (self);
}

guint
kt_plan_pages_get_count (KtPlanPages *self)
{
  return self->n_pages;
}

void
kt_plan_pages_get_area (KtPlanPages *self, double *x, double *y, double *width, double *height)
{
  *x = KT_PLAN_SIDE;
  *y = KT_PLAN_TOP;
  *width = self->width - 2 * KT_PLAN_SIDE;
  *height = self->height - KT_PLAN_TOP - KT_PLAN_BOTTOM;
}

GArray *
kt_plan_pages_get_lines (KtPlanPages *self)
{
  return self->lines;
}

gboolean
kt_plan_pages_keeps_with_next (KtPlanPages *self, guint part)
{
  return ((KtPlanPart *) g_ptr_array_index (self->parts, part))->keep;
}

/* ---- Drawing ---- */

static void
use_ink (cairo_t *cr, KtPlanInk ink)
{
  static const double inks[][3] = { { 0.1, 0.1, 0.12 }, { 0.37, 0.37, 0.4 }, { 0.043, 0.42, 0.388 }, { 0.541, 0.294, 0 } };

  cairo_set_source_rgb (cr, inks[ink][0], inks[ink][1], inks[ink][2]);
}

static void
draw_rule (cairo_t *cr, double x, double width, double y)
{
  cairo_set_source_rgb (cr, 0.84, 0.84, 0.86);
  cairo_set_line_width (cr, 0.75);
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, width, 0);
  cairo_stroke (cr);
}

/* Whose words: initials, or quotation marks when they are everybody's. */
static void
draw_circle (KtPlanPages *self, cairo_t *cr, const KtPlanPart *part, const KtPlanLine *line)
{
  double x = KT_PLAN_SIDE + CIRCLE, y = line->y + line->height / 2;
  int width, height;

  if (line->y > KT_PLAN_TOP)
    draw_rule (cr, KT_PLAN_SIDE, self->width - 2 * KT_PLAN_SIDE, line->y - part->before / 2);
  cairo_arc (cr, x, y, CIRCLE, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, 0.89, 0.953, 0.945);
  cairo_fill (cr);
  use_ink (cr, KT_INK_TEAL);
  pango_layout_get_size (part->initials, &width, &height);
  cairo_move_to (cr, x - (double) width / PANGO_SCALE / 2, y - (double) height / PANGO_SCALE / 2);
  pango_cairo_show_layout (cr, part->initials);
}

static void
draw_bar (cairo_t *cr, const KtPlanPart *part, const KtPlanLine *line)
{
  use_ink (cr, KT_INK_TEAL);
  cairo_rectangle (cr, KT_PLAN_SIDE + part->x - 14, line->y - 0.5, 2.5, line->height + 1);
  cairo_fill (cr);
}

static void
draw_box (cairo_t *cr, const KtPlanPart *part, const KtPlanLine *line)
{
  double x = KT_PLAN_SIDE + part->x - 22 + 0.5, y = line->y + (line->height - BOX) / 2, r = 2.4;
  gboolean ticked = part->mark == KT_MARK_TICKED;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + BOX - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + BOX - r, y + BOX - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + BOX - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  use_ink (cr, ticked ? KT_INK_TEAL : KT_INK_GREY);
  cairo_set_line_width (cr, 1);
  ticked ? cairo_fill (cr) : cairo_stroke (cr);
  if (!ticked)
    return;
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, TICK);
  cairo_move_to (cr, x + 2.6, y + 5.8);
  cairo_line_to (cr, x + 4.7, y + 8);
  cairo_line_to (cr, x + 8.5, y + 3.4);
  cairo_stroke (cr);
}

static void
draw_mark (KtPlanPages *self, cairo_t *cr, const KtPlanPart *part, const KtPlanLine *line)
{
  if (part->mark == KT_MARK_BAR)
    draw_bar (cr, part, line);
  else if (part->mark == KT_MARK_CIRCLE && line->line == 0)
    draw_circle (self, cr, part, line);
  else if ((part->mark == KT_MARK_BOX || part->mark == KT_MARK_TICKED) && line->line == 0)
    draw_box (cr, part, line);
}

static void
draw_foot (KtPlanPages *self, cairo_t *cr, guint page)
{
  g_autofree char *text = g_strdup_printf ("%u / %u", page + 1, self->n_pages);
  PangoLayout *number = kt_plan_layout_new (pango_layout_get_context (self->foot), text, 9, PANGO_WEIGHT_NORMAL, 60);
  double y = self->height - FOOT - 10;
  int width;

  use_ink (cr, KT_INK_GREY);
  cairo_move_to (cr, KT_PLAN_SIDE, y);
  pango_cairo_show_layout (cr, self->foot);
  pango_layout_get_size (number, &width, NULL);
  cairo_move_to (cr, self->width - KT_PLAN_SIDE - (double) width / PANGO_SCALE, y);
  pango_cairo_show_layout (cr, number);
  g_object_unref (number);
}

static gboolean
is_last_of_part (KtPlanPages *self, guint i)
{
  const KtPlanLine *line = &g_array_index (self->lines, KtPlanLine, i), *next = line + 1;

  return i + 1 == self->lines->len || next->part != line->part || next->page != line->page;
}

void
kt_plan_pages_draw (KtPlanPages *self, cairo_t *cr, guint page)
{
  guint open = G_MAXUINT;

  cairo_save (cr);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const KtPlanLine *line = &g_array_index (self->lines, KtPlanLine, i);
      const KtPlanPart *part = g_ptr_array_index (self->parts, line->part);

      if (line->page != page)
        continue;
      draw_mark (self, cr, part, line);
      if (open != line->part)
        cairo_tag_begin (cr, part->tag, NULL);
      open = line->part;
      use_ink (cr, part->mark == KT_MARK_TICKED ? KT_INK_GREY : part->ink);
      cairo_move_to (cr, line->x, line->baseline);
      pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (part->layout, (int) line->line));
      if (is_last_of_part (self, i))
        cairo_tag_end (cr, part->tag);
    }
  draw_foot (self, cr, page);
  cairo_restore (cr);
}

/* ---- PDF ---- */

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
kt_plan_pages_to_pdf (KtPlanPages *self, const char *title, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append, bytes, self->width, self->height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  for (guint page = 0; page < self->n_pages; page++)
    {
      kt_plan_pages_draw (self, cr, page);
      cairo_show_page (cr);
    }
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cairo: %s", cairo_status_to_string (status));
  return NULL;
}
