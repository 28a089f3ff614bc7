/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/safety-state.h"

#include <string.h>

static gboolean
is_about (KtRecord *record, const char *about)
{
  return strcmp (kt_record_get_type_name (record), "safety-rating") == 0 &&
         g_strcmp0 (kt_record_get_text (record, "about"), about) == 0;
}

/* Nobody named as having looked at it, or about somebody else: then nothing was reviewed. */
static gboolean
is_reviewed (GPtrArray *records, KtRecord *rating, const char *about)
{
  for (guint i = 0; i < records->len; i++)
    {
      KtRecord *later = records->pdata[i];
      g_auto (GStrv) who = is_about (later, about) ? kt_record_dup_list (later, "reviewed_by") : NULL;

      if (who != NULL && *who != NULL && kt_record_list_contains (later, "reviews", kt_record_get_id (rating)))
        return TRUE;
    }
  return FALSE;
}

/* The more worried first; of two alike the later. */
static int
compare_worry (gconstpointer pa, gconstpointer pb)
{
  KtRecord *a = *(KtRecord *const *) pa, *b = *(KtRecord *const *) pb;
  gint64 x = kt_record_get_int (a, "score", G_MININT64), y = kt_record_get_int (b, "score", G_MININT64);
  int order;

  if (x != y)
    return x < y ? -1 : 1;
  order = g_strcmp0 (kt_record_get_text (b, "date"), kt_record_get_text (a, "date"));
  return order != 0 ? order : strcmp (kt_record_get_id (a), kt_record_get_id (b));
}

GPtrArray *
kt_safety_list_standing (GPtrArray *records, const char *about, const char *rater)
{
  GPtrArray *standing = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    if (is_about (records->pdata[i], about) &&
        (rater == NULL || g_strcmp0 (kt_record_get_text (records->pdata[i], "rater"), rater) == 0) &&
        !is_reviewed (records, records->pdata[i], about))
      g_ptr_array_add (standing, records->pdata[i]);
  g_ptr_array_sort (standing, compare_worry);
  return standing;
}

static gboolean
is_same_rater (KtRecord *a, KtRecord *b)
{
  return g_strcmp0 (kt_record_get_text (a, "rater"), kt_record_get_text (b, "rater")) == 0 &&
         g_strcmp0 (kt_record_get_text (a, "rater_role"), kt_record_get_text (b, "rater_role")) == 0;
}

static gboolean
has_two_of_one (GPtrArray *standing)
{
  for (guint i = 0; i < standing->len; i++)
    for (guint j = 0; j < i; j++)
      if (is_same_rater (standing->pdata[i], standing->pdata[j]))
        return TRUE;
  return FALSE;
}

gboolean
kt_safety_state_read (GPtrArray *records, const char *about, const char *rater, KtSafetyState *state)
{
  g_autoptr (GPtrArray) standing = kt_safety_list_standing (records, about, rater);

  *state = (KtSafetyState) { NULL, standing->len, has_two_of_one (standing) };
  if (standing->len == 0)
    return FALSE;
  state->shown = standing->pdata[0];
  return TRUE;
}
