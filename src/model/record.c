/* SPDX-License-Identifier: EUPL-1.2 */
/* What a record is, and what survives in it, unread by any rule. */
#define G_LOG_DOMAIN "keukentafel"
#include "model/record-body.h"

#include <string.h>

gboolean
kt_record_is_foreign (const KtRecord *record)
{
  return record->foreign;
}

const char *
kt_record_get_bytes (KtRecord *record)
{
  return record->bytes;
}

gboolean
kt_record_equal (KtRecord *a, KtRecord *b)
{
  return a == b || (a->len == b->len && memcmp (a->bytes, b->bytes, a->len) == 0);
}

const char *
kt_record_get_id (KtRecord *record)
{
  return record->id;
}

const char *
kt_record_get_type_name (KtRecord *record)
{
  return record->type_name;
}

const KtType *
kt_record_get_type (KtRecord *record)
{
  return record->type;
}

const char *
kt_record_get_family (KtRecord *record)
{
  return record->family;
}

KtScope
kt_record_get_scope (KtRecord *record)
{
  return record->type != NULL ? record->type->scope : KT_SCOPE_FILE;
}

char *
kt_record_dup_nonce (KtRecord *record)
{
  for (guint i = 0; i < record->n_carried; i++)
    if (strcmp (record->carried[i].key, "nonce") == 0 && record->carried[i].text.len >= 2)
      return g_strndup (record->carried[i].text.text + 1, record->carried[i].text.len - 2);
  return NULL;
}

gint64
kt_record_get_counter (KtRecord *record, const char *device)
{
  for (guint i = 0; i < record->n_clock; i++)
    if (strcmp (record->clock[i].device, device) == 0)
      return record->clock[i].counter;
  return 0;
}

guint
kt_record_n_entries (KtRecord *record, const char *key)
{
  int field = kt_record_find_field (record, key);

  return field < 0 ? 0 : record->fields[field].n;
}

void
kt_entry_fill (KtRecord *record, KtEntryItem *item, KtEntry *entry)
{
  KtEditItem *edit = kt_record_find_edit (record, item->dot);

  entry->dot = item->dot;
  entry->value = kt_entry_get_value (item);
  entry->from = kt_entry_get_from (item);
  entry->edit = edit != NULL ? kt_edit_get (edit) : NULL;
  entry->by = kt_json_get_string (entry->edit, "by");
  entry->at = kt_json_get_string (entry->edit, "at");
  entry->note = kt_json_get_string (entry->edit, "note");
  entry->agreed = kt_json_get_bool (entry->edit, "agreed");
}

gboolean
kt_record_get_entry (KtRecord *record, const char *key, guint i, KtEntry *entry)
{
  int field = kt_record_find_field (record, key);

  if (field < 0 || i >= record->fields[field].n)
    {
      memset (entry, 0, sizeof *entry);
      return FALSE;
    }
  kt_entry_fill (record, &record->entries[record->fields[field].first + i], entry);
  return TRUE;
}
