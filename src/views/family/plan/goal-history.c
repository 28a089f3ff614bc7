/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-family"
#include "views/family/plan/goal-history.h"

#include "session/acts.h"

static void
moment_free (gpointer data)
{
  KtMoment *moment = data;

  g_free (moment->when);
  kt_record_unref (moment->about);
  g_free (moment->words);
  g_free (moment->by);
  g_free (moment->note);
  g_strfreev (moment->with);
  g_strfreev (moment->phone);
  g_strfreev (moment->not_taken);
  g_free (moment);
}

static KtMoment *
add (GPtrArray *moments, KtMomentKind kind, KtRecord *about, const char *field, const char *when)
{
  KtMoment *moment = g_new0 (KtMoment, 1);

  moment->kind = kind;
  moment->about = kt_record_ref (about);
  moment->field = field != NULL ? kt_type_find_field (kt_record_get_type (about), field) : NULL;
  moment->when = g_strdup (when != NULL ? when : "");
  g_ptr_array_add (moments, moment);
  return moment;
}

/* ---- Out of records ---- */

static void
add_agreements (GPtrArray *moments, KtFamilyIndex *index, KtRecord *goal)
{
  g_autoptr (GPtrArray) agreements = kt_family_index_list_agreements (index, kt_record_get_id (goal));

  for (guint i = 0; i < agreements->len; i++)
    {
      KtRecord *agreement = g_ptr_array_index (agreements, i);
      const char *field = kt_record_get_text (agreement, "field");
      KtMoment *moment = add (moments, KT_MOMENT_AGREED, goal, field != NULL ? field : "wording",
                              kt_record_get_text (agreement, "date"));

      moment->words = g_strdup (kt_record_get_text (agreement, "words"));
      moment->by = g_strdup (kt_record_get_text (agreement, "worker"));
      moment->with = kt_record_dup_list (agreement, "with");
      moment->phone = kt_record_dup_list (agreement, "phone");
      moment->note = g_strdup (kt_record_get_text (agreement, "note"));
    }
}

/* Whether this is what reads now: a decision that was overtaken cannot be taken back. */
static gboolean
reads_so (KtRecord *about, const char *field, const char *words)
{
  g_autofree char *now = field != NULL ? kt_value_to_text (kt_record_get (about, field)) : NULL;

  return now != NULL && !kt_record_is_disputed (about, field) && g_strcmp0 (now, words) == 0;
}

static void
add_decisions (GPtrArray *moments, KtFamilyIndex *index, KtRecord *about)
{
  g_autoptr (GPtrArray) decisions = kt_family_index_list_decisions (index, kt_record_get_id (about));
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < decisions->len; i++)
    {
      KtRecord *decision = g_ptr_array_index (decisions, i);
      const char *field = kt_record_get_text (decision, "field"), *kept = kt_record_get_text (decision, "kept");
      KtMoment *moment = add (moments, KT_MOMENT_DECIDED, about, field, kt_record_get_text (decision, "date"));
      gboolean last = field != NULL && g_hash_table_add (told, (gpointer) field);

      moment->words = g_strdup (kept != NULL ? kept : "");
      moment->by = g_strdup (kt_record_get_text (decision, "worker"));
      moment->with = kt_record_dup_list (decision, "with");
      moment->note = g_strdup (kt_record_get_text (decision, "why"));
      moment->not_taken = kt_record_dup_list (decision, "not_taken");
      moment->stands = last && reads_so (about, field, kept);
    }
}

/* ---- Out of what stands in the goal now ---- */

static gboolean
is_told (GPtrArray *moments, const char *field, const char *words)
{
  for (guint i = 0; i < moments->len; i++)
    {
      const KtMoment *moment = g_ptr_array_index (moments, i);

      if (moment->field != NULL && g_str_equal (moment->field->key, field) && g_strcmp0 (moment->words, words) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_entry (GPtrArray *moments, KtRecord *goal, const char *field, const KtEntry *entry)
{
  g_autofree char *words = kt_value_to_text (entry->value), *before = kt_value_to_text (entry->from);
  KtMoment *moment;

  if (*words != '\0' && !is_told (moments, field, words))
    {
      moment = add (moments, KT_MOMENT_NOW, goal, field, entry->at);
      moment->words = g_strdup (words);
      moment->by = g_strdup (entry->by);
      moment->note = g_strdup (entry->note);
      moment->with = kt_json_dup_strv (kt_json_get_array (entry->edit, "with"));
      moment->phone = kt_json_dup_strv (kt_json_get_array (entry->edit, "phone"));
    }
  if (*before == '\0' || is_told (moments, field, before))
    return;
  moment = add (moments, KT_MOMENT_BEFORE, goal, field, "");
  moment->words = g_strdup (before);
}

static void
add_entries (GPtrArray *moments, KtRecord *goal)
{
  static const char *const fields[] = { "words", "wording", "first_step" };
  KtEntry entry;

  for (gsize f = 0; f < G_N_ELEMENTS (fields); f++)
    for (guint i = 0; kt_record_get_entry (goal, fields[f], i, &entry); i++)
      add_entry (moments, goal, fields[f], &entry);
}

/* By day, and on one day in the order they were found: a day's agreement has no time. What has no date is the oldest. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const KtMoment *one = a, *other = b;
  g_autofree char *day = g_strndup (one->when, 10), *other_day = g_strndup (other->when, 10);

  return g_strcmp0 (other_day, day);
}

GPtrArray *
kt_goal_history (KtFamilyIndex *index, KtRecord *goal)
{
  GPtrArray *moments = g_ptr_array_new_with_free_func (moment_free);
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (index, kt_record_get_id (goal));
  g_autoptr (GPtrArray) levels = kt_family_index_list_levels (index, kt_record_get_id (goal));

  add_decisions (moments, index, goal);
  for (guint i = 0; i < actions->len; i++)
    add_decisions (moments, index, g_ptr_array_index (actions, i));
  for (guint i = 0; i < levels->len; i++)
    add_decisions (moments, index, g_ptr_array_index (levels, i));
  add_agreements (moments, index, goal);
  add_entries (moments, goal);
  g_ptr_array_sort_values (moments, compare);
  return moments;
}
