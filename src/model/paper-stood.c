/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands on the family's paper. One line each, sorted by id, its parts sorted by key:
 *   action:77… goal=goal:5c… what=9f86d081884c7d65 when=… who=…
 *   goal:5c0e… first_step=… place=open wording=… words=…
 * A part that is empty is left out. */
#include "model/paper-private.h"

#include <string.h>

#define HASH_LEN 16 /* hex digits: enough to see a change */

/* ---- What goes on it ---- */

static gboolean
is_for_family (KtRecord *record)
{
  const char *audience = kt_record_get_text (record, "audience");

  return g_str_equal (audience != NULL ? audience : kt_record_get_type (record)->audience, "family");
}

/* Paper lies about: what only some of the family may see is never on it. */
KtPaperPlace
kt_paper_place (KtRecord *goal)
{
  const char *status = kt_record_get_text (goal, "status");

  if (!is_for_family (goal))
    return KT_PLACE_NONE;
  if (kt_goal_is_open (goal))
    return KT_PLACE_OPEN;
  if (g_strcmp0 (status, "reached") == 0)
    return KT_PLACE_REACHED;
  return g_strcmp0 (status, "paused") == 0 ? KT_PLACE_RESTING : KT_PLACE_NONE;
}

static gboolean
is_done (KtRecord *action)
{
  return g_strcmp0 (kt_record_get_text (action, "status"), "done") == 0;
}

/* What did not work out is left off paper: nobody is reminded of it on the fridge. */
gboolean
kt_paper_has_step (KtRecord *action)
{
  return is_for_family (action) && (is_done (action) || kt_action_is_open (action));
}

gboolean
kt_paper_is_in_talks (KtFamilyIndex *index, KtRecord *goal)
{
  g_autoptr (GPtrArray) actions = kt_family_index_list_actions (index, kt_record_get_id (goal));
  gboolean disputed = kt_family_index_is_disputed (index, kt_record_get_id (goal));

  for (guint i = 0; i < actions->len && !disputed; i++)
    disputed = kt_family_index_is_disputed (index, kt_record_get_id (g_ptr_array_index (actions, i)));
  return disputed;
}

/* ---- Its parts ---- */

static void
stood_free (gpointer data)
{
  KtStood *stood = data;

  g_free (stood->id);
  g_hash_table_unref (stood->parts);
  g_free (stood);
}

static KtStood *
stood_new (const char *id)
{
  KtStood *stood = g_new0 (KtStood, 1);

  stood->id = g_strdup (id);
  stood->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return stood;
}

const char *
kt_stood_get (const KtStood *stood, const char *part)
{
  return g_hash_table_lookup (stood->parts, part);
}

gboolean
kt_stood_is (const KtStood *stood, const char *part, const char *value)
{
  return g_strcmp0 (kt_stood_get (stood, part), value) == 0;
}

static void
put_word (KtStood *stood, const char *part, const char *word)
{
  g_hash_table_insert (stood->parts, g_strdup (part), g_strdup (word));
}

static void
put_hash (KtStood *stood, const char *part, const char *text)
{
  g_autofree char *hash = text != NULL && *text != '\0' ? kt_sha256_hex (text, -1) : NULL;

  if (hash != NULL)
    g_hash_table_insert (stood->parts, g_strdup (part), g_strndup (hash, HASH_LEN));
}

static void
put_text (KtStood *stood, KtRecord *record, const char *key)
{
  put_hash (stood, key, kt_record_get_text (record, key));
}

static void
put_list (KtStood *stood, KtRecord *record, const char *key)
{
  g_auto (GStrv) refs = kt_record_dup_list (record, key);
  g_autofree char *joined = g_strjoinv (" ", refs);

  put_hash (stood, key, joined);
}

/* ---- The family, a goal, a step ---- */

static KtStood *
stood_of_family (KtFamilyIndex *index)
{
  KtStood *stood = stood_new (kt_family_index_get_family_id (index));
  KtRecord *family = kt_family_index_get_family (index);
  const KtPerson *fixed = kt_family_index_get_fixed_worker (index);
  const char *phone = fixed != NULL ? kt_record_get_text (fixed->record, "phone") : NULL;
  g_autofree char *contact = fixed != NULL ? g_strjoin ("\n", fixed->name, phone, NULL) : NULL;

  if (family != NULL)
    put_text (stood, family, "words");
  put_hash (stood, "contact", contact);
  return stood;
}

static KtStood *
stood_of_goal (KtFamilyIndex *index, KtRecord *goal, KtPaperPlace place)
{
  static const char *const names[] = { NULL, "open", "reached", "resting" };
  KtStood *stood = stood_new (kt_record_get_id (goal));

  put_word (stood, "place", names[place]);
  put_text (stood, goal, "words");
  if (place != KT_PLACE_OPEN)
    return stood;
  put_text (stood, goal, "wording");
  put_text (stood, goal, "first_step");
  put_text (stood, goal, "required_by");
  put_list (stood, goal, "whose");
  if (kt_paper_is_in_talks (index, goal))
    put_word (stood, "talks", "yes");
  return stood;
}

/* What comes back every week stands there as "every Friday": that its next day has moved on, the paper does not say. */
static KtStood *
stood_of_step (KtRecord *action)
{
  KtStood *stood = stood_new (kt_record_get_id (action));
  const char *often = kt_record_get_text (action, "how_often");

  put_word (stood, "goal", kt_record_get_text (action, "goal"));
  put_text (stood, action, "what");
  put_list (stood, action, "who");
  put_hash (stood, "when", often != NULL ? often : kt_record_get_text (action, "due"));
  if (is_done (action))
    put_word (stood, "done", "yes");
  return stood;
}

GPtrArray *
kt_stood_list (KtFamilyIndex *index)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (stood_free);
  g_autoptr (GPtrArray) goals = kt_family_index_list_goals (index);

  g_ptr_array_add (all, stood_of_family (index));
  for (guint i = 0; i < goals->len; i++)
    {
      KtRecord *goal = g_ptr_array_index (goals, i);
      KtPaperPlace place = kt_paper_place (goal);
      g_autoptr (GPtrArray) actions = kt_family_index_list_actions (index, kt_record_get_id (goal));

      if (place != KT_PLACE_NONE)
        g_ptr_array_add (all, stood_of_goal (index, goal, place));
      for (guint a = 0; place == KT_PLACE_OPEN && a < actions->len; a++)
        if (kt_paper_has_step (g_ptr_array_index (actions, a)))
          g_ptr_array_add (all, stood_of_step (g_ptr_array_index (actions, a)));
    }
  return all;
}

/* ---- As lines ---- */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
dup_line (const KtStood *stood)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key, value;
  GString *line = g_string_new (stood->id);

  g_hash_table_iter_init (&iter, stood->parts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_ptr_array_add (words, g_strdup_printf (" %s=%s", (char *) key, (char *) value));
  g_ptr_array_sort (words, compare_texts);
  for (guint i = 0; i < words->len; i++)
    g_string_append (line, g_ptr_array_index (words, i));
  return g_string_free_and_steal (line);
}

char *
kt_paper_dup_stood (KtFamilyIndex *index)
{
  g_autoptr (GPtrArray) all = kt_stood_list (index), lines = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (lines, dup_line (g_ptr_array_index (all, i)));
  g_ptr_array_sort (lines, compare_texts);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (lines, i));
  return g_string_free_and_steal (text);
}

static KtStood *
parse_line (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  KtStood *stood;

  if (words[0] == NULL || *words[0] == '\0')
    return NULL;
  stood = stood_new (words[0]);
  for (char **word = words + 1; *word != NULL; word++)
    {
      char *equals = strchr (*word, '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      put_word (stood, *word, equals + 1);
    }
  return stood;
}

GHashTable *
kt_stood_parse (const char *text)
{
  GHashTable *all = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, stood_free);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      KtStood *stood = parse_line (*line);

      if (stood != NULL)
        g_hash_table_replace (all, stood->id, stood);
    }
  return all;
}
