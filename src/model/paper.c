/* SPDX-License-Identifier: EUPL-1.2 */
/* Who has a paper, and what of it no longer fits. */
#include "model/paper.h"

#include "model/family-index-private.h"
#include "model/paper-private.h"

#include <string.h>

/* ---- Writing down that it was left ---- */

static void
add_text (json_object *fields, const char *key, const char *text)
{
  if (text != NULL)
    json_object_object_add (fields, key, json_object_new_string (text));
}

gboolean
kt_paper_is_for (KtFamilyIndex *index, const char *ref)
{
  const KtPerson *person = kt_family_index_find_person (index, ref);

  return person != NULL && (person->kind == KT_PERSON_MEMBER || person->kind == KT_PERSON_HOUSEHOLD ||
                            person->kind == KT_PERSON_FAMILY);
}

json_object *
kt_paper_fields (KtFamilyIndex *index, const char *whom, const char *how, const char *worker, const char *language)
{
  json_object *fields = json_object_new_object ();
  g_autofree char *stood = kt_paper_dup_stood (index), *digest = kt_sha256_hex (stood, -1);

  add_text (fields, "paper", "plan");
  add_text (fields, "whom", whom);
  add_text (fields, "how", how);
  add_text (fields, "date", kt_family_index_get_today (index));
  add_text (fields, "worker", worker);
  add_text (fields, "language", language);
  add_text (fields, "stood", stood);
  add_text (fields, "digest", digest);
  return fields;
}

json_object *
kt_paper_end_fields (KtFamilyIndex *index, KtRecord *print, const char *how, const char *worker)
{
  json_object *fields = json_object_new_object ();

  add_text (fields, "paper", "plan");
  add_text (fields, "whom", kt_record_get_text (print, "whom"));
  add_text (fields, "how", how);
  add_text (fields, "ends", kt_record_get_id (print));
  add_text (fields, "date", kt_family_index_get_today (index));
  add_text (fields, "worker", worker);
  return fields;
}

/* ---- What has changed ---- */

/* A paper beside the plan as it is now. */
typedef struct {
  KtFamilyIndex *index;
  GHashTable *before; /* id → KtStood */
  GHashTable *now;    /* id → KtStood */
  GPtrArray *changes;
} Compared;

static void
change_free (gpointer data)
{
  KtPaperChange *change = data;

  g_free (change->id);
  g_free (change);
}

static void
add_change (Compared *compared, KtPaperChangeKind kind, const char *id, const char *part)
{
  KtPaperChange *change = g_new0 (KtPaperChange, 1);

  change->kind = kind;
  change->id = g_strdup (id);
  change->record = kt_family_index_find (compared->index, id);
  change->part = part;
  g_ptr_array_add (compared->changes, change);
}

static gboolean
is_same (const KtStood *before, const KtStood *now, const char *part)
{
  return kt_stood_is (before, part, kt_stood_get (now, part));
}

static void
compare_family (Compared *compared, const KtStood *before, const KtStood *now)
{
  if (before == NULL)
    return;
  if (!is_same (before, now, "words"))
    add_change (compared, KT_PAPER_FAMILY_WORDS, now->id, NULL);
  if (!is_same (before, now, "contact"))
    add_change (compared, KT_PAPER_CONTACT, now->id, NULL);
}

static void
compare_open_goal (Compared *compared, const KtStood *before, const KtStood *now)
{
  static const char *const parts[] = { "words", "wording", "first_step", "whose", "required_by" };
  guint already = compared->changes->len;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!is_same (before, now, parts[i]))
      add_change (compared, KT_PAPER_GOAL_CHANGED, now->id, parts[i]);
  if (compared->changes->len == already && kt_stood_is (before, "talks", "yes") && !kt_stood_is (now, "talks", "yes"))
    add_change (compared, KT_PAPER_GOAL_DECIDED, now->id, NULL);
}

static void
compare_goal (Compared *compared, const KtStood *before, const KtStood *now)
{
  if (kt_stood_is (now, "place", "resting"))
    {
      if (before != NULL && !kt_stood_is (before, "place", "resting"))
        add_change (compared, KT_PAPER_GOAL_RESTS, now->id, NULL);
    }
  else if (kt_stood_is (now, "place", "open"))
    {
      if (before == NULL || !kt_stood_is (before, "place", "open"))
        add_change (compared, KT_PAPER_GOAL_NEW, now->id, NULL);
      else
        compare_open_goal (compared, before, now);
    }
}

/* Whether the step's goal is open now, and was so on the paper: else what changed is told of the goal. */
static gboolean
is_of_a_lasting_goal (Compared *compared, const KtStood *step)
{
  const char *goal = kt_stood_get (step, "goal");
  const KtStood *before = goal != NULL ? g_hash_table_lookup (compared->before, goal) : NULL;
  const KtStood *now = goal != NULL ? g_hash_table_lookup (compared->now, goal) : NULL;

  return before != NULL && now != NULL && kt_stood_is (before, "place", "open") && kt_stood_is (now, "place", "open");
}

static void
compare_step (Compared *compared, const KtStood *before, const KtStood *now)
{
  static const char *const parts[] = { "goal", "what", "when", "who" };

  if (kt_stood_is (now, "done", "yes") || !is_of_a_lasting_goal (compared, now))
    return;
  if (before == NULL)
    {
      add_change (compared, KT_PAPER_STEP_NEW, now->id, NULL);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!is_same (before, now, parts[i]))
      {
        add_change (compared, KT_PAPER_STEP_CHANGED, now->id, NULL);
        return;
      }
}

static gboolean
is_step (const KtStood *stood)
{
  return kt_stood_get (stood, "goal") != NULL;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const KtStood *const *) a)->id, (*(const KtStood *const *) b)->id);
}

/* What stood there and does not any more. */
static void
list_gone (Compared *compared)
{
  g_autoptr (GPtrArray) before = g_hash_table_get_values_as_ptr_array (compared->before);

  g_ptr_array_sort (before, compare_ids);
  for (guint i = 0; i < before->len; i++)
    {
      const KtStood *stood = g_ptr_array_index (before, i);

      if (g_hash_table_contains (compared->now, stood->id))
        continue;
      if (kt_stood_get (stood, "place") != NULL)
        add_change (compared, KT_PAPER_GOAL_GONE, stood->id, NULL);
      else if (is_step (stood) && !kt_stood_is (stood, "done", "yes") && is_of_a_lasting_goal (compared, stood))
        add_change (compared, KT_PAPER_STEP_GONE, stood->id, NULL);
    }
}

/* now: the plan as it is, in its order. */
static GPtrArray *
list_changes (KtFamilyIndex *index, KtRecord *print, GPtrArray *now)
{
  g_autoptr (GHashTable) before = kt_stood_parse (kt_record_get_text (print, "stood"));
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  Compared compared = { index, before, by_id, g_ptr_array_new_with_free_func (change_free) };

  for (guint i = 0; i < now->len; i++)
    g_hash_table_insert (by_id, ((KtStood *) g_ptr_array_index (now, i))->id, g_ptr_array_index (now, i));
  for (guint i = 0; i < now->len; i++)
    {
      const KtStood *stood = g_ptr_array_index (now, i), *once = g_hash_table_lookup (before, stood->id);

      if (is_step (stood))
        compare_step (&compared, once, stood);
      else if (kt_stood_get (stood, "place") != NULL)
        compare_goal (&compared, once, stood);
      else
        compare_family (&compared, once, stood);
    }
  list_gone (&compared);
  return compared.changes;
}

/* ---- Who has one ---- */

static void
paper_free (gpointer data)
{
  KtPaper *paper = data;

  g_ptr_array_unref (paper->changes);
  g_free (paper);
}

/* A paper that lies with somebody: what was only shown does not, and one of another kind is a newer app's to compare. */
static gboolean
is_left (KtRecord *print)
{
  static const char *const ways[] = { "handed", "post", "pdf", NULL };
  const char *how = kt_record_get_text (print, "how"), *paper = kt_record_get_text (print, "paper");

  return how != NULL && g_strv_contains (ways, how) && (paper == NULL || g_str_equal (paper, "plan")) &&
         kt_record_get_text (print, "ends") == NULL;
}

/* By its day, then the moment it was written down: of two on one day, the later. */
static gboolean
is_later (KtRecord *one, KtRecord *other)
{
  const char *one_at = NULL, *other_at = NULL;
  int order = g_strcmp0 (kt_record_get_text (one, "date"), kt_record_get_text (other, "date"));

  kt_record_get_newest_edit (one, &one_at, NULL);
  kt_record_get_newest_edit (other, &other_at, NULL);
  if (order == 0)
    order = g_strcmp0 (one_at, other_at);
  return order != 0 ? order > 0 : strcmp (kt_record_get_id (one), kt_record_get_id (other)) > 0;
}

/* whom → the latest print-record; those that are gone are out, with whatever they had replaced. */
static GHashTable *
find_latest (GPtrArray *prints)
{
  GHashTable *latest = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < prints->len; i++)
    {
      KtRecord *print = g_ptr_array_index (prints, i), *known;
      const char *whom = kt_record_get_text (print, "whom");

      known = whom != NULL ? g_hash_table_lookup (latest, whom) : NULL;
      if (whom != NULL && is_left (print) && (known == NULL || is_later (print, known)))
        g_hash_table_insert (latest, (gpointer) whom, print);
    }
  for (guint i = 0; i < prints->len; i++)
    {
      const char *ends = kt_record_get_text (g_ptr_array_index (prints, i), "ends");
      const char *whom = kt_record_get_text (g_ptr_array_index (prints, i), "whom");
      KtRecord *ended = ends != NULL && whom != NULL ? g_hash_table_lookup (latest, whom) : NULL;

      if (ended != NULL && g_str_equal (kt_record_get_id (ended), ends))
        g_hash_table_remove (latest, whom);
    }
  return latest;
}

static void
add_paper (KtFamilyIndex *index, GPtrArray *papers, KtRecord *print, GPtrArray *now)
{
  KtPaper *paper = g_new0 (KtPaper, 1);

  paper->record = print;
  paper->whom = kt_record_get_text (print, "whom");
  paper->date = kt_record_get_text (print, "date");
  paper->changes = list_changes (index, print, now);
  g_ptr_array_add (papers, paper);
}

GPtrArray *
kt_paper_list (KtFamilyIndex *index)
{
  GPtrArray *papers = g_ptr_array_new_with_free_func (paper_free), *prints = find_list (index, "print-record");
  g_autoptr (GHashTable) latest = prints != NULL ? find_latest (prints) : NULL;
  g_autoptr (GPtrArray) now = NULL;

  if (latest == NULL || g_hash_table_size (latest) == 0)
    return papers;
  now = kt_stood_list (index);
  for (guint i = 0; i < index->owned_persons->len; i++)
    {
      const KtPerson *person = g_ptr_array_index (index->owned_persons, i);
      KtRecord *print = g_hash_table_lookup (latest, person->ref);

      if (print != NULL)
        add_paper (index, papers, print, now);
    }
  return papers;
}

GPtrArray *
kt_paper_list_to_replace (KtFamilyIndex *index)
{
  GPtrArray *papers = kt_paper_list (index);

  for (guint i = papers->len; i > 0; i--)
    if (((KtPaper *) g_ptr_array_index (papers, i - 1))->changes->len == 0)
      g_ptr_array_remove_index (papers, i - 1);
  return papers;
}

/* ---- The next one ---- */

static const KtPerson *
find_last_asked (KtFamilyIndex *index, const char *worker)
{
  GPtrArray *prints = find_list (index, "print-record");
  KtRecord *last = NULL;

  for (guint i = 0; prints != NULL && i < prints->len; i++)
    {
      KtRecord *print = g_ptr_array_index (prints, i);

      if (g_strcmp0 (kt_record_get_text (print, "worker"), worker) == 0 && is_left (print) &&
          kt_paper_is_for (index, kt_record_get_text (print, "whom")) && (last == NULL || is_later (print, last)))
        last = print;
    }
  return last != NULL ? kt_family_index_find_person (index, kt_record_get_text (last, "whom")) : NULL;
}

const char *
kt_paper_guess_whom (KtFamilyIndex *index, const char *worker)
{
  KtRecord *visit = kt_family_index_get_last_visit (index);
  const KtPerson *last = find_last_asked (index, worker);
  g_autoptr (GPtrArray) members = kt_family_index_list_members (index);

  if (last != NULL)
    return last->ref;
  for (guint i = 0; visit != NULL && i < members->len; i++)
    if (kt_record_list_contains (visit, "with", ((KtPerson *) g_ptr_array_index (members, i))->ref))
      return ((KtPerson *) g_ptr_array_index (members, i))->ref;
  return NULL;
}

const char *
kt_paper_change_name (KtPaperChangeKind kind)
{
  static const char *const names[] = { "family-words", "contact", "goal-new", "goal-gone", "goal-rests", "goal-changed",
                                       "goal-decided", "step-new", "step-gone", "step-changed" };

  return names[kind];
}
