/* SPDX-License-Identifier: EUPL-1.2 */
/* New bodies: a first one, and an edit. An edit takes the next counter of its device. All its single values share that
 * one dot (entries are told apart within their field); the second element that is added to a list, and each further
 * one, takes a counter more. */
#define G_LOG_DOMAIN "keukentafel"
#include "base/clock.h"
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

/* What is written several times, and signed, must say the same time each time. Returns: (transfer full). */
static char *
fix_time (KtEditInfo *info)
{
  char *at = info->at != NULL ? g_strdup (info->at) : kt_clock_now_iso ();

  info->at = at;
  return at;
}

static KtRecord *
write_edit (KtEdit *edit)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  g_autofree char *clock = kt_edit_write_clock (edit, edit->current), *infos = NULL;

  kt_edit_write_fields (edit);
  kt_edit_sign (edit, edit->current->id, edit->current->family);
  infos = kt_edit_write_infos (edit);
  add_written_parts (parts, edit, clock, infos);
  for (guint i = 0; i < edit->current->n_carried; i++)
    kt_body_add_carried (parts, &edit->current->carried[i]);
  return kt_record_take_bytes (kt_body_write (parts), FALSE);
}

KtRecord *
kt_record_edit (KtRecord *current, KtRecord *seen, const KtEditInfo *info, json_object *changes, GError **error)
{
  KtEditInfo timed = *info;
  g_autofree char *at = fix_time (&timed);
  g_autoptr (KtRecord) base = NULL;
  KtEdit edit = { .type = current->type, .seen = seen != NULL ? seen : current, .info = &timed };
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

/* A first body on its way: its members beside those an edit writes, as canonical texts. */
typedef struct {
  KtEdit *edit;
  char *type, *family, *nonce, *clock; /* owned; family and nonce nullable */
} First;

static void
clear_first (First *first)
{
  g_free (first->type);
  g_free (first->family);
  g_free (first->nonce);
  g_free (first->clock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (First, clear_first)

/* id: quoted, or NULL to leave it out. infos and id must outlive the list. */
static GArray *
list_parts (First *first, const char *infos, const char *id)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (KtBodyPart));
  const char *const keys[] = { "type", "family", "nonce", "_id" };
  const char *const texts[] = { first->type, first->family, first->nonce, id };

  add_written_parts (parts, first->edit, first->clock, infos);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (texts[i] != NULL)
      kt_body_add_part (parts, keys[i], texts[i]);
  return parts;
}

/* An append-only record is known by the hash of all it says; the nonce keeps two that say the same apart. */
static char *
hash_id (First *first)
{
  g_autofree char *infos = kt_edit_write_infos (first->edit);
  g_autoptr (GArray) parts = list_parts (first, infos, NULL);

  return kt_body_append_only_id (parts, first->edit->type->name);
}

/* Signed is the id without the signatures; the id they are part of follows. */
static char *
sign_append_only (First *first, const char *family)
{
  g_autofree char *id = NULL;

  kt_edit_sign (first->edit, NULL, NULL);
  id = hash_id (first);
  if (first->edit->info->sign == NULL)
    return g_steal_pointer (&id);
  kt_edit_sign (first->edit, id, family);
  return hash_id (first);
}

static KtRecord *
write_new (KtEdit *edit, const char *given_id, const char *family)
{
  const gboolean append_only = edit->type->append_only;
  g_autofree char *nonce = append_only && edit->info->nonce == NULL ? kt_random_hex (16) : g_strdup (edit->info->nonce);
  g_autofree char *id = NULL, *infos = NULL, *quoted = NULL;
  g_autoptr (GArray) parts = NULL;
  g_auto (First) first = { edit };

  kt_edit_write_fields (edit);
  if (!append_only)
    id = given_id != NULL ? g_strdup (given_id) : kt_id_new (edit->type->name);
  if (strcmp (edit->type->name, "family") == 0)
    family = id;
  first.type = quote (edit->type->name);
  first.family = family != NULL ? quote (family) : NULL;
  first.nonce = append_only ? quote (nonce) : NULL;
  first.clock = kt_edit_write_clock (edit, NULL);
  if (append_only)
    id = sign_append_only (&first, family);
  else
    kt_edit_sign (edit, id, family);
  infos = kt_edit_write_infos (edit);
  quoted = quote (id);
  parts = list_parts (&first, infos, quoted);
  return kt_record_take_bytes (kt_body_write (parts), FALSE);
}

KtRecord *
kt_record_new (const KtType *type, const char *id, const char *family, const KtEditInfo *info, json_object *changes,
               GError **error)
{
  KtEditInfo timed = *info;
  g_autofree char *at = fix_time (&timed);
  KtEdit edit = { .type = type, .info = &timed };
  KtRecord *record;

  if (!check_new (type, type->append_only ? NULL : id, family, changes, error))
    return NULL;
  kt_edit_plan (&edit, changes);
  record = write_new (&edit, id, family);
  kt_edit_clear (&edit);
  return record;
}
