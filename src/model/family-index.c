/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/family-index-private.h"

#include <stdlib.h>
#include <string.h>

/* ---- Order ---- */

static int
compare_text (const char *a, const char *b)
{
  return g_strcmp0 (a != NULL ? a : "", b != NULL ? b : "");
}

static int
compare_by_id (KtRecord *a, KtRecord *b)
{
  return strcmp (kt_record_get_id (a), kt_record_get_id (b));
}

/* When a note was written down: its own date, refined by the edit's time since a date alone has no hour. */
static const char *
edit_time (KtRecord *record)
{
  const char *at = NULL;

  kt_record_get_newest_edit (record, &at, NULL);
  return at;
}

static int
compare_records (gconstpointer pa, gconstpointer pb)
{
  KtRecord *a = *(KtRecord **) pa, *b = *(KtRecord **) pb;
  gint64 order = kt_record_get_int (a, "position", G_MAXINT32) - kt_record_get_int (b, "position", G_MAXINT32);
  int by_date;

  if (order != 0)
    return order < 0 ? -1 : 1;
  by_date = compare_text (kt_record_get_text (a, "date"), kt_record_get_text (b, "date"));
  if (by_date == 0 && g_strcmp0 (kt_record_get_type_name (a), "note") == 0)
    by_date = compare_text (edit_time (a), edit_time (b));
  return by_date != 0 ? by_date : compare_by_id (a, b);
}

static int
role_rank (KtRecord *record)
{
  const char *role = kt_record_get_text (record, "role");

  if (g_strcmp0 (role, "fixed_worker") == 0)
    return 0;
  return g_strcmp0 (role, "buddy") == 0 ? 1 : 2;
}

static int
compare_people (gconstpointer pa, gconstpointer pb)
{
  const KtPerson *a = *(const KtPerson **) pa, *b = *(const KtPerson **) pb;
  gint64 order = kt_record_get_int (a->record, "position", G_MAXINT32) - kt_record_get_int (b->record, "position", G_MAXINT32);
  int other;

  if (order != 0)
    return order < 0 ? -1 : 1;
  if (a->kind == KT_PERSON_HELPER && (other = role_rank (a->record) - role_rank (b->record)) != 0)
    return other;
  other = compare_text (kt_record_get_text (a->record, "birth"), kt_record_get_text (b->record, "birth"));
  if (other == 0)
    other = g_utf8_collate (a->name, b->name);
  return other != 0 ? other : strcmp (a->ref, b->ref);
}

static int
goal_rank (KtRecord *goal)
{
  static const char *const order[] = { "paused", "reached", "stopped" };
  const char *status = kt_record_get_text (goal, "status");

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (g_strcmp0 (status, order[i]) == 0)
      return (int) i + 1;
  return 0;
}

static int
compare_goals (gconstpointer pa, gconstpointer pb)
{
  int rank = goal_rank (*(KtRecord **) pa) - goal_rank (*(KtRecord **) pb);

  return rank != 0 ? rank : compare_records (pa, pb);
}

/* ---- Building ---- */

/* The newest edit is looked for field by field: the record keeps exactly the edits whose entries survive. */
void
kt_record_get_newest_edit (KtRecord *record, const char **at, const char **by)
{
  const KtType *type = kt_record_get_type (record);
  KtEntry entry, newest = { NULL };

  for (const KtField *field = type != NULL ? type->fields : NULL; field != NULL && field->key != NULL; field++)
    for (guint i = 0; kt_record_get_entry (record, field->key, i, &entry); i++)
      if (compare_text (entry.at, newest.at) > 0)
        newest = entry;
  if (at != NULL)
    *at = newest.at;
  if (by != NULL)
    *by = newest.by;
}

static int
years_between (const char *birth, const char *today, gboolean *about)
{
  int years;

  *about = FALSE;
  if (birth == NULL || strlen (birth) < 4 || strlen (today) < 10)
    return -1;
  years = atoi (today) - atoi (birth);
  *about = strlen (birth) < 7;
  if (!*about && strncmp (today + 5, birth + 5, MIN (strlen (birth) - 5, 5)) < 0)
    years--;
  return years < 0 ? -1 : years;
}

static const char *
find_first_name (KtFamilyIndex *self, KtRecord *record, const char *name, KtPersonKind kind)
{
  const char *called = kt_record_get_text (record, "called");
  const char *space = strchr (name, ' ');

  if (called != NULL && *called != '\0')
    return called;
  if (space == NULL || kind > KT_PERSON_HELPER)
    return name;
  return g_string_chunk_insert_len (self->strings, name, space - name);
}

static gboolean
kind_of_person (KtRecord *record, KtPersonKind *kind)
{
  const char *type = kt_record_get_type_name (record);

  if (g_str_equal (type, "member"))
    *kind = g_strcmp0 (kt_record_get_text (record, "kind"), "network") == 0 ? KT_PERSON_NETWORK : KT_PERSON_MEMBER;
  else if (g_str_equal (type, "participation"))
    *kind = KT_PERSON_HELPER;
  else if (g_str_equal (type, "agency"))
    *kind = KT_PERSON_AGENCY;
  else if (g_str_equal (type, "household"))
    *kind = KT_PERSON_HOUSEHOLD;
  else if (g_str_equal (type, "family"))
    *kind = KT_PERSON_FAMILY;
  else
    return FALSE;
  return TRUE;
}

static void
add_person (KtFamilyIndex *self, KtRecord *record)
{
  KtPerson *person;
  KtPersonKind kind;
  const char *worker = kt_record_get_text (record, "worker");

  if (!kind_of_person (record, &kind))
    return;
  person = g_new0 (KtPerson, 1);
  person->kind = kind;
  person->record = record;
  person->ref = kt_record_get_id (record);
  person->name = kt_record_get_text (record, "name");
  if (person->name == NULL)
    person->name = "";
  person->first = find_first_name (self, record, person->name, kind);
  person->age = years_between (kt_record_get_text (record, "birth"), self->today, &person->age_about);
  g_ptr_array_add (self->owned_persons, person);
  g_hash_table_insert (self->persons, (gpointer) person->ref, person);
  if (kind == KT_PERSON_HELPER && worker != NULL)
    g_hash_table_insert (self->persons, (gpointer) worker, person);
}

static GPtrArray *
ensure_list (KtFamilyIndex *self, const char *type)
{
  GPtrArray *list = g_hash_table_lookup (self->by_type, type);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->by_type, (gpointer) type, list);
    }
  return list;
}

static void
add_disputes (KtFamilyIndex *self, KtRecord *record)
{
  g_auto (GStrv) keys = kt_record_dup_disputed (record);

  for (char **key = keys; *key != NULL; key++)
    {
      KtDispute *dispute = g_new0 (KtDispute, 1);

      dispute->record = record;
      dispute->field = kt_type_find_field (kt_record_get_type (record), *key)->key;
      g_ptr_array_add (self->disputes, dispute);
    }
}

static int
compare_disputes (gconstpointer pa, gconstpointer pb)
{
  const KtDispute *a = *(const KtDispute **) pa, *b = *(const KtDispute **) pb;
  int by_id = compare_by_id (a->record, b->record);

  return by_id != 0 ? by_id : strcmp (a->field, b->field);
}

static void
add_record (KtFamilyIndex *self, KtRecord *record)
{
  const KtType *type = kt_record_get_type (record);

  if (type == NULL || type->scope == KT_SCOPE_SAFE || kt_record_is_deleted (record) ||
      g_hash_table_contains (self->records, kt_record_get_id (record)))
    return;
  g_hash_table_insert (self->records, (gpointer) kt_record_get_id (record), kt_record_ref (record));
  g_ptr_array_add (ensure_list (self, type->name), record);
  add_person (self, record);
  add_disputes (self, record);
}

static void
sort_lists (KtFamilyIndex *self)
{
  GHashTableIter iter;
  gpointer key, list;

  g_hash_table_iter_init (&iter, self->by_type);
  while (g_hash_table_iter_next (&iter, &key, &list))
    g_ptr_array_sort (list, g_str_equal (key, "goal") ? compare_goals : compare_records);
  g_ptr_array_sort (self->owned_persons, compare_people);
  g_ptr_array_sort (self->disputes, compare_disputes);
}

KtFamilyIndex *
kt_family_index_new (const char *family_id, GPtrArray *records, const char *today)
{
  KtFamilyIndex *self = g_new0 (KtFamilyIndex, 1);

  g_atomic_ref_count_init (&self->refs);
  self->family_id = g_strdup (family_id);
  self->today = g_strdup (today);
  self->strings = g_string_chunk_new (256);
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) kt_record_unref);
  self->by_type = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->persons = g_hash_table_new (g_str_hash, g_str_equal);
  self->owned_persons = g_ptr_array_new_with_free_func (g_free);
  self->disputes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < records->len; i++)
    add_record (self, g_ptr_array_index (records, i));
  sort_lists (self);
  return self;
}

KtFamilyIndex *
kt_family_index_ref (KtFamilyIndex *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kt_family_index_unref (KtFamilyIndex *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->disputes);
  g_hash_table_unref (self->persons);
  g_ptr_array_unref (self->owned_persons);
  g_hash_table_unref (self->by_type);
  g_hash_table_unref (self->records);
  g_string_chunk_free (self->strings);
  g_free (self->today);
  g_free (self->family_id);
  g_free (self);
}
