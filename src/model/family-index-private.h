/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once
/* Shared by family-index.c (building, order), family-index-people.c and family-index-plan.c (looking up). */
#include "model/family-index.h"

struct _KtFamilyIndex {
  gatomicrefcount refs;
  char *family_id;
  char *today;
  GStringChunk *strings;    /* first names cut from full ones */
  GHashTable *records;      /* id → KtRecord, owned */
  GHashTable *by_type;      /* type name → sorted GPtrArray of KtRecord; the arrays owned */
  GHashTable *persons;      /* ref → KtPerson, borrowed from owned_persons; a worker's id beside the helper's own */
  GPtrArray *owned_persons; /* sorted */
  GPtrArray *disputes;      /* KtDispute, owned, sorted */
};

/* Sorted records of a type; NULL when there are none. */
static inline GPtrArray *
find_list (KtFamilyIndex *self, const char *type)
{
  return g_hash_table_lookup (self->by_type, type);
}
