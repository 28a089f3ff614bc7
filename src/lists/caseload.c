/* SPDX-License-Identifier: EUPL-1.2 */
#define G_LOG_DOMAIN "kt-lists"
#include "lists/caseload.h"

#include <string.h>

#include "base/clock.h"

#define PROMISED_WITHIN 7 /* days ahead that a promise of the worker's own is called back to mind */

typedef struct {
  KtStore *store;
  const char *worker_id, *today;
  gboolean online;
  GHashTable *names;   /* family id → name, borrowed from the items */
  GHashTable *helpers; /* participation id → record */
  GHashTable *mine;    /* refs that mean this worker */
  KtCaseload *out;
} Load;

static void
free_visit (gpointer data)
{
  KtDayVisit *visit = data;

  g_clear_pointer (&visit->index, kt_family_index_unref);
  kt_record_unref (visit->visit);
  g_free (visit);
}

static void
free_step (gpointer data)
{
  KtDayStep *step = data;

  kt_record_unref (step->action);
  g_free (step->family);
  g_free (step->family_name);
  g_free (step->who);
  g_free (step);
}

static void
free_papers (gpointer data)
{
  KtDayPapers *papers = data;

  g_ptr_array_unref (papers->papers);
  kt_family_index_unref (papers->index);
  g_free (papers);
}

static void
free_draft (gpointer data)
{
  KtDayDraft *draft = data;

  g_free (draft->key);
  g_free (draft->family);
  g_free (draft->family_name);
  g_free (draft->date);
  g_free (draft);
}

void
kt_caseload_free (KtCaseload *caseload)
{
  g_free (caseload->today);
  g_ptr_array_unref (caseload->families);
  g_ptr_array_unref (caseload->visits);
  g_ptr_array_unref (caseload->promised);
  g_ptr_array_unref (caseload->late);
  g_ptr_array_unref (caseload->papers);
  g_ptr_array_unref (caseload->drafts);
  g_free (caseload);
}

static const char *
name_of_family (Load *load, const char *id)
{
  const char *name = id != NULL ? g_hash_table_lookup (load->names, id) : NULL;

  return name != NULL ? name : "";
}

/* ---- Families ---- */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const KtFamilyItem *one = *(KtFamilyItem *const *) a, *other = *(KtFamilyItem *const *) b;
  int order = g_utf8_collate (one->name, other->name);

  return order != 0 ? order : strcmp (one->id, other->id);
}

static gboolean
load_families (Load *load, GError **error)
{
  g_autoptr (GPtrArray) records = kt_store_list (load->store, "family", NULL, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      KtRecord *record = records->pdata[i];
      KtFamilyItem *item = g_object_new (KT_TYPE_FAMILY_ITEM, NULL);
      KtCounts counts = { 0 };

      g_ptr_array_add (load->out->families, item);
      item->id = g_strdup (kt_record_get_id (record));
      item->name = g_strdup (kt_record_get_text (record, "name"));
      if (item->name == NULL)
        item->name = g_strdup ("…");
      item->phase = g_strdup (kt_record_get_text (record, "phase"));
      item->intensity = g_strdup (kt_record_get_text (record, "intensity"));
      item->review = g_strdup (kt_record_get_text (record, "next_review"));
      if (!kt_store_count (load->store, item->id, &counts, error))
        return FALSE;
      item->here = counts.here;
      item->sent = counts.sent;
      item->set_aside = counts.set_aside;
      item->disputed = counts.disputed;
      item->complete = g_steal_pointer (&counts.complete);
      kt_counts_clear (&counts);
      g_hash_table_insert (load->names, item->id, item->name);
    }
  g_ptr_array_sort (load->out->families, compare_items);
  return TRUE;
}

static KtFamilyItem *
find_item (Load *load, const char *id)
{
  for (guint i = 0; i < load->out->families->len; i++)
    {
      KtFamilyItem *item = load->out->families->pdata[i];

      if (g_strcmp0 (item->id, id) == 0)
        return item;
    }
  return NULL;
}

/* ---- Today's visits ---- */
static int
compare_visits (gconstpointer a, gconstpointer b)
{
  const KtDayVisit *one = *(KtDayVisit *const *) a, *other = *(KtDayVisit *const *) b;
  int order = g_strcmp0 (kt_record_get_text (one->visit, "date"), kt_record_get_text (other->visit, "date"));

  return order != 0 ? order : strcmp (kt_record_get_id (one->visit), kt_record_get_id (other->visit));
}

/* What a card of the day tells of a family: who and the plan. Notes and the analysis are most of a file. */
static GPtrArray *
list_for_card (KtStore *store, const char *family, GError **error)
{
  static const char *const types[] = { "family", "household", "member", "agency", "participation", "goal", "action" };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GPtrArray *some = kt_store_list (store, types[i], family, error);

      if (some == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, some);
    }
  return g_steal_pointer (&all);
}

static gboolean
add_visit (Load *load, KtRecord *record, GError **error)
{
  const char *family = kt_record_get_family (record);
  g_autoptr (GPtrArray) records = list_for_card (load->store, family, error);
  KtFamilyItem *item = find_item (load, family);
  KtDayVisit *visit;

  if (records == NULL)
    return FALSE;
  if (item == NULL) /* the family itself is not in yet */
    return TRUE;
  visit = g_new0 (KtDayVisit, 1);
  visit->visit = kt_record_ref (record);
  visit->index = kt_family_index_new (family, records, load->today);
  visit->ready = !load->online || item->complete != NULL;
  if (item->visit == NULL || g_strcmp0 (kt_record_get_text (record, "date"), item->visit) < 0)
    g_set_str (&item->visit, kt_record_get_text (record, "date"));
  g_ptr_array_add (load->out->visits, visit);
  return TRUE;
}

static gboolean
load_visits (Load *load, GError **error)
{
  g_autofree char *dated = g_strdup_printf ("\"v\":\"%s", load->today);
  g_autoptr (GPtrArray) records = kt_store_list_sifted (load->store, "visit", dated, NULL, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const char *date = kt_record_get_text (records->pdata[i], "date");
      const char *status = kt_record_get_text (records->pdata[i], "status");
      gboolean today = date != NULL && g_str_has_prefix (date, load->today) && g_strcmp0 (status, "not_held") != 0;

      if (today && !add_visit (load, records->pdata[i], error))
        return FALSE;
    }
  g_ptr_array_sort (load->out->visits, compare_visits);
  return TRUE;
}

/* ---- Promises ---- */
static gboolean
load_helpers (Load *load, GError **error)
{
  g_autoptr (GPtrArray) records = kt_store_list (load->store, "participation", NULL, error);
  g_autoptr (GPtrArray) agencies = records != NULL ? kt_store_list (load->store, "agency", NULL, error) : NULL;

  if (agencies == NULL)
    return FALSE;
  g_hash_table_add (load->mine, g_strdup (load->worker_id));
  for (guint i = 0; i < records->len; i++)
    {
      const char *id = kt_record_get_id (records->pdata[i]);

      if (g_strcmp0 (kt_record_get_text (records->pdata[i], "worker"), load->worker_id) == 0)
        g_hash_table_add (load->mine, g_strdup (id));
      g_hash_table_insert (load->helpers, g_strdup (id), kt_record_ref (records->pdata[i]));
    }
  for (guint i = 0; i < agencies->len; i++)
    g_hash_table_insert (load->helpers, g_strdup (kt_record_get_id (agencies->pdata[i])), kt_record_ref (agencies->pdata[i]));
  return TRUE;
}

static void
add_step (Load *load, GPtrArray *to, KtRecord *action, const char *who, int late)
{
  KtDayStep *step = g_new0 (KtDayStep, 1);

  step->action = kt_record_ref (action);
  step->family = g_strdup (kt_record_get_family (action));
  step->family_name = g_strdup (name_of_family (load, step->family));
  step->who = g_strdup (who);
  step->late = late;
  g_ptr_array_add (to, step);
}

static void
sort_step (Load *load, KtRecord *action)
{
  g_auto (GStrv) who = kt_record_dup_list (action, "who");
  /* What is done every day or week has no day it should have been done by. */
  const char *due = kt_record_get_text (action, "how_often") == NULL ? kt_record_get_text (action, "due") : NULL;
  int days = due != NULL ? kt_clock_days_between (load->today, due) : G_MININT;
  gboolean dated = days != G_MININT;

  for (int i = 0; who[i] != NULL; i++)
    {
      KtRecord *helper = g_hash_table_lookup (load->helpers, who[i]);

      if (g_hash_table_contains (load->mine, who[i]))
        {
          if (!dated || days <= PROMISED_WITHIN)
            add_step (load, load->out->promised, action, NULL, dated && days < 0 ? -days : 0);
          return;
        }
      if (helper != NULL && dated && days < 0)
        {
          add_step (load, load->out->late, action, kt_record_get_text (helper, "name"), -days);
          return;
        }
    }
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const KtDayStep *one = *(KtDayStep *const *) a, *other = *(KtDayStep *const *) b;
  const char *due_one = kt_record_get_text (one->action, "due"), *due_other = kt_record_get_text (other->action, "due");

  if (one->late != other->late)
    return other->late - one->late;
  return g_strcmp0 (due_one != NULL ? due_one : "9", due_other != NULL ? due_other : "9");
}

static gboolean
load_steps (Load *load, GError **error)
{
  g_autoptr (GPtrArray) actions = NULL;

  if (!load_helpers (load, error))
    return FALSE;
  actions = kt_store_list_sifted (load->store, "action", NULL, "\"v\":\"done\"", error);
  if (actions == NULL)
    return FALSE;
  for (guint i = 0; i < actions->len; i++)
    if (kt_action_is_open (actions->pdata[i]))
      sort_step (load, actions->pdata[i]);
  g_ptr_array_sort (load->out->promised, compare_steps);
  g_ptr_array_sort (load->out->late, compare_steps);
  return TRUE;
}

/* ---- Papers that no longer fit ---- */
/* family → its print-records; most families have none, and cost nothing. */
static GHashTable *
list_prints (Load *load, GError **error)
{
  g_autoptr (GPtrArray) prints = kt_store_list (load->store, "print-record", NULL, error);
  GHashTable *by_family;

  if (prints == NULL)
    return NULL;
  by_family = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < prints->len; i++)
    {
      const char *family = kt_record_get_family (prints->pdata[i]);
      GPtrArray *own = g_hash_table_lookup (by_family, family);

      if (own == NULL)
        {
          own = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_record_unref);
          g_hash_table_insert (by_family, g_strdup (family), own);
        }
      g_ptr_array_add (own, kt_record_ref (prints->pdata[i]));
    }
  return by_family;
}

static gboolean
add_papers (Load *load, const char *family, GPtrArray *prints, GError **error)
{
  g_autoptr (GPtrArray) records = list_for_card (load->store, family, error);
  g_autoptr (KtFamilyIndex) index = NULL;
  g_autoptr (GPtrArray) papers = NULL;
  KtDayPapers *made;

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < prints->len; i++)
    g_ptr_array_add (records, kt_record_ref (prints->pdata[i]));
  index = kt_family_index_new (family, records, load->today);
  papers = kt_paper_list_to_replace (index);
  if (papers->len == 0)
    return TRUE;
  made = g_new0 (KtDayPapers, 1);
  made->index = g_steal_pointer (&index);
  made->papers = g_steal_pointer (&papers);
  g_ptr_array_add (load->out->papers, made);
  return TRUE;
}

static gboolean
load_papers (Load *load, GError **error)
{
  g_autoptr (GHashTable) prints = list_prints (load, error);

  if (prints == NULL)
    return FALSE;
  for (guint i = 0; i < load->out->families->len; i++)
    {
      KtFamilyItem *item = load->out->families->pdata[i];
      GPtrArray *own = g_hash_table_lookup (prints, item->id);

      if (own != NULL && !add_papers (load, item->id, own, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Unfinished notes ---- */
static guint
count_words (const char *text)
{
  guint n = 0;
  gboolean inside = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gboolean space = g_unichar_isspace (g_utf8_get_char (at));

      n += inside && space ? 1 : 0;
      inside = !space;
    }
  return n + (inside ? 1 : 0);
}

/* The words of a draft: it is plain text, or JSON with the words under "words". */
static char *
dup_draft_words (const char *text)
{
  g_autoptr (json_object) object = *text == '{' ? kt_json_parse (text, -1, NULL) : NULL;
  const char *words = object != NULL ? kt_json_get_string (object, "words") : text;

  return g_strdup (words != NULL ? words : "");
}

static void
add_draft (Load *load, const char *key, const char *text)
{
  g_autofree char *words = dup_draft_words (text);
  g_autoptr (KtRecord) about = kt_store_load (load->store, key + strlen ("note:"), NULL);
  KtDayDraft *draft;

  if (about == NULL || kt_record_get_family (about) == NULL || count_words (words) == 0)
    return;
  draft = g_new0 (KtDayDraft, 1);
  draft->key = g_strdup (key);
  draft->family = g_strdup (kt_record_get_family (about));
  draft->family_name = g_strdup (name_of_family (load, draft->family));
  draft->date = g_strdup (kt_record_get_text (about, "date"));
  draft->words = count_words (words);
  g_ptr_array_add (load->out->drafts, draft);
}

static int
compare_drafts (gconstpointer a, gconstpointer b)
{
  const KtDayDraft *one = *(KtDayDraft *const *) a, *other = *(KtDayDraft *const *) b;
  int order = g_strcmp0 (other->date, one->date);

  return order != 0 ? order : strcmp (one->key, other->key);
}

static gboolean
load_drafts (Load *load, GError **error)
{
  g_autoptr (GHashTable) drafts = kt_store_list_drafts (load->store, "note:", error);
  GHashTableIter iter;
  gpointer key, text;

  if (drafts == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, drafts);
  while (g_hash_table_iter_next (&iter, &key, &text))
    add_draft (load, key, text);
  g_ptr_array_sort (load->out->drafts, compare_drafts);
  return TRUE;
}

KtCaseload *
kt_caseload_load (KtStore *store, const char *worker_id, const char *today, gboolean online, GError **error)
{
  g_autoptr (KtCaseload) out = g_new0 (KtCaseload, 1);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) mine = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) helpers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify) kt_record_unref);
  Load load = { store, worker_id, today, online, names, helpers, mine, out };

  out->today = g_strdup (today);
  out->families = g_ptr_array_new_with_free_func (g_object_unref);
  out->visits = g_ptr_array_new_with_free_func (free_visit);
  out->promised = g_ptr_array_new_with_free_func (free_step);
  out->late = g_ptr_array_new_with_free_func (free_step);
  out->papers = g_ptr_array_new_with_free_func (free_papers);
  out->drafts = g_ptr_array_new_with_free_func (free_draft);
  if (!load_families (&load, error) || !load_visits (&load, error) || !load_steps (&load, error) ||
      !load_papers (&load, error) || !load_drafts (&load, error))
    return NULL;
  return g_steal_pointer (&out);
}
