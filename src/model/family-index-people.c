/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/family-index-private.h"

const char *
kt_family_index_get_family_id (KtFamilyIndex *self)
{
  return self->family_id;
}

const char *
kt_family_index_get_today (KtFamilyIndex *self)
{
  return self->today;
}

KtRecord *
kt_family_index_get_family (KtFamilyIndex *self)
{
  return g_hash_table_lookup (self->records, self->family_id);
}

KtRecord *
kt_family_index_find (KtFamilyIndex *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->records, id) : NULL;
}

/* ---- Who ---- */

const KtPerson *
kt_family_index_find_person (KtFamilyIndex *self, const char *ref)
{
  return ref != NULL ? g_hash_table_lookup (self->persons, ref) : NULL;
}

static GPtrArray *
list_kind (KtFamilyIndex *self, KtPersonKind kind)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->owned_persons->len; i++)
    {
      KtPerson *person = g_ptr_array_index (self->owned_persons, i);

      if (person->kind == kind)
        g_ptr_array_add (found, person);
    }
  return found;
}

GPtrArray *
kt_family_index_list_members (KtFamilyIndex *self)
{
  return list_kind (self, KT_PERSON_MEMBER);
}

GPtrArray *
kt_family_index_list_network (KtFamilyIndex *self)
{
  return list_kind (self, KT_PERSON_NETWORK);
}

GPtrArray *
kt_family_index_list_helpers (KtFamilyIndex *self)
{
  return list_kind (self, KT_PERSON_HELPER);
}

GPtrArray *
kt_family_index_list_households (KtFamilyIndex *self)
{
  return list_kind (self, KT_PERSON_HOUSEHOLD);
}

GPtrArray *
kt_family_index_list_agencies (KtFamilyIndex *self)
{
  return list_kind (self, KT_PERSON_AGENCY);
}

/* A home whose record has not come in yet is no home here. */
static gboolean
lives_somewhere (KtFamilyIndex *self, KtRecord *member)
{
  g_auto (GStrv) homes = kt_record_dup_list (member, "households");

  for (char **home = homes; *home != NULL; home++)
    if (g_hash_table_contains (self->records, *home))
      return TRUE;
  return FALSE;
}

GPtrArray *
kt_family_index_list_living_at (KtFamilyIndex *self, const char *household)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->owned_persons->len; i++)
    {
      KtPerson *person = g_ptr_array_index (self->owned_persons, i);
      gboolean here;

      if (person->kind > KT_PERSON_NETWORK)
        continue;
      here = household != NULL ? kt_record_list_contains (person->record, "households", household)
                               : person->kind == KT_PERSON_MEMBER && !lives_somewhere (self, person->record);
      if (here)
        g_ptr_array_add (found, person);
    }
  return found;
}

const KtPerson *
kt_family_index_find_agency (KtFamilyIndex *self, const char *ref)
{
  const KtPerson *person = kt_family_index_find_person (self, ref);

  if (person == NULL || person->kind == KT_PERSON_AGENCY)
    return person;
  return person->kind == KT_PERSON_HELPER
             ? kt_family_index_find_person (self, kt_record_get_text (person->record, "agency"))
             : NULL;
}

GPtrArray *
kt_family_index_list_relations (KtFamilyIndex *self, const char *ref)
{
  GPtrArray *all = find_list (self, "relation"), *found = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      KtRecord *relation = g_ptr_array_index (all, i);

      if (ref == NULL || g_strcmp0 (kt_record_get_text (relation, "from"), ref) == 0 ||
          g_strcmp0 (kt_record_get_text (relation, "to"), ref) == 0)
        g_ptr_array_add (found, relation);
    }
  return found;
}

const KtPerson *
kt_family_index_get_fixed_worker (KtFamilyIndex *self)
{
  KtRecord *family = kt_family_index_get_family (self);
  const char *named = family != NULL ? kt_record_get_text (family, "fixed_worker") : NULL;
  g_autoptr (GPtrArray) helpers = NULL;

  if (named != NULL)
    return kt_family_index_find_person (self, named);
  helpers = kt_family_index_list_helpers (self);
  for (guint i = 0; i < helpers->len; i++)
    {
      const KtPerson *helper = g_ptr_array_index (helpers, i);

      if (g_strcmp0 (kt_record_get_text (helper->record, "role"), "fixed_worker") == 0)
        return helper;
    }
  return NULL;
}

gboolean
kt_family_index_is_fixed_worker (KtFamilyIndex *self, const char *worker)
{
  KtRecord *family = kt_family_index_get_family (self);
  const KtPerson *fixed = kt_family_index_get_fixed_worker (self);

  if (worker == NULL)
    return FALSE;
  if (family != NULL && g_strcmp0 (kt_record_get_text (family, "fixed_worker"), worker) == 0)
    return TRUE;
  return fixed != NULL && fixed == kt_family_index_find_person (self, worker);
}

/* ---- Analysis ---- */

static gboolean
is_factor_wanted (KtRecord *factor, const char *domain, const char *kind, const char *person)
{
  if (domain != NULL && g_strcmp0 (kt_record_get_text (factor, "domain"), domain) != 0)
    return FALSE;
  if (g_strcmp0 (kt_record_get_text (factor, "kind"), kind) != 0)
    return FALSE;
  return person == NULL || kt_record_list_contains (factor, "about", person);
}

GPtrArray *
kt_family_index_list_factors (KtFamilyIndex *self, const char *domain, const char *kind, const char *person)
{
  GPtrArray *all = find_list (self, "factor"), *found = g_ptr_array_new ();

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (is_factor_wanted (g_ptr_array_index (all, i), domain, kind, person))
      g_ptr_array_add (found, g_ptr_array_index (all, i));
  return found;
}

guint
kt_family_index_count_factors (KtFamilyIndex *self, const char *kind, const char *person)
{
  g_autoptr (GPtrArray) found = kt_family_index_list_factors (self, NULL, kind, person);

  return found->len;
}

static void
find_later_speaker (GPtrArray *records, const char **at, const char **speaker)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      KtRecord *record = g_ptr_array_index (records, i);
      const char *said_by = kt_record_get_text (record, "said_by"), *written = NULL;

      kt_record_get_newest_edit (record, &written, NULL);
      if (said_by == NULL || g_strcmp0 (written, *at) <= 0)
        continue;
      *at = written;
      *speaker = said_by;
    }
}

const char *
kt_family_index_get_last_speaker (KtFamilyIndex *self)
{
  const char *at = NULL, *speaker = NULL;

  find_later_speaker (find_list (self, "factor"), &at, &speaker);
  find_later_speaker (find_list (self, "note"), &at, &speaker);
  return speaker;
}
