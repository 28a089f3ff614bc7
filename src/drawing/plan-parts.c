/* SPDX-License-Identifier: EUPL-1.2 */
/* A quiet page: own words are the largest after the title, everything of the office is smaller and grey, and a colour
 * is never the only sign, because a plan is often copied in black and white. */
#define G_LOG_DOMAIN "kt-drawing"
#include "drawing/plan-private.h"

#define LETTER "Adwaita Sans, Inter, Cantarell, Noto Sans, sans-serif"
#define LINE_SPACING 1.12f

typedef struct {
  PangoContext *context;
  GPtrArray *parts;
  double width;
} Writer;

typedef struct {
  double size;
  int weight;
  KtPlanInk ink;
  double x, before;
  const char *tag;
} Style;

static const Style title_style = { 30, PANGO_WEIGHT_BOLD, KT_INK_BLACK, 0, 0, "H1" };
static const Style family_style = { 12.5, PANGO_WEIGHT_NORMAL, KT_INK_GREY, 0, 2, "P" };
static const Style label_style = { 9.5, PANGO_WEIGHT_BOLD, KT_INK_TEAL, 14, 24, "P" };
static const Style hero_style = { 15.5, PANGO_WEIGHT_MEDIUM, KT_INK_BLACK, 14, 0, "P" };
static const Style words_style = { 17, PANGO_WEIGHT_SEMIBOLD, KT_INK_BLACK, KT_PLAN_COLUMN, 36, "H2" };
static const Style quiet_style = { 10.5, PANGO_WEIGHT_NORMAL, KT_INK_GREY, KT_PLAN_COLUMN, 3, "P" };
static const Style wording_style = { 11.5, PANGO_WEIGHT_NORMAL, KT_INK_BLACK, KT_PLAN_COLUMN, 7, "P" };
static const Style notice_style = { 10.5, PANGO_WEIGHT_SEMIBOLD, KT_INK_AMBER, KT_PLAN_COLUMN, 7, "P" };
static const Style first_label_style = { 9.5, PANGO_WEIGHT_BOLD, KT_INK_TEAL, KT_PLAN_COLUMN + 14, 13, "P" };
static const Style first_style = { 12.5, PANGO_WEIGHT_MEDIUM, KT_INK_BLACK, KT_PLAN_COLUMN + 14, 0, "P" };
static const Style step_style = { 11.5, PANGO_WEIGHT_NORMAL, KT_INK_BLACK, KT_PLAN_COLUMN + 22, 11, "P" };
static const Style who_style = { 10, PANGO_WEIGHT_NORMAL, KT_INK_GREY, KT_PLAN_COLUMN + 22, 1, "P" };
static const Style agreed_style = { 9.5, PANGO_WEIGHT_NORMAL, KT_INK_GREY, KT_PLAN_COLUMN, 12, "P" };
static const Style heading_style = { 13, PANGO_WEIGHT_BOLD, KT_INK_BLACK, 0, 40, "H2" };
static const Style item_style = { 12, PANGO_WEIGHT_MEDIUM, KT_INK_BLACK, 22, 9, "P" };
static const Style empty_style = { 12.5, PANGO_WEIGHT_NORMAL, KT_INK_GREY, 0, 36, "P" };

PangoLayout *
kt_plan_layout_new (PangoContext *context, const char *text, double size, int weight, double width)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) letter = pango_font_description_from_string (LETTER);

  pango_font_description_set_absolute_size (letter, size * PANGO_SCALE);
  pango_font_description_set_weight (letter, (PangoWeight) weight);
  pango_layout_set_font_description (layout, letter);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, LINE_SPACING);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
part_free (gpointer data)
{
  KtPlanPart *part = data;

  g_object_unref (part->layout);
  g_clear_object (&part->initials);
  g_free (part);
}

/* text NULL or "": nothing, and NULL. */
static KtPlanPart *
add (Writer *writer, const Style *style, const char *text)
{
  KtPlanPart *part;

  if (text == NULL || *text == '\0')
    return NULL;
  part = g_new0 (KtPlanPart, 1);
  part->layout = kt_plan_layout_new (writer->context, text, style->size, style->weight, writer->width - style->x);
  part->ink = style->ink;
  part->tag = style->tag;
  part->x = style->x;
  part->before = style->before;
  g_ptr_array_add (writer->parts, part);
  return part;
}

static void
add_marked (Writer *writer, const Style *style, const char *text, KtPlanMark mark)
{
  KtPlanPart *part = add (writer, style, text);

  if (part != NULL)
    part->mark = mark;
}

/* Everything from the part at `first` on stays with what comes after it. */
static void
keep_from (Writer *writer, guint first)
{
  for (guint i = first; i < writer->parts->len; i++)
    ((KtPlanPart *) g_ptr_array_index (writer->parts, i))->keep = TRUE;
}

static void
add_barred (Writer *writer, const Style *label_look, const char *label, const Style *look, const char *text)
{
  guint first = writer->parts->len;

  if (text == NULL || *text == '\0')
    return;
  add_marked (writer, label_look, label, KT_MARK_BAR);
  keep_from (writer, first);
  add_marked (writer, look, text, KT_MARK_BAR);
}

static void
add_step (Writer *writer, const KtPlanStep *step)
{
  guint first = writer->parts->len;

  add_marked (writer, &step_style, step->what, step->done ? KT_MARK_TICKED : KT_MARK_BOX);
  if (step->who_when == NULL || *step->who_when == '\0')
    return;
  keep_from (writer, first);
  add (writer, &who_style, step->who_when);
}

/* The words, whose they are and what is said about them: never alone at the foot of a page. */
static void
add_goal_head (Writer *writer, const KtPlanGoal *goal)
{
  guint first = writer->parts->len;
  KtPlanPart *words = add (writer, &words_style, goal->words);

  if (words != NULL)
    {
      words->mark = KT_MARK_CIRCLE;
      words->initials = kt_plan_layout_new (writer->context, goal->initials != NULL ? goal->initials : "", 11.5,
                                            PANGO_WEIGHT_SEMIBOLD, KT_PLAN_COLUMN);
    }
  add (writer, &quiet_style, goal->whose);
  add (writer, &wording_style, goal->wording);
  add (writer, &notice_style, goal->notice);
  if (goal->first != NULL || goal->steps->len > 0 || goal->agreed != NULL)
    keep_from (writer, first);
}

static void
add_goal (Writer *writer, const KtPlanGoal *goal)
{
  add_goal_head (writer, goal);
  add_barred (writer, &first_label_style, goal->first_label, &first_style, goal->first);
  for (guint i = 0; i < goal->steps->len; i++)
    add_step (writer, g_ptr_array_index (goal->steps, i));
  if (goal->agreed != NULL)
    keep_from (writer, writer->parts->len - 1);
  add (writer, &agreed_style, goal->agreed);
}

static void
add_list (Writer *writer, const char *heading, GPtrArray *items, KtPlanMark mark)
{
  guint first = writer->parts->len;

  if (items->len == 0)
    return;
  add (writer, &heading_style, heading);
  keep_from (writer, first);
  for (guint i = 0; i < items->len; i++)
    add_marked (writer, &item_style, g_ptr_array_index (items, i), mark);
}

GPtrArray *
kt_plan_parts_new (PangoContext *context, const KtPlanSheet *sheet, double width)
{
  Writer writer = { context, g_ptr_array_new_with_free_func (part_free), width };

  add (&writer, &title_style, sheet->title);
  add (&writer, &family_style, sheet->family);
  keep_from (&writer, 0);
  add_barred (&writer, &label_style, sheet->words_label, &hero_style, sheet->words);
  for (guint i = 0; i < sheet->goals->len; i++)
    add_goal (&writer, g_ptr_array_index (sheet->goals, i));
  if (sheet->goals->len == 0)
    add (&writer, &empty_style, sheet->empty);
  add_list (&writer, sheet->reached_label, sheet->reached, KT_MARK_TICKED);
  add_list (&writer, sheet->resting_label, sheet->resting, KT_MARK_NONE);
  return g_steal_pointer (&writer.parts);
}
