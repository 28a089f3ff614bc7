/* SPDX-License-Identifier: EUPL-1.2 */
/* New bodies: a first one, and an edit. An edit takes the next counter of its device. All its single values share that
 * one dot (entries are told apart within their field); the second element that is added to a list, and each further
 * one, takes a counter more. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/id.h"
#include "model/edit.h"

#include <string.h>

/* The three members an edit writes. clock and infos must outlive parts. */
static void
add_written_parts (GArray *parts, KtEdit *edit, const char *clock, const char *infos)
{
  kt_body_add_part (parts, "clock", clock);
  kt_body_add_part (parts, "edits", infos);
  kt_body_add_part (parts, "fields", edit->fields->str);
}

static KtRecord *
write_edit (KtEdit *edit)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autofree char *clock = kt_edit_write_clock (edit, edit->current), *infos = NULL;

  kt_edit_write_fields (edit);
  infos = kt_edit_write_infos (edit);
  add_written_parts (parts, edit, clock, infos);
  for (guint i = 0; i < edit->current->n_carried; i++)
    kt_body_add_carried (parts, &edit->current->carried[i]);
  return kt_record_take_bytes (kt_body_write (parts), FALSE);
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
  result = write_edit (&edit);
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

static char *
quote (const char *text)
{
  GString *out = g_string_new (NULL);

  kt_json_append_string (out, text, strlen (text));
  return g_string_free_and_steal (out);
}

/* The members a first body has beside those an edit writes; texts keeps what they are borrowed from. */
static void
add_identity (GArray *parts, KtEdit *edit, const char *id, const char *family, GPtrArray *texts)
{
  const char *const keys[] = { "type", "family", "_id" }, *const values[] = { edit->type->name, family, id };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (values[i] != NULL)
      {
        char *text = quote (values[i]);

        g_ptr_array_add (texts, text);
        kt_body_add_part (parts, keys[i], text);
      }
}

/* An append-only record is known by the hash of all it says; the nonce keeps two that say the same apart. */
static void
add_append_only_id (GArray *parts, KtEdit *edit, GPtrArray *texts)
{
  g_autofree char *nonce = edit->info->nonce != NULL ? g_strdup (edit->info->nonce) : kt_random_hex (16), *id = NULL;

  g_ptr_array_add (texts, quote (nonce));
  kt_body_add_part (parts, "nonce", g_ptr_array_index (texts, texts->len - 1));
  id = kt_body_append_only_id (parts, edit->type->name);
  g_ptr_array_add (texts, quote (id));
  kt_body_add_part (parts, "_id", g_ptr_array_index (texts, texts->len - 1));
}

static KtRecord *
write_new (KtEdit *edit, const char *given_id, const char *family)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *clock = kt_edit_write_clock (edit, NULL), *infos = NULL, *id = NULL;

  kt_edit_write_fields (edit);
  infos = kt_edit_write_infos (edit);
  add_written_parts (parts, edit, clock, infos);
  if (!edit->type->append_only)
    id = given_id != NULL ? g_strdup (given_id) : kt_id_new (edit->type->name);
  add_identity (parts, edit, id, strcmp (edit->type->name, "family") == 0 ? id : family, texts);
  if (edit->type->append_only)
    add_append_only_id (parts, edit, texts);
  return kt_record_take_bytes (kt_body_write (parts), FALSE);
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
  record = write_new (&edit, id, family);
  kt_edit_clear (&edit);
  return record;
}
