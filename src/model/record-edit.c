/* SPDX-License-Identifier: EUPL-1.2 */
/* New bodies: a first one, and an edit. An edit takes the next counter of its device. All its single values share that
 * one dot (entries are told apart within their field); the second element that is added to a list, and each further
 * one, takes a counter more. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/id.h"
#include "model/edit.h"

#include <string.h>

static KtRecord *
seal (GArray *parts, GError **error)
{
  char hash[65];
  char *bytes = kt_body_write ((KtBodyPart *) parts->data, parts->len, hash, error);

  return bytes == NULL ? NULL : kt_record_take_bytes (bytes, FALSE);
}

/* The three members an edit writes. clock and infos must outlive parts. */
static void
add_written_parts (GArray *parts, KtEdit *edit, const char *clock, const char *infos)
{
  kt_body_add_part (parts, "clock", NULL, clock);
  kt_body_add_part (parts, "edits", NULL, infos);
  kt_body_add_part (parts, "fields", NULL, edit->fields->str);
}

static KtRecord *
write_edit (KtEdit *edit, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autofree char *clock = kt_edit_write_clock (edit, edit->current), *infos = NULL;

  kt_edit_write_fields (edit);
  infos = kt_edit_write_infos (edit);
  add_written_parts (parts, edit, clock, infos);
  json_object_object_foreach (edit->current->tree, key, value)
    if (kt_body_is_carried_key (key))
      kt_body_add_part (parts, key, value, NULL);
  return seal (parts, error);
}

KtRecord *
kt_record_edit (KtRecord *current, KtRecord *seen, const KtEditInfo *info, json_object *changes, GError **error)
{
  g_autoptr (KtRecord) base = NULL;
  KtEdit edit = { .type = current->type, .seen = seen != NULL ? seen : current, .info = info };
  KtRecord *result;

  if (edit.type == NULL || edit.type->append_only)
    {
      g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_INVALID, "a record of type %s cannot be changed here",
                   current->type_name);
      return NULL;
    }
  if (!kt_edit_check (edit.type, FALSE, changes, error))
    return NULL;
  /* what the author saw belongs to what the new body has seen */
  base = edit.seen == current ? kt_record_ref (current) : kt_record_join (current, edit.seen);
  edit.current = base;
  kt_edit_plan (&edit, changes);
  if (edit.changes->len == 0)
    {
      kt_edit_clear (&edit);
      return g_steal_pointer (&base);
    }
  result = write_edit (&edit, error);
  kt_edit_clear (&edit);
  return result;
}

/* ---- A first body ---- */

static gboolean
check_new (const KtType *type, const char *id, const char *family, json_object *changes, GError **error)
{
  g_autofree char *prefix = id != NULL ? kt_id_dup_type (id) : NULL;
  gboolean is_family = strcmp (type->name, "family") == 0;

  if (id != NULL && (g_strcmp0 (prefix, type->name) != 0 || *kt_id_get_tail (id) == '\0'))
    g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "_id: must begin with \"%s:\"", type->name);
  else if (!is_family && (family == NULL || !g_str_has_prefix (family, "family:")))
    g_set_error (error, KT_RECORD_ERROR, KT_RECORD_ERROR_FIELD, "family: %s", family == NULL ? "missing" : "not a family's id");
  else
    return kt_edit_check (type, TRUE, changes, error);
  return FALSE;
}

static KtRecord *
write_new (KtEdit *edit, const char *id, const char *family, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autofree char *clock = kt_edit_write_clock (edit, NULL), *infos = NULL, *nonce = NULL, *new_id = NULL;
  g_autoptr (json_object) id_value = NULL, family_value = NULL, type_value = NULL, nonce_value = NULL;

  kt_edit_write_fields (edit);
  infos = kt_edit_write_infos (edit);
  add_written_parts (parts, edit, clock, infos);
  type_value = json_object_new_string (edit->type->name);
  kt_body_add_part (parts, "type", type_value, NULL);
  if (!edit->type->append_only)
    new_id = id != NULL ? g_strdup (id) : kt_id_new (edit->type->name);
  family_value = json_object_new_string (strcmp (edit->type->name, "family") == 0 ? new_id : family);
  kt_body_add_part (parts, "family", family_value, NULL);
  if (edit->type->append_only)
    {
      nonce = edit->info->nonce != NULL ? g_strdup (edit->info->nonce) : kt_random_hex (16);
      nonce_value = json_object_new_string (nonce);
      kt_body_add_part (parts, "nonce", nonce_value, NULL);
      new_id = kt_body_append_only_id ((KtBodyPart *) parts->data, parts->len, edit->type->name, error);
      if (new_id == NULL)
        return NULL;
    }
  id_value = json_object_new_string (new_id);
  kt_body_add_part (parts, "_id", id_value, NULL);
  return seal (parts, error);
}

KtRecord *
kt_record_new (const KtType *type, const char *id, const char *family, const KtEditInfo *info, json_object *changes,
               GError **error)
{
  KtEdit edit = { .type = type, .info = info };
  KtRecord *record;

  if (!check_new (type, type->append_only ? NULL : id, family, changes, error))
    return NULL;
  kt_edit_plan (&edit, changes);
  record = write_new (&edit, id, family, error);
  kt_edit_clear (&edit);
  return record;
}
