/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/family-index-private.h"

#include "base/clock.h"

#include <string.h>

/* Records of a type whose field holds value (NULL: is unset). */
static GPtrArray *
list_where (KtFamilyIndex *self, const char *type, const char *field, const char *value)
{
  GPtrArray *all = find_list (self, type), *found = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_strcmp0 (kt_record_get_text (g_ptr_array_index (all, i), field), value) == 0)
      g_ptr_array_add (found, g_ptr_array_index (all, i));
  return found;
}

static void
reverse (GPtrArray *list)
{
  for (guint i = 0; i < list->len / 2; i++)
    {
      gpointer swap = list->pdata[i];

      list->pdata[i] = list->pdata[list->len - 1 - i];
      list->pdata[list->len - 1 - i] = swap;
    }
}

/* ---- Plan ---- */

GPtrArray *
kt_family_index_list_goals (KtFamilyIndex *self)
{
  GPtrArray *all = find_list (self, "goal"), *found = g_ptr_array_new ();

  if (all != NULL)
    g_ptr_array_extend (found, all, NULL, NULL);
  return found;
}

gboolean
kt_goal_is_open (KtRecord *goal)
{
  const char *status = kt_record_get_text (goal, "status");

  return status == NULL || g_str_equal (status, "open");
}

guint
kt_family_index_count_goals (KtFamilyIndex *self, const char *status)
{
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (self);
  guint count = 0;

  for (guint i = 0; i < goals->len; i++)
    {
      const char *own = kt_record_get_text (g_ptr_array_index (goals, i), "status");

      count += g_str_equal (own != NULL ? own : "open", status);
    }
  return count;
}

GPtrArray *
kt_family_index_list_actions (KtFamilyIndex *self, const char *goal)
{
  return list_where (self, "action", "goal", goal);
}

gboolean
kt_action_is_open (KtRecord *action)
{
  const char *status = kt_record_get_text (action, "status");

  return !(g_strcmp0 (status, "done") == 0 || g_strcmp0 (status, "not_done") == 0);
}

int
kt_family_index_get_days_late (KtFamilyIndex *self, KtRecord *action)
{
  const char *due = kt_record_get_text (action, "due");
  int days;

  /* What is done every day or week has no day it should have been done by. */
  if (due == NULL || !kt_action_is_open (action) || kt_record_get_text (action, "how_often") != NULL)
    return 0;
  days = kt_clock_days_between (due, self->today);
  return days == G_MININT ? 0 : MAX (days, 0);
}

/* No date counts as now: it was said to be done at once. */
static int
compare_due (gconstpointer pa, gconstpointer pb)
{
  const char *a = kt_record_get_text (*(KtRecord **) pa, "due"), *b = kt_record_get_text (*(KtRecord **) pb, "due");
  int order = g_strcmp0 (a, b);

  return order != 0 ? order
                    : strcmp (kt_record_get_id (*(KtRecord **) pa), kt_record_get_id (*(KtRecord **) pb));
}

static gboolean
is_due_within (KtFamilyIndex *self, KtRecord *action, int days)
{
  const char *due = kt_record_get_text (action, "due");
  KtRecord *goal = kt_family_index_find (self, kt_record_get_text (action, "goal"));
  int left;

  if (!kt_action_is_open (action) || (goal != NULL && !kt_goal_is_open (goal)))
    return FALSE;
  if (due == NULL)
    return kt_record_get_bool (action, "quick_win");
  left = kt_clock_days_between (self->today, due);
  return left != G_MININT && left <= days;
}

GPtrArray *
kt_family_index_list_steps_within (KtFamilyIndex *self, int days)
{
  GPtrArray *all = find_list (self, "action"), *found = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (is_due_within (self, g_ptr_array_index (all, i), days))
      g_ptr_array_add (found, g_ptr_array_index (all, i));
  g_ptr_array_sort (found, compare_due);
  return found;
}

GPtrArray *
kt_family_index_list_agreements (KtFamilyIndex *self, const char *goal)
{
  GPtrArray *found = list_where (self, "agreement", "goal", goal);

  reverse (found);
  return found;
}

GPtrArray *
kt_family_index_list_decisions (KtFamilyIndex *self, const char *record)
{
  GPtrArray *found = list_where (self, "decision", "record", record);

  reverse (found);
  return found;
}

static int
compare_versions (gconstpointer pa, gconstpointer pb)
{
  KtRecord *a = *(KtRecord **) pa, *b = *(KtRecord **) pb;
  gint64 order = kt_record_get_int (b, "version", 0) - kt_record_get_int (a, "version", 0);

  if (order != 0)
    return order < 0 ? -1 : 1;
  return strcmp (kt_record_get_id (a), kt_record_get_id (b));
}

GPtrArray *
kt_family_index_list_levels (KtFamilyIndex *self, const char *goal)
{
  GPtrArray *found = list_where (self, "goal-level", "goal", goal);

  g_ptr_array_sort (found, compare_versions);
  return found;
}

typedef enum {
  PART_NONE,
  PART_OWN,
  PART_SHARED,
  PART_WHOLE
} PartInGoal;

/* Nobody named, or the family or a home of theirs, means the goal is everybody's. */
static PartInGoal
find_part_in_goal (KtFamilyIndex *self, KtRecord *goal, const char *member)
{
  g_auto (GStrv) whose = kt_record_dup_list (goal, "whose");
  KtRecord *record = kt_family_index_find (self, member);

  if (g_strv_contains ((const char *const *) whose, member))
    return g_strv_length (whose) == 1 ? PART_OWN : PART_SHARED;
  if (whose[0] == NULL)
    return PART_WHOLE;
  for (char **ref = whose; *ref != NULL; ref++)
    if (g_str_equal (*ref, self->family_id) || (record != NULL && kt_record_list_contains (record, "households", *ref)))
      return PART_WHOLE;
  return PART_NONE;
}

static void
cover_goal (KtFamilyIndex *self, KtRecord *goal, const char *member, KtCoverage *coverage)
{
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (self, kt_record_get_id (goal));
  PartInGoal part = find_part_in_goal (self, goal, member);

  coverage->own += part == PART_OWN;
  coverage->shared += part == PART_SHARED;
  coverage->whole += part == PART_WHOLE;
  for (guint i = 0; i < actions->len; i++)
    {
      KtRecord *action = g_ptr_array_index (actions, i);
      gboolean does = kt_record_list_contains (action, "who", member);

      if (!kt_action_is_open (action))
        continue;
      coverage->helps += does || kt_record_list_contains (action, "helped_by", member);
      coverage->helped += part != PART_NONE && !does;
    }
}

void
kt_family_index_get_coverage (KtFamilyIndex *self, const char *member, KtCoverage *coverage)
{
  GPtrArray *goals = find_list (self, "goal");

  memset (coverage, 0, sizeof *coverage);
  for (guint i = 0; goals != NULL && i < goals->len; i++)
    if (kt_goal_is_open (g_ptr_array_index (goals, i)))
      cover_goal (self, g_ptr_array_index (goals, i), member, coverage);
}

/* ---- Visits ---- */

GPtrArray *
kt_family_index_list_visits (KtFamilyIndex *self)
{
  GPtrArray *all = find_list (self, "visit"), *found = g_ptr_array_new ();

  if (all != NULL)
    g_ptr_array_extend (found, all, NULL, NULL);
  reverse (found);
  return found;
}

KtRecord *
kt_family_index_get_next_visit (KtFamilyIndex *self)
{
  GPtrArray *all = find_list (self, "visit");

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      KtRecord *visit = g_ptr_array_index (all, i);
      const char *status = kt_record_get_text (visit, "status");

      if ((status == NULL || g_str_equal (status, "planned")) && g_strcmp0 (kt_record_get_text (visit, "date"), self->today) >= 0)
        return visit;
    }
  return NULL;
}

/* Without a status a visit of the past was held. */
KtRecord *
kt_family_index_get_last_visit (KtFamilyIndex *self)
{
  GPtrArray *all = find_list (self, "visit");

  for (guint i = all != NULL ? all->len : 0; i > 0; i--)
    {
      KtRecord *visit = g_ptr_array_index (all, i - 1);
      const char *date = kt_record_get_text (visit, "date"), *status = kt_record_get_text (visit, "status");

      if (date != NULL && strncmp (date, self->today, 10) <= 0 &&
          (g_strcmp0 (status, "done") == 0 || (status == NULL && strncmp (date, self->today, 10) < 0)))
        return visit;
    }
  return NULL;
}

GPtrArray *
kt_family_index_list_notes (KtFamilyIndex *self, const char *visit)
{
  return list_where (self, "note", "visit", visit);
}

GPtrArray *
kt_family_index_list_pictures (KtFamilyIndex *self, const char *visit)
{
  return list_where (self, "picture", "visit", visit);
}

/* ---- What waits, what is new ---- */

GPtrArray *
kt_family_index_list_disputes (KtFamilyIndex *self)
{
  GPtrArray *found = g_ptr_array_new ();

  g_ptr_array_extend (found, self->disputes, NULL, NULL);
  return found;
}

gboolean
kt_family_index_is_disputed (KtFamilyIndex *self, const char *id)
{
  for (guint i = 0; i < self->disputes->len; i++)
    if (g_str_equal (kt_record_get_id (((KtDispute *) g_ptr_array_index (self->disputes, i))->record), id))
      return TRUE;
  return FALSE;
}

guint
kt_family_index_count_changes (KtFamilyIndex *self, const char *since, const char *by)
{
  GHashTableIter iter;
  gpointer record;
  guint count = 0;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    {
      const char *at = NULL, *who = NULL;

      kt_record_get_newest_edit (record, &at, &who);
      count += g_strcmp0 (at, since) > 0 && g_strcmp0 (who, by) != 0;
    }
  return count;
}
